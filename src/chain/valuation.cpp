#include "chain/valuation.hpp"

#include <algorithm>
#include <cmath>

#include "chain/expiry_groups.hpp"
#include "chain/expiry_model.hpp"
#include "chain/expiry_valuation.hpp"
#include "chain/store_builder.hpp"

namespace legwork::chain {
namespace {

/// At-the-money vol at a constant maturity, linear in total variance between the expiries around it (one class per date: the first).
double constant_maturity(std::span<const Expiry> expiries, double years) {
  const Expiry* before = nullptr;
  for (const Expiry& e : expiries) {
    if (!(e.atm_iv > 0)) continue;
    if (e.years < years) {
      before = &e;
      continue;
    }
    if (!before) return e.years < 1.5 * years ? e.atm_iv : unknown;  // nothing nearer: only if it is close enough
    const double near = before->atm_iv * before->atm_iv * before->years, far = e.atm_iv * e.atm_iv * e.years;
    const double share = e.years > before->years ? (years - before->years) / (e.years - before->years) : 0.0;
    return std::sqrt((near + share * (far - near)) / years);
  }
  return before && before->years > years / 1.5 ? before->atm_iv : unknown;
}

class UnderlyingValuation {
 public:
  UnderlyingValuation(StoreBuilder& builder, const UnderlyingSnapshot& snapshot, const ValuationOptions& options,
                      RejectLog& rejects)
      : builder_(builder), snapshot_(snapshot), options_(options), as_of_date_(market::utc_to_eastern(snapshot.as_of).date) {
    groups_ = group_by_expiry(snapshot, options, market::RateCurve::treasury(as_of_date_), rejects);
  }

  std::size_t expiries() const { return groups_.size(); }

  void run(const MeasureSource& measures, const std::function<void()>& expiry_done) {
    if (groups_.empty()) return;
    const std::uint32_t underlying = add_underlying();
    const std::uint32_t begin = builder_.underlying(underlying).expiry_begin;
    for (const ExpiryGroup& group : groups_) {
      const std::uint32_t expiry = add_expiry(underlying, group);
      ExpiryValuation(builder_, expiry, snapshot_, options_).run(group);
      expiry_done();
    }
    check_calendar(begin);
    Underlying& u = builder_.underlying(underlying);
    std::vector<Expiry> expiries;
    for (std::uint32_t e = u.expiry_begin; e < u.expiry_end; ++e) expiries.push_back(builder_.expiry(e));
    std::ranges::sort(expiries, {}, &Expiry::years);
    u.iv30 = constant_maturity(expiries, 30.0 / 365);
    u.iv90 = constant_maturity(expiries, 90.0 / 365);
    if (measures) u.measures = measures(u.symbol, u.as_of, u.iv30);
  }

 private:
  std::uint32_t add_underlying() {
    Underlying u;
    u.symbol = snapshot_.symbol;
    u.as_of = snapshot_.as_of;
    u.vendor_price = snapshot_.price;
    const ImpliedSpot implied = parity_spot(groups_, options_.treatment);
    u.implied_spot = implied.spot;
    u.lag = std::abs(u.vendor_price / implied.spot - 1) > implied.tolerance;
    u.spot = implied.near || u.lag || std::isnan(u.vendor_price) ? implied.spot : u.vendor_price;
    return builder_.add_underlying(std::move(u));
  }

  std::uint32_t add_expiry(std::uint32_t underlying, const ExpiryGroup& group) {
    Expiry e;
    e.underlying = underlying;
    e.trading_class = group.sample->trading_class;
    e.date = group.date;
    e.settlement = group.sample->settlement;
    e.exercise = group.sample->exercise;
    e.delivery = group.sample->delivery;
    e.expiry_class = market::ExchangeCalendar::us_options().expiry_class(group.date, as_of_date_);
    e.settles_at = group.settles_at;
    e.years = group.years;
    e.dte = market::days_between(as_of_date_, group.date);
    e.rate = group.rate;
    e.discount = std::exp(-group.rate * group.years);
    e.dividends = group.dividends;
    const bool american = options_.treatment == Treatment::as_listed && e.exercise == market::ExerciseStyle::american;
    const ForwardFit fit = fit_forward({builder_.underlying(underlying).spot, e.rate, e.years, group.financing_years, american,
                                        american ? e.dividends : std::vector<pricing::CashDividend>{}},
                                       group.pairs, neighbour_yield_);
    if (std::isfinite(fit.financed_yield)) neighbour_yield_ = fit.financed_yield;
    e.forward = fit.forward;
    e.yield = fit.yield;
    e.forward_source = fit.source;
    e.parity_pairs = fit.pairs;
    return builder_.add_expiry(std::move(e));
  }

  /// Total variance of a class must not fall with time.
  void check_calendar(std::uint32_t begin) {
    for (std::uint32_t i = begin; i < begin + groups_.size(); ++i)
      for (std::uint32_t j = i; j-- > begin;) {
        Expiry& far = builder_.expiry(i);
        const Expiry& near = builder_.expiry(j);
        if (near.trading_class != far.trading_class || !near.smile.valid() || !far.smile.valid()) continue;
        far.calendar_free = pricing::calendar_violation(near.smile, far.smile) <= 0;
        break;
      }
  }

  StoreBuilder& builder_;
  const UnderlyingSnapshot& snapshot_;
  const ValuationOptions& options_;
  market::Date as_of_date_;
  std::vector<ExpiryGroup> groups_;
  std::optional<double> neighbour_yield_;  // of the expiry before
};

}  // namespace

Store value(std::span<const UnderlyingSnapshot> snapshots, const ValuationOptions& options, const MeasureSource& measures,
            RejectLog& rejects) {
  StoreBuilder builder;
  std::vector<UnderlyingValuation> valuations;
  std::size_t total = 0, done = 0;
  for (const UnderlyingSnapshot& snapshot : snapshots) {
    valuations.emplace_back(builder, snapshot, options, rejects);
    total += valuations.back().expiries();
  }
  for (UnderlyingValuation& valuation : valuations)
    valuation.run(measures, [&] {
      if (options.progress) options.progress(++done, total);
    });
  return std::move(builder).finish();
}

}  // namespace legwork::chain
