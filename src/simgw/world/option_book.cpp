#include "simgw/world/option_book.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/assert.hpp"
#include "pricing/normal.hpp"
#include "simgw/world/chance.hpp"

namespace legwork::simgw {
namespace {

/// Standardised strike, ln(K/F) in total vols at the money.
double standardised(const Instrument& option, const ExpiryTerms& terms) {
  return std::log(option.strike.to_double() / terms.forward) / terms.total_vol;
}

char exchange_of(const Instrument& instrument, std::uint64_t bits) {
  // The letters under which consolidated tapes name exchanges: A AMEX, C CBOE, I ISE, P ARCA, X PHLX, Z BATS, Q NASDAQ, N NYSE.
  constexpr std::array<char, 6> options{'A', 'C', 'I', 'P', 'X', 'Z'}, stocks{'P', 'Q', 'N', 'Z', 'K', 'V'};
  if (!instrument.is_option()) return stocks[bits % stocks.size()];
  return instrument.terms->exchanges == "SMART,CBOE" ? 'C' : options[bits % options.size()];
}

Price rounded(const Instrument& instrument, double price, market::Rounding rounding) {
  const auto tick = instrument.terms->tick_rule.round(price, rounding);
  ASSERT(tick.has_value(), "{} of {}", price, instrument.con_id);
  return *tick;
}

/// At least one, exponential around `mean`.
std::int64_t size_around(double mean, std::uint64_t bits) {
  return 1 + static_cast<std::int64_t>(std::max(mean - 1, 0.0) * -std::log(uniform(bits)));
}

}  // namespace

OptionActivity option_activity(const UnderlyingSpec& spec, const Instrument& option, const ExpiryTerms& at_open, std::uint64_t seed,
                               Date session) {
  OptionActivity activity;
  const double z = std::clamp(standardised(option, at_open), -6.0, 6.0);
  const double in_the_money = core::sign(option.right) * z < 0 ? 2.2 : 1;  // in the money fades sooner
  const double near = std::exp(-0.35 * z * z * in_the_money), soon = std::exp(-1.1 * at_open.years);
  const double round_strike = option.strike.nanos() % (5 * Price::scale) == 0 ? 1 : 0.8;
  activity.liquidity = std::clamp(spec.option_liquidity * near * soon * round_strike, 1e-4, 1.0);
  const double l = activity.liquidity;
  activity.requote_s = l > 0.35 ? 0 : l > 0.08 ? 1 : l > 0.015 ? 4 : l > 0.004 ? 15 : 60;
  activity.requote_phase_s =
      activity.requote_s > 0 ? static_cast<int>(mix(seed, 11) % static_cast<unsigned>(activity.requote_s)) : 0;
  const double trades_a_day = 3000 * l * l + 60 * l;
  activity.trade_bucket_s = trades_a_day > 200 ? 5 : 60;
  activity.trade_chance = std::min(0.9, trades_a_day * activity.trade_bucket_s / 23400);
  activity.mean_trade = 1.5 + 12 * l;
  const auto day = static_cast<std::uint64_t>(market::days(session).time_since_epoch().count());
  const double size = std::exp(0.9 * normal(mix(seed, 12)) + 0.03 * normal(mix(seed, 13, day)));
  activity.open_interest = static_cast<std::int64_t>(30000 * std::pow(l, 1.3) * size);
  return activity;
}

double half_spread(const OptionActivity& activity, const Instrument& option, const ExpiryTerms& terms, double fair, double open_s,
                   double left_s) {
  const double l = std::max(activity.liquidity, 0.002);
  const double z = std::log(option.strike.to_double() / terms.forward) / terms.total_vol;
  const double vega = terms.discount * terms.forward * pricing::normal_pdf(z - terms.total_vol / 2) * std::sqrt(terms.years) / 100;
  const double time_of_day = 1 + 2 * std::exp(-std::max(open_s, 0.0) / 240) + 0.6 * std::exp(-std::max(left_s, 0.0) / 120);
  const double of_vol = 0.028 * vega / std::pow(l, 0.55), of_price = 0.0016 * fair / std::pow(l, 0.35);
  return (0.005 + of_vol + std::min(of_price, 0.01 * fair)) * time_of_day;
}

Book option_book(const Instrument& option, double middle, double half, double least, double liquidity, std::uint64_t bits) {
  Book book;
  const double bid = middle - half, ask = std::max({middle + half, least, option.terms->min_tick.to_double()});
  const double mean_size = 4 + 90 * std::sqrt(liquidity) / std::max(1.0, std::sqrt(std::max(middle, 0.0)));
  book.ask = rounded(option, ask, market::Rounding::up);
  book.ask_size = size_around(mean_size, mix(bits, 1));
  book.ask_exchange = exchange_of(option, mix(bits, 2));
  if (bid <= 0) return book;
  const Price rounded_bid = rounded(option, bid, market::Rounding::down);
  if (rounded_bid <= Price{}) return book;  // less than a tick: nobody bids
  book.bid = rounded_bid;
  book.bid_size = size_around(mean_size, mix(bits, 3));
  book.bid_exchange = exchange_of(option, mix(bits, 4));
  return book;
}

Book stock_book(const UnderlyingSpec& spec, const Instrument& stock, double spot, std::uint64_t bits) {
  if (spec.kind == SecurityKind::index) return {};
  const double basis_points = spec.shares_per_day > 2e7 ? 0.1 : spec.shares_per_day > 5e6 ? 0.5 : 1.5;
  const double half = std::max(0.0045, spot * basis_points * 1e-4);
  const double round_lots = std::clamp(spec.shares_per_day / spot / 4000, 1.0, 400.0);
  Book book;
  book.bid = rounded(stock, std::max(spot - half, 0.01), market::Rounding::down);
  book.ask = rounded(stock, spot + half, market::Rounding::up);
  book.bid_size = 100 * size_around(round_lots, mix(bits, 1));
  book.ask_size = 100 * size_around(round_lots, mix(bits, 2));
  book.bid_exchange = exchange_of(stock, mix(bits, 3));
  book.ask_exchange = exchange_of(stock, mix(bits, 4));
  return book;
}

std::optional<Print> stock_print(const UnderlyingSpec& spec, const Instrument& stock, double spot, double elapsed,
                                 std::uint64_t bits) {
  if (spec.kind == SecurityKind::index) return Print{rounded(stock, spot, market::Rounding::nearest), 0, 0};
  const double from_noon = 2 * elapsed - 1;
  const double busy = (0.6 + 1.2 * from_noon * from_noon);  // averages 1 over the session
  const double per_second = spec.shares_per_day / 23400 * busy;
  const double chance = std::clamp(per_second / 150, 0.002, 0.98);
  if (uniform(bits) >= chance) return {};
  const double half = std::max(0.0045, spot * 1e-5);
  const bool at_ask = (mix(bits) & 1) != 0;
  const Price price =
      rounded(stock, at_ask ? spot + half : std::max(spot - half, 0.01), at_ask ? market::Rounding::up : market::Rounding::down);
  return Print{price, size_around(per_second / chance, mix(bits, 5)), exchange_of(stock, mix(bits, 6))};
}

int option_trade_second(const OptionActivity& activity, std::uint64_t bits) {
  if (uniform(bits) >= activity.trade_chance) return -1;
  return static_cast<int>(mix(bits, 1) % static_cast<unsigned>(activity.trade_bucket_s));
}

std::optional<Print> option_print(const OptionActivity& activity, const Book& book, std::uint64_t bits) {
  const bool at_ask = !book.bid || (mix(bits, 2) & 1) != 0;
  const auto& price = at_ask ? book.ask : book.bid;
  if (!price) return {};
  return Print{*price, size_around(activity.mean_trade, mix(bits, 3)), at_ask ? book.ask_exchange : book.bid_exchange};
}

}  // namespace legwork::simgw
