#include "simgw/broker/package_book.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "core/prng.hpp"

namespace legwork::simgw {
namespace {

constexpr std::chrono::seconds native_lifetime{2};

market::Price scaled(market::Price price, std::int32_t ratio) { return market::Price::from_nanos(price.nanos() * ratio); }

/// Adds one leg to a side of the package: what is bought is paid at the ask, what is sold is received at the bid.
void add_leg(std::optional<Level>& side, const Quote& quote, std::int32_t ratio, bool taker_buys) {
  if (!side) return;
  const bool at_ask = (ratio > 0) == taker_buys;
  const std::optional<market::Price>& price = at_ask ? quote.ask : quote.bid;
  const std::int64_t size = (at_ask ? quote.ask_size : quote.bid_size) / std::abs(ratio);
  if (!price || size == 0) {
    side.reset();
    return;
  }
  side = Level{side->price + scaled(*price, ratio), std::min(side->size, size)};
}

core::Prng native_chance(const std::vector<TermsLeg>& legs, std::uint64_t seed, core::TimePoint now) {
  std::uint64_t mix = seed;
  const auto bucket = static_cast<std::uint64_t>(now.time_since_epoch() / native_lifetime);
  for (const std::uint64_t value : {bucket, static_cast<std::uint64_t>(legs.size())}) mix = (mix ^ value) * 0x9E3779B97F4A7C15U;
  for (const TermsLeg& leg : legs) {
    mix = (mix ^ static_cast<std::uint64_t>(leg.con_id)) * 0x9E3779B97F4A7C15U;
    mix = (mix ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(leg.ratio))) * 0xBF58476D1CE4E5B9U;
  }
  return core::Prng(mix);
}

/// Makers stand between 45 % and 85 % of the way from the middle to the implied price, on the package's tick, rounded away from the middle.
void add_native(PackageBook& book, const market::TickRule& ticks, core::Prng chance) {
  if (!book.implied_bid || !book.implied_ask || !(book.implied_bid->price < book.implied_ask->price)) return;
  const double middle = *book.mid();
  const double half = (book.implied_ask->price - book.implied_bid->price).to_double() / 2;
  const double reach_ask = 0.45 + 0.40 * chance.uniform();
  const double reach_bid = 0.45 + 0.40 * chance.uniform();
  const auto ask = ticks.round(middle + reach_ask * half, market::Rounding::up);
  const auto bid = ticks.round(middle - reach_bid * half, market::Rounding::down);
  if (!ask || !bid) return;
  book.native_ask = Level{std::min(*ask, book.implied_ask->price), chance.between(1, 30)};
  book.native_bid = Level{std::max(*bid, book.implied_bid->price), chance.between(1, 30)};
}

}  // namespace

std::optional<double> PackageBook::mid() const {
  if (!implied_bid || !implied_ask) return std::nullopt;
  return (implied_bid->price.to_double() + implied_ask->price.to_double()) / 2;
}

market::TickRule tick_rule_of(const std::vector<TermsLeg>& legs, const BrokerMarket& market) {
  ASSERT(!legs.empty());
  const Instrument* first = market.find(legs.front().con_id);
  ASSERT(first != nullptr);
  return legs.size() == 1 ? first->terms->tick_rule : market::TickRule::combo(first->terms->trading_class);
}

PackageBook package_book(const std::vector<TermsLeg>& legs, const BrokerMarket& market, std::uint64_t seed, core::TimePoint now) {
  PackageBook book;
  constexpr std::int64_t no_bound = 1'000'000'000;
  book.implied_bid = book.implied_ask = Level{market::Price(), no_bound};
  book.open = true;
  for (const TermsLeg& leg : legs) {
    const Instrument* instrument = market.find(leg.con_id);
    ASSERT(instrument != nullptr);
    const Quote quote = market.quote(*instrument);
    book.open = book.open && quote.open && !quote.halted;
    add_leg(book.implied_ask, quote, leg.ratio, true);
    add_leg(book.implied_bid, quote, leg.ratio, false);
  }
  if (legs.size() > 1) add_native(book, tick_rule_of(legs, market), native_chance(legs, seed, now));
  return book;
}

}  // namespace legwork::simgw
