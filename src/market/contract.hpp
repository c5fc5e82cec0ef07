// Contract, Leg, Spread: what is traded. A Spread has n legs from the start: a vertical is two, a condor will be four.
// An option is keyed by its trading class, not by its symbol: on third Fridays SPX (AM) and SPXW (PM) list the same strikes.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/right.hpp"
#include "market/date.hpp"
#include "market/price.hpp"

namespace legwork::market {

using core::Right;
enum class ExerciseStyle : std::uint8_t { american, european };
enum class Settlement : std::uint8_t { am, pm };           // when the settlement price is set
enum class Delivery : std::uint8_t { physical, cash };     // what is delivered

std::string_view to_string(ExerciseStyle style);
std::string_view to_string(Settlement settlement);
std::string_view to_string(Delivery delivery);

struct Contract {
  std::string underlying;     // "SPX"
  std::string trading_class;  // "SPXW"; the OCC root
  Date expiry{};
  Price strike;
  Right right = Right::call;
  ExerciseStyle exercise = ExerciseStyle::american;
  Settlement settlement = Settlement::pm;
  Delivery delivery = Delivery::physical;
  std::int32_t multiplier = 100;

  friend bool operator==(const Contract&, const Contract&) = default;
};

/// A root that ends in a digit, or a multiplier other than 100, marks an adjusted contract (filters.md 46).
bool is_adjusted(const Contract& contract);

/// `ratio` > 0 buys, < 0 sells that many contracts per spread.
struct Leg {
  Contract contract;
  std::int32_t ratio = 1;

  friend bool operator==(const Leg&, const Leg&) = default;
};

struct Spread {
  std::vector<Leg> legs;

  friend bool operator==(const Spread&, const Spread&) = default;
};

/// The four verticals; the name says what is sold and bought (verticals.md §1).
enum class Vertical : std::uint8_t { bull_put, bear_call, bull_call, bear_put };

std::string_view to_string(Vertical vertical);
constexpr bool is_credit(Vertical v) { return v == Vertical::bull_put || v == Vertical::bear_call; }
constexpr Right right_of(Vertical v) { return v == Vertical::bull_put || v == Vertical::bear_put ? Right::put : Right::call; }

/// Which vertical two strikes make. `short_strike` != `long_strike`.
Vertical vertical_of(Right right, Price short_strike, Price long_strike);

/// A two-leg spread of one class, expiry and right; legs are {short, long}.
Spread make_vertical(const Contract& short_leg, const Contract& long_leg);

/// "SPY:20260814:P:600/595": trading class, expiry, right, short strike, long strike. The same text everywhere.
struct VerticalId {
  std::string trading_class;
  Date expiry{};
  Right right = Right::put;
  Price short_strike;
  Price long_strike;

  friend bool operator==(const VerticalId&, const VerticalId&) = default;
};
std::string to_string(const VerticalId& id);
/// Errors: parse, with the field that is wrong.
core::Result<VerticalId> parse_vertical_id(std::string_view text);

}  // namespace legwork::market
