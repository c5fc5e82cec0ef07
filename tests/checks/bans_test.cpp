#include "bans.hpp"

#include <gtest/gtest.h>

#include "planted_tree.hpp"

namespace legwork::checks {
namespace {

const std::filesystem::path source_root = LEGWORK_SOURCE_DIR;

std::vector<Ban> our_bans() { return parse_bans(read(source_root / "tests/checks/bans.txt")); }

TEST(Bans, our_sources_hold_nothing_banned) {
  const auto found = check_bans(source_root, our_bans());
  EXPECT_TRUE(found.empty()) << to_string(found);
}

TEST(Bans, every_ban_is_found_where_it_is_planted) {
  for (const auto& ban : our_bans()) {
    PlantedTree tree;
    tree.write("src/scan/a.cpp", ban.code ? "int x = (" + ban.words + ");\n" : "// " + ban.words + "\n");
    EXPECT_FALSE(check_bans(tree.root(), {ban}).empty()) << ban.words;
  }
}

TEST(Bans, every_ban_stays_silent_where_it_is_allowed) {
  for (const auto& ban : our_bans()) {
    for (const auto& place : ban.allowed) {
      PlantedTree tree;
      tree.write(place.ends_with("pp") ? place : place + "a.cpp", "int x = (" + ban.words + ");\n");
      EXPECT_TRUE(check_bans(tree.root(), {ban}).empty()) << ban.words << " in " << place;
    }
  }
}

TEST(Bans, comments_and_strings_do_not_count_for_code_and_do_for_text) {
  PlantedTree tree;
  tree.write("src/scan/a.cpp", "// std::thread\nconst char* text = \"std::thread\";\n// LATER\n");
  const auto bans = parse_bans("code | std::thread | | why\ntext | LATER | | why\n");
  EXPECT_EQ(check_bans(tree.root(), bans), (std::vector<Violation>{{"src/scan/a.cpp", 3, "LATER is banned here: why"}}));
}

TEST(Bans, words_match_as_whole_identifiers) {
  PlantedTree tree;
  tree.write("src/scan/a.cpp", "operand(1); std::threading t; my_std::thread u;\n");
  EXPECT_TRUE(check_bans(tree.root(), parse_bans("code | rand( | | why\ncode | std::thread | | why\n")).empty());
  tree.write("src/scan/a.cpp", "::rand(); f(std::rand());\n");
  EXPECT_EQ(check_bans(tree.root(), parse_bans("code | rand( | | why\n")).size(), 1u);
}

TEST(BanList, a_ban_without_a_reason_is_no_ban) {
  EXPECT_THROW(parse_bans("code | rand( | src/io/ |\n"), std::runtime_error);
  EXPECT_THROW(parse_bans("words | rand( | | why\n"), std::runtime_error);
}

}  // namespace
}  // namespace legwork::checks
