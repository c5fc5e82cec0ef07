#include "journal/anchor.hpp"

#include <charconv>

#include <fmt/format.h>

namespace legwork::journal {
namespace {

constexpr std::string_view word = "legwork-journal-anchor 1";

std::string without_check(const Head& head) {
  return fmt::format("{} sequence {} hash {} at_ns {}", word, head.sequence, to_hex(head.hash), head.at.time_since_epoch().count());
}

/// The word after "name " in `text`, which loses both.
std::string_view take(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name)) return {};
  text.remove_prefix(name.size());
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view value = text.substr(0, end);
  text.remove_prefix(end);
  return value;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string anchor_text(const Head& head) {
  const std::string text = without_check(head);
  return fmt::format("{} check {}\n", text, to_hex(sha256(text)));
}

std::optional<Head> parse_anchor(std::string_view text) {
  Head head;
  std::int64_t at_ns = 0;
  std::string_view rest = text;
  if (!rest.starts_with(word)) return std::nullopt;
  rest.remove_prefix(word.size());
  if (!read_number(take(rest, " sequence "), head.sequence)) return std::nullopt;
  const auto hash = parse_hash(take(rest, " hash "));
  if (!hash || !read_number(take(rest, " at_ns "), at_ns)) return std::nullopt;
  head.hash = *hash;
  head.at = core::TimePoint(core::Duration(at_ns));
  if (text != anchor_text(head)) return std::nullopt;
  return head;
}

int write_anchor(Disk& disk, const std::string& folder, const Head& head) {
  const std::string text = anchor_text(head);
  return replace_whole(disk, folder, folder + "/journal.anchor", std::as_bytes(std::span(text)));
}

boost::system::result<std::optional<Head>, Finding> read_anchor(Disk& disk, const std::string& folder) {
  const std::string name = folder + "/journal.anchor";
  if (!exists(disk, name)) return std::optional<Head>{};
  const auto bytes = read_whole(disk, name);
  if (!bytes) return Finding{Defect::anchor_damaged, 0, core::to_string(bytes.error())};
  const auto anchor = parse_anchor({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!anchor) return Finding{Defect::anchor_damaged, 0, "journal.anchor was changed: its checksum does not fit its text"};
  return anchor;
}

}  // namespace legwork::journal
