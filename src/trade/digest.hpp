// Digest: a 64-bit hash of a sequence of numbers and texts, the same on every machine and build (FNV-1a with the finaliser of
// MurmurHash3, http://www.isthe.com/chongo/tech/comp/fnv/). For comparing states, not for keys and not against an adversary.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

namespace legwork::trade {

class Digest {
 public:
  constexpr Digest& add(std::string_view text) {
    add(text.size());
    for (const char c : text) byte(static_cast<unsigned char>(c));
    return *this;
  }
  template <std::integral T>
  constexpr Digest& add(T number) {
    auto bits = static_cast<std::uint64_t>(number);
    for (int i = 0; i < 8; ++i, bits >>= 8) byte(static_cast<unsigned char>(bits & 0xff));
    return *this;
  }
  constexpr std::uint64_t value() const {
    std::uint64_t x = state_;
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
  }

 private:
  constexpr void byte(unsigned char value) { state_ = (state_ ^ value) * 0x100000001b3ULL; }
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace legwork::trade
