// Fill quality: what a decision was filled at, against the market when its first order was sent. One per ticket, whatever the number of
// orders its walk placed. The first mid is the arrival price of Perold's implementation shortfall ("The Implementation Shortfall: Paper
// versus Reality", Journal of Portfolio Management, 1988). Pure functions over the ledger.
//
// Prices are signed costs per share of a unit: lower is better for us, whichever side.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "market/price.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/ledger/ledger.hpp"

namespace legwork::trade {

struct FillQuality {
  TicketNumber ticket;
  SpreadNumber spread;  // that it opens or closes; of a roll: the one it closes
  Effect effect{};
  std::int64_t units_wanted = 0;  // of the first order
  std::int64_t units_filled = 0;  // whole ones
  std::int32_t multiplier = 1;
  int steps = 0;  // orders after the first
  std::optional<market::Price> cost;  // average; missing while the legs say different units
  std::optional<market::Price> natural;  // when the first order was sent
  std::optional<double> mid;
  std::optional<double> beyond_mid;  // cost - mid; > 0 was given away
  std::optional<double> inside_natural;  // natural - cost; > 0 was saved
  std::optional<double> capture;  // inside_natural / (natural - mid): 1 at mid, 0 at natural
  std::optional<double> seconds;  // from the first order's record to the last execution
};
/// By ticket; of every ticket that placed an order.
std::vector<FillQuality> fill_quality(const Ledger& ledger);

struct FillTotals {
  int tickets = 0, filled = 0;  // filled: at least one unit
  double average_steps = 0;  // of the filled
  double given_usd = 0;  // Σ beyond_mid × multiplier × units
  std::optional<double> average_capture, average_beyond_mid;  // each ticket counts once
  std::optional<double> median_seconds;
};
FillTotals fill_totals(std::span<const FillQuality> fills);

}  // namespace legwork::trade
