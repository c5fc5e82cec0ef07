// LedgerSpread: all that is known of one spread of ours, whatever the broker nets it with: units, legs held now, money to the last
// millionth, its place in a chain of rolls, its history. Derived by fold() from the set of orders, executions and facts that name it, so
// that nothing depends on the order of their coming and a correction after the close is no special case. A fold costs some microseconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/ledger/facts.hpp"
#include "trade/ledger/fills.hpp"
#include "trade/records.hpp"

namespace legwork::trade {

enum class SpreadState : std::uint8_t {
  intended,  // an order was decided, nothing was filled
  open,
  closing,  // open, and an order that closes is alive: only state_with() says so
  partially_closed,
  assigned,  // an option was assigned or exercised, and something is still held
  closed,
  expired,  // its last legs expired or were settled in cash
};
std::string_view to_string(SpreadState state);

enum class BreakKind : std::uint8_t {
  position,  // the broker holds something else than executions and facts say
  in_no_spread,  // held, as executions and facts say, and no spread explains it: to be adopted
  leg_imbalance,  // the legs of an order, or its summary, say different units
  foreign_leg,  // an execution of an order in a contract that is none of its legs
  overclosed,  // a leg is held on the wrong side: more was closed than was held
  contested,  // one execution with two contents, or of two orders
  wrong_account,  // an execution of an order of another account
  unknown_contract,  // its multiplier was never said, or its worth is beyond all measure: the money of the spread is not known
  orphan,  // an execution of an order that was never decided, or of an account that is none
  attributed_twice,  // attributed to a spread, and an order of ours did it
};
std::string_view to_string(BreakKind kind);

/// Something that two sources say differently. Never repaired silently: it goes when the sources agree.
struct Break {
  BreakKind kind{};
  std::string account;
  SpreadNumber spread;  // 0: of none
  OrderNumber order;  // 0: of none
  ContractId contract;  // 0: of several
  std::int64_t broker = 0, explained = 0;  // contracts or shares; units of leg_imbalance: most, least
  core::TimePoint since{};  // the newest execution it rests on: older than a grace time it counts
  std::string text;
};

struct Holding {
  std::optional<Instrument> instrument;  // nothing: never described
  std::int64_t quantity = 0;  // held now
  market::Money cost;  // of what is held now; > 0 was paid; first in, first out
  market::Money realised;  // before fees
};

struct HistoryLine {
  enum class What : std::uint8_t {
    entry,
    exit,
    attributed,
    adopted,
    assigned,
    exercised,
    expired,
    cash_settled,
    closed_outside,
    remapped
  };
  core::TimePoint at{};
  What what{};
  ContractId contract;
  std::int64_t quantity = 0;  // the change
  market::Price price;
  market::Money cash;  // received
  std::string source;  // the execution or the fact
  OrderNumber order;
};
std::string_view to_string(HistoryLine::What what);

/// An order as the ledger needs it, and when its record was made, if that is known.
struct OrderOnFile {
  records::Intended intended;
  Intent intent;
  std::optional<core::TimePoint> at;
};

struct LedgerSpread {
  SpreadNumber number;
  std::string account, underlying;
  SpreadState state{};
  std::vector<OrderLeg> legs;  // of one unit when held
  std::int64_t units_intended = 0;  // the first order of each ticket: later ones are steps of its walk
  std::int64_t units_opened = 0, units_open = 0;  // whole ones
  std::map<ContractId, Holding> holdings;  // every contract it ever held
  market::Money cash;  // received less paid, before fees
  market::Money realised;  // before fees; always cash + cost of what is held
  market::Money fees;  // what came so far
  int fees_pending = 0;  // executions whose charge is still to come, or is not in USD
  bool money_known = true;
  std::optional<market::Price> entry_cost;  // average signed cost per share of a unit; < 0 was received
  std::optional<market::Price> exit_cost;  // signed cost of the orders that closed: > 0 was paid to get out
  std::optional<double> pop, expected_value;  // promised by the first order that opened it; the value for all of units_intended
  std::string actor;  // who opened or adopted it
  std::optional<core::TimePoint> opened_at, closed_at;
  std::vector<SpreadNumber> rolled_from, rolled_into;  // by executions, not by wishes
  std::vector<OrderNumber> entry_orders, exit_orders;
  std::vector<HistoryLine> history;  // by time
  std::vector<Break> breaks;

  bool is_flat() const;
  market::Money net() const { return realised - fees; }
  market::Money open_cost() const;
};

/// As `state`, but closing when one of its exit orders is among `live`.
SpreadState state_with(const LedgerSpread& spread, std::span<const OrderNumber> live);

/// What is held is worth, with a price per share for each contract; ≥ 0 or < 0 as held. Nothing: one has no price or no multiplier.
std::optional<market::Money> value_of(const LedgerSpread& spread, const std::map<ContractId, market::Price>& marks);
/// value_of() less its cost: realised + unrealised == cash + value, to the millionth.
std::optional<market::Money> unrealised(const LedgerSpread& spread, const std::map<ContractId, market::Price>& marks);

struct SpreadInputs {
  SpreadNumber number;
  std::vector<const OrderOnFile*> orders;  // that name it, by number
  std::vector<const LedgerFact*> facts;  // that name it, by id
  std::vector<const BookedFill*> attributed;  // to it, by key
  std::vector<Break> breaks;  // known before
};
LedgerSpread fold(const SpreadInputs& inputs, const FillBook& fills, const std::map<ContractId, Instrument>& instruments);

}  // namespace legwork::trade
