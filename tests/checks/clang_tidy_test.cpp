// Our .clang-tidy can fail: planted faults are found, and each as an error. Skipped where clang-tidy-19 is not installed.
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "planted_tree.hpp"

namespace legwork::checks {
namespace {

bool has_clang_tidy() { return std::system("command -v clang-tidy-19 >/dev/null 2>&1") == 0; }

// clang-tidy's exit status for a file with this text under our settings.
bool is_clean(std::string_view source) {
  PlantedTree tree;
  const auto file = tree.write("planted.cpp", source);
  const std::string command = "clang-tidy-19 --quiet --config-file=" LEGWORK_SOURCE_DIR "/.clang-tidy '" + file.string() +
                              "' -- -std=c++20 >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

TEST(ClangTidy, finds_planted_faults_and_passes_clean_code) {
  if (!has_clang_tidy()) GTEST_SKIP() << "clang-tidy-19 is not installed; ./dev test installs it";
  EXPECT_TRUE(is_clean("int twice(int legs) { return 2 * legs; }\n"));
  EXPECT_FALSE(is_clean("#include <utility>\n#include <string>\nauto f(std::string s) { auto t = std::move(s); return t + s; }\n"))
      << "use after move";
  EXPECT_FALSE(is_clean("int* f() { int* p = nullptr; *p = 1; return p; }\n")) << "null dereference";
  EXPECT_FALSE(is_clean("int TwiceAsMany(int legs) { return 2 * legs; }\n")) << "a name that is not ours";
}

}  // namespace
}  // namespace legwork::checks
