// Verticals, Eastern times and quotes for the tests of the exits. By default: a SPY 600/595 put vertical of 2026-12-18, five wide, sold for
// 1.05, three units, on 2026-11-18 (a Wednesday) at noon.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/assert.hpp"
#include "trade/exits/evaluate.hpp"

namespace legwork::trade::exits_test {

using market::Date;
using market::Price;

inline Price price(const std::string& text) { return Price::parse(text).value(); }
inline Date date(const char* text) { return market::parse_date(text).value(); }
inline core::TimePoint eastern(const char* day, const char* time) {
  return market::eastern_to_utc(date(day), market::parse_wall_time(time).value());
}
inline const market::ExchangeCalendar& calendar() { return market::ExchangeCalendar::us_options(); }

struct Terms {
  std::string trading_class = "SPY";
  const char* expiry = "2026-12-18";
  core::Right right = core::Right::put;
  market::Settlement settlement = market::Settlement::pm;
  market::Delivery delivery = market::Delivery::physical;
  market::ExerciseStyle exercise = market::ExerciseStyle::american;
};
inline Instrument option(int strike, const Terms& terms = {}) {
  const std::string underlying = terms.trading_class == "SPXW" ? "SPX" : terms.trading_class;
  const std::int64_t id = strike + 10'000 * (market::days(date(terms.expiry)).time_since_epoch().count()) +
                          (terms.right == core::Right::call ? 5000 : 0);
  return {ContractId(id), underlying,
          market::Contract{underlying, terms.trading_class, date(terms.expiry), Price::from_nanos(strike * Price::scale),
                           terms.right, terms.exercise, terms.settlement, terms.delivery, 100}};
}
/// `entry`: signed cost.
inline HeldVertical vertical(int short_strike, int long_strike, const char* entry, const Terms& terms = {}) {
  return {option(short_strike, terms), option(long_strike, terms), 3, price(entry)};
}
inline HeldVertical bull_put() { return vertical(600, 595, "-1.05"); }
inline HeldVertical bear_call() {
  Terms terms;
  terms.right = core::Right::call;
  return vertical(600, 605, "-1.05", terms);
}
inline HeldVertical bull_call() {
  Terms terms;
  terms.right = core::Right::call;
  return vertical(605, 600, "2", terms);
}

/// What a desk would hand to evaluate(), with the state kept between two calls.
struct World {
  ExitPlan plan = default_credit_plan();
  HeldVertical held = bull_put();
  LegQuote short_leg, long_leg;
  UnderlyingQuote underlying;
  SpreadQuote closing;
  ClosingOrders orders;
  std::int64_t stock_shares = 0;
  std::vector<ExitEvent> events;
  std::vector<RollCandidate> rolls;
  std::optional<double> last_hour_move;
  core::TimePoint now = eastern("2026-11-18", "12:00");
  core::TimePoint updated_at{};
  ExitState state;

  World() {
    spot(640);
    costs("1.05");
  }
  void spot(double at) {
    underlying.bid = at - 0.01;
    underlying.ask = at + 0.01;
  }
  /// New quotes of both legs, so that closing costs this at mid: the short leg 0.06 wide, the long one 0.04.
  void costs(const std::string& mid) {
    const Price low = price("6.00");
    const Price short_mid = price(mid) + price("6.02");
    legs(short_mid - price("0.03"), short_mid + price("0.03"), low, low + price("0.04"));
  }
  void legs(Price short_bid, Price short_ask, std::optional<Price> long_bid, Price long_ask) {
    short_leg.bid = short_bid;
    short_leg.ask = short_ask;
    long_leg.bid = long_bid;
    long_leg.ask = long_ask;
    updated_at = now;
    quote();
  }
  /// Everything proven live now; the spread's quote from the legs'.
  void quote() {
    short_leg.confirmed_at = long_leg.confirmed_at = underlying.confirmed_at = now;
    short_leg.changed_at = long_leg.changed_at = updated_at;
    closing = {};
    closing.live = true;
    closing.complete = long_leg.bid.has_value() && *long_leg.bid > Price();
    if (!closing.complete) return;
    closing.natural = *short_leg.ask - *long_leg.bid;
    closing.far = *short_leg.bid - *long_leg.ask;
    closing.mid = (closing.natural->to_double() + closing.far->to_double()) / 2;
  }
  ExitDecision ask() {
    ExitDecision decision =
        evaluate(plan, held, state,
                 {closing, short_leg, long_leg, underlying, updated_at, orders, stock_shares, events, rolls, last_hour_move, now},
                 calendar());
    state = decision.state;
    return decision;
  }
  /// A second later, another quote.
  ExitDecision then(const std::string& mid) {
    now += std::chrono::seconds(1);
    costs(mid);
    return ask();
  }
  /// Jumps there, with fresh quotes.
  ExitDecision at(const char* day, const char* time, const std::string& mid = "1.05") {
    now = eastern(day, time);
    costs(mid);
    return ask();
  }
};

inline std::string brief(const ExitDecision& decision) {
  return std::string(to_string(decision.act)) + (decision.rule ? " " + std::string(to_string(*decision.rule)) : "");
}
inline bool alerted(const std::vector<ExitAlert>& all, ExitAlertKind kind) {
  for (const ExitAlert& one : all)
    if (one.kind == kind) return true;
  return false;
}

}  // namespace legwork::trade::exits_test
