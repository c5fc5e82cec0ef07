// Ticket: an order as a person or a playbook decides on it, before anything is sent: what it can win and lose, what it costs, how old its
// prices are and what stands against it. A plain value, complete in itself; nothing in it is looked up again. Money is of the whole
// order in USD; probabilities and expected values are model values and say which model. Made by preview().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "market/date.hpp"
#include "pricing/probability.hpp"
#include "trade/exits/quote_guard.hpp"
#include "trade/fees.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/quote.hpp"
#include "trade/verdict.hpp"
#include "trade/what_if.hpp"

namespace legwork::trade {

struct TicketLeg {
  OrderLeg leg;
  std::optional<LegQuote> quote;  // nothing: no line
  core::Duration quote_age{};  // since bid or ask changed
  core::Duration confirmed_age{};  // since it was proven live
};

/// At expiry, of the vertical that the order opens (verticals.md §1).
struct Outcome {
  market::Money max_profit;  // below 0: costs eat all of it
  market::Money max_loss;  // > 0
  std::optional<market::Price> breakeven;  // of the underlying; nothing: none, for that reason
};

struct Odds {
  pricing::PopMethod method{};
  double pop = 0;  // P(profit at expiry) at the breakeven before fees
  std::optional<double> pop_after_fees;
  double p_max_profit = 0, p_max_loss = 0;  // beyond the strikes; with method from_price both stay 0: a price knows of no strikes
  std::optional<double> p_touch;  // of the short strike before expiry
};

/// Expected value of the order at expiry in USD, after fees and assumed slippage.
struct ExpectedValue {
  double market = 0;  // under the market's own smile or vol: about minus the costs, by construction
  std::optional<double> forecast;  // no drift, forecast vol: a view
};

struct Margin {
  market::Money own_bound;  // full width of what is sold dearer; nothing for a debit, which is paid (verticals.md §1, Reg-T)
  WhatIfState what_if_state{};
  std::optional<market::Money> what_if;  // answered, with a number, and young enough
  std::string label;  // "own bound; the broker refused: …"
  market::Money required;  // what_if where there is one, else own_bound
  market::Money buying_power_effect;  // what the order takes of it, costs included; < 0 frees
};

struct Cost {
  FeeBreakdown entry;
  FeeBreakdown exit;  // both legs back at the same prices; empty for what closes, and when it is held to expiry
  FeeAmount fees;  // both
  double slippage_usd = 0;  // assumed on the way out
};

/// A leg that would close or reduce what is held in the same contract: brokers net by contract (filters.md 44).
struct Conflict {
  ContractId contract;
  std::int64_t held = 0;
  std::string text;
};

enum class LifeEventKind : std::uint8_t { earnings, ex_dividend, half_day, expiry };
std::string_view to_string(LifeEventKind kind);
struct LifeEvent {
  LifeEventKind kind{};
  market::Date date{};
  std::string text;
};

enum class TicketWarningKind : std::uint8_t {
  bad_quote,  // not live, crossed, old …: the gate will not send it
  beyond_natural,  // pays more, or takes less, than the other side asks
  conflict,
  short_in_the_money,
  early_exercise_dividend,
  early_exercise_put,
  assignment_of_fund,  // who may not hold the fund that an assignment brings
  earnings_inside,
  expires_today,
  no_model,  // no smile, no vol: odds from the price alone, no expected value
  fees_unknown,
  fees_differ,  // the what-if's commission is outside what is expected
  no_profit_after_fees,
};
std::string_view to_string(TicketWarningKind kind);
struct TicketWarning {
  TicketWarningKind kind{};
  std::string text;
};

struct Ticket {
  explicit Ticket(Intent what) : intent(std::move(what)) {}

  Intent intent;
  core::TimePoint made_at{};
  core::TimePoint valid_until{};  // not to be sent after this
  std::vector<TicketLeg> legs;  // in the intent's order
  SpreadQuote quote;
  QuoteFault fault{};
  market::Money cash;  // > 0 is paid at the limit, < 0 received, without costs; of an exercise: for the stock
  std::optional<Outcome> before_fees, after_fees;  // nothing: the order opens no vertical, or its price is not known
  std::optional<Odds> odds;
  std::optional<ExpectedValue> expected_value;
  std::optional<Cost> cost;  // nothing: no rates for the day
  Margin margin;
  std::optional<int> dte;  // calendar days to the nearest expiry
  std::vector<Conflict> conflicts;
  std::vector<LifeEvent> events;  // by date
  std::vector<TicketWarning> warnings;
  std::vector<Verdict> verdicts;  // of the risk gate; preview() leaves them empty, who runs the gate fills them in

  bool warns_of(TicketWarningKind kind) const;
};

}  // namespace legwork::trade
