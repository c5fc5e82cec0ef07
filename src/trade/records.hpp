// Every kind of record that the engine keeps, as plain structs: what was decided, what left, what the broker said, what a person ordered.
// State changes only by applying these (book.hpp), live and in replay. A struct's `kind` is its name on disk; its layout's version is 1
// until a member changes its meaning. Members may be added when they are optional.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/date.hpp"
#include "market/price.hpp"
#include "trade/fill.hpp"
#include "trade/ids.hpp"
#include "trade/intent_text.hpp"
#include "trade/json.hpp"
#include "trade/ledger/facts.hpp"
#include "trade/order/facts.hpp"
#include "trade/record.hpp"
#include "trade/steering/records.hpp"

namespace legwork::trade {

template <>
inline constexpr int enumerators<Fact> = static_cast<int>(fact_count);

namespace records {

/// A run of the engine begins. Every order that had not ended is in doubt from here on.
struct Started {
  static constexpr RecordKind kind{"started"};
  std::string journal;  // six letters and digits, made once; part of every order reference
  std::string account;
  bool live = false;  // false: paper
  std::int32_t client_id = 0;
  std::string program_version;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("journal", self.journal);
    visit("account", self.account);
    visit("live", self.live);
    visit("client_id", self.client_id);
    visit("program_version", self.program_version);
  }
};

/// An order is decided. Nothing of it may leave before this is on the disk.
struct Intended {
  static constexpr RecordKind kind{"intended"};
  OrderNumber order;
  TicketNumber ticket;
  SpreadNumber spread;  // that it opens or closes; of a roll: the one it closes
  std::optional<SpreadNumber> rolled_into;
  BrokerOrderId order_id;
  IntentText intent;
  std::string oca_group;  // empty: none
  std::string actor;  // who: "person:NAME", "playbook:NAME", "exit:RULE"
  std::string reason;
  std::optional<market::Price> natural_at_send;  // signed cost, of the unit
  std::optional<double> mid_at_send;
  std::optional<double> pop, expected_value;  // as promised on the ticket
  std::optional<std::string> signal;  // the playbook's that it answers: used once ever

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order);
    visit("ticket", self.ticket);
    visit("spread", self.spread);
    visit("rolled_into", self.rolled_into);
    visit("order_id", self.order_id);
    visit("intent", self.intent);
    visit("oca_group", self.oca_group);
    visit("actor", self.actor);
    visit("reason", self.reason);
    visit("natural_at_send", self.natural_at_send);
    visit("mid_at_send", self.mid_at_send);
    visit("pop", self.pop);
    visit("expected_value", self.expected_value);
    visit("signal", self.signal);
  }
};

/// One fact of one order, with what the broker said in its own words.
struct Learned {
  static constexpr RecordKind kind{"learned"};
  OrderNumber order;
  Fact fact{};
  core::TimePoint at{};  // of an absence: when its picture was asked for, so that what came meanwhile is later
  std::optional<PermId> perm_id;
  std::optional<BrokerOrderId> order_id;
  std::optional<std::int32_t> code;
  std::optional<std::string> said;  // status or error text

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order);
    visit("fact", self.fact);
    visit("at", self.at);
    visit("perm_id", self.perm_id);
    visit("order_id", self.order_id);
    visit("code", self.code);
    visit("said", self.said);
  }
};

/// An execution, ours or not; a correction is one more of these. Applied in every phase and in every state of the link.
struct Executed {
  static constexpr RecordKind kind{"executed"};
  OrderNumber order;  // 0: none of ours
  std::string account;
  std::string execution;  // the broker's id
  ContractId contract;
  std::int64_t quantity = 0;  // > 0 bought
  market::Price price;
  core::TimePoint traded_at{};
  PermId perm_id;
  bool summary = false;

  Fill fill() const;  // ASSERTs that `execution` is an id: checked before it is recorded

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order);
    visit("account", self.account);
    visit("execution", self.execution);
    visit("contract", self.contract);
    visit("quantity", self.quantity);
    visit("price", self.price);
    visit("traded_at", self.traded_at);
    visit("perm_id", self.perm_id);
    visit("summary", self.summary);
  }
};

/// What was held when this journal began: positions are this plus executions plus adjustments.
struct OpeningBalance {
  static constexpr RecordKind kind{"opening_balance"};
  struct Holding {
    ContractId contract;
    std::string description;
    std::int64_t quantity = 0;  // > 0 long; contracts or shares

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
      visit("contract", self.contract);
      visit("description", self.description);
      visit("quantity", self.quantity);
    }
  };
  core::TimePoint at{};  // when it was asked for: executions before it are in it
  std::vector<Holding> holdings;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("at", self.at);
    visit("holdings", self.holdings);
  }
};

/// Contracts or shares that came or went without an execution, and who says why: assignment, exercise, expiry, a transfer.
struct Adjusted {
  static constexpr RecordKind kind{"adjusted"};
  std::string account;
  ContractId contract;
  std::int64_t quantity = 0;  // the change
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("contract", self.contract);
    visit("quantity", self.quantity);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// What an execution cost; comes after it, sometimes minutes later. Negative is a rebate.
struct Charged {
  static constexpr RecordKind kind{"charged"};
  std::string execution;
  market::Money commission;
  std::string currency;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("execution", self.execution);
    visit("commission", self.commission);
    visit("currency", self.currency);
  }
};

/// Somebody wants an order gone. The cancel leaves once this is on the disk, and again after a reconnect until the order's end is proven.
struct CancelWanted {
  static constexpr RecordKind kind{"cancel_wanted"};
  OrderNumber order;
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// An order at the broker that is not ours: shown, counted, never touched.
struct ForeignSeen {
  static constexpr RecordKind kind{"foreign_seen"};
  PermId perm_id;
  std::string account, description, status;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("perm_id", self.perm_id);
    visit("account", self.account);
    visit("description", self.description);
    visit("status", self.status);
  }
};

/// The lowest order id that may be used next: above everything ever used or seen, so that no restart and no reset goes back.
struct IdFloor {
  static constexpr RecordKind kind{"id_floor"};
  BrokerOrderId next;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("next", self.next);
  }
};

enum class Mode : std::uint8_t { normal, reducing_only, halted };
std::string_view to_string(Mode mode);

struct ModeSet {
  static constexpr RecordKind kind{"mode_set"};
  Mode before{}, after{};
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("before", self.before);
    visit("after", self.after);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// The kill latch: on the disk before the first cancel leaves; outlives restarts; released by a person only.
struct KillLatch {
  static constexpr RecordKind kind{"kill_latch"};
  bool set = false;
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("set", self.set);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// The limits of the risk gate that are in force from here on, whole, as their file says them.
struct LimitsSet {
  static constexpr RecordKind kind{"limits_set"};
  std::string limits;  // TOML
  std::string actor, reason;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("limits", self.limits);
    visit("actor", self.actor);
    visit("reason", self.reason);
  }
};

/// A command that was taken, with its idempotency key and its answer: the same key again gets the same answer and does nothing.
struct CommandTaken {
  static constexpr RecordKind kind{"command_taken"};
  std::string key, actor, command, answer;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("key", self.key);
    visit("actor", self.actor);
    visit("command", self.command);
    visit("answer", self.answer);
  }
};

/// A decision for the audit that changes no state: an order refused by the gate, a row that a playbook let go.
struct Decided {
  static constexpr RecordKind kind{"decided"};
  std::string actor, what, decision, reason;
  std::optional<TicketNumber> ticket;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("actor", self.actor);
    visit("what", self.what);
    visit("decision", self.decision);
    visit("reason", self.reason);
    visit("ticket", self.ticket);
  }
};

/// One per episode, and a clear.
struct Alerted {
  static constexpr RecordKind kind{"alerted"};
  std::string alert;  // its id, and of what: "unknown_order:12"
  bool raised = false;
  std::string text;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("alert", self.alert);
    visit("raised", self.raised);
    visit("text", self.text);
  }
};

}  // namespace records

template <>
inline constexpr int enumerators<records::Mode> = 3;

using AnyRecord = std::variant<records::Started, records::Intended, records::Learned, records::Executed, records::OpeningBalance,
                               records::Adjusted, records::Charged, records::CancelWanted, records::ForeignSeen, records::IdFloor,
                               records::ModeSet, records::KillLatch, records::CommandTaken, records::Decided, records::Alerted,
                               records::LimitsSet, records::WalkBegun, records::Walked, records::ExitsSet, records::ExitNoted,
                               records::LegEnded, records::SpreadAdopted, records::LegRemapped, records::Attributed>;

/// The record as a fact of the ledger, when it is one.
std::optional<LedgerFact> ledger_fact(const AnyRecord& record);

/// sequence is left 0: the store numbers.
Record to_record(const AnyRecord& record, core::TimePoint at);
/// Errors: unsupported for a kind or version that this build does not know, parse naming the member.
core::Result<AnyRecord> from_record(const Record& record);

}  // namespace legwork::trade
