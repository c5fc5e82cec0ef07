#include "documents.hpp"

#include <gtest/gtest.h>

#include "planted_tree.hpp"

namespace legwork::checks {
namespace {

const std::filesystem::path source_root = LEGWORK_SOURCE_DIR;

TEST(Documents, every_library_has_a_short_readme) {
  const auto found = check_readmes(source_root);
  EXPECT_TRUE(found.empty()) << to_string(found);
}

TEST(Documents, every_header_says_what_it_is) {
  const auto found = check_headers(source_root);
  EXPECT_TRUE(found.empty()) << to_string(found);
}

TEST(Documents, every_link_in_a_page_leads_somewhere) {
  const auto found = check_markdown_links(source_root);
  EXPECT_TRUE(found.empty()) << to_string(found);
}

TEST(PlantedDocuments, a_missing_an_empty_and_a_long_readme_are_found) {
  PlantedTree tree;
  for (const auto* library : {"missing", "empty", "long", "good"})
    tree.write(std::string("src/") + library + "/CMakeLists.txt", "");
  tree.write("src/empty/README.md", "");
  tree.write("src/long/README.md", std::string(41, '\n'));
  tree.write("src/good/README.md", "# good\n");
  const auto found = check_readmes(tree.root());
  ASSERT_EQ(found.size(), 3u) << to_string(found);
  EXPECT_EQ(found[0].path, "src/empty/README.md");
  EXPECT_EQ(found[1].path, "src/long/README.md");
  EXPECT_EQ(found[2].path, "src/missing/README.md");
}

TEST(PlantedDocuments, a_header_without_words_or_guard_is_found) {
  PlantedTree tree;
  tree.write("src/core/good.hpp", "// Words.\n#pragma once\n");
  tree.write("src/core/silent.hpp", "\n#pragma once\n");
  tree.write("src/core/twice.hpp", "// Words.\nint x;\n");
  const auto found = check_headers(tree.root());
  ASSERT_EQ(found.size(), 2u) << to_string(found);
  EXPECT_EQ(found[0].path, "src/core/silent.hpp");
  EXPECT_EQ(found[1].path, "src/core/twice.hpp");
}

TEST(PlantedDocuments, a_broken_link_is_found_and_the_web_is_left_alone) {
  PlantedTree tree;
  tree.write("docs/there.md", "");
  tree.write(
      "README.md",
      "[a](docs/there.md#part) [b](https://example.com/x) [c](#here)\n```\n[d](code.md)\n```\n![e](docs/gone.png \"title\")\n");
  EXPECT_EQ(check_markdown_links(tree.root()),
            (std::vector<Violation>{{"README.md", 5, "links to docs/gone.png, which does not exist"}}));
  tree.write("docs/deep/x.md", "[up](../there.md) [wrong](there.md)\n");
  EXPECT_EQ(check_markdown_links(tree.root()).size(), 2u);
}

}  // namespace
}  // namespace legwork::checks
