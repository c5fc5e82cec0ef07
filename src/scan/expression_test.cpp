// The filter language: what it means, how it is written back, and what it says to a mistake.
#include "scan/expression.hpp"

#include <string>

#include <gtest/gtest.h>

#include "scan/expression_lexer.hpp"
#include "scan/random_scan.hpp"

namespace legwork::scan {
namespace {

std::string canonical(std::string_view text) {
  const auto parsed = parse_expression(Table::spreads, text);
  return parsed ? to_string(*parsed) : "error: " + core::to_string(parsed.error());
}

core::Error error_of(std::string_view text) {
  const auto parsed = parse_expression(Table::spreads, text);
  return parsed ? core::Error{} : parsed.error();
}

#define EXPECT_ERROR(text, error_code, error_line, error_column, part)                                    \
  do {                                                                                                    \
    const core::Error error = error_of(text);                                                             \
    EXPECT_EQ(error.code, error_code) << error.message;                                                   \
    EXPECT_EQ(error.where, (core::Location{"", error_line, error_column, ""})) << core::to_string(error); \
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;                              \
  } while (false)

using core::ErrorCode;

TEST(Expression, no_text_lets_every_row_pass) {
  for (const std::string_view text : {"", "  \n\t "}) {
    const auto parsed = parse_expression(Table::spreads, text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->root->kind, Node::Kind::always);
    EXPECT_EQ(to_string(*parsed), "");
  }
}

TEST(Expression, ranges_may_be_written_four_ways) {
  EXPECT_EQ(canonical("dte in 30..45"), "dte in 30..45");
  EXPECT_EQ(canonical("dte between 30 and 45"), "dte in 30..45");
  EXPECT_EQ(canonical("30 <= dte <= 45"), "dte in 30..45");
  EXPECT_EQ(canonical("45 >= dte >= 30"), "dte in 30..45");
  EXPECT_EQ(canonical("dte >= 30 and dte <= 45"), "dte in 30..45");
}

TEST(Expression, open_ends_of_a_range_stay_open) {
  EXPECT_EQ(canonical("30 < dte <= 45"), "30 < dte <= 45");
  EXPECT_EQ(canonical("45 > dte >= 30"), "30 <= dte < 45");
}

TEST(Expression, between_binds_its_and) {
  EXPECT_EQ(canonical("dte between 30 and 45 and width > 1"), "dte in 30..45 and width > 1");
}

TEST(Expression, a_value_may_come_first) {
  EXPECT_EQ(canonical("0.3 > short_delta"), "short_delta < 0.3");
  EXPECT_EQ(canonical("5 = width"), "width = 5");
}

TEST(Expression, percent_is_a_hundredth_to_the_last_bit) {
  const auto number = [](std::string_view text) { return parse_expression(Table::spreads, text)->root->condition.number; };
  EXPECT_EQ(number("credit_width >= 20%"), 0.2);
  EXPECT_EQ(number("credit_width >= 14.2%"), 0.142);
  EXPECT_EQ(number("credit_width >= -0.7%"), -0.007);
  EXPECT_EQ(number("credit_width >= 1.1e1%"), 0.11);
  EXPECT_EQ(number("short_delta >= 16%"), 0.16);
  EXPECT_EQ(canonical("credit_width >= 0.142"), "credit_width >= 14.2%");
}

TEST(Expression, percent_of_a_column_counted_otherwise_is_refused) {
  EXPECT_ERROR("iv_percentile >= 50%", ErrorCode::invalid_argument, 1u, 18u, "write 50");
  EXPECT_ERROR("dte >= 30%", ErrorCode::invalid_argument, 1u, 8u, "days");
}

TEST(Expression, and_binds_tighter_than_or_and_not_tightest) {
  EXPECT_EQ(canonical("dte > 1 or dte < 0 and width > 1"), "dte > 1 or dte < 0 and width > 1");
  EXPECT_EQ(canonical("dte > 1 or (dte < 0 and width > 1)"), "dte > 1 or dte < 0 and width > 1");
  EXPECT_EQ(canonical("(dte > 1 or dte < 0) and width > 1"), "(dte > 1 or dte < 0) and width > 1");
  EXPECT_EQ(canonical("not dte > 1 and width > 1"), "not dte > 1 and width > 1");
  EXPECT_EQ(canonical("not (dte > 1 and width > 1)"), "not (dte > 1 and width > 1)");
  EXPECT_EQ(canonical("not not earnings_inside"), "not not earnings_inside");
  const auto tree = parse_expression(Table::spreads, "dte > 1 or dte < 0 and width > 1");
  ASSERT_EQ(tree->root->kind, Node::Kind::any);
  EXPECT_EQ(tree->root->children[1]->kind, Node::Kind::all);
}

TEST(Expression, keywords_and_signs_are_alike_in_any_case) {
  EXPECT_EQ(canonical("dte > 1 AND NOT earnings_inside Or width IN {1, 2}"), "dte > 1 and not earnings_inside or width in {1, 2}");
  EXPECT_EQ(canonical("dte > 1 && !earnings_inside || width == 1, dte BETWEEN 1 AnD 2"),
            "dte > 1 and not earnings_inside or width = 1 and dte in 1..2");
}

TEST(Expression, sets_are_any_of_their_values) {
  EXPECT_EQ(canonical("structure in {bull_put}"), "structure = bull_put");
  EXPECT_EQ(canonical("structure in {Bull_Put, bear_call}"), "structure in {bull_put, bear_call}");
  EXPECT_EQ(canonical("structure = bull_put or structure = bear_call"), "structure in {bull_put, bear_call}");
  EXPECT_EQ(canonical("width in {1, 2.5}"), "width in {1, 2.5}");
}

TEST(Expression, flags_stand_alone_or_are_compared_with_true_and_false) {
  EXPECT_EQ(canonical("earnings_inside = true"), "earnings_inside");
  EXPECT_EQ(canonical("earnings_inside = FALSE"), "earnings_inside = false");
  EXPECT_EQ(canonical("earnings_inside != true"), "earnings_inside != true");
}

TEST(Expression, words_with_signs_or_of_the_language_are_quoted) {
  EXPECT_EQ(canonical("symbol = BRK.B"), "symbol = BRK.B");
  EXPECT_EQ(canonical("symbol = \"BF-B\""), "symbol = \"BF-B\"");
  EXPECT_EQ(canonical("symbol = \"IN\""), "symbol = \"IN\"");
  EXPECT_EQ(canonical("symbol = \"SPY\""), "symbol = SPY");
  EXPECT_EQ(canonical(R"(symbol = "a\"b\\c")"), R"(symbol = "a\"b\\c")");
  EXPECT_EQ(canonical("symbol in {\"2SPX\", A}"), "symbol in {\"2SPX\", A}");
}

TEST(Expression, grades_are_ordered_but_names_are_not) {
  EXPECT_EQ(canonical("confidence <= b"), "confidence <= B");
  EXPECT_EQ(canonical("confidence in C..A"), "confidence in C..A");
  EXPECT_ERROR("symbol < SPY", ErrorCode::invalid_argument, 1u, 8u, "is a name");
  EXPECT_ERROR("structure > bull_put", ErrorCode::invalid_argument, 1u, 11u, "structure is a name without an order");
  EXPECT_ERROR("structure > bull_put", ErrorCode::invalid_argument, 1u, 11u, "in {bull_put, bear_call, bull_call, bear_put}");
  EXPECT_ERROR("expiry_class >= weekly", ErrorCode::invalid_argument, 1u, 14u, "name without an order");
  EXPECT_ERROR("earnings_time in before_open..after_close", ErrorCode::invalid_argument, 1u, 18u, "name without an order");
  EXPECT_EQ(canonical("short_confidence >= b and earnings_time != AFTER_CLOSE"),
            "short_confidence >= B and earnings_time != after_close");
  EXPECT_ERROR("earnings_inside > true", ErrorCode::invalid_argument, 1u, 17u, "not earnings_inside");
}

TEST(Expression, a_misspelt_column_is_named_with_its_place_and_the_nearest) {
  EXPECT_ERROR("dte > 1 and\n  shrt_delta < 0.3", ErrorCode::not_found, 2u, 3u, "did you mean short_delta");
  EXPECT_ERROR("DTE > 1", ErrorCode::not_found, 1u, 1u, "dte");
}

TEST(Expression, a_word_that_a_column_cannot_take_is_answered_with_those_it_can) {
  EXPECT_ERROR("structure = condor", ErrorCode::not_found, 1u, 13u, "bull_put, bear_call");
}

TEST(Expression, mistakes_are_located_and_say_what_was_expected) {
  EXPECT_ERROR("dte", ErrorCode::parse, 1u, 4u, "a comparison");
  EXPECT_ERROR("dte >", ErrorCode::parse, 1u, 6u, "expected a number for 'dte', found the end");
  EXPECT_ERROR("dte > and", ErrorCode::parse, 1u, 7u, "found 'and'");
  EXPECT_ERROR("dte > 1 width > 2", ErrorCode::parse, 1u, 9u, "'and', 'or' or the end, found 'width'");
  EXPECT_ERROR("(dte > 1", ErrorCode::parse, 1u, 9u, "')'");
  EXPECT_ERROR("dte > 1)", ErrorCode::parse, 1u, 8u, "found ')'");
  EXPECT_ERROR("dte > 1 and", ErrorCode::parse, 1u, 12u, "a column, 'not' or '('");
  EXPECT_ERROR("dte in 3", ErrorCode::parse, 1u, 9u, "'..' or '{'");
  EXPECT_ERROR("dte between 3 .. 4", ErrorCode::parse, 1u, 15u, "'and'");
  EXPECT_ERROR("dte in {3, }", ErrorCode::parse, 1u, 12u, "a number");
  EXPECT_ERROR("dte in {3", ErrorCode::parse, 1u, 10u, "'}'");
  EXPECT_ERROR("3 and dte", ErrorCode::parse, 1u, 3u, "a comparison after 3");
  EXPECT_ERROR("symbol = \"SPY", ErrorCode::parse, 1u, 10u, "never closed");
  EXPECT_ERROR("dte > 1 § width", ErrorCode::parse, 1u, 9u, "unexpected character '§'");
  EXPECT_ERROR(std::string_view("dte\0> 1", 7), ErrorCode::parse, 1u, 4u, "\\x00");
}

TEST(Expression, columns_are_counted_in_characters) {
  EXPECT_ERROR("symbol = \"é\" and dtee > 1", ErrorCode::not_found, 1u, 18u, "dte");
}

TEST(Expression, a_chain_points_one_way) {
  EXPECT_ERROR("1 <= dte >= 2", ErrorCode::parse, 1u, 10u, "a chain needs");
  EXPECT_ERROR("1 = dte < 2", ErrorCode::parse, 1u, 9u, "a chain needs");
  EXPECT_ERROR("dte > 1 < 2", ErrorCode::parse, 1u, 9u, "dte in 1..2");
  EXPECT_ERROR("1 < dte < 2 < 3", ErrorCode::parse, 1u, 13u, "expected 'and'");
}

TEST(Expression, an_empty_range_is_refused) {
  EXPECT_ERROR("dte in 45..30", ErrorCode::invalid_argument, 1u, 8u, "smaller end first");
  EXPECT_ERROR("confidence in A..C", ErrorCode::invalid_argument, 1u, 15u, "smaller end first");
  EXPECT_EQ(canonical("dte >= 45 and dte <= 30"), "dte >= 45 and dte <= 30");  // two filters that happen to exclude each other
}

TEST(Expression, values_fit_their_column) {
  EXPECT_ERROR("dte > high", ErrorCode::invalid_argument, 1u, 7u, "expected a number");
  EXPECT_ERROR("dte > width", ErrorCode::invalid_argument, 1u, 7u, "compared with a constant only");
  EXPECT_ERROR("structure = 3", ErrorCode::invalid_argument, 1u, 13u, "expected a word");
  EXPECT_ERROR("earnings_inside = 1", ErrorCode::invalid_argument, 1u, 19u, "expected true or false");
  EXPECT_ERROR("dte > 1e999", ErrorCode::parse, 1u, 7u, "too large");
  EXPECT_ERROR("credit_width > 1e999999999999%", ErrorCode::parse, 1u, 16u, "too large");
}

TEST(Expression, numbers_may_be_signed_short_or_scientific) {
  EXPECT_EQ(canonical("net_price > +1"), "net_price > 1");
  EXPECT_EQ(canonical("net_price > -.5"), "net_price > -0.5");
  EXPECT_EQ(canonical("dollar_volume > 1e9"), canonical("dollar_volume > 1000000000"));
  EXPECT_EQ(canonical("net_price in -1...5"), "net_price in -1..0.5");
}

TEST(Expression, nesting_is_bounded_and_never_overflows_the_stack) {
  const auto nested = [](std::size_t n, std::string open, std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += open;
    text += "dte > 1";
    for (std::size_t i = 0; i < n; ++i) text += close;
    return text;
  };
  EXPECT_EQ(canonical(nested(64, "(", ")")), "dte > 1");
  EXPECT_ERROR(nested(65, "(", ")"), ErrorCode::too_large, 1u, 65u, "64 levels");
  EXPECT_ERROR(nested(65, "!", ""), ErrorCode::too_large, 1u, 65u, "64 levels");
  EXPECT_EQ(error_of(nested(20'000, "(", ")")).code, ErrorCode::too_large);
  EXPECT_EQ(error_of(nested(20'000, "!", "")).code, ErrorCode::too_large);
  EXPECT_EQ(error_of(nested(100'000, "(", "")).code, ErrorCode::too_large) << "more bytes than allowed";
}

TEST(Expression, conjunction_joins_lists_and_keeps_alternatives_together) {
  const auto parse = [](std::string_view text) { return parse_expression(Table::spreads, text).value(); };
  EXPECT_EQ(to_string(conjunction(parse(""), parse("dte > 1"))), "dte > 1");
  EXPECT_EQ(to_string(conjunction(parse("dte > 1"), parse(""))), "dte > 1");
  EXPECT_EQ(to_string(conjunction(parse(""), parse(""))), "");
  EXPECT_EQ(to_string(conjunction(parse("dte > 1 and width > 1"), parse("dte < 9 or width < 9"))),
            "dte > 1 and width > 1 and (dte < 9 or width < 9)");
  EXPECT_EQ(to_string(conjunction(parse("dte in 1..9"), parse("width > 1"))), "dte in 1..9 and width > 1");
}

TEST(Expression, canonical_text_reads_back_as_the_same_tree) {
  core::Prng prng(11);
  for (const Table table : {Table::spreads, Table::options}) {
    const auto usable = columns_of(table, Cost::cheap);
    for (int i = 0; i < 3000; ++i) {
      const auto value = [&](ColumnId) {
        return prng.chance(1, 2) ? static_cast<double>(prng.between(-50, 50)) / 100
                                 : std::ldexp(prng.uniform() - 0.5, static_cast<int>(prng.between(-60, 60)));
      };
      const std::string text = RandomExpression(prng, table, usable, value).text(4);
      const auto first = parse_expression(table, text);
      ASSERT_TRUE(first) << text << "\n" << core::to_string(first.error());
      const auto second = parse_expression(table, to_string(*first));
      ASSERT_TRUE(second) << to_string(*first) << "\n" << core::to_string(second.error());
      ASSERT_EQ(*first->root, *second->root) << text << "\n" << to_string(*first);
      ASSERT_EQ(to_string(*first), to_string(*second));
    }
  }
}

TEST(Expression, mangled_text_gives_a_located_error_or_a_tree) {
  core::Prng prng(5);
  const std::string seed = "short_delta in 0.16..0.30 and not (dte < 3% or symbol in {A, \"b c\"}), 1 <= width != 2";
  for (int i = 0; i < 5000; ++i) {
    std::string text = seed;
    for (auto changes = prng.between(1, 6); changes > 0; --changes) {
      const std::size_t at = prng.below(text.size());
      if (prng.chance(1, 2))
        text[at] = static_cast<char>(prng.below(256));
      else
        text.erase(at, prng.below(5));
    }
    const auto parsed = parse_expression(Table::spreads, text);
    if (parsed) continue;
    EXPECT_FALSE(parsed.error().message.empty());
    EXPECT_GE(parsed.error().where.column, 1u);
    EXPECT_LE(parsed.error().where.column, text.size() + 1);
  }
}

}  // namespace
}  // namespace legwork::scan
