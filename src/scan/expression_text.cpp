// The tree back to its canonical text.
#include <algorithm>

#include <fmt/format.h>

#include "scan/expression.hpp"
#include "scan/expression_lexer.hpp"

namespace legwork::scan {
namespace {

/// What may stand unparenthesised at a place: anything, an `and` list, or a single condition.
enum class Place : std::uint8_t { any, all, unary };

std::string constant_text(Table table, const Condition& c) { return value_text(table, c.column, c.number, c.word); }

std::string condition_text(Table table, const Condition& c) {
  const ColumnInfo& column = info(table, c.column);
  if (column.type == Type::flag && c.op == Compare::equal && c.number == 1.0) return std::string(column.id);
  return fmt::format("{} {} {}", column.id, to_string(c.op), constant_text(table, c));
}

/// `column in {a, b}`: two or more equalities of one column.
bool is_set(const Node& node) {
  if (node.kind != Node::Kind::any || node.children.size() < 2) return false;
  const ColumnId column = node.children.front()->condition.column;
  return std::ranges::all_of(node.children, [column](const NodePtr& child) {
    return child->kind == Node::Kind::condition && child->condition.op == Compare::equal && child->condition.column == column;
  });
}

std::string set_text(Table table, const Node& node) {
  std::string text = fmt::format("{} in {{", info(table, node.children.front()->condition.column).id);
  for (std::size_t i = 0; i < node.children.size(); ++i)
    text += (i == 0 ? "" : ", ") + constant_text(table, node.children[i]->condition);
  return text + "}";
}

/// Open ends of word columns have no shorthand: a chain starts with a number.
bool has_range_text(Table table, const Node& node) {
  if (!is_range(table, node)) return false;
  const Condition &low = node.children[0]->condition, &high = node.children[1]->condition;
  return (low.op == Compare::greater_equal && high.op == Compare::less_equal) || info(table, low.column).type == Type::number;
}

std::string range_text(Table table, const Node& node) {
  const Condition &low = node.children[0]->condition, &high = node.children[1]->condition;
  const std::string_view id = info(table, low.column).id;
  if (low.op == Compare::greater_equal && high.op == Compare::less_equal)
    return fmt::format("{} in {}..{}", id, constant_text(table, low), constant_text(table, high));
  return fmt::format("{} {} {} {} {}", constant_text(table, low), to_string(mirrored(low.op)), id, to_string(high.op),
                     constant_text(table, high));
}

std::string text_of(Table table, const Node& node, Place place);

std::string list_text(Table table, const Node& node, std::string_view separator, Place inner, bool parentheses) {
  std::string text;
  for (const NodePtr& child : node.children) {
    if (!text.empty()) text += separator;
    text += text_of(table, *child, inner);
  }
  return parentheses ? "(" + text + ")" : text;
}

std::string text_of(Table table, const Node& node, Place place) {
  if (has_range_text(table, node)) return range_text(table, node);
  if (is_set(node)) return set_text(table, node);
  switch (node.kind) {
    case Node::Kind::always: return "";
    case Node::Kind::condition: return condition_text(table, node.condition);
    case Node::Kind::negation: return "not " + text_of(table, *node.children.front(), Place::unary);
    case Node::Kind::all: return list_text(table, node, " and ", Place::unary, place == Place::unary);
    case Node::Kind::any: return list_text(table, node, " or ", Place::all, place != Place::any);
  }
  return "";
}

std::string number_text(Unit unit, double number) {
  if (unit == Unit::percent || unit == Unit::percent_per_year || unit == Unit::percent_per_day) {
    const std::string percent = fmt::format("{:.15g}", 100 * number);
    if (read_number(percent, true) == number) return percent + "%";
  }
  return fmt::format("{}", number);  // the shortest text that reads back as the same double
}

std::string quoted(std::string_view word) {
  std::string text = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

}  // namespace

std::string_view to_string(Compare op) {
  switch (op) {
    case Compare::less: return "<";
    case Compare::less_equal: return "<=";
    case Compare::greater: return ">";
    case Compare::greater_equal: return ">=";
    case Compare::equal: return "=";
    case Compare::not_equal: return "!=";
  }
  return "";
}

std::string value_text(Table table, ColumnId column, double number, std::string_view word) {
  const ColumnInfo& c = info(table, column);
  if (c.type == Type::word) return is_plain_word(word) ? std::string(word) : quoted(word);
  if (c.type == Type::flag) return number != 0 ? "true" : "false";
  return number_text(c.unit, number);
}

std::string to_string(const Expression& expression) { return text_of(expression.table, *expression.root, Place::any); }

}  // namespace legwork::scan
