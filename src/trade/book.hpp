// Book: all that is durable, as a fold over records: our orders with their facts, executions, charges, the id floor, mode and kill latch,
// commands taken. Live and replay call the same apply(), so replay equals live (invariant REPLAY_EQ). Decides nothing; owned by the
// engine, one thread. Applying costs about a microsecond; the hash is kept up with it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"
#include "trade/intent.hpp"
#include "trade/order/facts.hpp"
#include "trade/order/phase.hpp"
#include "trade/records.hpp"

namespace legwork::trade {

/// One order of ours: the intent, the facts, and its executions in their newest versions.
struct Order {
  records::Intended intended;
  Intent intent;
  std::string reference;  // travels in the broker's order reference
  OrderFacts facts;
  BrokerOrderId order_id;
  PermId perm_id;  // 0 until the broker said it
  bool cancel_wanted = false;
  std::string last_said;  // the broker's last words about it
  std::map<FillKey, Fill> fills;  // legs and summaries

  /// Whole units that every leg has: what the legs' executions prove. Summaries prove nothing.
  std::int64_t units_filled() const;
  /// Legs' executions are not the same whole number of units: some are still to come.
  bool is_unbalanced() const;
};

/// A walk that has not ended, and the orders that it has placed so far.
struct Walk {
  records::WalkBegun begun;
  Intent intent;  // its whole quantity
  WalkState state;
  std::vector<OrderNumber> orders;
};
/// The exits of a spread, and what they remember over a restart.
struct HeldExits {
  ExitPlan plan;
  ExitState state;
};

struct BookRules {
  core::Duration absence_apart = std::chrono::seconds(30);
};

class Book {
 public:
  explicit Book(BookRules rules = {}) : rules_(rules) {}

  /// Errors: parse, not_found: a record that no engine of this version can have written after the ones before it.
  core::Result<void> apply(const AnyRecord& record);
  /// False: applying it would leave everything as it is, so there is nothing to keep.
  bool is_news(const AnyRecord& record) const;

  const Order* order(OrderNumber number) const;
  /// By (account, permId) once known; that is what identifies an order to the broker.
  const Order* order_of_perm(PermId perm_id) const;
  const Order* order_of_reference(std::string_view reference) const;
  /// By our own broker order id; ids of lost orders were reissued by broken gateways, so this is asked last.
  const Order* order_of_id(BrokerOrderId order_id) const;
  const std::map<OrderNumber, Order>& orders() const { return orders_; }
  Phase phase(const Order& order) const;
  /// Orders that may live at the broker (may_live), in the order of their numbers.
  std::vector<const Order*> live() const;

  OrderNumber next_order() const { return OrderNumber(next_order_); }
  /// Above every one that an order names. Numbers of tickets that nobody placed come again.
  TicketNumber next_ticket() const { return TicketNumber(next_ticket_); }
  SpreadNumber next_spread() const { return SpreadNumber(next_spread_); }
  BrokerOrderId id_floor() const { return id_floor_; }
  /// order_reference() of this journal.
  std::string reference_of(OrderNumber number) const;
  const std::optional<records::Started>& started() const { return started_; }
  records::Mode mode() const { return mode_; }
  bool is_killed() const { return killed_; }
  /// Orders of kills whose end is not proven.
  std::int64_t kill_unproven() const;
  /// The text of the limits in force; empty: none were ever set.
  const std::string& limits() const { return limits_; }
  const records::CommandTaken* command(std::string_view key) const;
  bool is_raised(std::string_view alert) const { return raised_.contains(std::string(alert)); }
  const std::set<std::string>& raised() const { return raised_; }
  const std::map<std::string, records::Charged>& charges() const { return charges_; }
  const std::map<PermId, records::ForeignSeen>& foreign() const { return foreign_; }
  /// Executions that belong to no order of ours.
  const std::map<FillKey, records::Executed>& foreign_executions() const { return foreign_executions_; }

  const std::map<TicketNumber, Walk>& walks() const { return walks_; }
  const std::map<SpreadNumber, HeldExits>& exits() const { return exits_; }

  /// Opening balance, newest versions of executions, adjustments; 0 is left out. Of the account of this journal.
  std::map<ContractId, std::int64_t> positions() const;
  /// Whether a fact of the ledger with this id was applied: it moves positions once.
  bool has_ledger_fact(const std::string& fact) const { return ledger_facts_.contains(fact); }
  bool has_opening_balance() const { return opened_at_.has_value(); }

  /// The same for equal books on every machine and build; differs with 1 - 2^-64 for different ones.
  std::uint64_t hash() const;

 private:
  core::Result<void> apply(const records::Started& record);
  core::Result<void> apply(const records::Intended& record);
  core::Result<void> apply(const records::Learned& record);
  core::Result<void> apply(const records::Executed& record);
  core::Result<void> apply(const records::OpeningBalance& record);
  core::Result<void> apply(const records::Adjusted& record);
  core::Result<void> apply(const records::Charged& record);
  core::Result<void> apply(const records::CancelWanted& record);
  core::Result<void> apply(const records::ForeignSeen& record);
  core::Result<void> apply(const records::IdFloor& record);
  core::Result<void> apply(const records::ModeSet& record);
  core::Result<void> apply(const records::KillLatch& record);
  core::Result<void> apply(const records::CommandTaken& record);
  core::Result<void> apply(const records::Decided& record);
  core::Result<void> apply(const records::Alerted& record);
  core::Result<void> apply(const records::LimitsSet& record);
  core::Result<void> apply(const records::WalkBegun& record);
  core::Result<void> apply(const records::Walked& record);
  core::Result<void> apply(const records::ExitsSet& record);
  core::Result<void> apply(const records::ExitNoted& record);
  template <LedgerFactKind Fact>
  core::Result<void> apply(const Fact& fact) {
    return apply_fact(fact);
  }
  core::Result<void> apply_fact(const LedgerFact& fact);

  Order* find(OrderNumber number);
  void note_phase(const Order& order);
  PhaseRules phase_rules(const Order& order) const { return {order.intent.quantity(), rules_.absence_apart}; }

  BookRules rules_;
  std::optional<records::Started> started_;
  std::map<OrderNumber, Order> orders_;
  std::map<PermId, OrderNumber> by_perm_;
  std::map<BrokerOrderId, OrderNumber> by_id_;
  std::set<OrderNumber> live_;
  std::uint64_t next_order_ = 1, next_ticket_ = 1, next_spread_ = 1;
  BrokerOrderId id_floor_{1};
  records::Mode mode_ = records::Mode::normal;
  bool killed_ = false;
  std::set<OrderNumber> kill_wanted_;  // cancels that a kill asked for
  std::string limits_;
  std::map<TicketNumber, Walk> walks_;
  std::map<SpreadNumber, HeldExits> exits_;
  std::map<std::string, records::CommandTaken, std::less<>> commands_;
  std::set<std::string> raised_;
  std::optional<core::TimePoint> opened_at_;
  std::map<ContractId, std::int64_t> adjusted_;  // the opening balance, and what came or went without an execution
  std::set<std::string> ledger_facts_;
  std::map<std::string, records::Charged> charges_;
  std::map<PermId, records::ForeignSeen> foreign_;
  std::map<FillKey, records::Executed> foreign_executions_;
};

}  // namespace legwork::trade
