// Recursive descent; the recursion is bounded by expression_depth_max, so that no input overflows the stack.
#include "scan/expression.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "scan/condition_reader.hpp"
#include "scan/expression_lexer.hpp"

namespace legwork::scan {
namespace {

using core::ErrorCode;
using core::Result;
using Kind = Token::Kind;
using Parsed = Result<NodePtr>;

NodePtr make(Condition condition) { return std::make_shared<const Node>(Node{Node::Kind::condition, std::move(condition), {}}); }
NodePtr make(Node::Kind kind, std::vector<NodePtr> children) {
  if (children.size() == 1 && kind != Node::Kind::negation) return children.front();
  return std::make_shared<const Node>(Node{kind, {}, std::move(children)});
}

bool from_below(Compare op) { return op == Compare::greater || op == Compare::greater_equal; }

class Parser {
 public:
  Parser(Table table, std::string_view text, std::vector<Token> tokens) : table_(table), text_(text), tokens_(std::move(tokens)) {}

  Result<Expression> run() {
    if (peek().kind == Kind::end) return Expression{table_, std::make_shared<const Node>()};
    auto root = any();
    if (!root) return root.error();
    if (peek().kind != Kind::end) return expected("'and', 'or' or the end");
    return Expression{table_, std::move(*root)};
  }

 private:
  const Token& peek() const { return tokens_[at_]; }
  const Token& take() { return peek().kind == Kind::end ? peek() : tokens_[at_++]; }
  bool take_if(Kind kind) {
    const bool found = peek().kind == kind;
    if (found) ++at_;
    return found;
  }

  core::Error error(ErrorCode code, const Token& token, std::string message) const {
    return error_at(code, text_, token, std::move(message));
  }
  core::Error expected(std::string_view what) const {
    return error(ErrorCode::parse, peek(), fmt::format("expected {}, found {}", what, found(peek())));
  }

  Parsed any() {
    auto first = all();
    if (!first) return first;
    std::vector<NodePtr> children{std::move(*first)};
    while (take_if(Kind::logical_or)) {
      auto next = all();
      if (!next) return next;
      children.push_back(std::move(*next));
    }
    return make(Node::Kind::any, std::move(children));
  }

  Parsed all() {
    auto first = unary();
    if (!first) return first;
    std::vector<NodePtr> children{std::move(*first)};
    while (take_if(Kind::logical_and) || take_if(Kind::comma)) {
      auto next = unary();
      if (!next) return next;
      children.push_back(std::move(*next));
    }
    return make(Node::Kind::all, std::move(children));
  }

  Parsed unary() {
    if (peek().kind != Kind::logical_not && peek().kind != Kind::open) return condition();
    if (depth_ == expression_depth_max)
      return error(ErrorCode::too_large, peek(), fmt::format("nested deeper than {} levels", expression_depth_max));
    ++depth_;
    auto inner = take().kind == Kind::open ? group() : negation();
    --depth_;
    return inner;
  }

  Parsed negation() {
    auto inner = unary();
    if (!inner) return inner;
    return make(Node::Kind::negation, {std::move(*inner)});
  }

  Parsed group() {
    auto inner = any();
    if (inner && !take_if(Kind::close)) return expected("'and', 'or' or ')'");
    return inner;
  }

  Parsed condition() {
    if (is_literal(peek().kind)) return value_first();
    const Token& name = peek();
    const auto id = column();
    if (!id) return id.error();
    if (peek().kind == Kind::compare) return comparison(*id);
    if (take_if(Kind::between)) return range(*id, Kind::logical_and, "'and'");
    if (take_if(Kind::in)) return take_if(Kind::open_set) ? set(*id) : range(*id, Kind::dots, "'..' or '{'");
    if (info(table_, *id).type == Type::flag) return make(Condition{*id, Compare::equal, 1.0, {}});
    return expected(fmt::format("a comparison (<, <=, >, >=, =, !=), 'between' or 'in' after '{}'", name.text));
  }

  Result<ColumnId> column() {
    if (peek().kind != Kind::word) return expected("a column, 'not' or '('");
    const auto found = find_column(table_, peek().word);
    if (!found) return unknown_column();
    take();
    return *found;
  }

  core::Error unknown_column() const {
    std::string message = fmt::format("there is no column '{}'", peek().word);
    if (const auto near = similar_columns(table_, lowercase(peek().word)); !near.empty())
      message += fmt::format("; did you mean {}?", fmt::join(near, ", "));
    return error(ErrorCode::not_found, peek(), std::move(message));
  }

  Parsed comparison(ColumnId id) {
    const Token& op = take();
    auto made = compared(id, op, op.op, take());
    if (made && peek().kind == Kind::compare)
      return error(ErrorCode::parse, peek(),
                   fmt::format("two comparisons in a row; write 1 <= {0} <= 2 or {0} in 1..2", info(table_, id).id));
    return made;
  }

  /// value op column [op value]
  Parsed value_first() {
    const Token& left = take();
    const Token& first = take();
    if (first.kind != Kind::compare)
      return error(ErrorCode::parse, first, fmt::format("expected a comparison after {}", left.text));
    const auto id = column();
    if (!id) return id.error();
    auto a = compared(*id, first, mirrored(first.op), left);
    if (!a || peek().kind != Kind::compare) return a;
    const Token& second = take();
    auto b = compared(*id, second, second.op, take());
    if (!b) return b;
    const Compare op_a = (*a)->condition.op, op_b = (*b)->condition.op;
    if (!is_order(op_a) || !is_order(op_b) || from_below(op_a) == from_below(op_b))
      return error(ErrorCode::parse, second,
                   fmt::format("a chain needs < or <= twice, or > or >= twice, as in 1 <= {} <= 2", info(table_, *id).id));
    return from_below(op_a) ? bounded(left, *a, *b) : bounded(left, *b, *a);
  }

  Parsed range(ColumnId id, Kind separator, std::string_view separator_text) {
    const Token& low = take();
    auto a = compared(id, low, Compare::greater_equal, low);
    if (!a) return a;
    if (!take_if(separator)) return expected(separator_text);
    const Token& high = take();
    auto b = compared(id, high, Compare::less_equal, high);
    if (!b) return b;
    return bounded(low, std::move(*a), std::move(*b));
  }

  Parsed bounded(const Token& where, NodePtr low, NodePtr high) {
    if (!in_order(table_, low->condition, high->condition))
      return error(ErrorCode::invalid_argument, where, "the range is empty; write the smaller end first");
    return make(Node::Kind::all, {std::move(low), std::move(high)});
  }

  Parsed set(ColumnId id) {
    std::vector<NodePtr> children;
    do {
      const Token& value = take();
      auto one = compared(id, value, Compare::equal, value);
      if (!one) return one;
      children.push_back(std::move(*one));
    } while (take_if(Kind::comma));
    if (!take_if(Kind::close_set)) return expected("',' or '}'");
    return make(Node::Kind::any, std::move(children));
  }

  Parsed compared(ColumnId id, const Token& op_at, Compare op, const Token& value) const {
    auto condition = read_condition(table_, text_, {id, op, 0, {}}, op_at, value);
    if (!condition) return condition.error();
    return make(std::move(*condition));
  }

  Table table_;
  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Compare mirrored(Compare op) {
  switch (op) {
    case Compare::less: return Compare::greater;
    case Compare::less_equal: return Compare::greater_equal;
    case Compare::greater: return Compare::less;
    case Compare::greater_equal: return Compare::less_equal;
    case Compare::equal:
    case Compare::not_equal: break;
  }
  return op;
}

bool operator==(const Node& a, const Node& b) {
  return a.kind == b.kind && a.condition == b.condition &&
         std::ranges::equal(a.children, b.children, [](const NodePtr& x, const NodePtr& y) { return *x == *y; });
}

bool is_range(Table table, const Node& node) {
  if (node.kind != Node::Kind::all || node.children.size() != 2) return false;
  const Node &low = *node.children[0], &high = *node.children[1];
  if (low.kind != Node::Kind::condition || high.kind != Node::Kind::condition) return false;
  const Condition &a = low.condition, &b = high.condition;
  return a.column == b.column && is_order(a.op) && is_order(b.op) && from_below(a.op) && !from_below(b.op) && in_order(table, a, b);
}

core::Result<Expression> parse_expression(Table table, std::string_view text) {
  auto tokens = tokenize(text);
  if (!tokens) return tokens.error();
  return Parser(table, text, std::move(*tokens)).run();
}

Expression conjunction(const Expression& a, const Expression& b) {
  std::vector<NodePtr> children;
  for (const Expression* e : {&a, &b}) {
    const Node& root = *e->root;
    if (root.kind == Node::Kind::always) continue;
    if (root.kind == Node::Kind::all && !is_range(e->table, root))
      children.insert(children.end(), root.children.begin(), root.children.end());
    else
      children.push_back(e->root);
  }
  if (children.empty()) return a;
  return {a.table, make(Node::Kind::all, std::move(children))};
}

}  // namespace legwork::scan
