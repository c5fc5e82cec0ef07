#include "market/contract.hpp"

#include <array>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/text.hpp"

namespace legwork::market {
namespace {

core::Error field_error(std::string_view text, std::string_view field, std::string_view why) {
  return {core::ErrorCode::parse,
          fmt::format("'{}' is not a spread id: {}; write it like SPY:20260814:P:600/595", text, why),
          {"", 0, 0, std::string(field)}};
}

/// A strike in the one spelling that printing gives, so that one spread has one id.
std::optional<Price> parse_strike(std::string_view text) {
  const auto strike = Price::parse(text);
  if (strike.has_error() || *strike <= Price{} || strike->to_string() != text) return std::nullopt;
  return *strike;
}

}  // namespace

std::string_view to_string(ExerciseStyle style) { return style == ExerciseStyle::american ? "american" : "european"; }
std::string_view to_string(Settlement settlement) { return settlement == Settlement::am ? "am" : "pm"; }
std::string_view to_string(Delivery delivery) { return delivery == Delivery::physical ? "physical" : "cash"; }

bool is_adjusted(const Contract& contract) {
  const auto& root = contract.trading_class;
  return contract.multiplier != 100 || (!root.empty() && root.back() >= '0' && root.back() <= '9');
}

std::string_view to_string(Vertical vertical) {
  constexpr std::array<std::string_view, 4> names{"bull_put", "bear_call", "bull_call", "bear_put"};
  return names[static_cast<std::size_t>(vertical)];
}

Vertical vertical_of(Right right, Price short_strike, Price long_strike) {
  ASSERT(short_strike != long_strike, "a vertical needs two strikes, not {} twice", short_strike.to_string());
  const bool short_is_higher = short_strike > long_strike;
  if (right == Right::put) return short_is_higher ? Vertical::bull_put : Vertical::bear_put;
  return short_is_higher ? Vertical::bull_call : Vertical::bear_call;
}

Spread make_vertical(const Contract& short_leg, const Contract& long_leg) {
  ASSERT(
      short_leg.trading_class == long_leg.trading_class && short_leg.expiry == long_leg.expiry && short_leg.right == long_leg.right,
      "a vertical's legs differ in nothing but the strike");
  ASSERT(short_leg.strike != long_leg.strike, "a vertical needs two strikes, not {} twice", short_leg.strike.to_string());
  return {{Leg{short_leg, -1}, Leg{long_leg, 1}}};
}

std::string to_string(const VerticalId& id) {
  return fmt::format("{}:{}:{}:{}/{}", id.trading_class, to_compact(id.expiry), core::letter(id.right), id.short_strike.to_string(),
                     id.long_strike.to_string());
}

core::Result<VerticalId> parse_vertical_id(std::string_view text) {
  std::string_view rest = text;
  const auto trading_class = take_until(rest, ':');
  const auto expiry_text = take_until(rest, ':');
  const auto right = take_until(rest, ':');
  const auto short_text = take_until(rest, '/');
  const auto long_text = rest;

  if (!is_option_root(trading_class)) return field_error(text, "trading class", "the trading class is 1 to 6 capitals and digits");
  const auto expiry = parse_date(expiry_text);
  if (expiry.has_error() || expiry_text.size() != 8) return field_error(text, "expiry", "the expiry is a day as YYYYMMDD");
  if (right != "C" && right != "P") return field_error(text, "right", "the right is C or P");
  const auto short_strike = parse_strike(short_text);
  if (!short_strike) return field_error(text, "short strike", "the short strike is a number above 0 such as 600 or 597.5");
  const auto long_strike = parse_strike(long_text);
  if (!long_strike) return field_error(text, "long strike", "the long strike is a number above 0 such as 600 or 597.5");
  if (*short_strike == *long_strike) return field_error(text, "long strike", "the two strikes are the same");
  return VerticalId{std::string(trading_class), *expiry, right == "C" ? Right::call : Right::put, *short_strike, *long_strike};
}

}  // namespace legwork::market
