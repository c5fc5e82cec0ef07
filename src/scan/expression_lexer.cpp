#include "scan/expression_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace legwork::scan {
namespace {

using Kind = Token::Kind;

// ASCII only, whatever the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::array<std::pair<std::string_view, Kind>, 7> keywords{{{"and", Kind::logical_and},
                                                                     {"or", Kind::logical_or},
                                                                     {"not", Kind::logical_not},
                                                                     {"in", Kind::in},
                                                                     {"between", Kind::between},
                                                                     {"true", Kind::yes},
                                                                     {"false", Kind::no}}};

std::optional<Kind> keyword(std::string_view word) {
  for (const auto& [text, kind] : keywords)
    if (std::ranges::equal(text, word, {}, {}, lower)) return kind;
  return std::nullopt;
}

struct Symbol {
  std::string_view text;
  Kind kind;
  Compare op{};
};
// Longer ones first.
constexpr std::array<Symbol, 16> symbols{{{"<=", Kind::compare, Compare::less_equal},
                                          {">=", Kind::compare, Compare::greater_equal},
                                          {"==", Kind::compare, Compare::equal},
                                          {"!=", Kind::compare, Compare::not_equal},
                                          {"&&", Kind::logical_and},
                                          {"||", Kind::logical_or},
                                          {"..", Kind::dots},
                                          {"<", Kind::compare, Compare::less},
                                          {">", Kind::compare, Compare::greater},
                                          {"=", Kind::compare, Compare::equal},
                                          {"!", Kind::logical_not},
                                          {"(", Kind::open},
                                          {")", Kind::close},
                                          {"{", Kind::open_set},
                                          {"}", Kind::close_set},
                                          {",", Kind::comma}}};

/// Letters, digits, underscores, and single dots inside ("BRK.B"); two dots end a word.
std::size_t word_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  std::size_t n = 1;
  while (n < text.size()) {
    const bool dot = text[n] == '.' && n + 1 < text.size() && (is_letter(text[n + 1]) || is_digit(text[n + 1]));
    if (!is_letter(text[n]) && !is_digit(text[n]) && !dot) break;
    ++n;
  }
  return n;
}

std::size_t digit_run(std::string_view text, std::size_t from) {
  std::size_t n = from;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n - from;
}

/// [sign] digits [. digits] [e [sign] digits]; 0 when the text starts with no number. A dot counts only before a digit.
std::size_t number_length(std::string_view text) {
  std::size_t n = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = digit_run(text, n);
  n += whole;
  std::size_t fraction = 0;
  if (n < text.size() && text[n] == '.') fraction = digit_run(text, n + 1);
  if (whole + fraction == 0) return 0;
  if (fraction > 0) n += 1 + fraction;
  if (n < text.size() && lower(text[n]) == 'e') {
    const std::size_t sign = n + 1 < text.size() && (text[n + 1] == '-' || text[n + 1] == '+') ? 1 : 0;
    const std::size_t exponent = digit_run(text, n + 1 + sign);
    if (exponent > 0) n += 1 + sign + exponent;
  }
  return n;
}

/// The whole character at a place, for a message; control characters by number.
std::string printable(std::string_view text) {
  const auto c = static_cast<unsigned char>(text[0]);
  if (c < 0x20 || c == 0x7f) return fmt::format("\\x{:02x}", c);
  std::size_t n = 1;
  if (c >= 0xc0)
    while (n < text.size() && n < 4 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) ++n;
  else if (c >= 0x80)
    return fmt::format("\\x{:02x}", c);
  return std::string(text.substr(0, n));
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  core::Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    while (true) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      auto token = next();
      if (!token) return token.error();
      at_ += token->text.size();
      tokens.push_back(std::move(*token));
      if (tokens.back().kind == Kind::end) return tokens;
    }
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  core::Error error(std::string message) const { return {core::ErrorCode::parse, std::move(message), locate(text_, at_)}; }

  core::Result<Token> next() const {
    if (rest().empty()) return Token{Kind::end, rest(), {}, 0, false, {}};
    if (const std::size_t n = number_length(rest())) return number(n);
    if (const std::size_t n = word_length(rest())) {
      const std::string_view word = rest().substr(0, n);
      return Token{keyword(word).value_or(Kind::word), word, std::string(word), 0, false, {}};
    }
    if (rest()[0] == '"') return quoted();
    for (const Symbol& s : symbols)
      if (rest().starts_with(s.text)) return Token{s.kind, rest().substr(0, s.text.size()), {}, 0, false, s.op};
    return error(fmt::format("unexpected character '{}'", printable(rest())));
  }

  core::Result<Token> number(std::size_t n) const {
    const bool percent = n < rest().size() && rest()[n] == '%';
    const auto value = read_number(rest().substr(0, n), percent);
    if (!value) return error(fmt::format("{} is too large for a number", rest().substr(0, n)));
    return Token{Kind::number, rest().substr(0, n + (percent ? 1 : 0)), {}, *value, percent, {}};
  }

  core::Result<Token> quoted() const {
    std::string word;
    for (std::size_t n = 1; n < rest().size(); ++n) {
      if (rest()[n] == '"') return Token{Kind::quoted, rest().substr(0, n + 1), std::move(word), 0, false, {}};
      if (rest()[n] == '\\' && n + 1 < rest().size()) ++n;  // the next character as it is
      word += rest()[n];
    }
    return error("this quote is never closed; add a \" after the word");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<double> read_number(std::string_view digits, bool percent) {
  std::string plain(digits.starts_with('+') ? digits.substr(1) : digits);  // from_chars knows no plus sign
  if (percent) {
    const std::size_t e = plain.find_first_of("eE");
    int exponent = 0;
    if (e != std::string::npos) {
      const char* first = plain.data() + e + 1;
      if (*first == '+') ++first;
      if (std::from_chars(first, plain.data() + plain.size(), exponent).ec != std::errc{}) return std::nullopt;
      if (std::abs(exponent) > 1'000'000) return std::nullopt;
      plain.resize(e);
    }
    plain += fmt::format("e{}", exponent - 2);
  }
  double value = 0;
  const auto [end, code] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (code != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

core::Result<std::vector<Token>> tokenize(std::string_view text) {
  if (text.size() > expression_bytes_max)
    return core::Error{
        core::ErrorCode::too_large, fmt::format("the expression is longer than {} bytes", expression_bytes_max), {"", 1, 1, ""}};
  return Lexer(text).run();
}

core::Error error_at(core::ErrorCode code, std::string_view text, const Token& token, std::string message) {
  return {code, std::move(message), locate(text, static_cast<std::size_t>(token.text.data() - text.data()))};
}

std::string found(const Token& token) { return token.kind == Kind::end ? "the end" : fmt::format("'{}'", token.text); }

core::Location locate(std::string_view text, std::size_t offset) {
  core::Location where{"", 1, 1, ""};
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++where.line;
      where.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {  // continuation bytes belong to the character before
      ++where.column;
    }
  }
  return where;
}

bool is_keyword(std::string_view word) { return keyword(word).has_value(); }

bool is_plain_word(std::string_view word) { return !word.empty() && word_length(word) == word.size() && !is_keyword(word); }

}  // namespace legwork::scan
