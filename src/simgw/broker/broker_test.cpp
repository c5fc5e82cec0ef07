// The broker against a market laid down by hand: what is told, in which order, and that cash, positions and executions agree.
#include "simgw/broker/broker.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "simgw/broker/fixed_market.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Date expiry = std::chrono::year(2026) / 8 / 21;
constexpr ContractId spot = 1, put_95 = 10, put_90 = 11, call_105 = 12;

struct BrokerTest : testing::Test {
  BrokerTest() {
    market.add_stock(spot, "XYZ");
    const ListingTerms& options = market.option_class("XYZ");
    market.add_option(put_95, options, spot, 95, Right::put, expiry);
    market.add_option(put_90, options, spot, 90, Right::put, expiry);
    market.add_option(call_105, options, spot, 105, Right::call, expiry);
    market.quote(spot, 99.99, 100.01, 1000);
    market.quote(put_95, 2.00, 2.10);
    market.quote(put_90, 1.00, 1.06);
    market.quote(call_105, 1.50, 1.60, 3);
    BrokerOptions options_of_broker;
    options_of_broker.accounts = {"DU1", "DU2"};
    broker.emplace(market, options_of_broker, now);
  }

  OrderTerms single(ContractId id, Side side, std::int64_t quantity, std::optional<double> limit) const {
    OrderTerms terms;
    terms.account = "DU1";
    terms.symbol = "XYZ";
    terms.legs = {{id, 1}};
    terms.side = side;
    terms.quantity = quantity;
    terms.type = limit ? OrderType::limit : OrderType::market;
    if (limit) terms.limit = FixedMarket::price(*limit);
    return terms;
  }
  /// Selling it is the bull put: short 95, long 90.
  OrderTerms vertical(Side side, std::int64_t quantity, std::optional<double> limit) const {
    OrderTerms terms = single(put_95, side, quantity, limit);
    terms.legs = {{put_95, 1}, {put_90, -1}};
    terms.is_combo = true;
    return terms;
  }

  void place(std::int32_t id, OrderTerms terms) { broker->place({7, id}, std::move(terms), nullptr, "ref", now); }
  void run(core::Duration time) {
    now += time;
    broker->advance(now);
    for (BrokerEvent& event : broker->take_events()) told.push_back(std::move(event));
  }
  const SimOrder& order(std::int32_t id) const { return *broker->find({7, id}); }

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const BrokerEvent& event : told) {
      if (const T* match = std::get_if<T>(&event)) found.push_back(*match);
    }
    return found;
  }
  std::vector<std::string> statuses(std::int32_t id) const {
    std::vector<std::string> words;
    for (const OrderUpdate& update : all<OrderUpdate>()) {
      if (update.order.owner.order_id == id) words.emplace_back(to_string(update.order.status));
    }
    return words;
  }
  std::vector<int> codes() const {
    std::vector<int> found;
    for (const OrderError& error : all<OrderError>()) found.push_back(error.code);
    return found;
  }

  FixedMarket market;
  core::TimePoint now = market::eastern_to_utc(std::chrono::year(2026) / 7 / 10, {11 * 3600});
  std::optional<Broker> broker;
  std::vector<BrokerEvent> told;
};

TEST_F(BrokerTest, a_marketable_limit_fills_at_the_ask_and_says_so_in_order) {
  place(1, single(put_95, Side::buy, 2, 2.10));
  run(seconds(2));
  EXPECT_EQ(statuses(1), (std::vector<std::string>{"PreSubmitted", "Submitted", "Filled"}));
  ASSERT_EQ(all<Executed>().size(), 1U);
  const Execution execution = all<Executed>().front().execution;
  EXPECT_EQ(execution.price, FixedMarket::price(2.10));
  EXPECT_EQ(execution.quantity, 2);
  // The execution stands before the Filled status, the commission comes last.
  EXPECT_TRUE(std::holds_alternative<CommissionPaid>(told.back()));
  EXPECT_EQ(all<CommissionPaid>().front().execution.commission, market::Money::from_micros(1'300'000));
  EXPECT_FALSE(all<CommissionPaid>().front().execution.realized);
  EXPECT_EQ(broker->account("DU1")->quantity(put_95), 2);
  EXPECT_DOUBLE_EQ(broker->account("DU1")->cash().to_double(), 1'000'000 - 420 - 1.3);
  EXPECT_EQ(market.printed[put_95], 2);
}

TEST_F(BrokerTest, more_than_is_offered_fills_in_parts) {
  place(1, single(call_105, Side::buy, 7, 1.60));
  run(seconds(3));
  EXPECT_EQ(order(1).status, OrderStatus::filled);
  std::vector<std::int64_t> parts, cumulative;
  for (const Executed& executed : all<Executed>()) {
    parts.push_back(executed.execution.quantity);
    cumulative.push_back(executed.execution.cumulative);
  }
  EXPECT_EQ(parts, (std::vector<std::int64_t>{3, 3, 1}));
  EXPECT_EQ(cumulative, (std::vector<std::int64_t>{3, 6, 7}));
}

TEST_F(BrokerTest, a_vertical_fills_as_one_summary_and_one_execution_per_leg_that_add_up) {
  place(1, vertical(Side::sell, 5, 0.94));
  run(seconds(3));
  ASSERT_EQ(order(1).status, OrderStatus::filled);
  std::int64_t summaries = 0, short_leg = 0, long_leg = 0;
  for (const Executed& executed : all<Executed>()) {
    const Execution& e = executed.execution;
    if (e.is_summary()) {
      summaries += e.quantity;
      EXPECT_GE(e.price, FixedMarket::price(0.94));
    } else {
      EXPECT_EQ(std::count(e.exec_id.begin(), e.exec_id.end(), '.'), 4);  // legs carry a fifth part
      (e.con_id == put_95 ? short_leg : long_leg) += e.quantity * sign(e.side);
    }
  }
  EXPECT_EQ(summaries, 5);
  EXPECT_EQ(short_leg, -5);
  EXPECT_EQ(long_leg, 5);
  EXPECT_EQ(broker->account("DU1")->quantity(put_95), -5);
  EXPECT_EQ(broker->account("DU1")->quantity(put_90), 5);
  // The legs' cash is the summary's: credit × 100 × 5 less commissions.
  const double fees = broker->account("DU1")->commissions().to_double();
  EXPECT_NEAR(broker->account("DU1")->cash().to_double(), 1'000'000 + order(1).average_fill_price() * 500 - fees, 1e-6);
  EXPECT_EQ(all<CommissionPaid>().size() * 3, all<Executed>().size() * 2);  // legs pay, summaries do not
}

TEST_F(BrokerTest, an_order_at_the_middle_of_the_package_market_fills_in_time) {
  place(1, vertical(Side::sell, 1, 1.02));
  run(std::chrono::minutes(10));
  EXPECT_EQ(order(1).status, OrderStatus::filled);
  EXPECT_EQ(order(1).last_fill_price, FixedMarket::price(1.02));
  place(2, vertical(Side::sell, 1, 1.60));  // beyond the other side: nobody pays that
  run(std::chrono::hours(1));
  EXPECT_EQ(order(2).filled, 0);
}

TEST_F(BrokerTest, market_and_stop_orders) {
  place(1, single(put_95, Side::sell, 1, std::nullopt));
  run(seconds(1));
  EXPECT_EQ(order(1).last_fill_price, FixedMarket::price(2.00));
  OrderTerms stop = single(put_95, Side::buy, 1, std::nullopt);
  stop.type = OrderType::stop;
  stop.stop = FixedMarket::price(4.00);
  place(2, stop);
  run(seconds(2));
  EXPECT_EQ(order(2).status, OrderStatus::pre_submitted);  // waits at the broker
  market.quote(put_95, 3.90, 4.05);
  run(seconds(1));
  EXPECT_EQ(order(2).status, OrderStatus::filled);
  EXPECT_EQ(order(2).last_fill_price, FixedMarket::price(4.05));
  EXPECT_EQ(all<CommissionPaid>().back().execution.realized, market::Money::from_micros(-206'000'000 - 1'000'000));
}

TEST_F(BrokerTest, rejects_use_the_brokers_codes) {
  place(1, single(put_95, Side::buy, 0, 2.10));
  OrderTerms wrong_account = single(put_95, Side::buy, 1, 2.10);
  wrong_account.account = "DU9";
  place(2, wrong_account);
  OrderTerms off_tick = single(put_95, Side::buy, 1, 2.10);
  off_tick.limit = Price::from_nanos(2'105'000'000);
  place(3, off_tick);
  OrderTerms midprice = single(put_95, Side::buy, 1, 2.10);
  midprice.type = OrderType::midprice;
  place(4, midprice);
  place(5, single(put_95, Side::sell, 5000, 2.00));  // naked puts for a hundred times the account
  broker->cancel({7, 99}, now);
  run(seconds(1));
  EXPECT_EQ(codes(), (std::vector<int>{434, 321, 110, 387, 201, 10147}));
  EXPECT_TRUE(broker->open_orders().empty());
}

TEST_F(BrokerTest, modify_cancel_and_their_refusals) {
  place(1, single(put_95, Side::buy, 1, 1.50));
  run(seconds(1));
  ASSERT_EQ(order(1).status, OrderStatus::submitted);
  const std::int64_t perm_id = order(1).perm_id;
  place(1, single(put_95, Side::buy, 1, 1.60));
  run(seconds(1));
  EXPECT_EQ(order(1).perm_id, perm_id);  // the same order
  EXPECT_EQ(order(1).terms.limit, FixedMarket::price(1.60));
  broker->cancel({7, 1}, now);
  broker->cancel({7, 1}, now);
  run(seconds(1));
  broker->cancel({7, 1}, now);
  place(1, single(put_95, Side::buy, 1, 1.60));
  place(2, single(put_95, Side::buy, 1, 2.10));
  run(seconds(1));
  place(2, single(put_95, Side::buy, 1, 2.20));
  run(seconds(1));
  EXPECT_EQ(codes(), (std::vector<int>{161, 202, 10148, 103, 104}));
  EXPECT_EQ(statuses(1), (std::vector<std::string>{"PreSubmitted", "Submitted", "Submitted", "PendingCancel", "Cancelled"}));
}

TEST_F(BrokerTest, a_bracket_waits_for_its_parent_and_one_exit_cancels_the_other) {
  OrderTerms parent = single(put_95, Side::buy, 2, 2.10);
  parent.transmit = false;
  place(1, parent);
  OrderTerms profit = single(put_95, Side::sell, 2, 4.00);
  profit.parent_id = 1;
  profit.oca_group = "exits";
  profit.oca_type = OcaType::cancel_with_block;
  profit.transmit = false;
  place(2, profit);
  run(seconds(1));
  EXPECT_TRUE(told.empty());  // nothing leaves before the last one says transmit
  OrderTerms loss = profit;
  loss.type = OrderType::stop;
  loss.limit.reset();
  loss.stop = FixedMarket::price(1.00);
  loss.transmit = true;
  place(3, loss);
  run(seconds(2));
  EXPECT_EQ(order(1).status, OrderStatus::filled);
  EXPECT_EQ(order(2).status, OrderStatus::submitted);
  EXPECT_EQ(order(3).status, OrderStatus::pre_submitted);
  market.quote(put_95, 0.95, 1.00);
  run(seconds(2));
  EXPECT_EQ(order(3).status, OrderStatus::filled);
  EXPECT_EQ(order(2).status, OrderStatus::cancelled);
  EXPECT_EQ(broker->account("DU1")->quantity(put_95), 0);
}

TEST_F(BrokerTest, a_cancelled_parent_takes_its_children_along) {
  place(1, single(put_95, Side::buy, 1, 1.50));
  OrderTerms child = single(put_95, Side::sell, 1, 4.00);
  child.parent_id = 1;
  place(2, child);
  run(seconds(1));
  EXPECT_EQ(order(2).why_held, "child");
  broker->cancel({7, 1}, now);
  run(seconds(1));
  EXPECT_EQ(order(2).status, OrderStatus::cancelled);
}

TEST_F(BrokerTest, what_if_of_a_credit_vertical_asks_for_its_width) {
  OrderTerms terms = vertical(Side::sell, 1, 1.00);
  terms.what_if = true;
  place(1, terms);
  run(seconds(1));
  ASSERT_EQ(all<Previewed>().size(), 1U);
  const MarginPreview preview = all<Previewed>().front().preview;
  EXPECT_DOUBLE_EQ(preview.after.initial - preview.before.initial, 500);
  EXPECT_NEAR(preview.after.equity_with_loan - preview.before.equity_with_loan, 100 - 2.0, 1e-9);  // the credit less 2 × 1.00
  EXPECT_EQ(broker->find({7, 1}), nullptr);  // it is no order
  EXPECT_EQ(broker->next_order_id(), 2);     // but its id is used
  EXPECT_TRUE(all<OrderUpdate>().empty());
}

TEST_F(BrokerTest, outside_the_session_orders_wait_with_a_warning_and_day_orders_end_with_it) {
  market.is_open = false;
  place(1, single(put_95, Side::buy, 1, 2.10));
  run(seconds(1));
  EXPECT_EQ(codes(), (std::vector<int>{399}));
  EXPECT_EQ(order(1).status, OrderStatus::pre_submitted);
  market.is_open = true;
  broker->on_session(market::HoursClass::equity, SessionPhase::open, now);
  run(seconds(1));
  EXPECT_EQ(order(1).status, OrderStatus::filled);
  place(2, single(put_95, Side::buy, 1, 1.00));
  run(seconds(1));
  broker->on_session(market::HoursClass::equity, SessionPhase::closed, now);
  run(seconds(1));
  EXPECT_EQ(order(2).status, OrderStatus::cancelled);
}

TEST_F(BrokerTest, expiry_settles_assigns_and_cancels) {
  place(1, vertical(Side::sell, 2, 0.94));
  run(seconds(3));
  ASSERT_EQ(order(1).status, OrderStatus::filled);
  const double cash = broker->account("DU1")->cash().to_double();
  broker->on_expiry(*market.find(put_95)->terms, expiry, 92.0, now);  // between the strikes: the short put is assigned
  EXPECT_EQ(broker->account("DU1")->quantity(put_95), 0);
  EXPECT_EQ(broker->account("DU1")->quantity(put_90), 0);
  EXPECT_EQ(broker->account("DU1")->quantity(spot), 200);
  EXPECT_DOUBLE_EQ(broker->account("DU1")->cash().to_double(), cash - 2 * 100 * 95);
}

TEST_F(BrokerTest, immediate_or_cancel_and_fill_or_kill) {
  OrderTerms ioc = single(call_105, Side::buy, 7, 1.60);
  ioc.tif = TimeInForce::ioc;
  place(1, ioc);
  OrderTerms fok = ioc;
  fok.tif = TimeInForce::fok;
  place(2, fok);
  run(seconds(1));
  EXPECT_EQ(order(1).filled, 3);
  EXPECT_EQ(order(1).status, OrderStatus::cancelled);
  EXPECT_EQ(order(2).filled, 0);
  EXPECT_EQ(order(2).status, OrderStatus::cancelled);
}

TEST_F(BrokerTest, the_same_seed_gives_the_same_day_however_time_is_cut) {
  const auto day = [this](core::Duration step) {
    BrokerOptions options;
    options.seed = 5;
    Broker other(market, options, now);
    for (std::int32_t id = 1; id <= 20; ++id) {
      OrderTerms terms = vertical(Side::sell, id, 1.02);
      terms.account = "DU1000001";
      other.place({7, id}, std::move(terms), nullptr, "", now);
    }
    for (core::TimePoint at = now; at <= now + std::chrono::minutes(3); at += step) other.advance(at);
    other.advance(now + std::chrono::minutes(3));
    std::string trace;
    for (const Execution& e : other.executions()) trace += e.exec_id + e.price.to_string() + std::to_string(e.quantity) + ";";
    return trace;
  };
  const std::string coarse = day(seconds(30));
  EXPECT_FALSE(coarse.empty());
  EXPECT_EQ(coarse, day(milliseconds(37)));
}

}  // namespace
}  // namespace legwork::simgw
