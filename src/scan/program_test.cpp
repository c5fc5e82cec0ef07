// Expressions as flat programs: how they split, where they are hoisted, and what an unknown value does to them.
#include "scan/program.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "scan/random_scan.hpp"
#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

class NoWords final : public WordResolver {
 public:
  double resolve(Table, ColumnId, std::string_view word) const override { return word == "SPY" ? 7 : -1; }
};

Program program_of(std::string_view text, std::vector<std::string> required = {}) {
  return compile(parse_expression(Table::spreads, text).value(), NoWords{}, required).value();
}

Truth truth_of(std::string_view text, const std::map<std::string_view, double>& row) {
  const Program program = program_of(text);
  EXPECT_EQ(program.conjuncts.size(), 1u);
  return evaluate(program.conjuncts.at(0), [&](ColumnId c) {
    const auto found = row.find(info(Table::spreads, c).id);
    return found == row.end() ? std::nan("") : found->second;
  });
}

TEST(Program, the_top_level_conjunction_is_a_list_of_filters) {
  const Program p = program_of("dte in 30..45 and (width > 1 and not earnings_inside) and (width < 9 or dte = 0)");
  std::vector<std::string> texts;
  for (const Conjunct& c : p.conjuncts) texts.push_back(c.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"dte in 30..45", "width > 1", "not earnings_inside", "width < 9 or dte = 0"}));
  EXPECT_TRUE(program_of("").conjuncts.empty());
  EXPECT_EQ(program_of("dte in 30..45").conjuncts.size(), 1u);
}

TEST(Program, a_filter_is_decided_where_all_its_columns_are_constant) {
  const auto scope = [](std::string_view text) { return program_of(text).conjuncts.at(0).scope; };
  EXPECT_EQ(scope("iv30 > 0.2"), Scope::underlying);
  EXPECT_EQ(scope("iv30 > 0.2 or dte > 3"), Scope::expiry);
  EXPECT_EQ(scope("short_delta > 0.2 or dte > 3"), Scope::short_leg);
  EXPECT_EQ(scope("long_delta > 0.2 or dte > 3"), Scope::long_leg);
  EXPECT_EQ(scope("is_credit or dte > 3"), Scope::structure);
  EXPECT_EQ(scope("is_credit or short_delta > 0.2"), Scope::structure);
  EXPECT_EQ(scope("is_credit or long_delta > 0.2"), Scope::spread);
  EXPECT_EQ(scope("short_delta > 0.2 or long_delta > 0.2"), Scope::spread);
  EXPECT_EQ(scope("width > 1 or iv30 > 0.2"), Scope::spread);
}

TEST(Program, one_simulated_column_defers_the_whole_filter) {
  EXPECT_EQ(program_of("p50 > 50% or dte > 3").conjuncts.at(0).cost, Cost::deferred);
  EXPECT_EQ(program_of("pop > 50% or dte > 3").conjuncts.at(0).cost, Cost::cheap);
}

TEST(Program, words_become_indices) {
  const auto constant = [](std::string_view text) { return program_of(text).conjuncts.at(0).code.at(0).constant; };
  EXPECT_EQ(constant("structure = bear_call"), static_cast<double>(market::Vertical::bear_call));
  EXPECT_EQ(constant("confidence <= C"), 1) << "D < C < B < A";
  EXPECT_EQ(constant("symbol = SPY"), 7);
  EXPECT_EQ(constant("symbol = QQQ"), -1);
}

TEST(Program, required_columns_mark_their_filters) {
  const Program p = program_of("iv_percentile >= 50 and dte > 3", {"iv_percentile", "width"});
  EXPECT_TRUE(p.conjuncts[0].required);
  EXPECT_FALSE(p.conjuncts[1].required);
  const std::vector<std::string> misspelt{"iv_percentil"};
  const auto failed = compile(parse_expression(Table::spreads, "dte > 3").value(), NoWords{}, misspelt);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, core::ErrorCode::not_found);
}

TEST(Program, columns_are_listed_once) {
  const Program p = program_of("dte > 3 or width > 1 or dte < 1");
  ASSERT_EQ(p.conjuncts[0].columns.size(), 2u);
  EXPECT_EQ(info(Table::spreads, p.conjuncts[0].columns[0]).id, "dte");
}

TEST(Comparison, of_nothing_is_unknown_and_of_infinity_is_not) {
  for (const Compare op :
       {Compare::less, Compare::less_equal, Compare::greater, Compare::greater_equal, Compare::equal, Compare::not_equal})
    EXPECT_EQ(compare(std::nan(""), op, 1), Truth::unknown);
  EXPECT_EQ(compare(INFINITY, Compare::greater, 1), Truth::yes);
  EXPECT_EQ(compare(2, Compare::less, 2), Truth::no);
  EXPECT_EQ(compare(2, Compare::less_equal, 2), Truth::yes);
  EXPECT_EQ(compare(2, Compare::greater, 2), Truth::no);
  EXPECT_EQ(compare(2, Compare::greater_equal, 2), Truth::yes);
  EXPECT_EQ(compare(2, Compare::equal, 2), Truth::yes);
  EXPECT_EQ(compare(2, Compare::not_equal, 2), Truth::no);
}

TEST(Logic, is_kleenes) {
  const double none = std::nan("");
  EXPECT_EQ(truth_of("dte > 3 or width > 1", {{"dte", 5}, {"width", none}}), Truth::yes);
  EXPECT_EQ(truth_of("dte > 3 or width > 1", {{"dte", 1}, {"width", none}}), Truth::unknown);
  EXPECT_EQ(truth_of("not (dte > 3 and width > 1)", {{"dte", 1}, {"width", none}}), Truth::yes);
  EXPECT_EQ(truth_of("not (dte > 3 and width > 1)", {{"dte", 5}, {"width", none}}), Truth::unknown);
  EXPECT_EQ(truth_of("not dte > 3", {{"dte", none}}), Truth::unknown);
  EXPECT_EQ(truth_of("dte in 3..5", {{"dte", 4}}), Truth::yes);
  EXPECT_EQ(truth_of("dte in {3, 5}", {{"dte", 4}}), Truth::no);
}

/// The tree read directly, as the meaning of a program.
Truth meaning(const Node& node, const Program& program, const std::function<double(ColumnId)>& value) {
  switch (node.kind) {
    case Node::Kind::always: return Truth::yes;
    case Node::Kind::condition: {
      const Condition& c = node.condition;
      if (info(Table::spreads, c.column).type != Type::word) return compare(value(c.column), c.op, c.number);
      const auto list = words(Table::spreads, c.column);
      const double index = list.empty() ? NoWords{}.resolve(program.table, c.column, c.word)
                                        : static_cast<double>(std::ranges::find(list, c.word) - list.begin());
      return compare(value(c.column), c.op, index);
    }
    case Node::Kind::negation: {
      const Truth t = meaning(*node.children[0], program, value);
      return t == Truth::unknown ? t : t == Truth::yes ? Truth::no : Truth::yes;
    }
    case Node::Kind::all:
    case Node::Kind::any: {
      const Truth decisive = node.kind == Node::Kind::all ? Truth::no : Truth::yes;
      bool unknown = false;
      for (const NodePtr& child : node.children) {
        const Truth t = meaning(*child, program, value);
        if (t == decisive) return decisive;
        unknown = unknown || t == Truth::unknown;
      }
      return unknown ? Truth::unknown : decisive == Truth::no ? Truth::yes : Truth::no;
    }
  }
  return Truth::unknown;
}

TEST(Program, means_what_its_tree_means) {
  core::Prng prng(23);
  const auto usable = columns_of(Table::spreads, Cost::cheap);
  for (int i = 0; i < 3000; ++i) {
    std::map<ColumnId, double> row;
    for (const ColumnId c : usable) row[c] = prng.chance(1, 4) ? std::nan("") : static_cast<double>(prng.between(0, 3));
    const auto number = [&](ColumnId) { return static_cast<double>(prng.between(0, 3)); };
    const auto value = [&](ColumnId c) { return row.at(c); };
    const Expression expression =
        parse_expression(Table::spreads, RandomExpression(prng, Table::spreads, usable, number).text(4)).value();
    const Program program = compile(expression, NoWords{}).value();
    Truth all = Truth::yes;
    for (const Conjunct& c : program.conjuncts) {
      const Truth t = evaluate(c, value);
      EXPECT_EQ(t, meaning(*c.source, program, value)) << c.text;
      all = std::min(all, t);
    }
    EXPECT_EQ(all, meaning(*expression.root, program, value)) << to_string(expression);
  }
}

TEST(Program, of_the_deepest_text_fits_the_evaluation_stack) {
  std::string text = "dte in 1..2";
  for (int i = 0; i < expression_depth_max; ++i)
    text = (i % 2 == 0 ? "width < 1 or dte > 1 and (" : "width > 1 and dte > 1 and (") + text + ")";
  const auto program = compile(parse_expression(Table::spreads, text).value(), NoWords{});
  ASSERT_TRUE(program);
  for (const Conjunct& c : program->conjuncts) {
    EXPECT_LE(c.stack, stack_max);
    EXPECT_EQ(evaluate(c, [](ColumnId) { return 1.5; }), Truth::yes);
  }
}

TEST(Program, of_a_tree_built_deeper_than_any_text_is_refused) {
  NodePtr node = parse_expression(Table::spreads, "dte > 1").value().root;
  const NodePtr leaf = node;
  for (std::size_t i = 0; i < stack_max; ++i) node = std::make_shared<const Node>(Node{Node::Kind::any, {}, {leaf, node}});
  const auto program = compile({Table::spreads, node}, NoWords{});
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().code, core::ErrorCode::too_large);
}

}  // namespace
}  // namespace legwork::scan
