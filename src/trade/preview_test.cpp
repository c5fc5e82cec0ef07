// Tickets worked by hand, then against payoffs counted at every price: what a preview says is what expiry would pay.
#include "trade/preview.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/prng.hpp"
#include "trade/engine/engine_fixture.hpp"
#include "trade/quote_fixture.hpp"

namespace legwork::trade {
namespace {

using core::Right;
using market::Money;
using market::Price;
using namespace std::chrono_literals;
using Warning = TicketWarningKind;

Money money(const char* text) { return Money::parse(text).value(); }
/// Monday, 16 November 2026, 10:00 in New York; SPY's options of the fixture expire on 18 December, 32 days later.
const core::TimePoint now = market::eastern_to_utc(2026y / 11 / 16, market::WallTime{10 * 3600});

struct PreviewTest : testing::Test {
  PreviewTest() {
    board.set(600, "3.10", "3.20", now - 1s).changed_at = now - 9s;
    board.set(595, "2.00", "2.08", now);
    board.set(590, "1.40", "1.46", now);
    board.set(585, "1.00", "1.04", now);
    board.set_underlying("SPY", 609.9, 610.1);
  }
  PreviewInputs inputs() const {
    return {board,   now,      FeeTable::built_in(),
            0,       0,        model,
            held,    events,   what_if,
            is_fund, settings, market::ExchangeCalendar::us_options()};
  }
  Ticket of(const Intent& intent) const { return preview(intent, inputs()).value(); }
  bool warns(const Intent& intent, Warning kind) const { return of(intent).warns_of(kind); }

  QuotesOfTest board;
  std::optional<MarketModel> model;
  std::vector<HeldLeg> held;
  std::vector<ExitEvent> events;
  WhatIf what_if;
  bool is_fund = false;
  PreviewSettings settings;
};

MarketModel flat_model(double spot = 610, double vol = 0.2) {
  MarketModel model;
  model.carry = {spot, 0.04, 0.01, 32.0 / 365};
  model.flat_vol = vol;
  return model;
}

TEST_F(PreviewTest, ABullPutByHand) {
  const Ticket ticket = of(bull_put(2, "1.05"));
  // In: 4 x 0.65 + 4 x 0.025 + 4 x 0.015 + 4 x 0.0003 + 0.0000206 x 630. Out: the same and 0.0000206 x 408.
  ASSERT_TRUE(ticket.cost.has_value());
  EXPECT_EQ(ticket.cost->entry.total.expected, money("2.774178"));
  EXPECT_EQ(ticket.cost->exit.total.expected, money("2.769605"));
  EXPECT_EQ(ticket.cost->fees.expected, money("5.543783"));
  EXPECT_NEAR(ticket.cost->slippage_usd, 0.35 * 0.18 * 200, 1e-9);
  EXPECT_EQ(ticket.cash, money("-210"));
  EXPECT_EQ(ticket.before_fees->max_profit, money("210"));
  EXPECT_EQ(ticket.before_fees->max_loss, money("790"));
  EXPECT_EQ(ticket.before_fees->breakeven, price("598.95"));
  EXPECT_EQ(ticket.after_fees->max_profit, money("204.456217"));
  EXPECT_EQ(ticket.after_fees->max_loss, money("795.543783"));
  EXPECT_EQ(ticket.after_fees->breakeven, price("598.977718915"));  // 5.543783 over 200 shares
  EXPECT_EQ(ticket.margin.own_bound, money("1000"));
  EXPECT_EQ(ticket.margin.buying_power_effect, money("792.774178"));  // 1000 - 210 + 2.774178
  EXPECT_EQ(ticket.dte, 32);
  EXPECT_EQ(ticket.quote.natural, price("-1.02"));
  EXPECT_DOUBLE_EQ(*ticket.quote.mid, -1.11);
  EXPECT_EQ(ticket.fault, QuoteFault::none);
}

TEST_F(PreviewTest, QuotesStandInItWithBothAges) {
  const Ticket ticket = of(bull_put());
  ASSERT_EQ(ticket.legs.size(), 2u);
  EXPECT_EQ(ticket.legs[1].leg.instrument.id, ContractId(600));
  EXPECT_EQ(ticket.legs[1].quote->bid, price("3.10"));
  EXPECT_EQ(ticket.legs[1].quote_age, 9s);
  EXPECT_EQ(ticket.legs[1].confirmed_age, 1s);
}

TEST_F(PreviewTest, HeldToExpiryItIsPaidForOnce) {
  settings.held_to_expiry = true;
  const Ticket ticket = of(bull_put());
  EXPECT_EQ(ticket.cost->fees.expected, money("2.774178"));
  EXPECT_EQ(ticket.cost->slippage_usd, 0);
}

TEST_F(PreviewTest, ATicketEndsWithItsLifeOrItsSession) {
  EXPECT_EQ(of(bull_put()).valid_until, now + 60s);
  PreviewInputs late = inputs();
  const core::TimePoint close = market::eastern_to_utc(2026y / 11 / 16, market::WallTime{(16 * 60 + 15) * 60});  // SPY's
  late.now = close - 20s;
  EXPECT_EQ(preview(bull_put(), late)->valid_until, close);
  const Intent until = Intent::vertical("DU1", Effect::opens, option(600, 600), option(595, 595), 1,
                                        NetPrice::credit(price("1.05")), TimeInForce::gtd(now + 40s))
                           .value();
  EXPECT_EQ(of(until).valid_until, now + 40s);
}

TEST_F(PreviewTest, AnOrderThatClosesShowsItsCostsAndNoOutcome) {
  const Ticket ticket = of(close_bull_put(2, "0.50"));
  EXPECT_FALSE(ticket.before_fees || ticket.after_fees || ticket.odds || ticket.expected_value);
  EXPECT_EQ(ticket.cash, money("100"));
  EXPECT_EQ(ticket.cost->exit, FeeBreakdown{});
  EXPECT_EQ(ticket.margin.own_bound, Money());
  EXPECT_EQ(ticket.margin.buying_power_effect, money("100") + ticket.cost->entry.total.expected);
  EXPECT_FALSE(warns(close_bull_put(), Warning::no_model));
}

TEST_F(PreviewTest, ARollIsTheNewVerticalAtWhatTheNetPriceLeaves) {
  const Intent roll = Intent::roll("DU1", {option(595, 595), option(600, 600)}, {option(590, 590), option(585, 585)}, 1,
                                   NetPrice::debit(price("0.70")), TimeInForce::day())
                          .value();
  const Ticket ticket = of(roll);
  // The old one costs 1.11 at mid, so that 0.70 paid in all leaves a credit of 0.41 for the new one.
  EXPECT_EQ(ticket.before_fees->max_profit, money("41"));
  EXPECT_EQ(ticket.before_fees->max_loss, money("459"));
  EXPECT_EQ(ticket.before_fees->breakeven, price("589.59"));
  EXPECT_EQ(ticket.cash, money("70"));
  EXPECT_EQ(ticket.cost->entry.of(FeeKind::commission).expected, money("2.60"));  // four legs
  EXPECT_EQ(ticket.cost->exit.of(FeeKind::commission).expected, money("1.30"));  // two
  EXPECT_NEAR(ticket.cost->slippage_usd, 0.35 * 0.10 * 100, 1e-9);
  board.remove(600);
  EXPECT_FALSE(of(roll).before_fees.has_value()) << "without a mid of the old one nothing is known of the new one";
  EXPECT_EQ(of(roll).margin.own_bound, money("500"));
}

TEST_F(PreviewTest, OddsSayTheirMethod) {
  Ticket ticket = of(bull_put());
  EXPECT_EQ(ticket.odds->method, pricing::PopMethod::from_price);
  EXPECT_NEAR(ticket.odds->pop, 0.79, 1e-12);  // 1 - 1.05 / 5
  EXPECT_EQ(pop_text(*ticket.odds, *ticket.dte), "PoP 79% (from price, 32 d)");
  EXPECT_FALSE(ticket.expected_value.has_value());
  EXPECT_TRUE(ticket.warns_of(Warning::no_model));
  model = flat_model();
  ticket = of(bull_put());
  EXPECT_EQ(ticket.odds->method, pricing::PopMethod::flat);
  EXPECT_FALSE(ticket.warns_of(Warning::no_model));
  const std::vector<pricing::SmileQuote> quotes{{580, 0.26, 1}, {590, 0.24, 1}, {600, 0.22, 1}, {610, 0.20, 1}, {620, 0.18, 1}};
  model->smile = pricing::fit_smile(quotes, model->carry.forward(), model->carry.years);
  ticket = of(bull_put());
  EXPECT_EQ(ticket.odds->method, pricing::PopMethod::skew);
  EXPECT_DOUBLE_EQ(ticket.odds->pop, 1 - pricing::smile_below(*model->smile, 598.95));
  model->smile = pricing::Smile{};  // a fit that failed
  EXPECT_EQ(of(bull_put()).odds->method, pricing::PopMethod::flat);
}

/// N(x) by the error function of the standard library.
double normal(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

TEST_F(PreviewTest, OddsAndValueAgainstAnIntegralOverExpiry) {
  model = flat_model();
  model->forecast_vol = 0.15;
  const Ticket ticket = of(bull_put(2, "1.05"));
  const double forward = 610 * std::exp(0.03 * 32.0 / 365), total = 0.2 * std::sqrt(32.0 / 365);
  const auto above = [&](double level) { return normal(std::log(forward / level) / total - total / 2); };
  EXPECT_NEAR(ticket.odds->pop, above(598.95), 1e-12);
  EXPECT_NEAR(*ticket.odds->pop_after_fees, above(598.977718915), 1e-12);
  EXPECT_NEAR(ticket.odds->p_max_profit, above(600), 1e-12);
  EXPECT_NEAR(ticket.odds->p_max_loss, 1 - above(595), 1e-12);
  EXPECT_GT(*ticket.odds->p_touch, 1 - above(600));
  const auto expected = [&](double mean, double deviation) {
    double sum = 0;
    constexpr int steps = 40'000;
    for (int i = 0; i < steps; ++i) {
      const double x = -8 + 16 * (i + 0.5) / steps;
      const double at = mean * std::exp(deviation * x - deviation * deviation / 2);
      const double payoff = std::max(595 - at, 0.0) - std::max(600 - at, 0.0);
      sum += payoff * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) * 16 / steps;
    }
    return (1.05 * std::exp(0.04 * 32 / 365) + sum) * 200 - 5.543783 - 0.35 * 0.18 * 200;
  };
  EXPECT_NEAR(ticket.expected_value->market, expected(forward, total), 1e-3);
  EXPECT_NEAR(*ticket.expected_value->forecast, expected(610, 0.15 * std::sqrt(32.0 / 365)), 1e-3);
}

TEST_F(PreviewTest, TheStrikeOnTheWrongSideIsTouchedAlready) {
  model = flat_model(599);
  EXPECT_EQ(*of(bull_put()).odds->p_touch, 1);
}

TEST_F(PreviewTest, EarlyExerciseIsNoPartOfAValueAtExpiry) {
  model = flat_model();
  const double before = of(bull_put(1)).expected_value->market;
  model->short_premium = 0.03;
  model->long_premium = 0.01;
  EXPECT_NEAR(of(bull_put(1)).expected_value->market, before - 0.02 * 100 / model->carry.discount(), 1e-9);
}

TEST_F(PreviewTest, WhatIfAnswersAreUsedOnlyWhenTheyAreAnswers) {
  struct Case {
    WhatIf what_if;
    WhatIfState state;
    const char* required;
    const char* label;
  };
  const std::vector<Case> cases{
      {{}, WhatIfState::not_asked, "1000", "own bound; the broker was not asked"},
      {{WhatIfState::waiting, {}, {}, "", now - 5s}, WhatIfState::waiting, "1000", "own bound; the broker has not answered yet"},
      {{WhatIfState::waiting, {}, {}, "", now - 61s},
       WhatIfState::late,
       "1000",
       "own bound; the broker's answer is missing or too old"},
      {{WhatIfState::answered, money("1020"), {}, "", now - 12s},
       WhatIfState::answered,
       "1020",
       "the broker's what-if of 12 s ago"},
      {{WhatIfState::answered, money("0"), {}, "", now - 12s}, WhatIfState::answered, "0", "the broker's what-if of 12 s ago"},
      {{WhatIfState::answered, {}, {}, "", now - 12s},
       WhatIfState::unset,
       "1000",
       "own bound; the broker answered without a number"},
      {{WhatIfState::answered, money("1020"), {}, "", now - 61s},
       WhatIfState::late,
       "1000",
       "own bound; the broker's answer is missing or too old"},
      {{WhatIfState::refused, {}, {}, "360: no what-if for combos", now},
       WhatIfState::refused,
       "1000",
       "own bound; the broker refused: 360: no what-if for combos"},
  };
  for (const Case& one : cases) {
    what_if = one.what_if;
    const Margin margin = of(bull_put()).margin;
    EXPECT_EQ(to_string(margin.what_if_state), to_string(one.state));
    EXPECT_EQ(margin.required, money(one.required)) << one.label;
    EXPECT_EQ(margin.label, one.label);
    EXPECT_EQ(margin.own_bound, money("1000")) << "always beside it";
  }
}

TEST_F(PreviewTest, TheBrokersFeesAreComparedWithOurs) {
  what_if = {WhatIfState::answered, money("1000"), money("2.80"), "", now};
  EXPECT_FALSE(warns(bull_put(), Warning::fees_differ)) << "the venue may take up to 3.80 or give 3.60";
  what_if.commission = money("9");
  EXPECT_TRUE(warns(bull_put(), Warning::fees_differ));
}

TEST_F(PreviewTest, BadQuotesAndGivingAwayAreSaid) {
  EXPECT_TRUE(of(bull_put()).warnings.size() == 1) << "no model, nothing else";
  board.set(600, "3.10", "3.20", now - 3s);
  EXPECT_EQ(of(bull_put()).fault, QuoteFault::old);
  EXPECT_TRUE(warns(bull_put(), Warning::bad_quote));
  board.set(600, "3.10", "3.20", now);
  EXPECT_FALSE(warns(bull_put(2, "1.02"), Warning::beyond_natural));
  EXPECT_TRUE(warns(bull_put(2, "1.01"), Warning::beyond_natural));
  EXPECT_FALSE(warns(close_bull_put(2, "1.20"), Warning::beyond_natural));
  EXPECT_TRUE(warns(close_bull_put(2, "1.21"), Warning::beyond_natural));
}

TEST_F(PreviewTest, HeldLegsOnTheOtherSideConflict) {
  held = {{ContractId(600), 3}, {ContractId(595), 2}, {ContractId(585), -1}};
  const Ticket ticket = of(bull_put());
  ASSERT_EQ(ticket.conflicts.size(), 1u) << "600 is sold and held long; more of 595 is no conflict";
  EXPECT_EQ(ticket.conflicts[0].contract, ContractId(600));
  EXPECT_TRUE(ticket.warns_of(Warning::conflict));
  EXPECT_TRUE(of(close_bull_put()).conflicts.empty()) << "closing is what that is for";
  held = {{ContractId(595), -2}};
  EXPECT_EQ(of(bull_put()).conflicts.size(), 1u);
}

TEST_F(PreviewTest, EventsInsideTheLifeInTheirOrder) {
  events = {{EventKind::ex_dividend, 2026y / 12 / 18, EventTime::unknown, price("1.90")},
            {EventKind::earnings, 2026y / 12 / 1, EventTime::after_close, {}},
            {EventKind::earnings, 2026y / 12 / 19, EventTime::after_close, {}},
            {EventKind::earnings, 2026y / 11 / 15, EventTime::after_close, {}}};
  const Ticket ticket = of(bull_put());
  ASSERT_EQ(ticket.events.size(), 3u);
  EXPECT_EQ(ticket.events[0].text, "earnings on 2026-12-01");
  EXPECT_EQ(ticket.events[1].text, "ex-dividend 1.9 on 2026-12-18");
  EXPECT_EQ(ticket.events[2].kind, LifeEventKind::expiry);
  EXPECT_TRUE(ticket.warns_of(Warning::earnings_inside));
  EXPECT_FALSE(of(close_bull_put()).warns_of(Warning::earnings_inside));
}

TEST_F(PreviewTest, AnExpiryOnAHalfDay) {
  Instrument sold = option(600, 600), bought = option(595, 595);
  sold.option->expiry = bought.option->expiry = 2026y / 11 / 27;  // the Friday after Thanksgiving
  const Intent intent =
      Intent::vertical("DU1", Effect::opens, sold, bought, 1, NetPrice::credit(price("1.05")), TimeInForce::day()).value();
  const Ticket ticket = of(intent);
  ASSERT_EQ(ticket.events.size(), 2u);
  EXPECT_EQ(ticket.events[0].kind, LifeEventKind::half_day);
  EXPECT_EQ(ticket.dte, 11);
}

TEST_F(PreviewTest, ExpiryDayIsCountedInNewYork) {
  PreviewInputs in = inputs();
  in.now = market::eastern_to_utc(2026y / 12 / 17, market::WallTime{20 * 3600});  // the 18th in London
  EXPECT_EQ(preview(bull_put(), in)->dte, 1);
  in.now += 4h;
  EXPECT_EQ(preview(bull_put(), in)->dte, 0);
  EXPECT_TRUE(preview(bull_put(), in)->warns_of(Warning::expires_today));
}

TEST_F(PreviewTest, AShortPutInTheMoney) {
  board.set_underlying("SPY", 596.94, 596.96);
  EXPECT_TRUE(warns(bull_put(), Warning::short_in_the_money));
  EXPECT_TRUE(warns(bull_put(), Warning::early_exercise_put)) << "0.05 of time value in the bid, which is 0.10 from the ask";
  board.set(600, "3.10", "3.12", now);
  board.set_underlying("SPY", 596.98, 597.02);
  EXPECT_FALSE(warns(bull_put(), Warning::early_exercise_put)) << "0.10 of time value, 0.02 between bid and ask";
  board.set_underlying("SPY", 596.93, 596.95);
  EXPECT_TRUE(warns(bull_put(), Warning::early_exercise_put)) << "0.04 of time value";
  board.set_underlying("SPY", 598.9, 599.1);
  EXPECT_FALSE(warns(bull_put(), Warning::early_exercise_put)) << "2.10 of time value";
  board.set_underlying("SPY", 600, 600);
  EXPECT_FALSE(warns(bull_put(), Warning::short_in_the_money));
}

TEST_F(PreviewTest, ADividendAboveTheShortCallsTimeValue) {
  board.set(700, "10.50", "10.60", now);
  board.set(705, "6.90", "7.00", now);
  const Intent bear_call = Intent::vertical("DU1", Effect::opens, option(700, 600, Right::call), option(705, 605, Right::call), 1,
                                            NetPrice::credit(price("3.55")), TimeInForce::day())
                               .value();
  events = {{EventKind::ex_dividend, 2026y / 12 / 18, EventTime::unknown, price("0.51")}};
  EXPECT_TRUE(warns(bear_call, Warning::early_exercise_dividend)) << "0.51 against 0.50";
  events[0].dividend = price("0.49");
  EXPECT_FALSE(warns(bear_call, Warning::early_exercise_dividend));
  events[0] = {EventKind::ex_dividend, 2026y / 11 / 16, EventTime::unknown, price("2")};
  EXPECT_FALSE(warns(bear_call, Warning::early_exercise_dividend)) << "ex already";
}

TEST_F(PreviewTest, AFundThatMayNotBeHeld) {
  settings.eu_resident = true;
  EXPECT_FALSE(warns(bull_put(), Warning::assignment_of_fund));
  is_fund = true;
  EXPECT_TRUE(warns(bull_put(), Warning::assignment_of_fund));
  settings.eu_resident = false;
  EXPECT_FALSE(warns(bull_put(), Warning::assignment_of_fund));
}

TEST_F(PreviewTest, FeesThatEatTheProfit) {
  const Ticket ticket = of(bull_put(1, "0.02"));
  EXPECT_LT(ticket.after_fees->max_profit, Money());
  EXPECT_FALSE(ticket.after_fees->breakeven.has_value());
  EXPECT_TRUE(ticket.warns_of(Warning::no_profit_after_fees));
}

TEST_F(PreviewTest, WithoutRatesAnOrderStillHasATicket) {
  PreviewInputs in = inputs();
  in.now = market::eastern_to_utc(2020y / 6 / 15, market::WallTime{10 * 3600});
  const auto ticket = preview(close_bull_put(), in);
  ASSERT_TRUE(ticket.has_value());
  EXPECT_FALSE(ticket->cost.has_value());
  EXPECT_TRUE(ticket->warns_of(Warning::fees_unknown));
}

TEST_F(PreviewTest, AnExerciseBuysOrSellsTheStock) {
  const Ticket ticket = of(Intent::exercise("DU1", option(600, 600), 2).value());
  EXPECT_EQ(ticket.cash, money("-120000"));
  EXPECT_EQ(ticket.cost->entry.total.expected, money("2.472"));  // Section 31 on 120,000 sold
  EXPECT_FALSE(ticket.warns_of(Warning::bad_quote)) << "it has no price";
}

TEST_F(PreviewTest, MoreUnitsThanCanBeCountedAreRefused) { EXPECT_FALSE(preview(bull_put(2'000'000), inputs()).has_value()); }

/// What one unit is worth at expiry, per share in cents, leg by leg.
std::int64_t payoff_cents(const Intent& intent, std::int64_t at_cents) {
  std::int64_t sum = 0;
  for (const OrderLeg& leg : intent.legs()) {
    const std::int64_t strike = leg.instrument.option->strike.nanos() / 10'000'000;
    const std::int64_t inside = leg.instrument.option->right == Right::put ? strike - at_cents : at_cents - strike;
    sum += leg.ratio * std::max<std::int64_t>(inside, 0);
  }
  return sum;
}

// Every price of the underlying tried, cent by cent, for all four verticals: the best, the worst, and where the sign changes.
TEST_F(PreviewTest, RandomVerticalsAgainstTheirPayoffAtEveryPrice) {
  core::Prng chance(5);
  for (int round = 0; round < 400; ++round) {
    const Right right = chance.chance(1, 2) ? Right::put : Right::call;
    const int sold = static_cast<int>(chance.between(595, 605));
    const int bought = sold + static_cast<int>(chance.between(1, 6)) * (chance.chance(1, 2) ? 1 : -1);
    const std::int64_t width_cents = std::int64_t{100} * std::abs(sold - bought), cents = chance.between(1, width_cents - 1),
                       units = chance.between(1, 9);
    const bool credit = (right == Right::put) == (sold > bought);
    const Price amount = Price::from_nanos(cents * 10'000'000);
    const Intent intent = Intent::vertical("DU1", Effect::opens, option(1, sold, right), option(2, bought, right), units,
                                           credit ? NetPrice::credit(amount) : NetPrice::debit(amount), TimeInForce::day())
                              .value();
    const Ticket ticket = of(intent);
    std::int64_t best = -1'000'000, worst = 1'000'000;
    const std::int64_t even = ticket.before_fees->breakeven->nanos() / 10'000'000;
    for (std::int64_t at = 58'000; at <= 62'000; ++at) {
      const std::int64_t result = payoff_cents(intent, at) + (credit ? cents : -cents);
      best = std::max(best, result);
      worst = std::min(worst, result);
      ASSERT_EQ(result == 0, at == even) << to_string(intent) << " at " << at;
    }
    ASSERT_EQ(ticket.before_fees->max_profit.micros(), best * units * 1'000'000) << to_string(intent);
    ASSERT_EQ(ticket.before_fees->max_loss.micros(), -worst * units * 1'000'000) << to_string(intent);
    const Money fees = ticket.cost->fees.expected;
    ASSERT_EQ(ticket.after_fees->max_profit, ticket.before_fees->max_profit - fees);
    ASSERT_EQ(ticket.margin.buying_power_effect, (credit ? money("0") - Money::from_micros(worst * units * 1'000'000)
                                                         : Money::from_micros(cents * units * 1'000'000)) +
                                                     ticket.cost->entry.total.expected);
    if (!ticket.after_fees->breakeven) continue;
    // At the breakeven after fees the payoff pays them, and not a millionth of a dollar a share more than needed.
    const double shares = 100.0 * static_cast<double>(units);
    const double moved = std::abs((*ticket.after_fees->breakeven - *ticket.before_fees->breakeven).to_double());
    ASSERT_GE(moved * shares, fees.to_double() - 1e-7);
    ASSERT_NEAR(moved * shares, fees.to_double(), 1e-5);
  }
}

}  // namespace
}  // namespace legwork::trade
