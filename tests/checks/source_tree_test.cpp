#include "source_tree.hpp"

#include <gtest/gtest.h>

#include "planted_tree.hpp"

namespace legwork::checks {
namespace {

TEST(SourceTree, code_loses_its_comments_and_literals_and_keeps_its_lines) {
  EXPECT_EQ(code_only("int a; // rand()\nint b;"), "int a;          \nint b;");
  EXPECT_EQ(code_only("f(/* rand(\n) */ x)"), "f(        \n     x)");
  EXPECT_EQ(code_only(R"(print("rand(\"");)"), R"(print("       ");)");
  EXPECT_EQ(code_only("c = '\"'; rand()"), "c = ' '; rand()");
  EXPECT_EQ(code_only("n = 1'000'000; rand()"), "n = 1'000'000; rand()");
  EXPECT_EQ(code_only("s = R\"x(rand(\n)x\"; t"), "s = R\"       \n   ; t");
}

TEST(SourceTree, an_unterminated_literal_or_comment_ends_with_the_text) {
  EXPECT_EQ(code_only("\"abc"), "\"   ");
  EXPECT_EQ(code_only("/* abc"), "      ");
  EXPECT_EQ(code_only("R\"(abc"), "R\"    ");
  EXPECT_EQ(code_only("'\\"), "' ");
}

TEST(SourceTree, finds_files_by_extension_in_order_and_leaves_out_what_is_not_ours) {
  PlantedTree tree;
  for (const auto* path : {"src/b.hpp", "src/a/x.cpp", "src/a/x.txt", "src/third_party/y.cpp"}) tree.write(path, "");
  EXPECT_EQ(files(tree.root(), "src", {".cpp", ".hpp"}), (std::vector<std::string>{"src/a/x.cpp", "src/b.hpp"}));
  EXPECT_TRUE(files(tree.root(), "nowhere", {".cpp"}).empty());
}

TEST(SourceTree, splits_and_trims_fields) {
  EXPECT_EQ(fields(" a | b c |", '|'), (std::vector<std::string>{"a", "b c", ""}));
  EXPECT_EQ(words("  a  b "), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace legwork::checks
