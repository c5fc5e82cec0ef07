// Commissions and fees, worked by hand from the published rates; the dates on which they change; what a wrong table is told.
#include "trade/fees.hpp"

#include <gtest/gtest.h>

#include "core/prng.hpp"
#include "trade/engine/engine_fixture.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using namespace std::chrono_literals;

Money money(const char* text) { return Money::parse(text).value(); }
const FeeTable& table() { return FeeTable::built_in(); }
FeeTerms on(market::Date date, FeePlan plan = FeePlan::tiered) { return {date, plan, 0, 0}; }
const market::Date june_2025 = 2025y / 6 / 16, june_2026 = 2026y / 6 / 15, november_2026 = 2026y / 11 / 23;

Instrument index_option(std::int64_t id, const char* trading_class, int strike) {
  Instrument made = option(id, strike);
  made.underlying = made.option->underlying = "SPX";
  made.option->trading_class = trading_class;
  made.option->exercise = market::ExerciseStyle::european;
  made.option->delivery = market::Delivery::cash;
  return made;
}
const Instrument spy_stock{ContractId(756733), "SPY", std::nullopt};

FeeBreakdown fees(const std::vector<FeeLeg>& legs, const FeeTerms& terms) { return table().of_order(legs, terms).value(); }

// Two bull puts: 2 x 600 P sold at 3.10, 2 x 595 P bought at 2.08.
std::vector<FeeLeg> two_bull_puts() { return {{option(600, 600), -2, price("3.10")}, {option(595, 595), 2, price("2.08")}}; }

TEST(Fees, AVerticalByHandInJune2026) {
  const FeeBreakdown all = fees(two_bull_puts(), on(june_2026));
  EXPECT_EQ(all.of(FeeKind::commission).expected, money("2.60"));  // 4 x 0.65
  EXPECT_EQ(all.of(FeeKind::clearing).expected, money("0.10"));  // 4 x 0.025
  EXPECT_EQ(all.of(FeeKind::orf).expected, money("0.1126"));  // 4 x 0.02815
  EXPECT_EQ(all.of(FeeKind::sec).expected, money("0.012772"));  // 620 USD sold x 0.0000206
  EXPECT_EQ(all.of(FeeKind::taf).expected, money("0.00658"));  // 2 sold x 0.00329
  EXPECT_EQ(all.of(FeeKind::cat).expected, money("0.0192"));  // 4 x 0.0048
  EXPECT_EQ(all.total.expected, money("2.851152"));
  EXPECT_EQ(all.of(FeeKind::exchange).low, money("-3.60"));  // the venue decides
  EXPECT_EQ(all.of(FeeKind::exchange).high, money("3.80"));
}

TEST(Fees, TheFixedPlanHoldsTheExchangesFee) {
  const FeeBreakdown all = fees(two_bull_puts(), on(june_2026, FeePlan::fixed));
  EXPECT_EQ(all.of(FeeKind::exchange), FeeAmount{});
  EXPECT_EQ(all.of(FeeKind::commission).expected, money("2.60"));
}

// The examples on the broker's page: number, premium, commission.
TEST(Fees, TheBrokersOwnExamples) {
  struct Example {
    std::int64_t contracts;
    const char* premium;
    std::int64_t before;  // in the month
    const char* commission;
  };
  const std::vector<Example> examples{
      {1, "2", 0, "1.00"},      {2, "5", 0, "1.30"},          {3, "0.075", 0, "1.50"},  {5, "0.03", 0, "1.25"},
      {2, "5", 10'000, "1.00"}, {3, "0.075", 10'000, "1.50"}, {5, "2", 50'000, "1.25"}, {7, "2", 100'000, "1.05"},
  };
  for (const Example& one : examples) {
    FeeTerms terms = on(november_2026);
    terms.contracts_this_month = one.before;
    const FeeBreakdown all = fees({{option(1, 600), one.contracts, price(one.premium)}}, terms);
    EXPECT_EQ(all.of(FeeKind::commission).expected, money(one.commission)) << one.contracts << " at " << one.premium;
  }
}

TEST(Fees, PremiumTiersBeginAtTheirBounds) {
  const auto of = [](const char* premium) {
    return fees({{option(1, 600), 10, price(premium)}}, on(november_2026)).of(FeeKind::commission).expected;
  };
  EXPECT_EQ(of("0.04"), money("2.50"));
  EXPECT_EQ(of("0.05"), money("5.00"));
  EXPECT_EQ(of("0.09"), money("5.00"));
  EXPECT_EQ(of("0.10"), money("6.50"));
}

TEST(Fees, TheMonthsTiersCountContractByContract) {
  FeeTerms terms = on(november_2026);
  terms.contracts_this_month = 9'996;
  // Legs in their order: 4 at 0.65 and 2 at 0.50, then 6 at 0.50.
  const FeeBreakdown all = fees({{option(600, 600), -6, price("3")}, {option(595, 595), 6, price("2")}}, terms);
  EXPECT_EQ(all.of(FeeKind::commission).expected, money("6.60"));
}

TEST(Fees, TheMinimumCountsOnceForACombo) {
  // Legs at 0.25 and 0.50: 0.75, raised to 1.00 once.
  const FeeBreakdown all = fees({{option(600, 600), -1, price("0.07")}, {option(595, 595), 1, price("0.03")}}, on(november_2026));
  EXPECT_EQ(all.of(FeeKind::commission).expected, money("1.00"));
}

TEST(Fees, RatesChangeOnTheirDays) {
  const auto sec = [](market::Date date) { return fees(two_bull_puts(), on(date)).of(FeeKind::sec).expected; };
  EXPECT_EQ(sec(2025y / 5 / 13), money("0.017236"));  // 620 x 0.0000278
  EXPECT_EQ(sec(2025y / 5 / 14), Money());
  EXPECT_EQ(sec(2026y / 4 / 3), Money());
  EXPECT_EQ(sec(2026y / 4 / 4), money("0.012772"));
  const auto taf = [](market::Date date) { return fees(two_bull_puts(), on(date)).of(FeeKind::taf); };
  EXPECT_EQ(taf(2025y / 12 / 31).expected, money("0.00558"));  // 2 x 0.00279
  EXPECT_EQ(taf(2026y / 9 / 30).expected, money("0.00658"));
  EXPECT_EQ(taf(2026y / 10 / 1).expected, Money());
  EXPECT_EQ(taf(2026y / 10 / 1).high, money("0.00658"));
  EXPECT_EQ(taf(2027y / 1 / 4).expected, money("0.00658"));
}

TEST(Fees, BeforeTheFirstRateNothingIsGuessed) {
  const auto none = table().of_order(two_bull_puts(), on(2024y / 1 / 2));
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, core::ErrorCode::not_found);
}

TEST(Fees, IndexOptionsPayTheirExchangeAndNoSalesFees) {
  const FeeBreakdown spxw =
      fees({{index_option(1, "SPXW", 6000), -1, price("12.50")}, {index_option(2, "SPXW", 5950), 1, price("0.95")}}, on(june_2026));
  EXPECT_EQ(spxw.of(FeeKind::exchange).expected, money("1.07"));  // 0.58 + 0.49
  EXPECT_EQ(spxw.of(FeeKind::exchange).low, money("0.81"));  // 0.45 + 0.36, without the surcharge
  EXPECT_EQ(spxw.of(FeeKind::sec), FeeAmount{});
  EXPECT_EQ(spxw.of(FeeKind::taf), FeeAmount{});
  EXPECT_EQ(fees({{index_option(1, "SPX", 6000), 1, price("0.99")}}, on(june_2026, FeePlan::fixed)).of(FeeKind::exchange).expected,
            money("0.36"))
      << "a surcharge in the fixed plan too";
}

TEST(Fees, XspIsFreeBelowTenContractsALeg) {
  const auto exchange = [](std::int64_t count) {
    return fees({{index_option(1, "XSP", 600), count, price("2")}}, on(june_2026)).of(FeeKind::exchange).expected;
  };
  EXPECT_EQ(exchange(9), Money());
  EXPECT_EQ(exchange(10), money("0.70"));
}

TEST(Fees, VixCombosHaveTheirOwnRates) {
  const FeeLeg sold{index_option(1, "VIX", 20), -1, price("1.50")}, bought{index_option(2, "VIX", 25), 1, price("0.50")};
  EXPECT_EQ(fees({sold, bought}, on(june_2026)).of(FeeKind::exchange).expected, money("0.47"));  // 0.30 + 0.17
  EXPECT_EQ(fees({sold}, on(june_2026)).of(FeeKind::exchange).expected, money("0.40"));
}

TEST(Fees, StockOfAnAssignment) {
  const auto commission = [](std::int64_t shares, const char* at, FeePlan plan) {
    return fees({{spy_stock, shares, price(at)}}, on(june_2026, plan)).of(FeeKind::commission).expected;
  };
  EXPECT_EQ(commission(100, "25", FeePlan::fixed), money("1.00"));  // the broker's examples
  EXPECT_EQ(commission(1000, "25", FeePlan::fixed), money("5.00"));
  EXPECT_EQ(commission(1000, "0.25", FeePlan::fixed), money("2.50"));  // at most 1 % of the value
  EXPECT_EQ(commission(10, "5", FeePlan::fixed), money("0.50"));  // which beats the minimum
  EXPECT_EQ(commission(200, "600", FeePlan::tiered), money("0.70"));
  const FeeBreakdown sale = fees({{spy_stock, -200, price("600")}}, on(june_2026));
  EXPECT_EQ(sale.of(FeeKind::sec).expected, money("2.472"));  // 120,000 x 0.0000206
  EXPECT_EQ(sale.of(FeeKind::taf).expected, money("0.039"));  // 200 x 0.000195
  EXPECT_EQ(sale.of(FeeKind::clearing).expected, money("0.04"));
  EXPECT_EQ(sale.of(FeeKind::pass_through).expected, money("0.000517"));  // 0.70 x 0.000738
  EXPECT_EQ(fees({{spy_stock, -60'000, price("600")}}, on(june_2026)).of(FeeKind::taf).expected, money("9.79")) << "capped";
}

TEST(Fees, AnExerciseOrAssignmentPaysOnTheStockItSells) {
  const auto end = [](FeeEvent event, std::int64_t quantity, core::Right right) {
    return table().of_end(event, {option(1, 600, right), quantity, price("0")}, on(june_2026)).value().total.expected;
  };
  EXPECT_EQ(end(FeeEvent::exercise, 2, core::Right::put), money("2.472"));  // 2 x 100 x 600 sold
  EXPECT_EQ(end(FeeEvent::assignment, -2, core::Right::call), money("2.472"));
  EXPECT_EQ(end(FeeEvent::exercise, 2, core::Right::call), Money()) << "buys";
  EXPECT_EQ(end(FeeEvent::assignment, -2, core::Right::put), Money()) << "buys";
  EXPECT_EQ(end(FeeEvent::expiry, -2, core::Right::call), Money());
  EXPECT_EQ(table().of_end(FeeEvent::assignment, {index_option(1, "SPXW", 6000), -1, price("0")}, on(june_2026)).value().total,
            FeeAmount{})
      << "settled in cash";
  EXPECT_FALSE(table().of_end(FeeEvent::assignment, {option(1, 600), 2, price("0")}, on(june_2026)).has_value());
  EXPECT_FALSE(table().of_end(FeeEvent::exercise, {spy_stock, 2, price("0")}, on(june_2026)).has_value());
}

TEST(Fees, ReportedAgainstExpected) {
  FeeBreakdown expected;
  expected.total = {money("2.85"), money("2.70"), money("3.00")};
  const FeeCheck fine = check_fees(expected, money("3.01"), money("0.01"));
  EXPECT_TRUE(fine.within_tolerance);
  EXPECT_EQ(fine.difference, money("0.16"));
  EXPECT_FALSE(check_fees(expected, money("3.02"), money("0.01")).within_tolerance);
  EXPECT_TRUE(check_fees(expected, money("2.69"), money("0.01")).within_tolerance);
  EXPECT_FALSE(check_fees(expected, money("2.68"), money("0.01")).within_tolerance);
}

TEST(Fees, WhatIsNoOrderIsRefused) {
  for (const std::int64_t quantity : {std::int64_t{0}, std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::min()})
    EXPECT_FALSE(table().of_order(std::vector<FeeLeg>{{option(1, 600), quantity, price("1")}}, on(june_2026)).has_value());
  EXPECT_FALSE(table().of_order(std::vector<FeeLeg>{{option(1, 600), 1, price("-1")}}, on(june_2026)).has_value());
  EXPECT_FALSE(
      table().of_order(std::vector<FeeLeg>{{option(1, 600), 1'000'000'000, price("9000000000")}}, on(june_2026)).has_value());
  const auto legs = bull_put().legs();
  const std::vector<market::Price> prices{price("2"), price("3")};
  EXPECT_FALSE(fees_of(table(), legs, std::int64_t{1} << 62, prices, on(june_2026)).has_value());
  EXPECT_EQ(fees_of(table(), legs, 2, prices, on(june_2026))->of(FeeKind::commission).expected, money("2.60"));
}

TEST(Fees, EveryBuiltInRateSaysWhereItIsFrom) {
  ASSERT_GT(table().rates().size(), 50u);
  for (const FeeRate& rate : table().rates()) {
    EXPECT_GT(rate.source.size(), 20u);
    EXPECT_LE(rate.low, rate.high);
  }
}

TEST(FeeToml, AChangeIsOneMoreEntry) {
  const std::string text = R"([[fee]]
kind = "commission"
on = "option"
per = "quantity"
from = 2025-01-01
rate = "0.65"
source = "a page"
[[fee]]
kind = "commission"
on = "option"
per = "quantity"
from = 2026-01-01
rate = "0.60"
source = "a page"
)";
  const auto parsed = FeeTable::parse(text, "mine.toml");
  ASSERT_TRUE(parsed.has_value()) << core::to_string(parsed.error());
  const std::vector<FeeLeg> leg{{option(1, 600), 10, price("2")}};
  EXPECT_EQ(parsed->of_order(leg, on(2025y / 12 / 31))->total.expected, money("6.50"));
  EXPECT_EQ(parsed->of_order(leg, on(2026y / 1 / 1))->total.expected, money("6.00"));
}

TEST(FeeToml, ErrorsNameLineAndKey) {
  const auto error = [](const std::string& line) {
    const std::string text =
        "[[fee]]\nkind = \"taf\"\non = \"option\"\nper = \"quantity\"\nfrom = 2025-01-01\nrate = \"0.65\"\nsource = \"a page\"\n";
    const std::string key = line.substr(0, line.find(' '));
    std::string changed;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
      end = text.find('\n', at);
      const std::string old = text.substr(at, end - at);
      changed += old.starts_with(key + " ") ? "" : old + "\n";
    }
    const auto parsed = FeeTable::parse(changed + line + "\n", "mine.toml");
    return parsed ? "accepted" : parsed.error().where.field;
  };
  EXPECT_EQ(error("rate = \"0.65\""), "accepted");
  for (const char* line : {"kind = \"tax\"", "on = \"future\"", "on = []", "per = \"day\"", "per = \"commission\"",
                           "from = \"2025\"", "rate = 0.65", "rate = \"x\"", "rate = \"650\"", "source = \"\"", "low = \"0.7\"",
                           "cap = \"-1\"", "plan = \"lite\"", "classes = [1]", "combo = 1", "quantity_from = -1", "rates = \"1\""})
    EXPECT_EQ(error(line), std::string(line).substr(0, std::string(line).find(' '))) << line;
  EXPECT_EQ(error("minimum = \"1\""), "kind") << "only a commission has one";
  const auto unreadable = FeeTable::parse("[[fee]\n", "mine.toml");
  ASSERT_FALSE(unreadable.has_value());
  EXPECT_EQ(unreadable.error().where.file, "mine.toml");
  EXPECT_EQ(unreadable.error().where.line, 1u);
  EXPECT_FALSE(FeeTable::parse("", "mine.toml").has_value());
}

TEST(FeeToml, TwoEntriesForOneThingAreRefused) {
  const std::string one =
      "[[fee]]\nkind = \"taf\"\non = \"option\"\nper = \"quantity\"\nfrom = 2025-01-01\nrate = \"0.65\"\nsource = \"a page\"\n";
  const auto twice = FeeTable::parse(one + one, "mine.toml");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().where.field, "from");
}

// Against the page's words computed a second time, in tenths of a cent: any number of legs of SPY options, fixed rates of June 2025.
TEST(Fees, RandomOrdersAgreeWithASecondComputation) {
  core::Prng chance(11);
  for (int round = 0; round < 3000; ++round) {
    std::vector<FeeLeg> legs;
    std::int64_t commission_cents = 0, contracts = 0, sold = 0;
    for (std::int64_t i = chance.between(1, 4); i > 0; --i) {
      const std::int64_t cents = chance.between(0, 500), count = chance.between(1, 40) * (chance.chance(1, 2) ? 1 : -1);
      legs.push_back({option(i, 600 + static_cast<int>(i)), count, market::Price::from_nanos(cents * 10'000'000)});
      const std::int64_t size = std::abs(count);
      commission_cents += size * (cents < 5 ? 25 : cents < 10 ? 50 : 65);
      contracts += size;
      sold += count < 0 ? size : 0;
    }
    const FeeBreakdown all = fees(legs, on(june_2025));
    // Millionths of a dollar: clearing 25,000, ORF 28,150, audit trail 4,800 a contract; TAF 2,790 a sold one; Section 31 is 0.
    const std::int64_t micros =
        std::max<std::int64_t>(commission_cents, 100) * 10'000 + contracts * (25'000 + 28'150 + 4'800) + sold * 2'790;
    ASSERT_EQ(all.total.expected.micros(), micros);
    ASSERT_LE(all.total.low, all.total.expected);
    ASSERT_GE(all.total.high, all.total.expected);
  }
}

}  // namespace
}  // namespace legwork::trade
