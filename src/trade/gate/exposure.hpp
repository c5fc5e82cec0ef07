// Exposure: the most that everything held and everything that may still fill can lose, summed without any netting between spreads, so
// that no sum is below the truth. Prices are of the fills or the limits; what cannot be bounded is `unbounded_loss`, and sums stay
// there. Pure; a pass over the book, allocating one vector.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "market/date.hpp"
#include "market/price.hpp"
#include "trade/exits/plan.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"

namespace legwork::trade {

inline constexpr market::Money unbounded_loss = market::Money::from_micros(std::numeric_limits<std::int64_t>::max());

/// A leg that belongs to no held vertical, or stock that an assignment left.
struct LooseLeg {
  Instrument instrument;
  std::int64_t quantity = 0;  // contracts or shares; > 0 long
  market::Price price;  // per share, ≥ 0: average paid or received; of assigned stock the strike
};

enum class Certainty : std::uint8_t { working, unknown, quarantined };
std::string_view to_string(Certainty certainty);

/// What an order may still be: units not yet filled, at which limit.
struct OrderVersion {
  std::int64_t remaining = 0;
  NetPrice limit;
};

/// An order of ours that may live at the broker. After a change that was lost on its way there are two versions of it.
struct WorkingOrder {
  OrderNumber order;
  TicketNumber ticket;
  Intent intent;
  Certainty certainty{};
  bool answered = false;  // the broker has shown it
  OrderVersion version;
  std::optional<OrderVersion> other;

  std::int64_t remaining_max() const;
};

/// The two legs of a vertical, or of one half of a roll, within an order. Pointers into the intent.
struct OrderPair {
  const OrderLeg* sold = nullptr;
  const OrderLeg* bought = nullptr;
  const market::Contract& contract() const { return *sold->instrument.option; }
  market::Price width() const;
  bool is_credit() const;  // by its legs: the sold one is the dearer
};
std::optional<OrderPair> opening_pair(const Intent& intent);
std::optional<OrderPair> closing_pair(const Intent& intent);

/// width × multiplier × units of what it opens: the bound that no price, and no assignment of both legs, goes beyond. 0: opens nothing.
market::Money full_width_bound(const Intent& intent, std::int64_t units);
/// At its limit: w − c of what opens for a credit, d for a debit (verticals.md §1). Of a roll the full width and the debit: what its net
/// price leaves for the new spread is not known. 0 for what closes.
market::Money max_loss(const Intent& intent, const OrderVersion& version);
/// The worse of its versions.
market::Money max_loss(const WorkingOrder& order);
/// What has to be there for it without the broker's word: full width of credits and rolls (with the debit), the cost of debits.
market::Money margin_bound(const Intent& intent, const OrderVersion& version);
market::Money max_loss(const HeldVertical& held);
/// Legs and stock of one underlying, at the worst price of it from 0 upwards. Legs of different expiries protect nothing.
market::Money max_loss(std::span<const LooseLeg* const> legs);

struct Risk {
  std::string_view underlying;
  std::optional<market::Date> expiry;  // nothing: stock, or legs of several
  market::Money loss;
};
struct HeldBook {
  std::vector<HeldVertical> verticals;
  std::vector<LooseLeg> legs;
};
/// One per vertical and working order, one per underlying for what is loose. Names point into the arguments.
std::vector<Risk> risks_of(const HeldBook& held, std::span<const WorkingOrder> orders);

struct RiskScope {
  std::optional<std::string_view> underlying;
  std::optional<market::Date> expiry;  // risks without one are left out
};
market::Money total(std::span<const Risk> risks, const RiskScope& scope);

/// Never beyond unbounded_loss.
market::Money add_losses(market::Money a, market::Money b);

}  // namespace legwork::trade
