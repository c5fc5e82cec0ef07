// Intent: an order as it is meant, complete and checked, before anything knows of a wire. One of four shapes and nothing else can be
// built (reliability.md §4, 6): the constructor is private, the factories check legs, ratios, quantity, price side and time in force.
// What a shape may do depends on what is held; `trade` proves that against the ledger in the risk gate, not here. Plain value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/instrument.hpp"
#include "trade/net_price.hpp"

namespace legwork::trade {

enum class Shape : std::uint8_t {
  vertical,  // two options of one class, expiry and right, 1:-1, at one net price; opens, or closes what is held
  roll,  // four legs: a held vertical closed and another of the same underlying opened, at one net price
  close_leg,  // one held leg, alone: the dead-leg exit, the remainder after an assignment
  stock,  // the shares that an assignment left, flattened
  exercise,  // a held long option exercised; has no price
};
std::string_view to_string(Shape shape);

enum class Effect : std::uint8_t { opens, closes, rolls };  // on the ledger; all but `opens` are reduce-only or roll-typed
std::string_view to_string(Effect effect);

/// Always said, never left to a preset of the gateway.
struct TimeInForce {
  enum class Kind : std::uint8_t { day, gtc, gtd };
  Kind kind = Kind::day;
  core::TimePoint until{};  // gtd only: good until then, whole seconds

  static TimeInForce day() { return {}; }
  static TimeInForce gtc() { return {Kind::gtc, {}}; }
  static TimeInForce gtd(core::TimePoint until) { return {Kind::gtd, until}; }
  friend bool operator==(const TimeInForce&, const TimeInForce&) = default;
};
std::string_view to_string(TimeInForce::Kind kind);

class Intent {
 public:
  /// The legs of a vertical order: what it sells and what it buys. Opening a bull put sells the higher strike; closing it buys that.
  /// Errors: invalid_argument with the field that is wrong: legs, quantity, limit, time in force, account.
  static core::Result<Intent> vertical(std::string account, Effect effect, const Instrument& sold, const Instrument& bought,
                                       std::int64_t quantity, NetPrice limit, TimeInForce tif);
  struct Legs {
    const Instrument& sold;
    const Instrument& bought;
  };
  /// `closing` are the legs of the order that would close the held vertical alone, `opening` those of the new one.
  static core::Result<Intent> roll(std::string account, const Legs& closing, const Legs& opening, std::int64_t quantity,
                                   NetPrice limit, TimeInForce tif);
  /// quantity > 0 buys, < 0 sells; the limit's side must agree.
  static core::Result<Intent> close_leg(std::string account, const Instrument& leg, std::int64_t quantity, NetPrice limit,
                                        TimeInForce tif);
  static core::Result<Intent> stock(std::string account, const Instrument& stock, std::int64_t shares, NetPrice limit,
                                    TimeInForce tif);
  static core::Result<Intent> exercise(std::string account, const Instrument& leg, std::int64_t quantity);
  /// From its parts, as it is read back from a disk, through the same checks. Errors: as the factories'.
  struct Parts {
    Shape shape{};
    Effect effect{};
    std::string account;
    std::vector<OrderLeg> legs;
    std::int64_t quantity = 0;
    NetPrice limit;
    TimeInForce tif;
    friend bool operator==(const Parts&, const Parts&) = default;
  };
  static core::Result<Intent> from_parts(Parts parts);

  Shape shape() const { return parts_.shape; }
  Effect effect() const { return parts_.effect; }
  const std::string& account() const { return parts_.account; }
  /// Canonical order: by expiry, then right, then strike; so that equal intents have equal legs.
  const std::vector<OrderLeg>& legs() const { return parts_.legs; }
  std::int64_t quantity() const { return parts_.quantity; }  // units, ≥ 1
  NetPrice limit() const { return parts_.limit; }
  const TimeInForce& tif() const { return parts_.tif; }
  /// The same order at another price: a step of a walk. Errors: as the factories'.
  core::Result<Intent> at(NetPrice limit) const;
  /// The same order for fewer units: what a partial fill left.
  core::Result<Intent> of(std::int64_t quantity) const;

  /// Widest distance of strikes among equal expiries and rights, per share: the most a unit can lose before costs and credit.
  market::Price width() const;
  friend bool operator==(const Intent& a, const Intent& b) { return a.parts_ == b.parts_; }

 private:
  Intent() = default;
  static core::Result<Intent> single(Shape shape, std::string account, const Instrument& what, std::int64_t quantity,
                                     NetPrice limit, TimeInForce tif);

  Parts parts_;
};

/// "opens 2: buy SPY 2026-12-18 595 P, sell SPY 2026-12-18 600 P for 1.05 credit, DAY".
std::string to_string(const Intent& intent);

}  // namespace legwork::trade
