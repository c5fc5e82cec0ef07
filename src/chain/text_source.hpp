// TextSource: the lines of a file, plain or gzip, or of a text in memory. Owns one 512 KiB buffer and hands out views into it,
// so that memory does not grow with the file. Move-only, used by one reader at a time; ≈ 1 GB/s plain, 200 MB/s from gzip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace legwork::chain {

struct TextLimits {
  std::uint64_t bytes_max = 64ull << 30;    // of text after decompression
  std::size_t line_bytes_max = 64 << 10;
  std::function<bool(std::uint64_t, std::uint64_t)> progress;  // (compressed) bytes read, file size; false stops
};

class TextSource {
 public:
  /// Errors: not_found, io (a directory, unreadable), parse (empty, or visibly no text: an archive, UTF-16, binary).
  static core::Result<TextSource> open(const std::filesystem::path& file, TextLimits limits = {});
  /// `text` must outlive the source; `name` is what messages call it.
  static core::Result<TextSource> from_memory(std::string_view text, std::string_view name, TextLimits limits = {});

  ~TextSource();
  TextSource(TextSource&&) noexcept;
  TextSource& operator=(TextSource&&) noexcept;
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;

  /// The next line without its end ("\n" or "\r\n") and without a byte order mark; valid until the next call. Nothing at the
  /// end of the text or after a failure.
  std::optional<std::string_view> next_line();

  /// Why the lines ended early: io, parse (gzip cut off or damaged), too_large (a line, the whole text).
  const std::optional<core::Error>& failure() const { return failure_; }
  const std::string& name() const { return name_; }
  std::size_t line_number() const { return line_number_; }  // of the line given last, from 1

 private:
  class Bytes;
  class GzipBytes;
  class MemoryBytes;

  TextSource(std::unique_ptr<Bytes> bytes, std::string name, TextLimits limits);
  static core::Result<TextSource> checked(TextSource source);

  void refill();
  void report_progress();
  void fail(core::ErrorCode code, std::string message);

  std::unique_ptr<Bytes> bytes_;
  std::string name_;
  TextLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;   // unread part of the buffer
  std::uint64_t text_bytes_ = 0, next_progress_at_ = 0;
  std::size_t line_number_ = 0;
  bool at_end_ = false;
  std::optional<core::Error> failure_;
};

}  // namespace legwork::chain
