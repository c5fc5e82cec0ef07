// The hash chain over records: hash_n = SHA-256(hash_{n-1} ‖ canonical bytes of record n), hash_0 a constant. Whoever changes,
// removes or inserts a record changes every hash after it. SHA-256 (FIPS 180-4) is OpenSSL's; about 1 µs for a record of 300 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "trade/record.hpp"

namespace legwork::journal {

using Hash = std::array<std::uint8_t, 32>;

/// SHA-256 of `text`.
Hash sha256(std::string_view text);
/// 64 characters of 0-9a-f.
std::string to_hex(const Hash& hash);
/// Nothing where `text` is not exactly what to_hex writes.
std::optional<Hash> parse_hash(std::string_view text);

/// hash_0, of a journal without records.
const Hash& genesis_hash();

/// Computes links; holds OpenSSL's working state, so one for each user.
class HashChain {
 public:
  HashChain();
  ~HashChain();
  HashChain(HashChain&&) noexcept;
  HashChain& operator=(HashChain&&) noexcept;
  HashChain(const HashChain&) = delete;
  HashChain& operator=(const HashChain&) = delete;

  /// hash_n from hash_{n-1}. Canonical bytes: sequence, at in ns and version as 8 bytes little-endian each, then kind and body, each
  /// with its length before it in 8 bytes.
  Hash next(const Hash& before, const trade::Record& record);

 private:
  struct Digest;
  std::unique_ptr<Digest> digest_;
};

}  // namespace legwork::journal
