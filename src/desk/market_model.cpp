// The model of one vertical's expiry from the quotes of its legs.
#include "desk/preview_desk.hpp"
#include "market/calendar.hpp"
#include "market/rate_curve.hpp"
#include "pricing/american.hpp"
#include "pricing/european.hpp"

namespace legwork::desk {
namespace {

constexpr double days_a_year = 365;  // act/365, as pricing::Carry has it

std::optional<double> mid_of(const trade::LegQuote* quote) {
  if (quote == nullptr || !quote->bid || !quote->ask || *quote->ask < *quote->bid) return std::nullopt;
  return (quote->bid->to_double() + quote->ask->to_double()) / 2;
}

double early_premium(const market::Contract& option, const pricing::Carry& carry, double vol) {
  if (option.exercise == market::ExerciseStyle::european) return 0;
  const double strike = option.strike.to_double();
  return pricing::american_price(option.right, carry, strike, vol) -
         pricing::european_greeks(option.right, carry, strike, vol).price;
}

}  // namespace

std::optional<trade::MarketModel> market_model(const VerticalContracts& contracts, const trade::Quotes& quotes,
                                               core::TimePoint now) {
  const market::Contract& sold = *contracts.short_leg.option;
  const auto* const spot = quotes.underlying(contracts.underlying.instrument.underlying);
  const auto spot_mid = spot == nullptr ? std::nullopt : spot->mid();
  const auto price = mid_of(quotes.leg(contracts.short_leg.id));
  const auto settles = market::ExchangeCalendar::us_options().settlement_instant(sold.expiry, sold.settlement);
  const double years = std::chrono::duration<double, std::ratio<86400>>(settles - now).count() / days_a_year;
  if (!spot_mid || !price || years <= 0) return std::nullopt;
  const double rate = market::RateCurve::treasury(market::utc_to_eastern(now).date).rate(years);
  const pricing::Carry carry{*spot_mid, rate, 0, years};
  const double strike = sold.strike.to_double();
  const pricing::ImpliedVol vol = sold.exercise == market::ExerciseStyle::european
                                      ? pricing::european_implied_vol(sold.right, carry, strike, *price)
                                      : pricing::american_implied_vol(sold.right, carry, strike, *price);
  if (!vol) return std::nullopt;
  trade::MarketModel model;
  model.carry = carry;
  model.flat_vol = vol.vol;
  model.short_premium = early_premium(sold, carry, vol.vol);
  model.long_premium = early_premium(*contracts.long_leg.option, carry, vol.vol);
  return model;
}

}  // namespace legwork::desk
