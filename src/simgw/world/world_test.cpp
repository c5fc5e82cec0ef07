#include "simgw/world/world.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "market/rate_curve.hpp"
#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A few contracts of every kind of liquidity.
std::vector<const Instrument*> sample(const World& world) {
  std::vector<const Instrument*> some;
  for (const char* symbol : {"SPX", "SPY", "AAPL", "KO", "TINY"}) {
    some.push_back(&stock(world, symbol));
    const auto all = options_of(world, symbol);
    for (std::size_t i = 0; i < all.size(); i += std::max<std::size_t>(1, all.size() / 40)) some.push_back(all[i]);
  }
  return some;
}

TEST(World, refuses_what_it_cannot_simulate) {
  WorldOptions options;
  EXPECT_TRUE(World::synthetic(small_universe(), options).has_error()) << "no start";
  options.start = at(monday, 10);
  EXPECT_TRUE(World::synthetic({}, options).has_error()) << "no underlying";
  options.step = milliseconds(300);
  EXPECT_TRUE(World::synthetic(small_universe(), options).has_error()) << "a step that does not divide a second";
  options.step = milliseconds(250);
  options.start = at(day(1890, 1, 2), 10);
  EXPECT_TRUE(World::synthetic(small_universe(), options).has_error()) << "before there were options";
}

TEST(World, the_same_seed_gives_the_same_quotes_whatever_the_pattern_of_advances_and_whoever_looks) {
  World one = small_world(at(monday, 9, 45)), other = small_world(at(monday, 9, 45)), later = small_world(at(monday, 9, 50));
  for (const Instrument* instrument : sample(one)) one.watch(*instrument);
  for (TimePoint t = at(monday, 9, 45); t <= at(monday, 9, 50); t += milliseconds(250)) one.advance(t);
  other.advance(at(monday, 9, 47, 13));
  for (const Instrument* option : options_of(other, "AAPL")) (void)other.quote(*option);
  other.advance(at(monday, 9, 50));
  auto instruments = sample(one);
  std::reverse(instruments.begin(), instruments.end());
  for (const Instrument* instrument : instruments) {
    const Quote quote = one.quote(*instrument);
    EXPECT_TRUE(quote == other.quote(*other.find(instrument->con_id))) << instrument->local_symbol();
    EXPECT_TRUE(quote == later.quote(*later.find(instrument->con_id))) << instrument->local_symbol();
  }
  World different = small_world(at(monday, 9, 50), 8);
  EXPECT_NE(Truth(one).spot("SPY"), Truth(different).spot("SPY"));
}

TEST(World, tells_of_changes_of_watched_contracts_and_of_nothing_else) {
  World world = small_world(at(monday, 10));
  const Instrument& spy = stock(world, "SPY");
  world.watch(spy);
  world.watch(spy);
  Quote shown = world.quote(spy);
  int changes = 0;
  for (int i = 0; i < 40; ++i) {
    const WorldEvents& events = world.advance(world.now() + milliseconds(250));
    const Quote quote = world.quote(spy);
    ASSERT_LE(events.quotes.size(), 1u);
    EXPECT_EQ(events.quotes.empty() ? 0 : events.quotes.front().fields, differences(shown, quote));
    changes += static_cast<int>(events.quotes.size());
    shown = quote;
  }
  EXPECT_GT(changes, 5);
  world.unwatch(spy);
  EXPECT_EQ(world.watched_count(), 1u) << "watched twice";
  world.unwatch(spy);
  EXPECT_TRUE(world.advance(world.now() + seconds(5)).quotes.empty());
}

TEST(World, quotes_stand_on_ticks_uncrossed_around_fair_value) {
  World world = small_world(at(monday, 11));
  const Truth truth(world);
  std::size_t zero_bids = 0, quoted = 0;
  for (const char* symbol : {"SPX", "SPY", "AAPL", "KO", "TINY"}) {
    for (const Instrument* option : options_of(world, symbol)) {
      const Quote quote = world.quote(*option);
      ASSERT_TRUE(quote.ask) << option->local_symbol();
      EXPECT_TRUE(option->terms->tick_rule.is_valid(*quote.ask)) << option->local_symbol();
      EXPECT_GT(quote.ask_size, 0);
      ++quoted;
      if (!quote.bid) {
        ++zero_bids;
        EXPECT_EQ(quote.bid_size, 0);
        continue;
      }
      EXPECT_TRUE(option->terms->tick_rule.is_valid(*quote.bid)) << option->local_symbol();
      EXPECT_GT(*quote.bid, Price{});
      EXPECT_LT(*quote.bid, *quote.ask) << option->local_symbol();
      EXPECT_GT(quote.bid_size, 0);
    }
  }
  EXPECT_GT(zero_bids, 20u);
  EXPECT_LT(zero_bids, quoted / 2);
}

TEST(World, shows_crossed_quotes_when_asked_for) {
  WorldOptions options;
  options.start = at(monday, 11);
  options.crossed_share = 0.2;
  World world = World::synthetic(small_universe(), options).value();
  std::size_t crossed = 0, two_sided = 0;
  for (const Instrument* option : options_of(world, "SPY")) {
    const Quote quote = world.quote(*option);
    if (!quote.bid || !quote.ask) continue;
    ++two_sided;
    crossed += *quote.bid > *quote.ask ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(crossed) / static_cast<double>(two_sided), 0.2, 0.05);
}

TEST(World, european_calls_and_puts_keep_parity_within_their_spreads_and_americans_are_worth_at_least_their_intrinsic_value) {
  World world = small_world(at(monday, 11));
  const Truth truth(world);
  for (const auto& listed : world.options_of("SPX"))
    for (const auto& expiry : listed.expiries) {
      double lowest = 1e9, highest = -1e9;  // bounds of the discounted forward less strikes, from every strike
      const double rate = market::RateCurve::treasury(monday).rate(market::days_between(monday, expiry.expiry) / 365.0);
      const double discount =
          std::exp(-rate * core::seconds_between(world.now(), expiry.strikes.front().call->settles_at) / (365 * 86400.0));
      for (const auto& strike : expiry.strikes) {
        const Quote call = world.quote(*strike.call), put = world.quote(*strike.put);
        if (!call.bid || !put.bid) continue;
        const double forward_low = (call.bid->to_double() - put.ask->to_double()) / discount + strike.strike.to_double();
        const double forward_high = (call.ask->to_double() - put.bid->to_double()) / discount + strike.strike.to_double();
        highest = std::max(highest, forward_low);
        lowest = std::min(lowest, forward_high);
      }
      EXPECT_LE(highest, lowest + 0.02) << listed.terms->trading_class << ' ' << market::to_string(expiry.expiry);
    }
  for (const char* symbol : {"SPY", "AAPL", "KO"})
    for (const Instrument* option : options_of(world, symbol)) {
      const double least = std::max(0.0, core::sign(option->right) * (truth.spot(symbol) - option->strike.to_double()));
      EXPECT_GE(truth.fair_price(*option), least - 1e-9) << option->local_symbol();
      EXPECT_GE(world.quote(*option).ask->to_double(), least - 0.02) << option->local_symbol();
    }
}

TEST(World, far_options_are_requoted_seldom_and_near_ones_all_the_time) {
  World world = small_world(at(monday, 11));
  const Price spot = *world.quote(stock(world, "SPY")).last;
  const Date expiry = day(2026, 8, 21);
  const auto& expiries = world.options_of("SPY").front().expiries;
  const auto& strikes = std::ranges::find(expiries, expiry, &ListedExpiry::expiry)->strikes;
  const auto near =
      std::ranges::min_element(strikes, {}, [&](const ListedStrike& s) { return std::abs((s.strike - spot).nanos()); });
  const Instrument &at_money = *near->call, &far = *strikes.front().call;
  world.watch(at_money);
  world.watch(far);
  int near_changes = 0, far_changes = 0;
  for (int i = 0; i < 480; ++i)
    for (const auto& change : world.advance(world.now() + milliseconds(250)).quotes) {
      const bool price = has(change.fields, QuoteField::bid) || has(change.fields, QuoteField::ask);
      (change.instrument == &far ? far_changes : near_changes) += price ? 1 : 0;
    }
  EXPECT_GT(near_changes, 100);
  EXPECT_LE(far_changes, 30);
}

TEST(World, settles_pm_expiries_at_the_close_and_am_ones_at_the_open) {
  const Date thursday = day(2026, 7, 16), friday = day(2026, 7, 17);
  World world = small_world(at(thursday, 16, 10));
  const Instrument* am = options_of(world, "SPX").front();
  ASSERT_EQ(am->expiry, friday);
  EXPECT_FALSE(world.settlement(*am));
  const WorldEvents& opening = world.advance(at(friday, 9, 31));
  ASSERT_EQ(std::ranges::count_if(opening.expiries, [](const ExpiryReached& e) { return e.terms->trading_class == "SPX"; }), 1);
  ASSERT_TRUE(world.settlement(*am));
  EXPECT_NEAR(*world.settlement(*am) / Truth(world).spot("SPX"), 1, 0.01);
  EXPECT_EQ(world.find(am->con_id), am) << "expired contracts stay findable";
  EXPECT_FALSE(world.quote(*am).bid || world.quote(*am).ask);
  EXPECT_TRUE(std::isnan(world.model(*am).implied_vol));

  const Instrument* pm = world.find_option("SPXW", friday, am->strike, am->right);
  ASSERT_NE(pm, nullptr);
  EXPECT_FALSE(world.settlement(*pm));
  world.advance(at(friday, 15, 59, 59));
  const double before = Truth(world).spot("SPX");
  const WorldEvents& closing = world.advance(at(friday, 16));
  EXPECT_GE(closing.expiries.size(), 4u) << "SPXW, SPY, AAPL, KO and TINY";
  EXPECT_NEAR(*world.settlement(*pm), before, before * 2e-3);
}

TEST(World, a_half_day_ends_at_one_and_a_holiday_does_not_begin) {
  World world = small_world(at(day(2026, 11, 25), 17));
  EXPECT_EQ(world.next_event(), at(day(2026, 11, 27), 9, 30)) << "Thanksgiving is closed";
  world.advance(at(day(2026, 11, 27), 12, 59));
  const Instrument &aapl = stock(world, "AAPL"), &spy = stock(world, "SPY");
  EXPECT_TRUE(world.quote(aapl).open);
  EXPECT_TRUE(world.session_state(aapl).session.half_day);
  world.advance(at(day(2026, 11, 27), 13));
  EXPECT_FALSE(world.quote(aapl).open);
  EXPECT_TRUE(world.quote(spy).open) << "broad ETFs trade on for a quarter of an hour";
  const Quote closed = world.quote(aapl);
  world.advance(at(day(2026, 11, 29), 12));
  EXPECT_EQ(world.quote(aapl).bid, closed.bid) << "frozen over the weekend";
  EXPECT_EQ(world.session_state(aapl).session.open, at(day(2026, 11, 30), 9, 30));
}

TEST(World, a_dividend_goes_off_at_the_open_of_its_ex_date) {
  World world = small_world(at(monday, 8));
  const auto dividends = world.dividends("KO", monday, day(2026, 12, 31));
  ASSERT_GE(dividends.size(), 1u);
  const Date ex_date = dividends.front().ex_date;
  world.advance(at(market::add_days(ex_date, -1), 23));
  const auto& events = world.advance(at(ex_date, 9, 30));
  ASSERT_EQ(std::ranges::count_if(events.gone_ex, [&](const Dividend& d) { return d.ex_date == ex_date && d.amount == 0.51; }), 1);
  EXPECT_GT(ex_date, monday);
}

TEST(World, a_new_session_lists_new_expiries_and_drops_the_expired) {
  World world = small_world(at(monday, 10));
  const std::size_t before = world.instrument_count();
  const auto& events = world.advance(at(day(2026, 7, 14), 9, 30));
  EXPECT_TRUE(std::ranges::any_of(events.listed, [](const ExpiryListed& e) { return e.terms->trading_class == "SPY"; }));
  EXPECT_GT(world.instrument_count(), before);
  for (const auto& listed : world.options_of("SPY"))
    for (const auto& expiry : listed.expiries) EXPECT_GT(expiry.expiry, monday);
}

TEST(World, has_more_than_a_year_of_daily_bars_and_vols_for_every_underlying) {
  World world = small_world(at(monday, 15));
  for (const Instrument* underlying : world.underlyings()) {
    const auto bars = world.daily_bars(*underlying, BarKind::trades, {}, monday);
    ASSERT_GE(bars.size(), 253u);
    EXPECT_EQ(bars.back().date, monday) << "the running session's bar so far";
    for (const auto& [date, bar] : bars) {
      EXPECT_LE(bar.low, std::min(bar.open, bar.close)) << market::to_string(date);
      EXPECT_GE(bar.high, std::max(bar.open, bar.close)) << market::to_string(date);
    }
    EXPECT_EQ(*world.quote(*underlying).close,
              market::TickRule::penny().round(bars[bars.size() - 2].bar.close, market::Rounding::nearest).value());
    const auto vols = world.daily_bars(*underlying, BarKind::implied_vol, {}, monday);
    ASSERT_EQ(vols.size(), bars.size());
    for (const auto& vol : vols) EXPECT_TRUE(vol.bar.close > 0.01 && vol.bar.close < 3) << vol.bar.close;
  }
  const Instrument* option = options_of(world, "AAPL")[600];
  EXPECT_GE(world.daily_bars(*option, BarKind::trades, {}, monday).size(), 20u);
}

TEST(World, intraday_bars_show_again_what_the_tape_showed) {
  World world = small_world(at(monday, 9, 30));
  const Instrument& aapl = stock(world, "AAPL");
  std::vector<double> lasts;  // every second's
  for (int i = 1; i <= 120; ++i) {
    world.advance(at(monday, 9, 30, 0) + seconds(i));
    lasts.push_back(world.quote(aapl).last->to_double());
  }
  const auto during = world.bars(aapl, BarKind::trades, seconds(30), at(monday, 9, 31), at(monday, 9, 31, 30)).value();
  ASSERT_EQ(during.size(), 1u);
  EXPECT_EQ(during[0].high, *std::max_element(lasts.begin() + 59, lasts.begin() + 89));
  EXPECT_EQ(during[0].low, *std::min_element(lasts.begin() + 59, lasts.begin() + 89));
  EXPECT_EQ(during[0].close, lasts[88]);
  world.advance(at(day(2026, 7, 15), 12));
  const auto afterwards = world.bars(aapl, BarKind::trades, seconds(30), at(monday, 9, 31), at(monday, 9, 31, 30)).value();
  ASSERT_EQ(afterwards.size(), 1u);
  EXPECT_EQ(afterwards[0].high, during[0].high) << "a past session is walked again, exactly";
  EXPECT_EQ(afterwards[0].volume, during[0].volume);
  EXPECT_TRUE(world.bars(aapl, BarKind::trades, milliseconds(1500), at(monday, 10), at(monday, 11)).has_error());
  const auto year = world.bars(aapl, BarKind::trades, minutes(60), at(day(2025, 7, 14), 9), world.now()).value();
  EXPECT_GE(year.size(), 252u * 6);
}

TEST(World, the_broker_model_is_near_the_truth_and_answers_for_other_prices) {
  World world = small_world(at(monday, 11));
  const Truth truth(world);
  const Price strike = Price::parse("740").value();
  const Instrument& put = *world.find_option("SPY", day(2026, 8, 21), strike, Right::put);
  const Model model = world.model(put);
  EXPECT_NEAR(model.implied_vol / truth.fair_vol(put), 1, 0.03);
  EXPECT_NEAR(model.price, truth.fair_price(put), 0.03 * model.price);
  EXPECT_LT(model.delta, -0.3);
  EXPECT_GT(model.vega, 0);
  EXPECT_LT(model.theta, 0);
  EXPECT_NEAR(world.model_at(put, model.price).implied_vol, model.implied_vol, 1e-4);
  EXPECT_TRUE(std::isnan(world.model_at(put, 0.0).implied_vol));
  const Model other = world.model_with(put, 0.3, 700);
  EXPECT_GT(other.price, 40);
  const double bump = 0.5;
  const double slope = (world.model_with(put, 0.2, 740 + bump).price - world.model_with(put, 0.2, 740 - bump).price) / (2 * bump);
  EXPECT_NEAR(world.model_with(put, 0.2, 740).delta, slope, 2e-3);
}

TEST(World, a_halt_withdraws_quotes_and_a_customers_trade_goes_to_the_tape) {
  World world = small_world(at(monday, 11));
  const Instrument& aapl = stock(world, "AAPL");
  world.set_halted("AAPL", true);
  const auto volume = world.quote(aapl).volume;
  world.advance(at(monday, 11, 1));
  EXPECT_TRUE(world.quote(aapl).halted);
  EXPECT_FALSE(world.quote(aapl).bid || world.quote(*options_of(world, "AAPL")[300]).ask);
  EXPECT_EQ(world.quote(aapl).volume, volume);
  world.set_halted("AAPL", false);
  world.advance(at(monday, 11, 2));
  EXPECT_TRUE(world.quote(aapl).bid);
  const Instrument& option = *options_of(world, "TINY").front();
  const auto before = world.quote(option).volume;
  world.print_trade(option, Price::parse("1.05").value(), 7);
  EXPECT_EQ(world.quote(option).volume, before + 7);
  EXPECT_EQ(world.quote(option).last, Price::parse("1.05").value());
}

}  // namespace
}  // namespace legwork::simgw
