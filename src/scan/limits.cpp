#include "scan/limits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scan/expression_lexer.hpp"

namespace legwork::scan {
namespace {

bool from_below(Compare op) { return op == Compare::greater || op == Compare::greater_equal; }

/// The shortest decimal of at least three digits that is not on the inner side of the value.
double outwards(double value, bool down) {
  for (int digits = 3; digits < 17; ++digits) {
    const auto rounded = read_number(fmt::format("{:.{}g}", value, digits), false);
    if (rounded && (down ? *rounded <= value : *rounded >= value)) return *rounded;
  }
  return value;
}

NodePtr node_of(const Condition& condition) { return std::make_shared<const Node>(Node{Node::Kind::condition, condition, {}}); }

}  // namespace

std::optional<Limits> limits_of(Table table, const Conjunct& conjunct) {
  const Node& node = *conjunct.source;
  if (conjunct.columns.size() != 1 || info(table, conjunct.columns[0]).type != Type::number) return std::nullopt;
  if (is_range(table, node)) return Limits{conjunct.columns[0], node.children[0]->condition, node.children[1]->condition};
  if (node.kind != Node::Kind::condition) return std::nullopt;
  const Condition& c = node.condition;
  if (c.op == Compare::equal || c.op == Compare::not_equal) return std::nullopt;
  Limits limits{c.column, std::nullopt, std::nullopt};
  (from_below(c.op) ? limits.low : limits.high) = c;
  return limits;
}

const Condition& violated(const Limits& limits, double value) {
  const bool below = limits.low && compare(value, limits.low->op, with_slack(limits.low->op, limits.low->number)) != Truth::yes;
  return below ? *limits.low : *limits.high;
}

double distance(const Limits& limits, double value) {
  const double limit = violated(limits, value).number;
  return std::abs(value - limit) / std::max(std::abs(limit), 0.01);
}

Limits widened(const Limits& limits, std::span<const double> values, std::size_t count) {
  Limits wider = limits;
  for (const double value : values.first(count)) {
    if (holds(wider, value)) continue;
    const bool below = wider.low && &violated(wider, value) == &*wider.low;
    Condition& moved = below ? *wider.low : *wider.high;
    moved.number = outwards(value, below);
    moved.op = below ? Compare::greater_equal : Compare::less_equal;
  }
  return wider;
}

bool holds(const Limits& limits, double value) {
  const auto within = [value](const std::optional<Condition>& end) {
    return !end || compare(value, end->op, with_slack(end->op, end->number)) == Truth::yes;
  };
  return within(limits.low) && within(limits.high);
}

std::string to_string(Table table, const Limits& limits) {
  if (limits.low && limits.high)
    return to_string(
        Expression{table, std::make_shared<const Node>(Node{Node::Kind::all, {}, {node_of(*limits.low), node_of(*limits.high)}})});
  return to_string(Expression{table, node_of(limits.low ? *limits.low : *limits.high)});
}

}  // namespace legwork::scan
