// Prng: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), integer-only, so the
// same seed gives the same trace on every machine. Split one per component by name; never shared between threads. 2 ns a draw.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace legwork::core {

class Prng {
 public:
  explicit Prng(std::uint64_t seed);

  /// An independent stream for a named component. Does not advance this one: adding a component shifts nobody's numbers.
  Prng split(std::string_view name) const;

  std::uint64_t next();

  /// Uniform in [0, bound), bound > 0, without modulo bias (Lemire 2019).
  std::uint64_t below(std::uint64_t bound);

  /// Uniform integer in [low, high], low <= high.
  std::int64_t between(std::int64_t low, std::int64_t high);

  /// True with probability `numerator`/`denominator`.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }

  /// Uniform double in [0, 1): the top 53 bits of one draw, exact on every machine.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// UniformRandomBitGenerator, for std::shuffle and the like in tests.
  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() { return next(); }

 private:
  std::array<std::uint64_t, 4> state_{};
  std::uint64_t seed_;
};

}  // namespace legwork::core
