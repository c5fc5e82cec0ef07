#include "chain/expiry_groups.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "chain/delivery_date.hpp"

namespace legwork::chain {

using market::Right;

namespace {

constexpr double tick_spread = 0.05 + 1e-9;  // a quote this narrow in dollars is believed however cheap the option

}  // namespace

bool two_sided(const Quote& q) { return q.bid > 0 && q.ask >= q.bid; }
double mid_of(const Quote& q) { return two_sided(q) ? 0.5 * (q.bid + q.ask) : unknown; }

bool solvable(const Quote& q) {
  if (!two_sided(q)) return false;
  const double spread = q.ask - q.bid;
  return spread < wide_share * mid_of(q) || spread <= tick_spread;
}

namespace {

core::Location place(const Quote& q) {
  return {"", 0, 0,
          fmt::format("{} {} {} {}", q.contract.trading_class, market::to_string(q.contract.expiry), q.contract.strike.to_string(),
                      core::letter(q.contract.right))};
}

std::vector<pricing::CashDividend> dividends_until(const ValuationOptions& options, const std::string& symbol, TimePoint as_of,
                                                   double years) {
  std::vector<pricing::CashDividend> found;
  for (const Event& e : options.dividends) {
    if (e.kind != EventKind::dividend || e.symbol != symbol || !(e.amount > 0)) continue;
    const TimePoint opens = market::eastern_to_utc(e.date, market::WallTime{9 * 3600 + 30 * 60});
    const double at = core::seconds_between(as_of, opens) / seconds_per_year;
    if (at > 0 && at < years) found.push_back({at, e.amount});
  }
  std::ranges::sort(found, {}, &pricing::CashDividend::years);
  return found;
}

void find_pairs(ExpiryGroup& group) {
  auto put = group.puts.begin();
  for (const SnapshotRow* call : group.calls) {
    const market::Price strike = call->quote.contract.strike;
    while (put != group.puts.end() && (*put)->quote.contract.strike < strike) ++put;
    if (put == group.puts.end()) return;
    if ((*put)->quote.contract.strike != strike || !solvable(call->quote) || !solvable((*put)->quote)) continue;
    group.pairs.push_back({strike.to_double(), call->quote.bid, call->quote.ask, (*put)->quote.bid, (*put)->quote.ask});
  }
}

}  // namespace

std::vector<ExpiryGroup> group_by_expiry(const UnderlyingSnapshot& snapshot, const ValuationOptions& options,
                                         const market::RateCurve& curve, RejectLog& rejects) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  const market::Date traded = market::utc_to_eastern(snapshot.as_of).date;
  std::vector<ExpiryGroup> groups;
  for (const SnapshotRow& row : snapshot.rows) {
    const market::Contract& c = row.quote.contract;
    if (!options.include_adjusted && market::is_adjusted(c)) {
      rejects.add("adjusted_contract", place(row.quote), "multiplier or deliverable differs; scanned only with --include-adjusted");
      continue;
    }
    if (groups.empty() || groups.back().date != c.expiry || groups.back().sample->trading_class != c.trading_class) {
      ExpiryGroup group;
      group.date = c.expiry;
      group.sample = &c;
      group.settles_at = calendar.settlement_instant(c.expiry, c.settlement);
      group.years = core::seconds_between(snapshot.as_of, group.settles_at) / seconds_per_year;
      group.financing_years = financing_years(traded, c.expiry, c.delivery);
      group.rate = options.rate.value_or(curve.rate(std::max(group.years, 0.0)));
      groups.push_back(std::move(group));
    }
    ExpiryGroup& group = groups.back();
    if (!(group.years > 0)) {
      rejects.add("expired", place(row.quote), "settled at or before the valuation time");
      continue;
    }
    (c.right == Right::call ? group.calls : group.puts).push_back(&row);
  }
  std::erase_if(groups, [](const ExpiryGroup& g) { return g.calls.empty() && g.puts.empty(); });
  for (ExpiryGroup& group : groups) {
    group.dividends = dividends_until(options, snapshot.symbol, snapshot.as_of, group.years);
    find_pairs(group);
  }
  return groups;
}

namespace {

double present_value(std::span<const pricing::CashDividend> dividends, double rate) {
  double sum = 0;
  for (const auto& d : dividends) sum += d.amount * std::exp(-rate * d.years);
  return sum;
}

/// Early exercise of the puts taken off: at the money it is worth some cents, which European parity reads as a lower spot.
double american_forward(const ExpiryGroup& group, double spot) {
  return fit_forward({spot, group.rate, group.years, group.financing_years, true, group.dividends}, group.pairs, std::nullopt)
      .forward;
}

}  // namespace

ImpliedSpot parity_spot(std::span<const ExpiryGroup> groups, Treatment treatment) {
  std::vector<NearForward> forwards;
  std::vector<const ExpiryGroup*> nearest;
  for (const ExpiryGroup& g : groups) {
    if (nearest.size() == spot_expiries) break;
    const auto fit = pricing::parity_forward(g.pairs, std::exp(-g.rate * g.years));
    if (fit.pairs < pairs_min) continue;
    forwards.push_back({g.financing_years, g.rate, fit.forward, present_value(g.dividends, g.rate)});
    nearest.push_back(&g);
  }
  const ImpliedSpot european = implied_spot(forwards);
  if (treatment == Treatment::european || !european.near) return european;
  for (std::size_t i = 0; i < nearest.size(); ++i)
    if (nearest[i]->sample->exercise == market::ExerciseStyle::american && is_near(forwards[i]))
      forwards[i].forward = american_forward(*nearest[i], european.spot);
  return implied_spot(forwards);
}

}  // namespace legwork::chain
