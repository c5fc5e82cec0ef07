// The filter language, text to tree. `short_delta in 0.16..0.30 and dte between 30 and 45 and not earnings_inside`
//
//   or      := and ("or" and)*                       also "||"
//   and     := not ("and" not)*                      also "&&", ","
//   not     := "not" not | "(" or ")" | condition    also "!"
//   condition := column                              a flag
//              | column op value                     op: < <= > >= = == !=
//              | value op column [op value]          0.16 <= short_delta <= 0.30
//              | column "between" value "and" value  both ends included
//              | column "in" value ".." value        the same
//              | column "in" "{" value ("," value)* "}"
//   value   := number ["%"] | word | "quoted word" | true | false
//
// Keywords in any case; no text at all lets every row pass. Order comparisons of words follow the listed order (A < B < C < D) and
// exist only where the words are a fixed list. Errors name line, column, what was found and what was expected.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "scan/column.hpp"

namespace legwork::scan {

enum class Compare : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };
std::string_view to_string(Compare op);
/// The same comparison read from the other side: a < b is b > a.
Compare mirrored(Compare op);

/// column op constant; a word constant is kept as text until a store is known.
struct Condition {
  ColumnId column;
  Compare op{};
  double number = 0;
  std::string word;

  friend bool operator==(const Condition&, const Condition&) = default;
};

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  enum class Kind : std::uint8_t { condition, all, any, negation, always };
  Kind kind = Kind::always;
  Condition condition;
  std::vector<NodePtr> children;

  friend bool operator==(const Node& a, const Node& b);  // deep
};

struct Expression {
  Table table{};
  NodePtr root;       // never null
};

inline constexpr std::size_t expression_bytes_max = 1 << 16;
inline constexpr int expression_depth_max = 64;  // parentheses and nots around one condition

/// Errors: parse (syntax, with column), not_found (unknown column or word, with the nearest names), invalid_argument (a word for a
/// number …), too_large (text or nesting).
core::Result<Expression> parse_expression(Table table, std::string_view text);

/// Canonical text; parsing it again gives an equal tree.
std::string to_string(const Expression& expression);
/// A constant as the language writes it: 20%, 0.16, bull_put, true.
std::string value_text(Table table, ColumnId column, double number, std::string_view word);

/// `column in a..b`, however it was written: two comparisons of one column, from below and from above, not contradictory.
bool is_range(Table table, const Node& node);

Expression conjunction(const Expression& a, const Expression& b);

}  // namespace legwork::scan
