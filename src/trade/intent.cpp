#include "trade/intent.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using core::Result;
using market::Price;

core::Error wrong(std::string field, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::move(field)}};
}

bool is_before(const OrderLeg& a, const OrderLeg& b) {
  const auto key = [](const OrderLeg& leg) {
    const bool stock = !leg.instrument.is_option();
    const market::Contract option = leg.instrument.option.value_or(market::Contract{});
    return std::tuple(stock, stock ? std::chrono::sys_days{} : market::days(option.expiry), option.right == core::Right::put,
                      option.strike, leg.instrument.id);
  };
  return key(a) < key(b);
}

/// The one sold and the one bought of two legs.
struct Pair {
  const market::Contract* sold = nullptr;
  const market::Contract* bought = nullptr;
};

Result<Pair> pair_of(const OrderLeg& a, const OrderLeg& b) {
  if (!a.instrument.is_option() || !b.instrument.is_option()) return wrong("legs", "a vertical has two options");
  if (a.ratio != -b.ratio || (a.ratio != 1 && a.ratio != -1))
    return wrong("legs", fmt::format("a vertical sells one and buys one, not {} and {}", a.ratio, b.ratio));
  const market::Contract& one = *a.instrument.option;
  const market::Contract& other = *b.instrument.option;
  if (one.trading_class != other.trading_class || one.underlying != other.underlying)
    return wrong("legs", fmt::format("a vertical is of one class, not of {} and {}", one.trading_class, other.trading_class));
  if (one.expiry != other.expiry || one.settlement != other.settlement) return wrong("legs", "a vertical is of one expiry");
  if (one.right != other.right) return wrong("legs", "a vertical is of calls or of puts");
  if (one.multiplier != other.multiplier) return wrong("legs", "the legs have different multipliers");
  if (one.strike == other.strike) return wrong("legs", "the legs have the same strike");
  return a.ratio < 0 ? Pair{&one, &other} : Pair{&other, &one};
}

/// Lower-strike calls and higher-strike puts are worth more: selling them brings a credit.
bool sells_the_dearer(const Pair& pair) {
  return pair.sold->right == core::Right::call ? pair.sold->strike < pair.bought->strike : pair.sold->strike > pair.bought->strike;
}

Price width_of(const Pair& pair) {
  return pair.sold->strike < pair.bought->strike ? pair.bought->strike - pair.sold->strike
                                                 : pair.sold->strike - pair.bought->strike;
}

Result<void> check_instrument(const Instrument& what) {
  if (what.id.value() <= 0) return wrong("legs", fmt::format("{} has no contract id", to_string(what)));
  if (what.underlying.empty()) return wrong("legs", fmt::format("contract {} has no underlying", what.id.value()));
  if (!what.option) return {};
  const market::Contract& option = *what.option;
  if (option.underlying != what.underlying)
    return wrong("legs", fmt::format("{} is said to be of {} and of {}", to_string(what), what.underlying, option.underlying));
  if (option.strike <= Price() || option.multiplier < 1 || !option.expiry.ok())
    return wrong("legs", fmt::format("contract {} has no strike, multiplier or expiry of an option", what.id.value()));
  return {};
}

/// One contract under two ids is a mix-up of somebody's, as is one id on two legs.
bool is_same(const Instrument& a, const Instrument& b) { return a == b || (a.option && a.option == b.option); }

Result<void> check_instruments(const std::vector<OrderLeg>& legs) {
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (const auto instrument = check_instrument(legs[i].instrument); !instrument) return instrument.error();
    for (std::size_t k = i + 1; k < legs.size(); ++k)
      if (is_same(legs[i].instrument, legs[k].instrument))
        return wrong("legs", fmt::format("{} is in it twice", to_string(legs[i].instrument)));
  }
  return {};
}

Result<void> check_vertical(const Intent::Parts& parts) {
  if (parts.effect == Effect::rolls) return wrong("effect", "a vertical opens or closes");
  if (parts.legs.size() != 2) return wrong("legs", fmt::format("a vertical has two legs, not {}", parts.legs.size()));
  const auto pair = pair_of(parts.legs[0], parts.legs[1]);
  if (!pair) return pair.error();
  for (const OrderLeg& leg : parts.legs)
    if (leg.closes != (parts.effect == Effect::closes)) return wrong("legs", "a leg is marked against what the order does");
  if (parts.effect == Effect::opens && (is_adjusted(*pair->sold) || is_adjusted(*pair->bought)))
    return wrong("legs", "adjusted contracts may be closed, not opened");
  const Side possible = sells_the_dearer(*pair) ? Side::credit : Side::debit;
  if (parts.limit.side() != possible)
    return wrong("limit", fmt::format("what is sold here is worth {} than what is bought: its price is a {}",
                                      possible == Side::credit ? "more" : "less", to_string(possible)));
  if (parts.limit.amount() <= Price() || parts.limit.amount() >= width_of(*pair))
    return wrong("limit", fmt::format("{} is not between 0 and the width, {}", parts.limit.amount().to_string(),
                                      width_of(*pair).to_string()));
  return {};
}

Result<void> check_roll(const Intent::Parts& parts) {
  if (parts.effect != Effect::rolls) return wrong("effect", "a roll rolls");
  std::vector<OrderLeg> closing, opening;
  std::ranges::partition_copy(parts.legs, std::back_inserter(closing), std::back_inserter(opening), &OrderLeg::closes);
  if (closing.size() != 2 || opening.size() != 2) return wrong("legs", "a roll has two legs that close and two that open");
  const auto ended = pair_of(closing[0], closing[1]);
  if (!ended) return ended.error();
  const auto begun = pair_of(opening[0], opening[1]);
  if (!begun) return begun.error();
  if (ended->sold->underlying != begun->sold->underlying) return wrong("legs", "a roll stays with its underlying");
  if (ended->sold->multiplier != begun->sold->multiplier) return wrong("legs", "the legs have different multipliers");
  if (is_adjusted(*begun->sold) || is_adjusted(*begun->bought))
    return wrong("legs", "adjusted contracts may be closed, not opened");
  if (sells_the_dearer(*ended) == sells_the_dearer(*begun))
    return wrong("legs", "a roll of a credit spread opens a credit spread, one of a debit spread a debit spread");
  // Closing costs less than its width and opening brings less than its own, or the other way round.
  const Price bound = std::max(width_of(*ended), width_of(*begun));
  if (parts.limit.amount() >= bound)
    return wrong("limit", fmt::format("{} is not below the width, {}", parts.limit.amount().to_string(), bound.to_string()));
  return {};
}

Result<void> check_single(const Intent::Parts& parts) {
  if (parts.effect != Effect::closes) return wrong("effect", fmt::format("the shape {} only closes", to_string(parts.shape)));
  if (parts.legs.size() != 1) return wrong("legs", fmt::format("the shape {} has one leg", to_string(parts.shape)));
  const OrderLeg& leg = parts.legs.front();
  if (leg.ratio != 1 && leg.ratio != -1) return wrong("legs", "one contract or share a unit");
  if (!leg.closes) return wrong("legs", "a single leg is closed, never opened");
  if (leg.instrument.is_option() != (parts.shape != Shape::stock))
    return wrong("legs", fmt::format("{} does not fit the shape {}", to_string(leg.instrument), to_string(parts.shape)));
  if (parts.shape == Shape::exercise) {
    if (leg.ratio != 1) return wrong("legs", "only what is held long can be exercised");
    return parts.limit == NetPrice() ? Result<void>{} : wrong("limit", "an exercise has no price");
  }
  const Side side = leg.ratio > 0 ? Side::debit : Side::credit;
  if (parts.limit.side() != side || parts.limit.amount() <= Price())
    return wrong("limit", fmt::format("{} needs a {} above 0", leg.ratio > 0 ? "buying" : "selling", to_string(side)));
  return {};
}

Result<void> check_tif(const TimeInForce& tif) {
  if (tif.kind != TimeInForce::Kind::gtd) return {};
  if (tif.until <= core::TimePoint{} || tif.until.time_since_epoch() % std::chrono::seconds(1) != core::Duration{})
    return wrong("time in force", "good till date needs a time in whole seconds");
  return {};
}

}  // namespace

std::string_view to_string(Side side) { return side == Side::credit ? "credit" : "debit"; }

std::string_view to_string(Shape shape) {
  switch (shape) {
    case Shape::vertical: return "vertical";
    case Shape::roll: return "roll";
    case Shape::close_leg: return "close_leg";
    case Shape::stock: return "stock";
    case Shape::exercise: return "exercise";
  }
  ASSERT(false, "Shape {} has no name", static_cast<int>(shape));
  return "";
}

std::string_view to_string(Effect effect) {
  switch (effect) {
    case Effect::opens: return "opens";
    case Effect::closes: return "closes";
    case Effect::rolls: return "rolls";
  }
  ASSERT(false, "Effect {} has no name", static_cast<int>(effect));
  return "";
}

std::string_view to_string(TimeInForce::Kind kind) {
  switch (kind) {
    case TimeInForce::Kind::day: return "DAY";
    case TimeInForce::Kind::gtc: return "GTC";
    case TimeInForce::Kind::gtd: return "GTD";
  }
  ASSERT(false, "TimeInForce {} has no name", static_cast<int>(kind));
  return "";
}

Result<Intent> Intent::from_parts(Parts parts) {
  if (parts.account.empty()) return wrong("account", "an order names its account");
  if (parts.quantity < 1) return wrong("quantity", fmt::format("{} is no number of units; at least 1", parts.quantity));
  if (const auto legs = check_instruments(parts.legs); !legs) return legs.error();
  if (const auto tif = check_tif(parts.tif); !tif) return tif.error();
  const auto shape = parts.shape == Shape::vertical ? check_vertical(parts)
                     : parts.shape == Shape::roll   ? check_roll(parts)
                                                    : check_single(parts);
  if (!shape) return shape.error();
  std::ranges::sort(parts.legs, is_before);
  Intent intent;
  intent.parts_ = std::move(parts);
  return intent;
}

Result<Intent> Intent::vertical(std::string account, Effect effect, const Instrument& sold, const Instrument& bought,
                                std::int64_t quantity, NetPrice limit, TimeInForce tif) {
  const bool closes = effect == Effect::closes;
  return from_parts({Shape::vertical, effect, std::move(account), {{sold, -1, closes}, {bought, 1, closes}}, quantity, limit, tif});
}

Result<Intent> Intent::roll(std::string account, const Legs& closing, const Legs& opening, std::int64_t quantity, NetPrice limit,
                            TimeInForce tif) {
  std::vector<OrderLeg> legs = {
      {closing.sold, -1, true}, {closing.bought, 1, true}, {opening.sold, -1, false}, {opening.bought, 1, false}};
  return from_parts({Shape::roll, Effect::rolls, std::move(account), std::move(legs), quantity, limit, tif});
}

Result<Intent> Intent::close_leg(std::string account, const Instrument& leg, std::int64_t quantity, NetPrice limit,
                                 TimeInForce tif) {
  return single(Shape::close_leg, std::move(account), leg, quantity, limit, tif);
}

Result<Intent> Intent::stock(std::string account, const Instrument& stock, std::int64_t shares, NetPrice limit, TimeInForce tif) {
  return single(Shape::stock, std::move(account), stock, shares, limit, tif);
}

Result<Intent> Intent::exercise(std::string account, const Instrument& leg, std::int64_t quantity) {
  return single(Shape::exercise, std::move(account), leg, quantity, NetPrice(), TimeInForce::day());
}

Result<Intent> Intent::single(Shape shape, std::string account, const Instrument& what, std::int64_t quantity, NetPrice limit,
                              TimeInForce tif) {
  // The most negative number has no positive twin.
  if (quantity == std::numeric_limits<std::int64_t>::min()) return wrong("quantity", "beyond what can be counted");
  const std::int64_t units = quantity < 0 ? -quantity : quantity;
  return from_parts({shape, Effect::closes, std::move(account), {{what, quantity < 0 ? -1 : 1, true}}, units, limit, tif});
}

Result<Intent> Intent::at(NetPrice limit) const {
  Parts parts = parts_;
  parts.limit = limit;
  return from_parts(std::move(parts));
}

Result<Intent> Intent::of(std::int64_t quantity) const {
  Parts parts = parts_;
  parts.quantity = quantity;
  return from_parts(std::move(parts));
}

Price Intent::width() const {
  Price widest;
  for (const OrderLeg& a : legs())
    for (const OrderLeg& b : legs()) {
      if (!a.instrument.is_option() || !b.instrument.is_option()) continue;
      const market::Contract& one = *a.instrument.option;
      const market::Contract& other = *b.instrument.option;
      if (one.expiry == other.expiry && one.right == other.right && a.closes == b.closes)
        widest = std::max(widest, one.strike - other.strike);
    }
  return widest;
}

std::string to_string(const Intent& intent) {
  std::string legs;
  for (const OrderLeg& leg : intent.legs())
    legs += fmt::format("{}{} {}", legs.empty() ? "" : ", ", leg.ratio > 0 ? "buy" : "sell", to_string(leg.instrument));
  const std::string limit = intent.shape() == Shape::exercise ? "" : " for " + to_string(intent.limit());
  return fmt::format("{} {}: {}{}, {}", to_string(intent.effect()), intent.quantity(), legs, limit, to_string(intent.tif().kind));
}

std::string to_string(const Instrument& instrument) {
  if (!instrument.option) return fmt::format("{} stock", instrument.underlying);
  const market::Contract& option = *instrument.option;
  return fmt::format("{} {} {} {}", option.trading_class, market::to_string(option.expiry), option.strike.to_string(),
                     option.right == core::Right::call ? "C" : "P");
}

std::string to_string(NetPrice price) { return fmt::format("{} {}", price.amount().to_string(), to_string(price.side())); }

}  // namespace legwork::trade
