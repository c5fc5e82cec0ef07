// The facts of the ledger that no order of ours explains, as durable structs: legs that ended without an execution, spreads that a person
// grouped, contracts that a corporate action turned into others, executions that were done elsewhere. Each has an id of its own, so that
// saying it twice changes nothing. Plain values; check() before one is recorded.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/ids.hpp"
#include "trade/json.hpp"
#include "trade/ledger/instrument_text.hpp"
#include "trade/record.hpp"

namespace legwork::trade {
namespace records {

/// How contracts leave a spread without an execution that we saw.
enum class EndCause : std::uint8_t {
  assigned,  // a short option; shares come or go at the strike
  exercised,  // a long option, by us or automatically; shares come or go at the strike
  expired,  // worthless
  cash_settled,  // at `price`, the amount per share that is paid out
  closed_outside,  // by hand elsewhere, with no execution to be had; at `price`, as a person says
};
std::string_view to_string(EndCause cause);

struct LegEnded {
  static constexpr RecordKind kind{"leg_ended"};
  std::string fact;  // its id: the same id twice is one fact
  SpreadNumber spread;
  std::string account;
  EndCause cause{};
  ContractId contract;
  std::int64_t quantity = 0;  // the change of the position: > 0 of a short, < 0 of a long
  market::Price price;  // per share, ≥ 0: the strike, 0 when expired, the settlement amount, the price elsewhere
  std::optional<InstrumentText> stock;  // what is delivered: assigned and exercised only
  std::int64_t shares = 0;  // the change of that position
  core::TimePoint at{};
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("fact", self.fact);
    visit("spread", self.spread);
    visit("account", self.account);
    visit("cause", self.cause);
    visit("contract", self.contract);
    visit("quantity", self.quantity);
    visit("price", self.price);
    visit("stock", self.stock);
    visit("shares", self.shares);
    visit("at", self.at);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// A person says that these positions, opened elsewhere, are one spread from now on. Moves nothing at the broker.
struct SpreadAdopted {
  static constexpr RecordKind kind{"spread_adopted"};
  struct Leg {
    InstrumentText instrument;
    std::int32_t ratio = 1;  // of one unit; < 0 is short
    market::Price price;  // what it cost or brought when it was opened, per share, ≥ 0

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
      visit("instrument", self.instrument);
      visit("ratio", self.ratio);
      visit("price", self.price);
    }
  };
  std::string fact;
  SpreadNumber spread;
  std::string account;
  std::vector<Leg> legs;
  std::int64_t units = 0;  // ≥ 1
  market::Money fees;  // paid at the opening, if known
  core::TimePoint at{};  // when it was opened, as far as is known
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("fact", self.fact);
    visit("spread", self.spread);
    visit("account", self.account);
    visit("legs", self.legs);
    visit("units", self.units);
    visit("fees", self.fees);
    visit("at", self.at);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// A corporate action: so many of one contract became so many of another, at the same cost. Quantities, not factors: what the clearing
/// house made of fractions is known by then, and paid in `cash`.
struct LegRemapped {
  static constexpr RecordKind kind{"leg_remapped"};
  std::string fact;
  SpreadNumber spread;
  std::string account;
  ContractId contract;
  std::int64_t quantity = 0;  // the change of it, ≠ 0: against what is held
  InstrumentText into;
  std::int64_t into_quantity = 0;  // the change of that; the same side as what was held, or 0
  market::Money cash;  // received in lieu
  core::TimePoint at{};
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("fact", self.fact);
    visit("spread", self.spread);
    visit("account", self.account);
    visit("contract", self.contract);
    visit("quantity", self.quantity);
    visit("into", self.into);
    visit("into_quantity", self.into_quantity);
    visit("cash", self.cash);
    visit("at", self.at);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// An execution of none of our orders belongs to this spread: closed by hand in another window. Its corrections go with it.
struct Attributed {
  static constexpr RecordKind kind{"attributed"};
  std::string fact;
  SpreadNumber spread;
  std::string account;
  std::string execution;  // in any version
  ContractId contract;
  std::string actor, reason;
  std::optional<InstrumentText> instrument;  // what it is in: without it no money is known of a contract that no order was in

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("fact", self.fact);
    visit("spread", self.spread);
    visit("account", self.account);
    visit("execution", self.execution);
    visit("contract", self.contract);
    visit("actor", self.actor);
    visit("reason", self.reason);
    visit("instrument", self.instrument);
  }
};

/// Errors: invalid_argument or parse with the field that is wrong.
core::Result<void> check(const LegEnded& fact);
core::Result<void> check(const SpreadAdopted& fact);
core::Result<void> check(const LegRemapped& fact);
core::Result<void> check(const Attributed& fact);

}  // namespace records

template <>
inline constexpr int enumerators<records::EndCause> = 5;

using LedgerFact = std::variant<records::LegEnded, records::SpreadAdopted, records::LegRemapped, records::Attributed>;

template <class T>
concept LedgerFactKind = std::same_as<T, records::LegEnded> || std::same_as<T, records::SpreadAdopted> ||
                         std::same_as<T, records::LegRemapped> || std::same_as<T, records::Attributed>;

const std::string& id_of(const LedgerFact& fact);
SpreadNumber spread_of(const LedgerFact& fact);

/// What a fact moves at the broker without an execution: to be added to positions by whoever adds up executions (POS_EQ_EXEC).
/// Adopting and attributing move nothing.
struct PositionChange {
  std::string account;
  ContractId contract;
  std::int64_t quantity = 0;
};
std::vector<PositionChange> position_changes(const LedgerFact& fact);

}  // namespace legwork::trade
