// Chance as a function: a number for (seed, who, when) instead of the next one of a stream, so that a value does not depend on what was
// asked before it. Mixing is SplitMix64's finaliser (Steele, Lea, Flood 2014), 1 ns a draw. Free functions, no state.
#pragma once

#include <cstdint>
#include <string_view>

#include "pricing/normal.hpp"

namespace legwork::simgw {

constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ b); }
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) { return mix(mix(a, b) ^ c); }

/// FNV-1a of a name: its part in a seed.
constexpr std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/// In (0, 1), never an end point.
constexpr double uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1.0p-52; }

/// Standard normal.
inline double normal(std::uint64_t bits) { return pricing::normal_inverse(uniform(bits)); }

/// Mean 0, variance 1, nearly normal (the sum of four 16-bit uniforms, kurtosis 2.7): for sums of many, at 2 ns.
constexpr double nearly_normal(std::uint64_t bits) {
  const auto sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
  return (static_cast<double>(sum) - 131070.0) * (1.0 / 37837.225);  // sd of the sum: √(4·(2^32 − 1)/12) = 37837.22…
}

}  // namespace legwork::simgw
