#include "simgw/broker/fill_model.hpp"

#include <algorithm>
#include <cmath>

namespace legwork::simgw {
namespace {

/// The other side's levels seen as costs: a seller of the package is a buyer of its negative, so that one rule serves both.
struct Costs {
  std::optional<Level> native, implied;
  std::optional<double> middle;
  std::optional<market::Price> own_best;  // as a cost
};

std::optional<Level> as_cost(const std::optional<Level>& level, Side side) {
  if (!level || side == Side::buy) return level;
  return Level{-level->price, level->size};
}

Costs costs_for(Side side, const PackageBook& book) {
  Costs costs;
  const bool buys = side == Side::buy;
  costs.native = as_cost(buys ? book.native_ask : book.native_bid, side);
  costs.implied = as_cost(buys ? book.implied_ask : book.implied_bid, side);
  if (const auto middle = book.mid()) costs.middle = buys ? *middle : -*middle;
  if (const auto own = as_cost(buys ? book.best_bid() : book.best_ask(), side)) costs.own_best = own->price;
  return costs;
}

/// The level a taker reaches first: the native one unless the legs are cheaper.
std::optional<Level> reachable(const Costs& costs, std::optional<market::Price> limit_cost) {
  for (const auto* level : {&costs.native, &costs.implied}) {
    if (*level && (!limit_cost || (*level)->price <= *limit_cost)) return *level;
  }
  return std::nullopt;
}

/// Hits per second of an order resting at `limit`: between middle and the other side the rate grows with the square of the way.
double hit_rate(const Costs& costs, market::Price limit, const FillRates& rates) {
  if (!costs.middle || !costs.implied) return 0;
  const double price = limit.to_double();
  const double other = (costs.native ? costs.native->price : costs.implied->price).to_double();
  if (price >= *costs.middle) {
    const double way = other > *costs.middle ? std::clamp((price - *costs.middle) / (other - *costs.middle), 0.0, 1.0) : 1.0;
    return rates.at_middle_per_second + (rates.near_other_side_per_second - rates.at_middle_per_second) * way * way;
  }
  if (!costs.own_best || limit < *costs.own_best) return 0;
  const double own = costs.own_best->to_double();
  const double way = *costs.middle > own ? (price - own) / (*costs.middle - own) : 0.0;
  return rates.at_own_side_per_second + (rates.at_middle_per_second - rates.at_own_side_per_second) * way;
}

}  // namespace

std::optional<Trade> trade_in_step(const Wanted& wanted, const PackageBook& book, double seconds, core::Prng& chance,
                                   const FillRates& rates) {
  const auto& [side, limit, remaining, all_or_none] = wanted;
  // One draw a step, whatever happens: the stream of chance then depends on time alone.
  const double luck = chance.uniform();
  if (!book.open || remaining <= 0) return std::nullopt;
  const Costs costs = costs_for(side, book);
  std::optional<market::Price> limit_cost = limit;
  if (limit && side == Side::sell) limit_cost = -*limit;

  if (const auto level = reachable(costs, limit_cost)) {
    const std::int64_t quantity = std::min(remaining, level->size);
    if (quantity <= 0 || (all_or_none && quantity < remaining)) return std::nullopt;
    return Trade{quantity, side == Side::buy ? level->price : -level->price, true};
  }
  if (!limit_cost) return std::nullopt;
  const double probability = 1 - std::exp(-hit_rate(costs, *limit_cost, rates) * seconds);
  if (luck >= probability) return std::nullopt;
  // Part of the order: the same draw, stretched to [0, 1), says how much.
  const auto part = static_cast<std::int64_t>(std::ceil((luck / probability) * static_cast<double>(remaining)));
  return Trade{all_or_none ? remaining : std::clamp<std::int64_t>(part, 1, remaining), *limit, false};
}

}  // namespace legwork::simgw
