// ExitPlan: the rules by which a held vertical is ended, kept and watched by the engine; and HeldVertical, what they are applied to.
// Plain durable values. Percentages are of the most that the spread can make, prices are amounts of the closing order per share without
// a sign: paid to close what was sold, received to close what was bought.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/exits/quote_guard.hpp"
#include "trade/instrument.hpp"
#include "trade/json.hpp"

namespace legwork::trade {

/// A vertical that is held: units > 0 of one short and one long leg each.
struct HeldVertical {
  Instrument short_leg, long_leg;
  std::int64_t units = 0;
  market::Price entry_cost;  // average of its units, signed per share: < 0 was received

  const market::Contract& contract() const;  // of the short leg: class, expiry, right, styles. ASSERTs that it is an option
  market::Price width() const;
  /// By its legs, not by what was paid: the leg that is sold is the dearer one.
  bool is_credit() const;
  /// verticals.md §1: c or w − d. Not above 0 when it was entered at an impossible price.
  market::Price max_profit() const;
  market::Price max_loss() const;  // w − c or d
};

enum class TargetBasis : std::uint8_t { percent_of_max, price };
std::string_view to_string(TargetBasis basis);
enum class StopBasis : std::uint8_t { credits, percent_of_debit, price };
std::string_view to_string(StopBasis basis);
enum class ClockDay : std::uint8_t { expiry_day, any_day };
std::string_view to_string(ClockDay day);
template <>
inline constexpr int enumerators<TargetBasis> = 2;
template <>
inline constexpr int enumerators<StopBasis> = 3;
template <>
inline constexpr int enumerators<ClockDay> = 2;

struct ProfitTarget {
  TargetBasis basis{};
  double percent = 50;  // of max profit
  market::Price price;  // basis price: closes when it can be had for this
  bool rest_at_broker = false;  // works there as a GTC limit

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("basis", self.basis);
    visit("percent", self.percent);
    visit("price", self.price);
    visit("rest_at_broker", self.rest_at_broker);
  }
  friend bool operator==(const ProfitTarget&, const ProfitTarget&) = default;
};

struct StopLoss {
  StopBasis basis{};
  double amount = 2;  // credits: loss in credits (2 on a credit of 1.05: out when it costs 3.15); percent_of_debit: loss in % of it
  market::Price price;  // basis price: out when closing costs this much, or brings this little

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("basis", self.basis);
    visit("amount", self.amount);
    visit("price", self.price);
  }
  friend bool operator==(const StopLoss&, const StopLoss&) = default;
};

/// Follows the best profit: out when `give_back_percent` of max profit is lost again, once `arm_percent` of it had been there.
struct TrailingStop {
  double arm_percent = 30;
  double give_back_percent = 20;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("arm_percent", self.arm_percent);
    visit("give_back_percent", self.give_back_percent);
  }
  friend bool operator==(const TrailingStop&, const TrailingStop&) = default;
};

/// Once the profit had reached `reached_percent` of the maximum, the stop stands at `stop_percent` of it (0: breakeven; may be below).
struct StopStep {
  double reached_percent = 0;
  double stop_percent = 0;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reached_percent", self.reached_percent);
    visit("stop_percent", self.stop_percent);
  }
  friend bool operator==(const StopStep&, const StopStep&) = default;
};

/// What a mid must be to count for a stop, and how often.
struct StopGuard {
  std::int32_t hits = 3;  // distinct quote updates in a row
  double spread_percent_max = 20;  // natural − far, of the strikes' width; wider counts for nothing
  QuoteGuard quote;
  core::Duration after_open = std::chrono::minutes(2);  // of each session: opening quotes are wide and wrong
  core::Duration blind_max = std::chrono::minutes(5);  // without a usable quote in a session: alert

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("hits", self.hits);
    visit("spread_percent_max", self.spread_percent_max);
    visit("quote", self.quote);
    visit("after_open", self.after_open);
    visit("blind_max", self.blind_max);
  }
  friend bool operator==(const StopGuard&, const StopGuard&) = default;
};

struct ClockExit {
  core::Duration at{};  // since midnight, US Eastern
  ClockDay day{};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("at", self.at);
    visit("day", self.day);
  }
  friend bool operator==(const ClockExit&, const ClockExit&) = default;
};

/// The last trading day. The broker closes what it does not like on that afternoon, at no published hour (IBKR knowledge base 1767: it
/// "reserves the right"), so that its hour is a setting and ours must come earlier.
struct ExpiryPlan {
  bool close = true;
  core::Duration close_before = std::chrono::minutes(60);  // the end of trading
  core::Duration broker_before = std::chrono::minutes(30);  // when the broker is expected to begin
  core::Duration pin_watch = std::chrono::minutes(120);  // before the end of trading: from then on the pin band ends it at once
  market::Price pin_min = market::Price::from_nanos(500'000'000);
  double pin_move = 0.25;  // of the expected move of the last hour

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("close", self.close);
    visit("close_before", self.close_before);
    visit("broker_before", self.broker_before);
    visit("pin_watch", self.pin_watch);
    visit("pin_min", self.pin_min);
    visit("pin_move", self.pin_move);
  }
  friend bool operator==(const ExpiryPlan&, const ExpiryPlan&) = default;
};

/// Instead of closing at `dte` days: closes this vertical and opens another in one four-leg order.
struct RollRule {
  std::int32_t dte = 21;
  market::Price credit_min;  // net, per share: what the roll must at least bring, at mid less slippage
  market::Price slippage = market::Price::from_nanos(50'000'000);
  std::int32_t new_dte_min = 30, new_dte_max = 60;
  bool may_widen = false;  // a wider vertical is a bigger risk
  bool else_close = true;  // no candidate is good enough: close, or wait for the next rule

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("dte", self.dte);
    visit("credit_min", self.credit_min);
    visit("slippage", self.slippage);
    visit("new_dte_min", self.new_dte_min);
    visit("new_dte_max", self.new_dte_max);
    visit("may_widen", self.may_widen);
    visit("else_close", self.else_close);
  }
  friend bool operator==(const RollRule&, const RollRule&) = default;
};

struct ExitPlan {
  std::optional<ProfitTarget> target;
  std::optional<StopLoss> stop;
  std::optional<TrailingStop> trail;
  std::vector<StopStep> steps;  // both columns ascend
  StopGuard guard;
  std::optional<std::int32_t> dte;  // out when so many calendar days are left, or fewer
  core::Duration time_of_day = std::chrono::hours(15);  // Eastern: when day rules (dte, roll, events) act
  std::optional<ClockExit> clock;
  std::int32_t sessions_before_earnings = 0;  // 1: in the last session before the numbers; 0: never
  std::int32_t sessions_before_ex_dividend = 0;  // of short calls only
  ExpiryPlan expiry;
  std::optional<market::Price> cheap_short_max;  // the long has no bid and the short costs no more than this: buy it back
  std::optional<RollRule> roll;
  market::Price slippage_max = market::Price::from_nanos(100'000'000);  // per share above mid, of an ordinary exit's walk
  market::Price urgent_slippage_max = market::Price::from_nanos(300'000'000);  // of a stop's and of the last day's

  core::Duration retry_every = std::chrono::seconds(30);  // an exit that did not fill, or was refused, is not sent again sooner

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("target", self.target);
    visit("stop", self.stop);
    visit("trail", self.trail);
    visit("steps", self.steps);
    visit("guard", self.guard);
    visit("dte", self.dte);
    visit("time_of_day", self.time_of_day);
    visit("clock", self.clock);
    visit("sessions_before_earnings", self.sessions_before_earnings);
    visit("sessions_before_ex_dividend", self.sessions_before_ex_dividend);
    visit("expiry", self.expiry);
    visit("cheap_short_max", self.cheap_short_max);
    visit("roll", self.roll);
    visit("slippage_max", self.slippage_max);
    visit("urgent_slippage_max", self.urgent_slippage_max);
    visit("retry_every", self.retry_every);
  }
  friend bool operator==(const ExitPlan&, const ExitPlan&) = default;
};

/// filters.md, "exits paired by default": credit 50 % / 2 credits / 21 days, debit 60 % / −50 % / 10 days, both out before an event.
ExitPlan default_credit_plan();
ExitPlan default_debit_plan();
/// Errors: invalid_argument, naming the key of the TOML form ("trail.arm_percent", "guard.blind_max_s").
core::Result<void> check(const ExitPlan& plan);
/// A plan whose rules are of the other side: a stop in credits on a debit spread. Errors: as check().
core::Result<void> check_for(const ExitPlan& plan, const HeldVertical& held);

}  // namespace legwork::trade
