#include "chain/text_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

namespace legwork::chain {

namespace {

constexpr std::size_t buffer_bytes = 512 << 10;
constexpr std::uint64_t progress_every = 8 << 20;
constexpr std::size_t sniffed_bytes = 4096;

core::Error error_of(core::ErrorCode code, std::string message, const std::string& file) {
  return {code, std::move(message), {.file = file, .line = 0, .column = 0, .field = {}}};
}

struct Signature {
  std::string_view bytes;
  std::string_view what_to_do;
};

/// What people hand over instead of a CSV file, by the first bytes.
constexpr Signature signatures[] = {
    {{"PK\x03\x04", 4}, "this is a zip archive or an Excel workbook; unpack it or export it as CSV"},
    {{"\xD0\xCF\x11\xE0", 4}, "this is an old Excel workbook; export it as CSV"},
    {{"\x28\xB5\x2F\xFD", 4}, "this is zstd-compressed; unpack it, or compress it with gzip"},
    {{"BZh", 3}, "this is bzip2-compressed; unpack it, or compress it with gzip"},
    {{"\xFD"
      "7zXZ",
      5},
     "this is xz-compressed; unpack it, or compress it with gzip"},
    {{"PAR1", 4}, "this is a Parquet file; export it as CSV"},
    {{"\xFF\xFE", 2}, "this is UTF-16 text; save it as UTF-8"},
    {{"\xFE\xFF", 2}, "this is UTF-16 text; save it as UTF-8"},
    {{"\x1F\x8B", 2}, "this is gzip inside gzip, or a gzip file cut off in its header; unpack it once"},
};

bool is_text_byte(unsigned char c) { return c >= 0x20 || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

/// Empty when `head` may be text, else what it is and what to do.
std::string_view why_not_text(std::string_view head) {
  for (const Signature& signature : signatures)
    if (head.starts_with(signature.bytes)) return signature.what_to_do;
  const bool text = std::all_of(head.begin(), head.end(), [](char c) { return is_text_byte(static_cast<unsigned char>(c)); });
  return text ? "" : "this is binary data, no text; export it as CSV";
}

}  // namespace

/// Where bytes come from: `read` gives 0 at the end and leaves a message in `error` on failure.
class TextSource::Bytes {
 public:
  Bytes() = default;
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  virtual ~Bytes() = default;
  virtual std::size_t read(char* to, std::size_t size) = 0;
  virtual std::uint64_t position() const = 0;
  virtual std::uint64_t size() const = 0;
  /// More text than this will not come: small inputs need no large buffer.
  virtual std::uint64_t size_max() const = 0;

  std::optional<std::pair<core::ErrorCode, std::string>> error;
};

class TextSource::MemoryBytes final : public Bytes {
 public:
  explicit MemoryBytes(std::string_view text) : text_(text) {}

  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = text_.copy(to, size, position_);
    position_ += count;
    return count;
  }
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override { return text_.size(); }
  std::uint64_t size_max() const override { return text_.size() + 1; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

/// zlib's gz layer: passes plain files through and joins the members of concatenated gzip files.
class TextSource::GzipBytes final : public Bytes {
 public:
  GzipBytes(gzFile file, std::uint64_t size) : file_(file), size_(size) { gzbuffer(file_, 256 << 10); }
  ~GzipBytes() override { gzclose_r(file_); }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    const int count = gzread(file_, to, static_cast<unsigned>(size));
    if (count > 0) return static_cast<std::size_t>(count);
    int code = Z_OK;
    gzerror(file_, &code);
    if (code == Z_BUF_ERROR)
      error = {core::ErrorCode::parse, "truncated: the gzip data breaks off; copy or download the file again"};
    else if (code == Z_ERRNO)
      error = {core::ErrorCode::io, fmt::format("cannot be read: {}", std::strerror(errno))};
    else if (code != Z_OK && code != Z_STREAM_END)
      error = {core::ErrorCode::parse, "damaged gzip data; copy or download the file again"};
    return 0;
  }
  std::uint64_t position() const override { return static_cast<std::uint64_t>(std::max<z_off_t>(gzoffset(file_), 0)); }
  std::uint64_t size() const override { return size_; }
  std::uint64_t size_max() const override { return std::numeric_limits<std::uint64_t>::max(); }

 private:
  gzFile file_;
  std::uint64_t size_;
};

TextSource::~TextSource() = default;
TextSource::TextSource(TextSource&&) noexcept = default;
TextSource& TextSource::operator=(TextSource&&) noexcept = default;

TextSource::TextSource(std::unique_ptr<Bytes> bytes, std::string name, TextLimits limits)
    : bytes_(std::move(bytes)),
      name_(std::move(name)),
      limits_(std::move(limits)),
      buffer_(std::clamp<std::uint64_t>(bytes_->size_max(), 1, std::max(buffer_bytes, 2 * limits_.line_bytes_max))),
      next_progress_at_(progress_every) {}

core::Result<TextSource> TextSource::open(const std::filesystem::path& file, TextLimits limits) {
  const std::string name = file.string();
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  if (status.type() == std::filesystem::file_type::not_found)
    return error_of(core::ErrorCode::not_found, "no such file; check the path", name);
  if (std::filesystem::is_directory(status))
    return error_of(core::ErrorCode::io, "this is a directory; name the files in it", name);
  const auto size = std::filesystem::is_regular_file(status) ? std::filesystem::file_size(file, failed) : 0;
  gzFile handle = gzopen(name.c_str(), "rb");
  if (handle == nullptr) return error_of(core::ErrorCode::io, fmt::format("cannot be opened: {}", std::strerror(errno)), name);
  return checked(TextSource(std::make_unique<GzipBytes>(handle, failed ? 0 : size), name, std::move(limits)));
}

core::Result<TextSource> TextSource::from_memory(std::string_view text, std::string_view name, TextLimits limits) {
  return checked(TextSource(std::make_unique<MemoryBytes>(text), std::string(name), std::move(limits)));
}

core::Result<TextSource> TextSource::checked(TextSource source) {
  source.refill();
  if (source.failure_) return *source.failure_;
  const std::string_view head(source.buffer_.data(), std::min(source.end_, sniffed_bytes));
  if (head.empty()) return error_of(core::ErrorCode::parse, "the file is empty; export it again", source.name_);
  if (const auto what = why_not_text(head); !what.empty()) return error_of(core::ErrorCode::parse, std::string(what), source.name_);
  if (head.starts_with("\xEF\xBB\xBF")) source.begin_ = 3;
  return source;
}

std::optional<std::string_view> TextSource::next_line() {
  for (std::size_t searched = 0;;) {
    const char* const from = buffer_.data() + begin_;
    const std::size_t size = end_ - begin_;
    const auto* const newline = static_cast<const char*>(std::memchr(from + searched, '\n', size - searched));
    const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - from) : size;
    if (length > limits_.line_bytes_max) {
      fail(core::ErrorCode::too_large,
           fmt::format("line {} is longer than {} bytes; this is no chain file", line_number_ + 1, limits_.line_bytes_max));
      return {};
    }
    if (newline != nullptr || (at_end_ && size > 0)) {
      begin_ += length + (newline != nullptr ? 1 : 0);
      ++line_number_;
      std::string_view line(from, length);
      if (line.ends_with('\r')) line.remove_suffix(1);
      return line;
    }
    if (at_end_) return {};
    searched = size;
    refill();
    if (failure_) return {};
  }
}

/// Moves the unread part to the front and reads once.
void TextSource::refill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t count = bytes_->read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  text_bytes_ += count;
  at_end_ = count == 0;
  if (bytes_->error)
    fail(bytes_->error->first, bytes_->error->second);
  else if (text_bytes_ > limits_.bytes_max)
    fail(core::ErrorCode::too_large, fmt::format("more than {} bytes of text; split the file", limits_.bytes_max));
  else if (limits_.progress && text_bytes_ >= next_progress_at_)
    report_progress();
}

void TextSource::report_progress() {
  next_progress_at_ = text_bytes_ + progress_every;
  if (!limits_.progress(bytes_->position(), bytes_->size())) fail(core::ErrorCode::io, "stopped before the end of the file");
}

/// What is left in the buffer goes too: the last line of damaged data may be half a line.
void TextSource::fail(core::ErrorCode code, std::string message) {
  begin_ = end_ = 0;
  at_end_ = true;
  failure_ = core::Error{code, std::move(message), {.file = name_, .line = line_number_, .column = 0, .field = {}}};
}

}  // namespace legwork::chain
