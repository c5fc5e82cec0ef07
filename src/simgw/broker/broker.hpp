// Broker: paper accounts, the order book of their orders, matching against the market, margin and settlement. Plain and synchronous: calls
// and `advance` go in, events come out in the order they happened. Nothing here knows the wire or the clients' connections, and what
// it holds is the ground truth that tests compare a client's book with. Owned by the gateway's executor.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/prng.hpp"
#include "simgw/broker/account.hpp"
#include "simgw/broker/broker_market.hpp"
#include "simgw/broker/fill_model.hpp"
#include "simgw/broker/margin.hpp"
#include "simgw/broker/order_terms.hpp"
#include "simgw/broker/sim_order.hpp"

namespace legwork::simgw {

struct BrokerOptions {
  std::uint64_t seed = 1;
  std::vector<std::string> accounts = {"DU1000001"};
  market::Money cash = market::Money::from_micros(1'000'000 * market::Money::scale);
  core::Duration step = std::chrono::milliseconds(250);  // of matching
  FillRates rates;
  std::int32_t first_order_id = 1;
};

struct AccountFigures {
  double cash = 0, net_liquidation = 0, equity_with_loan = 0;
  double stock_value = 0, option_value = 0, gross_position_value = 0;
  double initial_margin = 0, maintenance_margin = 0;  // regular hours
  double initial_margin_outside = 0, maintenance_margin_outside = 0;  // outside them
  double available_funds = 0, excess_liquidity = 0, buying_power = 0, cushion = 0;
  double realized = 0, unrealized = 0, daily = 0;
};

struct PositionFigures {
  double mark = 0, value = 0, average_cost = 0, unrealized = 0, realized = 0, daily = 0;
  std::int64_t quantity = 0;
};

class Broker {
 public:
  /// `market` must outlive the broker. `options.accounts` is not empty.
  Broker(BrokerMarket& market, BrokerOptions options, core::TimePoint now);

  // From clients. Answers come as events.
  /// A new order, a modification of a working one, or a what-if. `terms` are already read and their contracts known.
  void place(OrderOwner owner, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, std::string order_ref,
             core::TimePoint now);
  void cancel(OrderOwner owner, core::TimePoint now);
  void cancel_all(core::TimePoint now);
  /// Exercises long American options (or lets expire: a notice only). A reject when there is nothing to exercise.
  std::optional<Reject> exercise(const std::string& account, const Instrument& option, std::int64_t quantity);

  // From beyond our clients, for faults.
  /// Fills up to `quantity` of a working order now, at its limit or the middle of the market. False when there is nothing to fill.
  bool fill_now(OrderOwner owner, std::int64_t quantity, core::TimePoint now);
  /// Contracts or shares come or go without a trade: assignment, transfer, a busted trade. At the mark, without commission.
  void adjust_position(const std::string& account, std::int32_t con_id, std::int64_t change);

  // From the world.
  void advance(core::TimePoint now);
  void on_expiry(const ListingTerms& terms, Date expiry, double settlement, core::TimePoint now);
  void on_session(market::HoursClass hours, SessionPhase phase, core::TimePoint now);
  void on_dividend(const Instrument& stock, double amount);
  /// When the next delayed action is due.
  std::optional<core::TimePoint> next_event() const;
  std::vector<BrokerEvent> take_events();

  // For snapshots. Orders are in order of permId.
  const SimOrder* find(OrderOwner owner) const;
  const SimOrder* find_perm(std::int64_t perm_id) const;
  std::vector<const SimOrder*> open_orders() const;
  std::vector<const SimOrder*> completed_orders() const;  // of today
  const std::vector<Execution>& executions() const { return executions_; }
  const std::vector<Account>& accounts() const { return accounts_; }
  const Account* account(const std::string& id) const;
  AccountFigures figures(const Account& account) const;
  PositionFigures position_figures(const Account& account, std::int32_t con_id) const;
  /// Above every id used so far by anybody, as nextValidId is.
  std::int32_t next_order_id() const { return next_order_id_; }

 private:
  // What happens later: acknowledgement, activation, cancellation, commission.
  enum class Step : std::uint8_t { accept, activate, finish_cancel };
  struct Due {
    std::int64_t perm_id = 0;
    Step step{};
  };

  SimOrder* order(OrderOwner owner);
  SimOrder* order(std::int64_t perm_id);
  Account* account_of(const std::string& id);
  void reject(OrderOwner owner, int code, std::string text);
  std::optional<Reject> check(const OrderTerms& terms) const;
  std::optional<Reject> check_prices(const OrderTerms& terms) const;
  std::optional<Reject> check_margin(const OrderTerms& terms) const;
  void place_new(OrderOwner owner, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, std::string order_ref,
                 core::TimePoint now);
  void modify(SimOrder& order, OrderTerms terms, std::shared_ptr<const tws::PlaceOrder> wire, core::TimePoint now);
  MarginPreview preview(const OrderTerms& terms) const;
  std::vector<MarginHolding> holdings(const Account& account, const OrderTerms* with, std::int64_t quantity) const;
  MarginFigures margin_figures(const Account& account, const OrderTerms* with, MarginHours hours) const;

  void later(core::TimePoint at, Due due);
  void perform(Due due, core::TimePoint now);
  void activate(SimOrder& order, core::TimePoint now);
  void match_all(core::TimePoint now);
  void match(SimOrder& order, core::TimePoint now);
  std::optional<market::Price> working_limit(const SimOrder& order, const PackageBook& book, bool& is_market) const;
  bool trigger(SimOrder& order, const PackageBook& book);
  void fill(SimOrder& order, const Trade& trade, core::TimePoint now);
  void fill_leg(SimOrder& order, const TermsLeg& leg, const Trade& trade, market::Price price, const std::string& exec_id,
                core::TimePoint now);
  std::vector<market::Price> leg_prices(const SimOrder& order, market::Price net) const;
  void after_fill(SimOrder& order, const Trade& trade, core::TimePoint now);
  void shrink_group(const SimOrder& filled, std::int64_t quantity, core::TimePoint now);
  void end(SimOrder& order, OrderStatus status, std::string completed_status, core::TimePoint now);
  void begin_cancel(SimOrder& order, std::string why, core::TimePoint now);
  void settle_position(Account& account, const Instrument& option, double settlement);
  void expire_day_orders(market::HoursClass hours, core::TimePoint now);
  bool waits_for_parent(const SimOrder& order) const;
  bool in_session(const OrderTerms& terms) const;
  std::string new_exec_id(core::TimePoint now);
  void tell(const SimOrder& order, bool show_order = true, bool show_status = true);
  double account_value(const Account& account) const;

  BrokerMarket& market_;
  BrokerOptions options_;
  core::Prng chance_;
  std::vector<Account> accounts_;
  std::map<std::string, double> day_start_value_;  // net liquidation at the day's beginning, for daily P&L
  std::map<std::pair<std::string, std::int32_t>, double> day_start_mark_;
  std::map<std::int64_t, SimOrder> orders_;  // by permId
  std::map<OrderOwner, std::int64_t> perm_ids_;
  std::map<std::int64_t, std::string> order_refs_;
  std::set<std::int64_t> working_;
  std::multimap<core::TimePoint, Due> due_;
  std::multimap<core::TimePoint, Execution> commissions_due_;
  std::vector<Execution> executions_;
  std::deque<BrokerEvent> events_;
  std::int64_t next_perm_id_ = 0;
  std::int32_t next_order_id_ = 1;
  std::uint64_t next_exec_ = 1;
  core::TimePoint stepped_to_;
};

}  // namespace legwork::simgw
