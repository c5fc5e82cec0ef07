// What each column of a vertical is worth, on a chain small enough to check by hand.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "pricing/normal.hpp"
#include "scan/formula.hpp"
#include "scan/leg_pair.hpp"
#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

using chain::Column;

class Columns : public testing::Test {
 protected:
  double value(std::string_view column, std::string_view id) const {
    return compute(spread_column(column), legs, row_of(store, id));
  }

  chain::Store store = SmallChain{}.build();
  Legs legs{store, Parameters{}};
};

const std::string bull_put = "XYZ:20260809:P:95/90", bear_put = "XYZ:20260809:P:90/95";
const std::string bull_call = "XYZ:20260809:C:110/105", bear_call = "XYZ:20260809:C:105/110";

TEST_F(Columns, name_the_structure_by_what_is_sold_and_bought) {
  EXPECT_EQ(value("structure", bull_put), static_cast<double>(market::Vertical::bull_put));
  EXPECT_EQ(value("structure", bear_put), static_cast<double>(market::Vertical::bear_put));
  EXPECT_EQ(value("structure", bull_call), static_cast<double>(market::Vertical::bull_call));
  EXPECT_EQ(value("structure", bear_call), static_cast<double>(market::Vertical::bear_call));
}

TEST_F(Columns, a_credit_is_positive_and_its_mirror_debit_the_same_negative) {
  EXPECT_GT(value("net_mid", bull_put), 0);
  EXPECT_DOUBLE_EQ(value("net_mid", bull_put), -value("net_mid", bear_put));
  EXPECT_DOUBLE_EQ(value("net_natural", bull_put), -value("net_far", bear_put));
  EXPECT_NEAR(value("net_natural", bull_put), value("net_mid", bull_put) - 0.10, 1e-12);
  EXPECT_NEAR(value("combo_bid_ask", bull_put), 0.20, 1e-12);
}

TEST_F(Columns, profit_and_loss_follow_the_table_of_the_four_structures) {
  const double c = value("net_mid", bull_put), fees = 4 * 0.65;
  EXPECT_NEAR(value("max_profit", bull_put), 100 * c - fees, 1e-9);
  EXPECT_NEAR(value("max_loss", bull_put), 100 * (5 - c) + fees, 1e-9);
  EXPECT_NEAR(value("breakeven", bull_put), 95 - c, 1e-12);
  EXPECT_NEAR(value("breakeven_net", bull_put), 95 - c + fees / 100, 1e-12);

  const double d = -value("net_mid", bear_put);
  EXPECT_NEAR(value("max_profit", bear_put), 100 * (5 - d) - fees, 1e-9);
  EXPECT_NEAR(value("max_loss", bear_put), 100 * d + fees, 1e-9);
  EXPECT_NEAR(value("breakeven", bear_put), 95 - d, 1e-12);
  EXPECT_NEAR(value("breakeven_net", bear_put), 95 - d - fees / 100, 1e-12);

  EXPECT_NEAR(value("breakeven", bear_call), 105 + value("net_mid", bear_call), 1e-12);
  EXPECT_NEAR(value("breakeven", bull_call), 105 - value("net_mid", bull_call), 1e-12);
  EXPECT_NEAR(value("margin", bull_put), 500, 1e-9);
  EXPECT_EQ(value("margin", bear_put), 0);
}

/// Payoff at expiry of one share, from the legs, with the premium: the definition that all the rest must agree with.
double profit_at(const LegPair& p, double spot) {
  const auto payoff = [&](double strike) { return std::max(0.0, core::sign(p.right) * (spot - strike)); };
  return p.net_price() - payoff(p.strike_short()) + payoff(p.strike_long());
}

TEST_F(Columns, profit_loss_and_breakeven_agree_with_the_payoff_itself) {
  for (const std::string& id : {bull_put, bear_put, bull_call, bear_call}) {
    SCOPED_TRACE(id);
    const VerticalRow row = row_of(store, id);
    const LegPair p = leg_pair(legs, row.slice, structure_of(store, row), row.short_row, row.long_row);
    double most = -1e9, least = 1e9;
    for (double s = 50; s <= 150; s += 0.5) {
      most = std::max(most, profit_at(p, s));
      least = std::min(least, profit_at(p, s));
    }
    EXPECT_NEAR(p.profit_per_share(), most, 1e-9);
    EXPECT_NEAR(p.loss_per_share(), -least, 1e-9);
    EXPECT_NEAR(profit_at(p, p.breakeven()), 0, 1e-9);
    EXPECT_GT(profit_at(p, p.breakeven() + p.side() * 0.01), 0);
  }
}

TEST_F(Columns, probabilities_agree_with_an_integral_over_the_smiles_own_density) {
  // Density from the second difference of undiscounted put prices (Breeden, Litzenberger 1978).
  const auto& expiry = store.expiries()[0];
  const double h = 0.02;
  const auto put = [&](double k) { return pricing::smile_expected_put(expiry.smile, k); };
  for (const std::string& id : {bull_put, bear_put, bull_call, bear_call}) {
    SCOPED_TRACE(id);
    const VerticalRow row = row_of(store, id);
    const LegPair p = leg_pair(legs, row.slice, structure_of(store, row), row.short_row, row.long_row);
    double win = 0, most = 0, least = 0, ev = 0;
    for (double s = 40; s <= 200; s += h) {
      const double mass = (put(s + h) - 2 * put(s) + put(s - h)) / h;
      const double profit = profit_at(p, s);
      win += profit > 0 ? mass : 0;
      most += profit > p.profit_per_share() - 1e-9 ? mass : 0;
      least += profit < -p.loss_per_share() + 1e-9 ? mass : 0;
      ev += mass * (profit - p.net_price());
    }
    EXPECT_NEAR(value("pop", id), win, 2e-3);
    EXPECT_NEAR(value("p_max_profit", id), most, 2e-3);
    EXPECT_NEAR(value("p_max_loss", id), least, 2e-3);
    EXPECT_NEAR(value("expected_payoff", id), ev, 2e-3);
  }
}

TEST_F(Columns, expected_value_at_mid_under_the_markets_own_smile_is_zero_before_costs) {
  for (const std::string& id : {bull_put, bear_put, bull_call, bear_call}) {
    EXPECT_NEAR(value("ev_gross", id), 0, 0.01) << id;
    EXPECT_NEAR(value("ev", id), value("ev_gross", id) - value("commissions", id) - value("slippage", id), 1e-9) << id;
  }
}

TEST_F(Columns, net_greeks_are_the_positions_own) {
  const VerticalRow row = row_of(store, bull_put);
  EXPECT_NEAR(value("net_delta", bull_put), 100 * (store.at(Column::delta, row.long_row) - store.at(Column::delta, row.short_row)),
              1e-12);
  EXPECT_GT(value("net_delta", bull_put), 0) << "a bull put gains when the underlying rises";
  EXPECT_LT(value("net_delta", bear_call), 0);
  EXPECT_DOUBLE_EQ(value("net_theta", bull_put), -value("net_theta", bear_put));
}

TEST_F(Columns, cushion_and_distance_are_positive_on_the_safe_side) {
  EXPECT_NEAR(value("distance", bull_put), 0.05, 1e-12);
  EXPECT_NEAR(value("distance", bear_call), 0.05, 1e-12);
  EXPECT_GT(value("cushion", bull_put), value("distance", bull_put));
  EXPECT_LT(value("cushion", bull_call), 0) << "an out-of-the-money debit needs a move";
}

TEST_F(Columns, what_no_file_tells_is_unknown_not_zero) {
  for (const char* column : {"iv_rank", "iv_percentile", "hv20", "earnings_inside", "macro_inside", "rsi14", "beta", "conflict",
                             "book_fit", "ev_forecast", "cushion_atr", "earnings_confirmed", "earnings_time", "book_correlation"})
    EXPECT_TRUE(std::isnan(value(column, bull_put))) << column;
}

TEST_F(Columns, the_liquidity_score_is_zero_when_a_needed_side_is_missing) {
  EXPECT_GT(value("liquidity", bull_put), 50);
  SmallChain wide;
  wide.half_spread = 3;  // the far strikes have no bid
  const chain::Store thin = wide.build();
  const Legs thin_legs{thin, Parameters{}};
  EXPECT_EQ(compute(spread_column("liquidity"), thin_legs, row_of(thin, "XYZ:20260809:P:85/80")), 0);
}

TEST_F(Columns, a_zero_bid_leg_is_worth_nothing_to_a_seller_and_is_marked_by_the_smile) {
  SmallChain wide;
  wide.half_spread = 3;
  const chain::Store thin = wide.build();
  const Legs thin_legs{thin, Parameters{}};
  const VerticalRow row = row_of(thin, "XYZ:20260809:P:85/80");
  const double model = thin.at(Column::model_price, row.short_row);
  EXPECT_EQ(thin_legs.at(LegColumn::bid0, row.short_row), 0);
  EXPECT_DOUBLE_EQ(thin_legs.at(LegColumn::mark, row.short_row), model) << "not the mid of 0 and ask";
}

TEST_F(Columns, holding_to_expiry_saves_the_way_out) {
  Parameters hold;
  hold.costs.hold_to_expiry = true;
  const Legs held{store, hold};
  EXPECT_DOUBLE_EQ(compute(spread_column("commissions"), held, row_of(store, bull_put)), 1.30);
  EXPECT_LT(compute(spread_column("slippage"), held, row_of(store, bull_put)), value("slippage", bull_put));
}

TEST_F(Columns, the_natural_basis_prices_everything_where_the_spread_is_crossed) {
  Parameters natural;
  natural.basis = PriceBasis::natural;
  const Legs crossed{store, natural};
  EXPECT_DOUBLE_EQ(compute(spread_column("net_price"), crossed, row_of(store, bull_put)), value("net_natural", bull_put));
}

TEST_F(Columns, a_leg_that_would_close_an_opposite_position_conflicts) {
  Parameters parameters;
  parameters.holdings = {{market::parse_occ("XYZ260809P00095000").value(), 3}};
  const Legs with{store, parameters};
  EXPECT_EQ(compute(spread_column("conflict"), with, row_of(store, bull_put)), 1) << "selling what is held long";
  EXPECT_EQ(compute(spread_column("conflict"), with, row_of(store, bear_put)), 0) << "buying more of it";
  EXPECT_LT(compute(spread_column("book_fit"), with, row_of(store, bull_put)), 1);
}

TEST_F(Columns, the_correlation_to_the_book_is_that_of_the_rows_underlying) {
  Parameters parameters;
  parameters.book_correlation = {0.25};
  const Legs with{store, parameters};
  EXPECT_EQ(compute(spread_column("book_correlation"), with, row_of(store, bull_put)), 0.25);
}

TEST_F(Columns, volume_is_that_of_the_thinner_leg_or_of_both_together) {
  // The small chain trades 100 of the first strike (80), 101 of the second and so on.
  EXPECT_EQ(value("volume", bull_put), 102) << "of 90";
  EXPECT_EQ(value("volume_sum", bull_put), 102 + 103);
  EXPECT_EQ(value("volume_sum", "XYZ:20260908:C:120/80"), 108 + 100);
  SmallChain quiet;
  quiet.volume_from_strike = 95;
  const chain::Store store_of_quiet = quiet.build();
  const Legs quiet_legs{store_of_quiet, Parameters{}};
  EXPECT_TRUE(std::isnan(compute(spread_column("volume_sum"), quiet_legs, row_of(store_of_quiet, bull_put)))) << "of 90 unknown";
}

TEST_F(Columns, the_touch_probability_exceeds_that_of_expiring_in_the_money) {
  EXPECT_GT(value("p_touch", bull_put), value("short_p_itm", bull_put));
  EXPECT_LT(value("p_touch", bull_put), 2.5 * value("short_p_itm", bull_put)) << "the rule of thumb says about twice";
}

TEST_F(Columns, simulated_columns_are_probabilities_and_repeat_exactly) {
  const double first = value("p50", bull_put);
  EXPECT_GT(first, 0.3);
  EXPECT_LT(first + value("p_stop", bull_put), 1 + 1e-12);
  (void)value("p50", "XYZ:20260908:C:105/110");  // another expiry in between
  EXPECT_EQ(value("p50", bull_put), first);
}

TEST_F(Columns, a_block_and_a_single_row_give_the_same_bits) {
  const auto columns = catalogue(Table::spreads);
  for (std::uint32_t s = 0; s < store.slices().size(); ++s) {
    const chain::Slice& slice = store.slices()[s];
    const chain::Row short_row = slice.begin + 4;
    const VerticalRow above{s, short_row, short_row + 1};
    const VerticalBlock block{&legs, s, structure_of(store, above), short_row, short_row + 1, slice.count - 5};
    std::vector<double> out(block.n);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].cost == Cost::deferred) continue;
      const ColumnId id(static_cast<std::uint16_t>(c));
      compute(id, block, out);
      for (std::uint32_t i = 0; i < block.n; ++i) {
        const double one = compute(id, legs, {s, short_row, block.long_begin + i});
        EXPECT_TRUE(out[i] == one || (std::isnan(out[i]) && std::isnan(one))) << columns[c].id;
      }
    }
  }
}

TEST_F(Columns, every_formula_that_can_be_evaluated_gives_the_columns_value) {
  int checked = 0;
  for (const std::string& id : {bull_put, bear_put, bull_call, bear_call}) {
    const VerticalRow row = row_of(store, id);
    const Lookup lookup = [&](std::string_view name) -> std::optional<double> {
      const auto column = find_column(Table::spreads, name);
      return column ? std::optional(compute(*column, legs, row)) : std::nullopt;
    };
    for (const ColumnInfo& c : catalogue(Table::spreads)) {
      if (c.formula.empty()) continue;
      for (const std::string_view name : identifiers(c.formula))
        EXPECT_TRUE(find_column(Table::spreads, name)) << c.id << " names " << name;
      const auto expected = evaluate_formula(c.formula, lookup);
      if (!expected) continue;
      const double actual = compute(*find_column(Table::spreads, c.id), legs, row);
      if (std::isnan(*expected) || std::isnan(actual)) {
        EXPECT_EQ(std::isnan(*expected), std::isnan(actual)) << c.id;
        continue;
      }
      EXPECT_NEAR(actual, *expected, 1e-9 * (1 + std::abs(*expected))) << c.id << " = " << c.formula;
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(FindVertical, says_what_is_listed_instead) {
  const chain::Store store = SmallChain{}.build();
  const auto missing = [&](std::string_view id) {
    return core::to_string(find_vertical(store, market::parse_vertical_id(id).value()).error());
  };
  EXPECT_NE(missing("XYZ:20260809:P:97/90").find("95 and 100"), std::string::npos);
  EXPECT_NE(missing("XYZ:20260810:P:95/90").find("2026-08-09"), std::string::npos);
  EXPECT_NE(missing("ABC:20260809:P:95/90").find("XYZ"), std::string::npos);
}

}  // namespace
}  // namespace legwork::scan
