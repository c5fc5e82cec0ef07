// journal_cuts [--cuts N] [--seed S] [--stride K]: lives journals of ever new seeds, builds the disks that a crash could leave of each, every
// K-th of them (1: all), and opens it.
// Prints what was checked; exit code 1 and the one command that shows it again when a record is lost, invented or unreadable.
#include <charconv>
#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "journal/cut_run.hpp"

namespace {

using namespace legwork::journal;

struct Arguments {
  std::uint64_t cuts = 1'000'000, seed = 1, stride = 23;
};

bool read(int count, char** words, Arguments& arguments) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i], text = words[i + 1];
    std::uint64_t* value = name == "--cuts"     ? &arguments.cuts
                           : name == "--seed"   ? &arguments.seed
                           : name == "--stride" ? &arguments.stride
                                                : nullptr;
    if (value == nullptr) return false;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), *value);
    if (code != std::errc{} || end != text.data() + text.size() || *value == 0) return false;
  }
  return count % 2 == 1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read(argc, argv, arguments)) {
    fmt::print(stderr, "usage: journal_cuts [--cuts N] [--seed S] [--stride K]\n");
    return 2;
  }
  CutCount sum;
  std::uint64_t seed = arguments.seed;
  for (; sum.images < arguments.cuts; ++seed) {
    const CutCount count = judge_all(live({.seed = seed}), arguments.stride, arguments.cuts - sum.images);
    sum.images += count.images;
    sum.second_cuts += count.second_cuts;
    sum.operations += count.operations;
    if (count.first_failure) {
      fmt::print("journal_cuts: seed {}: {}\nagain: journal_cuts --seed {} --stride {} --cuts {}\n", seed, *count.first_failure,
                 seed, arguments.stride, count.images);
      return 1;
    }
    fmt::print(stderr, "journal_cuts: {} of {} cuts\n", sum.images, arguments.cuts);
  }
  fmt::print(
      "journal_cuts: {} cut points of {} disk operations checked, {} of them in recovery; replay hash = live hash at each; seeds "
      "{} to {}\n",
      sum.images, sum.operations, sum.second_cuts, arguments.seed, seed - 1);
  return 0;
}
