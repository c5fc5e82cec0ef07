#include "trade/ledger/fill_quality.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>

#include "trade/ledger/lots.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using market::Price;

struct Traded {
  std::int64_t quantity = 0;
  Money cost;
  bool is_known = true;
};

struct Executions {
  std::map<ContractId, Traded> legs;
  std::optional<core::TimePoint> last_at;
};

Executions executions_of(const Ledger& ledger, std::span<const OrderOnFile* const> orders) {
  Executions all;
  for (const OrderOnFile* order : orders)
    for (const BookedFill* one : ledger.fills().of_order(order->intended.order)) {
      const Fill& fill = one->fill;
      if (fill.summary || fill.quantity == 0) continue;
      Traded& leg = all.legs[fill.contract];
      const auto known = ledger.instruments().find(fill.contract);
      const auto cost =
          known == ledger.instruments().end() ? std::nullopt : cost_of(fill.price, known->second.multiplier(), fill.quantity);
      leg.quantity += fill.quantity;
      leg.cost = leg.cost + cost.value_or(Money());
      leg.is_known = leg.is_known && cost.has_value();
      all.last_at = std::max(all.last_at.value_or(fill.at), fill.at);
    }
  return all;
}

void add_cost(FillQuality& quality, const std::vector<OrderLeg>& legs, const Executions& executions) {
  std::int64_t units = std::numeric_limits<std::int64_t>::max();
  bool is_even = executions.legs.size() == legs.size();
  Price cost;
  for (const OrderLeg& leg : legs) {
    const auto traded = executions.legs.find(leg.instrument.id);
    const std::int64_t quantity = traded == executions.legs.end() ? 0 : traded->second.quantity;
    units = std::min(units, std::max<std::int64_t>(quantity / leg.ratio, 0));
    const bool is_known = quantity != 0 && traded->second.is_known;
    const auto each = is_known ? per_share(traded->second.cost, quantity, leg.instrument.multiplier()) : std::nullopt;
    if (!each) {
      is_even = false;
      continue;
    }
    cost = leg.ratio > 0 ? cost + *each : cost - *each;  // ratios are 1 or -1 in every shape
  }
  quality.units_filled = units;
  const bool is_whole = is_even && std::ranges::all_of(legs, [&](const OrderLeg& leg) {
                          return executions.legs.at(leg.instrument.id).quantity == leg.ratio * units;
                        });
  if (is_whole && units > 0) quality.cost = cost;
}

void compare(FillQuality& quality) {
  if (!quality.cost) return;
  const double cost = quality.cost->to_double();
  if (quality.mid) quality.beyond_mid = cost - *quality.mid;
  if (quality.natural) quality.inside_natural = quality.natural->to_double() - cost;
  if (!quality.mid || !quality.natural) return;
  const double room = quality.natural->to_double() - *quality.mid;
  if (room > 0) quality.capture = *quality.inside_natural / room;
}

FillQuality quality_of(const Ledger& ledger, std::span<const OrderOnFile* const> orders) {
  const OrderOnFile& first = *orders.front();
  FillQuality quality;
  quality.ticket = first.intended.ticket;
  quality.spread = first.intended.spread;
  quality.effect = first.intent.effect();
  quality.units_wanted = first.intent.quantity();
  quality.multiplier = first.intent.legs().front().instrument.multiplier();
  quality.steps = static_cast<int>(orders.size()) - 1;
  quality.natural = first.intended.natural_at_send;
  quality.mid = first.intended.mid_at_send;
  const Executions executions = executions_of(ledger, orders);
  add_cost(quality, first.intent.legs(), executions);
  compare(quality);
  if (first.at && executions.last_at) quality.seconds = std::chrono::duration<double>(*executions.last_at - *first.at).count();
  return quality;
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::vector<FillQuality> fill_quality(const Ledger& ledger) {
  std::map<TicketNumber, std::vector<const OrderOnFile*>> tickets;
  for (const auto& [number, order] : ledger.orders()) tickets[order.intended.ticket].push_back(&order);
  std::vector<FillQuality> all;
  all.reserve(tickets.size());
  for (const auto& [ticket, orders] : tickets) all.push_back(quality_of(ledger, orders));
  return all;
}

FillTotals fill_totals(std::span<const FillQuality> fills) {
  FillTotals totals;
  std::vector<double> steps, captures, beyond, seconds;
  for (const FillQuality& one : fills) {
    ++totals.tickets;
    if (one.units_filled == 0) continue;
    ++totals.filled;
    steps.push_back(one.steps);
    if (one.capture) captures.push_back(*one.capture);
    if (one.seconds) seconds.push_back(*one.seconds);
    if (!one.beyond_mid) continue;
    beyond.push_back(*one.beyond_mid);
    totals.given_usd += *one.beyond_mid * one.multiplier * static_cast<double>(one.units_filled);
  }
  totals.average_steps = mean(steps).value_or(0);
  totals.average_capture = mean(captures);
  totals.average_beyond_mid = mean(beyond);
  totals.median_seconds = median(std::move(seconds));
  return totals;
}

}  // namespace legwork::trade
