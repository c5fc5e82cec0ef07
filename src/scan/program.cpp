#include "scan/program.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::scan {
namespace {

/// Where two values are both constant. What depends on both legs depends on the pair; a structure is constant for one short leg.
Scope widest(Scope a, Scope b) {
  const Scope low = std::min(a, b), high = std::max(a, b);
  if (low == high || low == Scope::underlying || low == Scope::expiry) return high;
  if (low == Scope::short_leg && high == Scope::structure) return Scope::structure;
  return Scope::spread;
}

class Compiler {
 public:
  Compiler(Table table, const WordResolver& words) : table_(table), words_(words) {}

  Conjunct run(const NodePtr& node) {
    made_ = {};
    made_.source = node;
    made_.text = to_string(Expression{table_, node});
    emit(*node, 0);
    return std::move(made_);
  }

 private:
  /// `held`: values already on the stack.
  void emit(const Node& node, std::size_t held) {
    made_.stack = std::max(made_.stack, held + 1);
    switch (node.kind) {
      case Node::Kind::condition: emit_test(node.condition); return;
      case Node::Kind::negation:
        emit(*node.children.front(), held);
        made_.code.push_back({Instruction::Kind::logical_not, {}, {}, 0});
        return;
      case Node::Kind::all: emit_list(node, Instruction::Kind::logical_and, held); return;
      case Node::Kind::any: emit_list(node, Instruction::Kind::logical_or, held); return;
      case Node::Kind::always: break;
    }
    ASSERT(false, "an empty expression has no conjunct");
  }

  void emit_list(const Node& node, Instruction::Kind kind, std::size_t held) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      emit(*node.children[i], held + (i > 0 ? 1 : 0));
      if (i > 0) made_.code.push_back({kind, {}, {}, 0});
    }
  }

  void emit_test(const Condition& c) {
    const ColumnInfo& column = info(table_, c.column);
    made_.code.push_back({Instruction::Kind::test, c.column, c.op, constant(c, column)});
    made_.scope = made_.columns.empty() ? column.scope : widest(made_.scope, column.scope);
    made_.cost = std::max(made_.cost, column.cost);
    if (std::ranges::find(made_.columns, c.column) == made_.columns.end()) made_.columns.push_back(c.column);
  }

  double constant(const Condition& c, const ColumnInfo& column) const {
    if (column.type == Type::number) return with_slack(c.op, c.number);
    if (column.type != Type::word) return c.number;
    const auto list = words(table_, c.column);
    if (list.empty()) return words_.resolve(table_, c.column, c.word);
    const auto found = std::ranges::find(list, c.word);
    return found == list.end() ? -1.0 : static_cast<double>(found - list.begin());
  }

  Table table_;
  const WordResolver& words_;
  Conjunct made_;
};

/// Nested conjunctions are one; a range stays one filter.
void split(Table table, const NodePtr& node, std::vector<NodePtr>& parts) {
  if (node->kind == Node::Kind::always) return;
  if (node->kind != Node::Kind::all || is_range(table, *node)) {
    parts.push_back(node);
    return;
  }
  for (const NodePtr& child : node->children) split(table, child, parts);
}

}  // namespace

double with_slack(Compare op, double limit) {
  const double slack = 1e-9 * std::max(1.0, std::abs(limit));
  switch (op) {
    case Compare::less_equal:
    case Compare::greater: return limit + slack;
    case Compare::greater_equal:
    case Compare::less: return limit - slack;
    case Compare::equal:
    case Compare::not_equal: return limit;
  }
  return limit;
}

Truth compare(double value, Compare op, double constant) {
  if (std::isnan(value)) return Truth::unknown;
  const auto truth = [](bool holds) { return holds ? Truth::yes : Truth::no; };
  switch (op) {
    case Compare::less: return truth(value < constant);
    case Compare::less_equal: return truth(value <= constant);
    case Compare::greater: return truth(value > constant);
    case Compare::greater_equal: return truth(value >= constant);
    case Compare::equal: return truth(value == constant);
    case Compare::not_equal: return truth(value != constant);
  }
  return Truth::unknown;
}

core::Result<Program> compile(const Expression& expression, const WordResolver& words, std::span<const std::string> required) {
  std::vector<ColumnId> needed;
  for (const std::string& id : required) {
    const auto column = find_column(expression.table, id);
    if (!column)
      return core::Error{
          core::ErrorCode::not_found, fmt::format("there is no column '{}' that could be required", id), {"", 0, 0, "required"}};
    needed.push_back(*column);
  }
  std::vector<NodePtr> parts;
  split(expression.table, expression.root, parts);
  Program program{expression.table, {}};
  Compiler compiler(expression.table, words);
  for (const NodePtr& part : parts) {
    Conjunct conjunct = compiler.run(part);
    if (conjunct.stack > stack_max) return core::Error{core::ErrorCode::too_large, "the expression is nested too deeply", {}};
    conjunct.required =
        std::ranges::any_of(conjunct.columns, [&](ColumnId c) { return std::ranges::find(needed, c) != needed.end(); });
    program.conjuncts.push_back(std::move(conjunct));
  }
  return program;
}

}  // namespace legwork::scan
