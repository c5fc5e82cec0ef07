// Alerts about a held vertical that ask for a person's eyes: assignment before expiry, a dividend coming, stock that an assignment left,
// a halt, a blind engine, a stop that cannot fire. Pure; which of them were told already is the caller's to know (same kind and text).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trade/exits/plan.hpp"
#include "trade/exits/schedule.hpp"
#include "trade/quote.hpp"

namespace legwork::trade {

enum class ExitAlertKind : std::uint8_t {
  call_assignment,
  put_assignment,
  ex_dividend,
  assigned,
  halted,
  blind,
  stop_out_of_reach,
  uncovered_overnight,
  roll_impossible,
};
std::string_view to_string(ExitAlertKind kind);
struct ExitAlert {
  ExitAlertKind kind{};
  std::string text;
  friend bool operator==(const ExitAlert&, const ExitAlert&) = default;
};

struct AlertInputs {
  const LegQuote& short_leg;
  const UnderlyingQuote& underlying;
  std::span<const ExitEvent> events;
  std::int64_t stock_shares = 0;  // that an assignment of this spread left
  core::TimePoint now{};
};
/// What the short option's bid holds above its value on exercise; 0 without a bid. Bid-side: what a holder gives up by exercising
/// (verticals.md §4).
double bid_extrinsic(const market::Contract& contract, const LegQuote& quote, double spot);

/// - a short American call in the money with a dividend above its bid-side extrinsic, 3, 1 and 0 sessions before the ex-date; the ex-date
///   itself for any short call;
/// - a short American put in the money with an extrinsic below 0.05 or below its own bid-ask spread;
/// - stock left by an assignment; a halt; a short leg in the money with the long one out of it in the last two hours (overnight the long
///   is gone and the stock is not); a stop beyond the most that can be lost.
std::vector<ExitAlert> alerts(const ExitPlan& plan, const HeldVertical& held, const AlertInputs& inputs,
                              const market::ExchangeCalendar& calendar);

}  // namespace legwork::trade
