// LegQuote, SpreadQuote: the prices an order may lean on, with the two ages and the class of every one (DESIGN.md §3). A spread's
// quote is computed in one place, so that the gate, the walk, the exits and the preview cannot disagree about natural, mid or age.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/time.hpp"
#include "trade/instrument.hpp"

namespace legwork::trade {

enum class QuoteClass : std::uint8_t { live, delayed, frozen, modelled };  // only live may price an order
std::string_view to_string(QuoteClass quote_class);

struct LegQuote {
  std::optional<market::Price> bid, ask;  // nothing: that side is missing; a bid of 0 is no bid
  std::int64_t bid_size = 0, ask_size = 0;
  core::TimePoint changed_at{};  // bid or ask last changed
  core::TimePoint confirmed_at{};  // last proven live
  QuoteClass quote_class = QuoteClass::live;
  bool halted = false;

  friend bool operator==(const LegQuote&, const LegQuote&) = default;
};

struct UnderlyingQuote {
  std::optional<double> bid, ask, last;
  core::TimePoint confirmed_at{};
  QuoteClass quote_class = QuoteClass::live;
  bool halted = false;
  std::optional<double> mid() const { return bid && ask && *bid > 0 && *ask >= *bid ? std::optional((*bid + *ask) / 2) : last; }
};

/// Quotes as one moment knows them. Lookups; nothing: no such line.
class Quotes {
 public:
  Quotes() = default;
  virtual ~Quotes() = default;
  Quotes(const Quotes&) = delete;
  Quotes& operator=(const Quotes&) = delete;
  virtual const LegQuote* leg(ContractId id) const = 0;
  virtual const UnderlyingQuote* underlying(std::string_view symbol) const = 0;
};

/// What a unit of `legs` costs per share, signed as NetPrice::signed_cost: > 0 is paid.
struct SpreadQuote {
  std::optional<market::Price> natural;  // bought at the ask, sold at the bid
  std::optional<market::Price> far;  // bought at the bid, sold at the ask
  std::optional<double> mid;  // the middle of those; half ticks are real here
  core::Duration confirmed_age{};  // of the oldest leg
  core::Duration skew{};  // between the legs' confirmations
  std::int64_t size = 0;  // units that natural is good for
  bool complete = false;  // every leg has both sides; a bid of 0 counts as a side only of a leg that is not sold
  bool crossed = false;  // some leg's bid is above its ask
  bool live = false;  // every leg of class live, none halted
};
SpreadQuote quote_spread(std::span<const OrderLeg> legs, const Quotes& quotes, core::TimePoint now);

}  // namespace legwork::trade
