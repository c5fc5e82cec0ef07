#include "scan/explain.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "scan/formula.hpp"
#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

TEST(Formula, evaluates_arithmetic_with_the_usual_precedence) {
  const Lookup lookup = [](std::string_view name) -> std::optional<double> {
    return name == "a" ? std::optional(3.0) : name == "yes" ? std::optional(1.0) : std::nullopt;
  };
  EXPECT_EQ(evaluate_formula("1 + 2 * a", lookup), 7);
  EXPECT_EQ(evaluate_formula("(1 + 2) * a - -1", lookup), 10);
  EXPECT_EQ(evaluate_formula("-a / 2", lookup), -1.5);
  EXPECT_EQ(evaluate_formula("if(yes, min(a, 2), abs(-9))", lookup), 2);
  EXPECT_NEAR(*evaluate_formula("sqrt(exp(ln(16)))", lookup), 4, 1e-12);
}

TEST(Formula, what_it_does_not_know_it_does_not_evaluate) {
  const Lookup none = [](std::string_view) { return std::optional<double>(); };
  for (const char* text : {"b", "prob_above(1)", "1 +", "(1", "1 2", "", "min(1)", "if(1, 2)"})
    EXPECT_FALSE(evaluate_formula(text, none)) << text;
}

TEST(Formula, shows_inputs_in_place_of_names) {
  const auto text = [](std::string_view name) { return name == "width" ? std::optional<std::string>("5") : std::nullopt; };
  EXPECT_EQ(insert_values("max(width, 1) / other", text), "max(5, 1) / other");
  EXPECT_EQ(identifiers("if(a, b, a) + b2").size(), 3u);
}

class Explain : public testing::Test {
 protected:
  chain::Store store = SmallChain{}.build();
  Scanner scanner{store, Parameters{}};
  VerticalRow row = row_of(store, "XYZ:20260809:P:95/90");

  Explanation of(std::string_view column) const {
    const auto all = explain(scanner, row);
    return *std::ranges::find(all, column, &Explanation::column);
  }
};

TEST_F(Explain, every_column_has_a_line_and_inputs_come_first) {
  const auto all = explain(scanner, row);
  EXPECT_EQ(all.size(), catalogue(Table::spreads).size());
  const auto first_computed = std::ranges::find_if(all, [](const Explanation& e) { return !e.formula.empty(); });
  EXPECT_TRUE(std::ranges::none_of(first_computed, all.end(), [](const Explanation& e) { return e.formula.empty(); }));
}

TEST_F(Explain, puts_the_rows_own_inputs_into_the_formula) {
  const Explanation width = of("width");
  EXPECT_EQ(width.formula, "abs(short_strike - long_strike)");
  EXPECT_EQ(width.inserted, "abs(95 - 90)");
  EXPECT_EQ(width.value, "5.000");
}

TEST_F(Explain, unknown_inputs_say_so) { EXPECT_NE(of("iv_minus_hv").inserted.find("unknown"), std::string::npos); }

TEST(FormatNumber, prints_each_unit_as_a_trader_reads_it) {
  EXPECT_EQ(format_number(Unit::percent, 0.2514), "25.1%");
  EXPECT_EQ(format_number(Unit::usd, -12.5), "-12.50");
  EXPECT_EQ(format_number(Unit::usd_per_share, 1.255), "1.255");
  EXPECT_EQ(format_number(Unit::contracts, 412), "412");
  EXPECT_EQ(format_number(Unit::ratio, 0.28), "0.280");
  EXPECT_EQ(format_number(Unit::seconds, 90), "90s");
  EXPECT_EQ(format_number(Unit::seconds, 900), "15m");
  EXPECT_EQ(format_number(Unit::seconds, 86400), "24.0h");
  EXPECT_EQ(format_number(Unit::days, chain::unknown), "-");
}

}  // namespace
}  // namespace legwork::scan
