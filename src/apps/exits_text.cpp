#include "apps/exits_text.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "trade/exits/plan_toml.hpp"

namespace legwork::apps {

std::optional<std::string> exits_text(const std::string& argument) {
  if (argument == "default") return argument;
  std::ifstream file(argument);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) {
    fmt::print(stderr, "legwork: {} cannot be read; name a file of exits, or `default`\n", argument);
    return std::nullopt;
  }
  if (const auto plan = trade::parse_exit_plan(text, argument); !plan) {
    fmt::print(stderr, "legwork: {}\n", core::to_string(plan.error()));
    return std::nullopt;
  }
  return text;
}

}  // namespace legwork::apps
