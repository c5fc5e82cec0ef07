// Chain files in: CSV, plain or gzip, streamed, so that memory is bound by contracts and never by file size.
// Columns are found by header name through one documented table of aliases (column_aliases), so plain exports work too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chain/quote.hpp"
#include "core/result.hpp"

namespace legwork::chain {

/// Why good-looking lines were refused: counted by reason, the first few kept whole for the message.
class RejectLog {
 public:
  static constexpr std::size_t kept_max = 20;

  void add(std::string_view reason, core::Location where, std::string detail);
  std::size_t total() const { return total_; }
  const std::map<std::string, std::size_t, std::less<>>& by_reason() const { return by_reason_; }
  const std::vector<core::Error>& first() const { return first_; }

 private:
  std::size_t total_ = 0;
  std::map<std::string, std::size_t, std::less<>> by_reason_;
  std::vector<core::Error> first_;
};

struct ColumnAlias {
  std::string_view column;                  // our schema's name: "bid"
  bool required;
  std::vector<std::string_view> aliases;    // "bid_price", "Bid" … matched without case, spaces, dots and underscores
  std::string_view unit_and_meaning;
};
const std::vector<ColumnAlias>& column_aliases();

struct ReadOptions {
  std::uint64_t bytes_max = 64ull << 30;    // of text after decompression
  std::size_t line_bytes_max = 64 << 10;
  /// Called about every 8 MiB with (compressed) bytes read and the file's size; return false to stop (an io error).
  std::function<bool(std::uint64_t, std::uint64_t)> progress;
};

/// Streams every good row to `sink` in file order; bad rows go to `rejects`. Errors (nothing useful can come out): not_found,
/// io, a directory, empty, binary, truncated gzip before any row, missing required columns, no good row at all. A gzip that
/// breaks off after good rows keeps them and adds a reject "truncated".
core::Result<std::size_t> read_chain_csv(const std::filesystem::path& file, const ReadOptions& options,
                                         const std::function<void(Quote&&)>& sink, RejectLog& rejects);

/// The same on text in memory (tests, fuzzing); `name` is what messages call it.
core::Result<std::size_t> read_chain_csv(std::string_view text, std::string_view name, const ReadOptions& options,
                                         const std::function<void(Quote&&)>& sink, RejectLog& rejects);

}  // namespace legwork::chain
