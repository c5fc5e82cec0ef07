// One condition's constant: does it fit its column, and what is its value.
#pragma once

#include <string>
#include <string_view>

#include "scan/expression_lexer.hpp"

namespace legwork::scan {

/// A token that can only be a value; a word may be a column as well.
bool is_literal(Token::Kind kind);

/// `condition` (column and op) with the constant of `value`. Errors: parse, invalid_argument, not_found; located in `text` at the value or,
/// when the comparison itself is senseless, at `op_at`.
core::Result<Condition> read_condition(Table table, std::string_view text, Condition condition, const Token& op_at,
                                       const Token& value);

/// True if `low.constant <= high.constant`: numbers by size, words by their listed order.
bool in_order(Table table, const Condition& low, const Condition& high);

bool is_order(Compare op);
std::string lowercase(std::string_view text);

}  // namespace legwork::scan
