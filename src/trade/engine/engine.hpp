// Engine: the order engine as a state machine without I/O: an event and the time in, actions out. All that must outlive a crash is in
// the book and changes by records only; the rest (link, picture under way, who waits for what) is volatile and rebuilt from the
// broker. Owned by one executor. A step costs microseconds; it allocates.
//
// Three rules hold everywhere here. Nothing leaves before the records that ask for it are durable. Facts of the broker are applied
// whatever the state of link, mode or latch. An order is submitted once: when its fate is unknown it waits for proof.
#pragma once

#include <concepts>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/book.hpp"
#include "trade/engine/actions.hpp"
#include "trade/engine/activity.hpp"
#include "trade/engine/events.hpp"
#include "trade/exits/resting.hpp"
#include "trade/gate/gate.hpp"
#include "trade/ledger/ledger.hpp"
#include "trade/quote_board.hpp"

namespace legwork::trade {

struct EngineOptions {
  std::string account;  // the only one that orders may name
  bool live = false;  // paper unless said otherwise
  std::int32_t client_id = 0;
  std::string journal;  // for a new journal: six letters and digits
  std::string program_version;
  core::Duration life_age_max = std::chrono::seconds(2);  // proof of life before an order leaves
  core::Duration send_deadline = std::chrono::seconds(5);  // durable → left, else it is withdrawn
  core::Duration answer_deadline = std::chrono::seconds(10);  // left → the broker's first word, else in doubt
  core::Duration picture_apart = std::chrono::seconds(1);  // on one link; whatever asks for them
  core::Duration picture_deadline = std::chrono::seconds(20);
  core::Duration picture_retry_first = std::chrono::seconds(2);  // doubles to
  core::Duration picture_retry_max = std::chrono::seconds(60);
  core::Duration picture_every = std::chrono::minutes(5);  // while orders live: some are forgotten without a word
  core::Duration absence_apart = std::chrono::seconds(30);
  core::Duration break_grace = std::chrono::seconds(5);  // between the two pictures that make a disagreement a break
  core::Duration upstream_probe_every = std::chrono::seconds(30);  // while the broker is said to be away
  core::Duration store_retry = std::chrono::seconds(1);
  std::size_t undecided_max = 64;  // commands that wait for a sign of life or a picture; more are refused
  Limits limits;  // as their file says them now
  std::string limits_fault;  // why the file was refused; empty: it was not
  std::string limits_token;  // what a person typed to loosen what was in force before (plan_change)
  bool automation = false;  // playbooks may place what nobody approved
  const market::ExchangeCalendar* calendar = &market::ExchangeCalendar::us_options();
};

/// Between two questions for a sign of life, when a walk or an exit waits for one.
inline constexpr core::Duration steer_retry = std::chrono::seconds(1);

/// Whether a walk can find prices for it: it has legs that are quoted.
bool can_walk(const Intent& intent);

class Engine {
 public:
  explicit Engine(EngineOptions options);

  /// A record of earlier runs, in order; before start(). Errors: as of Book::apply, or parse; then the journal is not one to trade on.
  core::Result<void> replay(const Record& record);
  /// After the last of them. `next_order_id` of a new book comes with LinkReady. Errors: the journal belongs to another account or mode.
  core::Result<Actions> start(core::TimePoint now);

  Actions step(const Event& event, core::TimePoint now);
  /// When to step with Tick next, if nothing happens before.
  std::optional<core::TimePoint> deadline() const;

  const Book& book() const { return book_; }
  const Ledger& ledger() const { return ledger_; }
  /// The limits in force: those of the file, unless it loosens and nobody confirmed that.
  const Limits& limits() const { return limits_; }
  const std::string& limits_fault() const { return limits_fault_; }
  /// By how much the broker's positions differed from our records in the last picture, two pictures in a row or not.
  const std::map<ContractId, std::int64_t>& position_differences() const { return disagreed_; }
  /// Verticals whose quotes the walks and exits need at present, also more than once; QuotesShown tells them.
  struct WatchedVertical {
    Instrument short_leg, long_leg;
  };
  std::vector<WatchedVertical> watched() const;
  /// Whether the lines of a spread's legs are alive at this moment, so that its exits can be judged; true of what is not held.
  bool sees(SpreadNumber spread) const;
  /// What the gate would say of it now.
  std::vector<Verdict> judge(const Proposal& proposal) const;
  /// The orders of the gap are known again and orders may leave.
  bool is_reconciled() const { return reconciled_; }
  bool is_linked() const { return linked_ && upstream_up_; }
  std::uint64_t last_sequence() const { return last_sequence_; }
  /// Commands and orders that wait for a sign of life, a picture or the disk; each leaves, or is refused, by its deadline.
  std::size_t waiting() const { return undecided_.size() + waiting_.size() + held_.size(); }

 private:
  struct Held {
    std::uint64_t sequence;  // performed when everything up to here is durable
    Action action;
  };
  struct Picture {
    std::uint64_t number = 0;
    core::TimePoint began{};
    std::set<OrderNumber> shown, working;  // `working`: said to be
    std::vector<PositionShown> positions;
  };

  void on(const LinkReady& event);
  void on(const LinkLost& event);
  void on(const UpstreamChanged& event);
  void on(const LifeProved& event);
  void on(const OrderWritten& event);
  void on(const OrderUnsent& event);
  void on(const OrderInDoubt& event);
  void on(const CancelWritten& event);
  void on(const OrderShown& event);
  void on(const OrderNotice& event);
  void on(const ExecutionShown& event);
  void on(const ChargeShown& event);
  void on(const PositionShown& event);
  void on(const PictureTaken& event);
  void on(const Stored& event);
  void on(const StoreRefused& event);
  void on(const PlaceCommand& event);
  void on(const CancelCommand& event);
  void on(const CancelAllCommand& event);
  void on(const KillCommand& event);
  void on(const ModeCommand& event);
  void on(const ExitsCommand& event);
  void on(const RollsOffered& event);
  void on(const QuotesShown& event);
  void on(const AcceptPositionCommand& event);
  void on(const WhatIfCommand& event);
  void on(const WhatIfShown& event);
  void on(const SurroundingsShown& event);
  void on(const Tick& event);

  // Records and what follows from them.
  bool keep(const AnyRecord& record);
  void learn(OrderNumber order, Fact fact, std::optional<std::string> said = std::nullopt,
             std::optional<std::int32_t> code = std::nullopt);
  void after_stored(Action action);
  void ask_store(std::uint64_t from, Purpose purpose);
  Actions finish_step();
  void alert(const std::string& name, bool raised, const std::string& text);
  /// The same for what is looked at often: `words` are made only when something changes.
  template <std::invocable Words>
  void alert(const std::string& name, bool raised, Words&& words) {
    if (book_.is_raised(name) != raised) alert(name, raised, std::string(words()));
  }

  // Commands.
  bool is_repeated(const Command& command);
  void take(const Command& command, std::string what, std::string answer, OrderNumber order);
  void refuse(const Command& command, std::string why);
  void decide(const PlaceCommand& place);
  /// Commands that waited for a sign of life or a picture: those that need wait no longer.
  void decide_waiting();
  bool must_wait() const;
  void drop_undecided(const std::string& why);
  std::string why_not_at_all(const PlaceCommand& place) const;
  SpreadNumber spread_of(const PlaceCommand& place) const;
  struct Placing {
    OrderNumber order;  // 0: none
    std::string why_not;
  };
  Placing place_judged(const PlaceCommand& place, const Proposal& proposal, const records::Intended& intended);
  void note_verdicts(const std::string& actor, const Proposal& proposal, const std::vector<Verdict>& verdicts);
  /// `intended` with the rest of its members from what was judged; its bytes leave when that is on the disk.
  OrderNumber intend(records::Intended intended, const Proposal& proposal);

  // Walks.
  OrderActivity order_activity() const;
  Placing begin_walk(records::WalkBegun begun, Proposal proposal);
  OrderNumber place_step(const records::WalkBegun& begun, const Proposal& proposal);
  WalkOrder walk_order(const Walk& walk) const;
  std::int64_t units_left(const Walk& walk) const;
  void steer_walk(TicketNumber ticket);
  void step_walk(const Walk& walk, const WalkDecision& decision, const SpreadQuote& quote);
  void end_walk(TicketNumber ticket, const std::string& why);
  void end_walks(const std::string& why);
  void end_opening_walks();
  void cancel_orders(const std::vector<OrderNumber>& orders, const std::string& why);

  // Exits.
  struct SpreadOrders {
    std::vector<OrderNumber> opening, closing;  // that may live
    std::vector<TicketNumber> opening_walks, closing_walks;
    std::vector<RestingOrder> resting;
    ClosingOrders counted;
  };
  struct ExitView {
    std::uint64_t of = 0;  // the state of the ledger that it was made from
    std::optional<HeldVertical> held;
    std::int64_t shares = 0;
  };
  void steer();
  void steer_exits(SpreadNumber number);
  void wake_exits(SpreadNumber number, core::TimePoint at);
  const ExitView& view_of(SpreadNumber number);
  ExitDecision evaluate_exits(SpreadNumber number, const ExitView& view, const SpreadOrders& orders) const;
  void tell_exit_alerts(SpreadNumber number, const std::vector<ExitAlert>& told);
  SpreadOrders orders_of(SpreadNumber spread) const;
  void follow(SpreadNumber number, const ExitPlan& plan, const HeldVertical& held, const ExitDecision& decision,
              const SpreadOrders& orders);
  void send_exit(SpreadNumber number, const ExitPlan& plan, const ExitDecision& decision, const core::Result<Intent>& intent);
  void rest_target(SpreadNumber number, const ExitPlan& plan, const ExitView& view, const SpreadOrders& orders, bool exit_due);
  void place_target(SpreadNumber number, const HeldVertical& held, const RestingDecision& decision);
  std::vector<RollCandidate> roll_candidates(SpreadNumber number, const HeldVertical& held) const;
  bool can_steer() const { return is_linked() && reconciled_ && !store_refused_at_; }

  // The gate.
  GateContext gate_context() const;
  std::vector<WorkingOrder> working_orders() const;
  std::vector<OpenBreak> open_breaks() const;
  AccountState account_state() const;
  void set_limits();
  /// Before anything of `at` is applied: what was realised up to then is not of a new day.
  void begin_day(core::TimePoint at);

  // Sending.
  void send_or_wait(const Submit& submit);
  void send_waiting();
  bool may_send(const Submit& submit) const;
  void withdraw(OrderNumber order, const std::string& why);
  void want_cancel(const Order& order, const std::string& actor, const std::string& reason);
  void cancel_what_is_wanted();
  /// Orders of ours that are at the broker a second time: all of them, or those of one order.
  void cancel_doubles(std::optional<OrderNumber> of);

  // Knowing.
  const Order* order_of(const OrderIds& ids) const;
  void note_ids(const Order& order, const OrderIds& ids, Fact fact, const std::string& said);
  void doubt_unanswered();
  void begin_picture();
  void judge_absences();
  void plan_picture(core::Duration in);
  /// True when something disagrees that has to be looked at again soon.
  bool compare_positions(const Picture& picture);
  /// Orders whose legs are not filled in the same whole units. True as above.
  bool compare_legs();
  /// Orders that we took for ended and the broker shows as working. True as above.
  bool compare_ends(const Picture& picture);

  struct Waiting {
    PlaceCommand place;
    core::TimePoint since;
  };

  EngineOptions options_;
  Book book_;
  Ledger ledger_;
  Activity activity_;
  Limits limits_;
  std::string limits_fault_;
  Surroundings surroundings_;
  std::vector<std::string> link_accounts_;
  bool answered_once_ = false;  // an order, on this link
  std::vector<Waiting> undecided_;

  QuoteBoard quotes_;
  bool must_steer_ = false;  // something changed that a walk or an exit looks at
  core::TimePoint life_asked_at_{};  // to steer
  std::uint64_t ledger_changes_ = 1;
  std::map<TicketNumber, core::TimePoint> walk_due_;
  std::map<SpreadNumber, core::TimePoint> exit_due_, resting_tried_;
  std::map<SpreadNumber, ExitState> exit_states_;
  std::map<SpreadNumber, ExitView> exit_views_;
  std::map<SpreadNumber, std::vector<RollsOffered::Target>> rolls_offered_;

  market::Date today_ = market::Date(std::chrono::sys_days{});  // in New York
  market::Money realised_before_today_;
  core::TimePoint now_{};
  Actions actions_;
  std::deque<Record> undurable_;  // kept and not yet known to be on the disk; the oldest first
  std::uint64_t last_sequence_ = 0, asked_sequence_ = 0, durable_sequence_ = 0;
  bool reduces_risk_ = false;  // the present step does
  std::optional<core::TimePoint> store_refused_at_;  // nothing new leaves; cancels do
  std::deque<Held> held_;

  bool linked_ = false, upstream_up_ = false, reconciled_ = false;
  core::TimePoint last_life_{};
  std::optional<core::TimePoint> next_upstream_probe_;
  std::vector<Submit> waiting_;  // durable, not yet allowed out
  std::map<OrderNumber, core::TimePoint> waiting_since_, unanswered_, shown_at_;
  std::set<OrderNumber> cancels_out_;  // on this link
  struct Double {
    OrderNumber order;
    BrokerOrderId order_id;  // its own
  };
  std::map<PermId, Double> doubles_;  // as shown on this link
  std::optional<Picture> picture_;
  std::uint64_t pictures_ = 0;
  std::optional<core::TimePoint> last_picture_at_;  // on this link
  std::map<ContractId, std::int64_t> disagreed_;  // in the last picture: by how much
  std::set<OrderNumber> unbalanced_, contradicted_;  // in the last picture
  std::optional<core::TimePoint> next_picture_;
  core::Duration picture_retry_{};
};

}  // namespace legwork::trade
