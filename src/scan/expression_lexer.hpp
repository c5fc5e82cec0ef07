// Tokens of the filter language. The lexer owns nothing: tokens view the text, which must outlive them. One pass, O(bytes).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/expression.hpp"

namespace legwork::scan {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    word,
    quoted,
    number,
    compare,
    open,
    close,
    open_set,
    close_set,
    comma,
    dots,
    logical_and,
    logical_or,
    logical_not,
    in,
    between,
    yes,
    no,
  };
  Kind kind = Kind::end;
  std::string_view text;  // as written
  std::string word;       // word and quoted: without quotes
  double number = 0;      // percent already divided out
  bool percent = false;
  Compare op{};
};

/// Errors: parse, too_large; located.
core::Result<std::vector<Token>> tokenize(std::string_view text);

/// Line and column (code points) of a place in the text, both from 1.
core::Location locate(std::string_view text, std::size_t offset);
/// An error at a token of `text`, and how a message names that token.
core::Error error_at(core::ErrorCode code, std::string_view text, const Token& token, std::string message);
std::string found(const Token& token);

/// A keyword is no plain word and needs quotes.
bool is_keyword(std::string_view word);
/// True if the language reads it back as one unquoted word.
bool is_plain_word(std::string_view word);
/// "14.2%" is the double nearest to 0.142, not 14.2 divided by 100 with a second rounding. Empty: not a finite number.
std::optional<double> read_number(std::string_view digits, bool percent);

}  // namespace legwork::scan
