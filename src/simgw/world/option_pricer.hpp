// OptionPricer: fair values of options on a simulated underlying, and the broker's model with its Greeks. Knows rates, dividends, the
// passing of variance time and early exercise; nothing of quotes. A fair value costs about 1 µs, a model with Greeks 1 µs (European)
// to 8 µs (American).
#pragma once

#include <memory>
#include <vector>

#include "market/calendar.hpp"
#include "market/rate_curve.hpp"
#include "simgw/world/american_premiums.hpp"
#include "simgw/world/market.hpp"
#include "simgw/world/session_path.hpp"
#include "simgw/world/smile.hpp"

namespace legwork::simgw {

/// A point of time as prices see it: the session it belongs to (the last one when none is on) and how much of it has passed.
struct Moment {
  TimePoint at;
  Date session{};
  double elapsed = 0;  // of the regular hours, 0 … 1
};
Moment moment_of(const SessionGrid& grid, double second);

/// What an underlying's options are priced on.
struct PricedUnderlying {
  double long_run_variance = 0;  // of the diffusion
  double jump_variance = 0;  // annual: intensity · E[J²]
  double yield = 0;
  std::vector<Dividend> dividends;  // by ex-date
};

/// What is particular to one expiry.
struct ExpiryShape {
  Date expiry{};
  market::Settlement settlement{};
  TimePoint settles_at;
  const Smile* smile = nullptr;
  double variance_scale = 1;  // recorded chains: what their vol at the money has over the model's
  std::optional<double> yield;  // recorded chains: implied, in place of the underlying's yield and dividends
};

/// An expiry at a moment, for one spot and variance.
struct ExpiryTerms {
  double spot = 0, years = 0, rate = 0, discount = 1, forward = 0;
  double yield = 0;  // the one that leads to the forward
  double dividends_pv = 0;
  double total_vol = 0;  // σ√T at the money
  const Smile* smile = nullptr;

  pricing::Carry carry() const { return {spot, rate, yield, years}; }
};

struct Fair {
  double price = 0;  // USD per share, never below what no-arbitrage allows
  double vol = 0;  // implied by its European part, annual act/365; NaN where the price tells none
};

class OptionPricer {
 public:
  /// `premiums` may be shared with other pricers of the same thread; null: its own.
  OptionPricer(market::RateCurve curve, const market::ExchangeCalendar& calendar, std::shared_ptr<AmericanPremiums> premiums = {})
      : curve_(std::move(curve)),
        calendar_(calendar),
        premiums_(premiums ? std::move(premiums) : std::make_shared<AmericanPremiums>()) {}

  ExpiryTerms terms(const ExpiryShape& shape, const PricedUnderlying& underlying, double spot, double variance,
                    const Moment& moment) const;
  Fair fair(const Instrument& option, const ExpiryTerms& terms);
  /// With one flat vol, as the broker's model has it.
  double price(const Instrument& option, const ExpiryTerms& terms, double vol);
  Model model(const Instrument& option, const ExpiryTerms& terms, double vol);
  /// NaN when the target price is at or below the least, or beyond 1000 %. `guess` is a start.
  double implied_vol(const Instrument& option, const ExpiryTerms& terms, double target, double guess);

  /// Constant-maturity 30-day implied vol.
  double implied_vol_30(const PricedUnderlying& underlying, double variance) const;
  /// Variance time until settlement in years of 252 sessions.
  double variance_years(Date expiry, market::Settlement settlement, const Moment& moment) const;
  double rate(double years) const { return curve_.rate(years); }

 private:
  market::RateCurve curve_;
  const market::ExchangeCalendar& calendar_;
  std::shared_ptr<AmericanPremiums> premiums_;
};

/// Implied total variance of `years` of variance time, the risk premium included.
double implied_variance(const PricedUnderlying& underlying, double variance, double years);

}  // namespace legwork::simgw
