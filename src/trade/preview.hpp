// preview(): from an intent and the world of this moment to a ticket (DESIGN.md §4). Pure: it asks nobody, remembers nothing, and the
// same inputs give the same ticket. A few microseconds. The risk gate's verdicts are filled in by who runs the gate.
#pragma once

#include <optional>
#include <span>

#include "core/result.hpp"
#include "market/calendar.hpp"
#include "pricing/option.hpp"
#include "pricing/smile.hpp"
#include "trade/exits/plan.hpp"
#include "trade/exits/schedule.hpp"
#include "trade/ticket.hpp"

namespace legwork::trade {

/// The market of the expiry that the order opens, as the chain's fit has it.
struct MarketModel {
  pricing::Carry carry;  // spot, rate, yield, years to the settlement instant
  std::optional<pricing::Smile> smile;
  std::optional<double> flat_vol;  // where there is no smile: of the strikes in question
  std::optional<double> forecast_vol;
  double short_premium = 0, long_premium = 0;  // what early exercise adds to each leg's price, per share
};

/// Net, at the broker or of the ledger, over the whole account.
struct HeldLeg {
  ContractId contract;
  std::int64_t quantity = 0;  // > 0 long
};

struct PreviewSettings {
  core::Duration ticket_life = std::chrono::seconds(60);
  core::Duration what_if_life = std::chrono::seconds(60);  // an answer is asked once a minute at most (reliability.md §1)
  QuoteGuard guard;
  FeePlan plan = FeePlan::tiered;
  bool held_to_expiry = false;  // then neither fees nor slippage of an exit are counted
  double slippage_exit = 0.35;  // of the natural spread (verticals.md §3)
  bool eu_resident = false;  // may not buy US funds without a KID, so that an assignment in one is a trap (verticals.md §4)
};

struct PreviewInputs {
  const Quotes& quotes;
  core::TimePoint now{};
  const FeeTable& fees;
  std::int64_t contracts_this_month = 0, shares_this_month = 0;
  std::optional<MarketModel> model;
  std::span<const HeldLeg> held;
  std::span<const ExitEvent> events;  // of the underlying
  WhatIf what_if;
  bool underlying_is_fund = false;
  PreviewSettings settings;
  const market::ExchangeCalendar& calendar = market::ExchangeCalendar::us_options();
};

/// Of a roll the outcome is that of the new vertical, entered at what the net price leaves for it when the old one goes at its mid.
/// Errors: too_large, invalid_argument: amounts beyond Money. What is not known is left out or labelled, never an error.
core::Result<Ticket> preview(const Intent& intent, const PreviewInputs& inputs);

/// "PoP 79% (skew, 38 d)".
std::string pop_text(const Odds& odds, int dte);

}  // namespace legwork::trade
