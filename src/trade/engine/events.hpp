// What happens to the engine: the broker's facts, the store's answers, people's commands, and time. Plain values; an adapter in `desk`
// makes them from messages of the wire, so that trade knows no protocol. Facts of the broker are applied in every state of the link.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "trade/engine/surroundings.hpp"
#include "trade/exits/plan.hpp"
#include "trade/fill.hpp"
#include "trade/gate/proposal.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/records.hpp"
#include "trade/walk.hpp"
#include "trade/what_if.hpp"

namespace legwork::trade {

// The link.
/// Handshake done; accounts and ids are known. Everything sent before may or may not have arrived.
struct LinkReady {
  std::vector<std::string> accounts;
  BrokerOrderId next_order_id;
};
struct LinkLost {
  std::string why;
};
/// The broker behind the gateway: away (1100), back with or without its data (1101, 1102). Order events of the gap are never replayed.
struct UpstreamChanged {
  bool up = false;
  std::string why;
};
/// A whole frame arrived.
struct LifeProved {
  core::TimePoint at{};
};

// Our own writer.
struct OrderWritten {
  OrderNumber order;
  bool whole = false;
};
/// It never left: the link went and not one byte of it had been taken, or it was refused on this side.
struct OrderUnsent {
  OrderNumber order;
  std::string why;
};
/// It went while the order was being written, or before an answer.
struct OrderInDoubt {
  OrderNumber order;
  std::string why;
};
struct CancelWritten {
  OrderNumber order;
};

// The broker on an order. Whatever of the ids it says; 0 where it does not.
struct OrderIds {
  BrokerOrderId order_id;
  PermId perm_id;
  std::string reference;
  bool ours = false;  // the order id is of our own client id
  bool others = false;  // it says that another client placed it, whatever it bears
};
enum class Word : std::uint8_t { shown, working, cancelled, filled, other };  // what a status or completed order says
struct OrderShown {
  OrderIds ids;
  std::string account;
  Word word{};
  std::string said;  // the status itself
  std::string description;  // for a person, of orders that are not ours
};
enum class NoticeKind : std::uint8_t {
  refusal,  // of a new order; of one that the broker has shown it is a notice
  cancel_refusal,  // 135, 136, 161, 10147, 10148: says nothing final; look for executions first
  doubtful,  // 133, 329, 10328 …: may mean either; look
  cancelled_hint,  // 202: the status follows, racing fills stand
  notice,  // any other code: the order lives
};
struct OrderNotice {
  OrderIds ids;
  NoticeKind kind{};
  std::int32_t code = 0;
  std::string text;
};
struct ExecutionShown {
  OrderIds ids;
  std::string account, execution;
  ContractId contract;
  std::optional<std::int64_t> quantity;  // > 0 bought, < 0 sold; 0: busted; nothing: it could not be read
  market::Price price;
  core::TimePoint traded_at{};
  bool summary = false;
};
struct ChargeShown {
  std::string execution;
  std::optional<market::Money> commission;  // nothing: pending
  std::string currency;
};

// Pictures: a pull of open orders, completed orders, executions and positions, asked for by the action Pull. Its rows come as the facts
// above; positions come here. One failed part makes the whole picture worthless (invariant UNKNOWN_NOT_EMPTY).
struct PositionShown {
  std::string account;
  ContractId contract;
  std::string description;
  std::optional<std::int64_t> quantity;  // contracts or shares; nothing: a fraction, which no order of ours leaves
};
struct PictureTaken {
  std::uint64_t picture = 0;
  bool whole = false;
  std::string why_not;
};

// The store.
struct Stored {
  std::uint64_t sequence = 0;  // everything up to it is durable
};
struct StoreRefused {
  bool disk_full = false;  // what reduces risk may still be taken
  std::string why;
};

// People and their programs. `key`: the same key again gets the same answer and does nothing.
struct Command {
  std::string key, actor;
};
struct PlaceCommand {
  Command command;
  Proposal proposal;  // of a ticket 0: of the next one
  SpreadNumber spread;  // 0: of what opens a new one, of what closes the oldest that has these legs
  std::optional<SpreadNumber> rolled_into;  // 0: a new one
  std::string oca_group, reason;
  std::optional<double> pop, expected_value;  // as promised on the ticket
  std::optional<WalkPlan> walk{};  // the limit of the proposal is where a custom start begins; else the walk finds its own
  std::optional<ExitPlan> exits{};  // held for the spread that it opens, from its first fill on
};
struct CancelCommand {
  Command command;
  OrderNumber order;
  std::string reason;
};
struct CancelAllCommand {
  Command command;
  std::string reason;
};
struct KillCommand {
  Command command;
  bool set = true;  // false releases
  std::string reason;
};
/// The exits of a spread are these from now on; no plan: none are held, and what they have working is taken back.
struct ExitsCommand {
  Command command;
  SpreadNumber spread;
  std::optional<ExitPlan> plan;
  std::string reason;
};
/// Verticals that a held spread may be rolled into; the ones offered before are forgotten. Their quotes are asked for by watched().
struct RollsOffered {
  struct Target {
    Instrument short_leg, long_leg;
  };
  SpreadNumber spread;
  std::vector<Target> targets;
};
struct ModeCommand {
  Command command;
  records::Mode mode{};
  std::string reason;
};

/// A person says that what the broker holds of a contract beyond our records is right: it came or went without an execution that we saw.
struct AcceptPositionCommand {
  Command command;
  ContractId contract;
  std::int64_t difference = 0;  // as it was shown; another one by now refuses the command
  std::string reason;
};
/// Ask the broker what the order would do to the margin. Nothing is placed and nothing of it is kept but the id that it uses up.
/// Answered by the action WhatIfAnswer with the same key.
struct WhatIfCommand {
  std::string key;
  Intent intent;
};
/// What became of the action AskWhatIf.
struct WhatIfShown {
  std::string key;
  WhatIf what_if;
};

/// Before an order is asked for, and whenever it changes.
struct SurroundingsShown {
  Surroundings surroundings;
};

/// Quotes of watched legs and their underlyings that have changed or were confirmed.
struct QuotesShown {
  std::vector<std::pair<ContractId, LegQuote>> legs;
  std::vector<std::pair<std::string, UnderlyingQuote>> underlyings;
};

struct Tick {};  // time alone

using Event = std::variant<LinkReady, LinkLost, UpstreamChanged, LifeProved, OrderWritten, OrderUnsent, OrderInDoubt, CancelWritten,
                           OrderShown, OrderNotice, ExecutionShown, ChargeShown, PositionShown, PictureTaken, Stored, StoreRefused,
                           PlaceCommand, CancelCommand, CancelAllCommand, KillCommand, ModeCommand, ExitsCommand, RollsOffered,
                           AcceptPositionCommand, WhatIfCommand, WhatIfShown, SurroundingsShown, QuotesShown, Tick>;

}  // namespace legwork::trade
