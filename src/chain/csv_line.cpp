#include "chain/csv_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace legwork::chain {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_without_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) { return lower(a) == b; });
}

/// Moves the start on over outer spaces, so that `column` stays true.
CsvField trimmed(std::string_view text, std::size_t column) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1), ++column;
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return {text, column};
}

}  // namespace

char CsvLine::separator_of(std::string_view header) {
  constexpr std::string_view candidates = ",;\t|";
  std::array<std::size_t, candidates.size()> counts{};
  bool in_quotes = false;
  for (const char c : header) {
    if (c == '"') in_quotes = !in_quotes;
    if (const auto i = candidates.find(c); !in_quotes && i != candidates.npos) ++counts[i];
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

bool CsvLine::split(std::string_view line) {
  fields_.clear();
  unescaped_.clear();
  if (unescaped_.capacity() < line.size()) unescaped_.reserve(line.size());
  for (std::size_t at = 0;;) {
    std::size_t start = at;
    while (start < line.size() && line[start] == ' ') ++start;
    if (start < line.size() && line[start] == '"') {
      at = quoted(line, start);
      if (at == line.npos) return false;
    } else {
      std::size_t end = start;
      while (end < line.size() && line[end] != separator_) ++end;  // fields are short: a call to memchr each costs more
      fields_.push_back(trimmed(line.substr(at, end - at), at + 1));
      at = end;
    }
    if (at >= line.size()) return true;
    ++at;
  }
}

/// Reads the field whose opening quote is at `open`; returns where its separator (or the line's end) is, npos if it never closes.
std::size_t CsvLine::quoted(std::string_view line, std::size_t open) {
  std::size_t close = line.find('"', open + 1);
  std::string_view text = close == line.npos ? "" : line.substr(open + 1, close - open - 1);
  if (close + 1 < line.size() && close != line.npos && line[close + 1] == '"') {
    const std::size_t from = unescaped_.size();
    unescaped_.append(text);
    while (close != line.npos && close + 1 < line.size() && line[close + 1] == '"') {
      const std::size_t next = line.find('"', close + 2);
      if (next != line.npos) unescaped_.append(line.substr(close + 1, next - close - 1));
      close = next;
    }
    text = std::string_view(unescaped_).substr(from);
  }
  if (close == line.npos) return line.npos;
  fields_.push_back(trimmed(text, open + 2));
  const std::size_t end = line.find(separator_, close + 1);
  return end == line.npos ? line.size() : end;
}

bool is_missing(std::string_view text) {
  if (text.empty()) return true;
  if (is_digit(text.front()) || text.size() > 4) return false;
  for (const std::string_view word : {"-", "--", "n/a", "na", "nan", "null", "none", "#n/a"})
    if (equal_without_case(text, word)) return true;
  return false;
}

namespace {

enum class Comma { thousands, decimal, ambiguous };

/// What the commas of "1,250", "1.250,5" … mean; see plain_number.
Comma meaning_of_comma(std::string_view number, char separator) {
  if (separator != ';') return Comma::thousands;
  const std::size_t comma = number.rfind(','), dot = number.rfind('.');
  if (dot != number.npos) return dot > comma ? Comma::thousands : Comma::decimal;
  const bool single = number.find(',') == comma;
  if (!single) return Comma::thousands;
  const bool three = number.size() - comma - 1 == 3;
  const bool could_be_thousands = comma >= 1 && comma <= 3 && number.front() != '0';
  return three && could_be_thousands ? Comma::ambiguous : Comma::decimal;
}

/// Appends `number` to `out` without grouping `marks`, and with '.' for the decimal sign `point`. False when groups are not threes.
bool append_ungrouped(std::string_view number, char mark, char point, std::string& out) {
  const std::size_t whole = std::min(number.find(point), number.size());
  std::size_t group = number.substr(0, whole).find(mark);
  if (group != number.npos && (group == 0 || group > 3)) return false;
  for (std::size_t i = 0; i < whole; ++i) {
    if (number[i] != mark) {
      out.push_back(number[i]);
      continue;
    }
    const std::size_t next = std::min(number.find(mark, i + 1), whole);
    if (std::min(next, whole) - i - 1 != 3) return false;
  }
  if (whole == number.size()) return true;
  out.push_back('.');
  out.append(number.substr(whole + 1));
  return true;
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.' || c == '-'; });
}

}  // namespace

std::optional<std::string_view> plain_number(std::string_view text, char separator, std::string& scratch) {
  if (is_plain(text)) return text;
  bool negative = false;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = text.substr(1, text.size() - 2);
  }
  while (!text.empty() && (text.front() == '$' || text.front() == '-' || text.front() == '+' || text.front() == ' ')) {
    negative = negative || text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) return {};
  scratch.assign(negative ? "-" : "");
  if (text.find(',') == text.npos) {
    scratch.append(text);
    return scratch;
  }
  const Comma comma = meaning_of_comma(text, separator);
  if (comma == Comma::ambiguous) return {};
  const char point = comma == Comma::decimal ? ',' : '.';
  if (!append_ungrouped(text, comma == Comma::decimal ? '.' : ',', point, scratch)) return {};
  return scratch;
}

std::optional<double> parse_number(std::string_view text, char separator, std::string& scratch) {
  double unit = 1;
  if (text.ends_with('%')) {
    text.remove_suffix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    unit = 0.01;
  }
  const auto plain = plain_number(text, separator, scratch);
  if (!plain) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(plain->data(), plain->data() + plain->size(), value);
  if (error != std::errc{} || end != plain->data() + plain->size() || !std::isfinite(value)) return {};
  return unit == 1 ? value : value * unit;
}

namespace {

std::optional<int> small_int(std::string_view digits) {
  int value = 0;
  if (digits.empty() || digits.size() > 4 || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<int> month_named(std::string_view text) {
  constexpr std::array<std::string_view, 12> names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (text.size() >= 3 && equal_without_case(text.substr(0, 3), names[i])) return static_cast<int>(i) + 1;
  return {};
}

/// The next run of letters or of digits, or nothing at the end or before a time ("16:15").
std::string_view next_word(std::string_view& rest) {
  while (!rest.empty() && (is_space(rest.front()) || rest.front() == ',' || rest.front() == '/' || rest.front() == '-'))
    rest.remove_prefix(1);
  std::size_t n = 0;
  const auto alike = [&](char c) {
    return is_digit(rest.front()) ? is_digit(c) : std::isalpha(static_cast<unsigned char>(c)) != 0;
  };
  while (n < rest.size() && alike(rest[n])) ++n;
  const std::string_view word = rest.substr(0, n);
  rest.remove_prefix(n);
  return word;
}

std::optional<market::Date> date_of(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day) return {};
  const int full_year = *year < 100 ? 2000 + *year : *year;
  const market::Date date{std::chrono::year(full_year), std::chrono::month(static_cast<unsigned>(*month)),
                          std::chrono::day(static_cast<unsigned>(*day))};
  const bool plausible = full_year >= 1970 && full_year < 2200;  // a TimePoint ends in 2262
  return date.ok() && plausible ? std::optional(date) : std::nullopt;
}

}  // namespace

std::optional<market::Date> parse_export_date(std::string_view text) {
  if (text.size() >= 10 && text[4] == '-' && text[7] == '-')
    return date_of(small_int(text.substr(0, 4)), small_int(text.substr(5, 2)), small_int(text.substr(8, 2)));
  if (text.size() == 8 && std::all_of(text.begin(), text.end(), is_digit))
    return date_of(small_int(text.substr(0, 4)), small_int(text.substr(4, 2)), small_int(text.substr(6, 2)));
  std::string_view rest = text;
  std::string_view first = next_word(rest);
  if (!first.empty() && !is_digit(first.front()) && !month_named(first)) first = next_word(rest);  // a weekday
  const std::string_view second = next_word(rest), third = next_word(rest);
  if (first.empty() || second.empty() || third.empty()) return {};
  if (const auto month = month_named(first)) return date_of(small_int(third), month, small_int(second));
  if (const auto month = month_named(second)) return date_of(small_int(third), month, small_int(first));
  return date_of(small_int(third), small_int(first), small_int(second));  // US order
}

namespace {

/// "16:15", "16:15:00", "16:15:00.000" → hours, minutes, seconds.
std::optional<std::array<int, 3>> clock_parts(std::string_view text) {
  std::array<int, 3> parts{};
  if (const auto dot = text.find('.'); dot != text.npos) text = text.substr(0, dot);
  std::size_t count = 0;
  for (; count < 3 && !text.empty(); ++count) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto value = small_int(text.substr(0, colon));
    if (!value) return {};
    parts[count] = *value;
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  const bool valid = count >= 2 && text.empty() && parts[0] < 24 && parts[1] < 60 && parts[2] < 60;
  return valid ? std::optional(parts) : std::nullopt;
}

market::WallTime wall_time(const std::array<int, 3>& parts) { return {parts[0] * 3600 + parts[1] * 60 + parts[2]}; }

/// "1615" and "161500".
std::optional<market::WallTime> compact_time(std::string_view text) {
  if (text.size() != 4 && text.size() != 6) return {};
  const auto hour = small_int(text.substr(0, 2)), minute = small_int(text.substr(2, 2));
  const auto second = text.size() == 6 ? small_int(text.substr(4, 2)) : 0;
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return {};
  return wall_time({*hour, *minute, *second});
}

bool is_eastern(std::string_view zone) {
  for (const std::string_view name : {"", "et", "est", "edt"})
    if (equal_without_case(zone, name)) return true;
  return false;
}

}  // namespace

bool has_time(std::string_view text) { return text.find(':') != text.npos; }

std::optional<market::WallTime> parse_export_time(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return compact_time(text);
  std::size_t start = colon;
  while (start > 0 && is_digit(text[start - 1])) --start;
  text = text.substr(start);
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == ':' || text[end] == '.')) ++end;
  auto parts = clock_parts(text.substr(0, end));
  std::string_view zone = trimmed(text.substr(end), 0).text;
  if (!parts) return {};
  if (zone.size() >= 2 && lower(zone[1]) == 'm' && (lower(zone[0]) == 'a' || lower(zone[0]) == 'p')) {
    if ((*parts)[0] < 1 || (*parts)[0] > 12) return {};
    (*parts)[0] = (*parts)[0] % 12 + (lower(zone[0]) == 'p' ? 12 : 0);
    zone = trimmed(zone.substr(2), 0).text;
  }
  if (!is_eastern(zone)) return {};
  return wall_time(*parts);
}

}  // namespace legwork::chain
