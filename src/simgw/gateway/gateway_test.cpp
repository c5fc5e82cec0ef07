// The simulated gateway by conversation: what a client says and what it hears. One world for all tests; each has its own gateway.
#include "simgw/gateway/gateway.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "simgw/gateway/probe_fixture.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const core::TimePoint friday_morning = market::eastern_to_utc(std::chrono::year(2026) / 7 / 10, {11 * 3600});

struct GatewayTest : testing::Test {
  explicit GatewayTest(GatewayOptions options = {}) {
    WorldOptions world_options;
    world_options.start = friday_morning;
    world.emplace(World::synthetic(UniverseSpec::standard(), world_options).value());
    gateway.emplace(*world, std::move(options));
    gateway->advance(friday_morning);
  }

  static tws::Contract stock(std::string symbol) {
    tws::Contract contract;
    contract.symbol = std::move(symbol);
    contract.security_type = "STK";
    contract.exchange = "SMART";
    contract.currency = "USD";
    return contract;
  }
  /// The expiry three weeks or more away, and strikes around the money.
  const ListedExpiry& expiry_of(std::string_view symbol) const {
    for (const ListedExpiry& expiry : world->options_of(symbol).front().expiries) {
      if (market::days_between(std::chrono::year(2026) / 7 / 10, expiry.expiry) >= 21) return expiry;
    }
    throw std::runtime_error("no such expiry");
  }
  /// Put strike nearest to `moneyness` × spot.
  const Instrument& put(std::string_view symbol, double moneyness) const {
    const Quote spot = world->quote(*world->find(symbol, SecurityKind::stock));
    const double wanted = spot.bid->to_double() * moneyness;
    const Instrument* best = nullptr;
    for (const ListedStrike& strike : expiry_of(symbol).strikes) {
      if (best == nullptr || std::abs(strike.strike.to_double() - wanted) < std::abs(best->strike.to_double() - wanted))
        best = strike.put;
    }
    return *best;
  }
  tws::Contract vertical() const {
    tws::Contract combo = stock("SPY");
    combo.security_type = "BAG";
    tws::ComboLeg leg;
    leg.contract_id = put("SPY", 0.97).con_id;
    leg.ratio = 1;
    leg.action = "BUY";
    leg.exchange = "SMART";
    combo.combo_legs.push_back(leg);
    leg.contract_id = put("SPY", 0.95).con_id;
    leg.action = "SELL";
    combo.combo_legs.push_back(leg);
    return combo;
  }
  static tws::PlaceOrder order(std::int32_t id, tws::Contract contract, std::string action, double quantity, double limit) {
    tws::PlaceOrder message;
    message.order_id = id;
    message.contract = std::move(contract);
    message.order.action = std::move(action);
    message.order.total_quantity = tws::Decimal(static_cast<std::int64_t>(quantity));
    message.order.order_type = "LMT";
    message.order.limit_price = limit;
    message.order.time_in_force = "DAY";
    message.order.order_ref = "test";
    return message;
  }

  std::optional<World> world;
  std::optional<Gateway> gateway;
};

TEST_F(GatewayTest, grants_the_lower_of_both_versions) {
  for (const auto& [window, granted] :
       {std::pair("v100..178", 178), std::pair("v178..225", 200), std::pair("v160", 160), std::pair("v157..200 +PACEAPI", 200)}) {
    Probe probe(*gateway);
    ASSERT_TRUE(probe.connect(window));
    EXPECT_EQ(probe.version, granted) << window;
    EXPECT_TRUE(probe.connection_time.starts_with("20260710 11:00:00")) << probe.connection_time;
    probe.close();
  }
}

TEST_F(GatewayTest, a_client_that_says_something_else_is_hung_up_on) {
  const auto id = gateway->open(gateway->now());
  gateway->on_bytes(*id, "GET / HTTP/1.1\r\n\r\n", gateway->now());
  EXPECT_TRUE(gateway->wants_close(*id));
  Probe old(*gateway);
  old.connect("v100..150");
  EXPECT_TRUE(old.hung_up());
}

TEST_F(GatewayTest, start_gives_accounts_ids_and_farm_notices) {
  Probe probe(*gateway);
  probe.start(7);
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"managedAccounts", "nextValidId"}));
  EXPECT_EQ(probe.all<tws::ErrorMessage>().size(), 4U);  // 2104, 2104, 2106, 2158
  Probe same(*gateway);
  same.start(7);
  EXPECT_EQ(same.codes(), std::vector<int>{326});
  EXPECT_TRUE(same.hung_up());
}

TEST_F(GatewayTest, a_chain_by_option_parameters_and_contract_details) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  probe.send(tws::RequestContractData{1, stock("SPY")});
  ASSERT_EQ(probe.names(), (std::vector<std::string>{"contractData", "contractDataEnd"}));
  const tws::ContractDetails spy = probe.all<tws::ContractData>().front().details;
  EXPECT_EQ(spy.contract.primary_exchange, "ARCA");
  EXPECT_NE(spy.liquid_hours.find("20260710:0930-20260710:16"), std::string::npos);
  probe.forget();
  probe.send(tws::RequestOptionParameters{2, "SPY", "", "STK", spy.contract.contract_id});
  const auto parameters = probe.all<tws::OptionParameters>();
  ASSERT_GE(parameters.size(), 2U);  // one per exchange
  EXPECT_EQ(probe.names().back(), "secDefOptParamEnd");
  EXPECT_GE(parameters.front().expirations.size(), 8U);
  EXPECT_GE(parameters.front().strikes.size(), 50U);

  tws::Contract option = stock("SPY");
  option.security_type = "OPT";
  option.last_trade_date_or_month = market::to_compact(expiry_of("SPY").last_trade_day);
  option.right = "P";
  probe.forget();
  probe.send(tws::RequestContractData{3, option});
  probe.run(seconds(5));
  const auto details = probe.all<tws::ContractData>();
  EXPECT_EQ(details.size(), expiry_of("SPY").strikes.size());
  EXPECT_EQ(probe.names().back(), "contractDataEnd");
  EXPECT_EQ(details.front().details.under_symbol, "SPY");
  EXPECT_EQ(details.front().details.contract.multiplier, "100");
}

TEST_F(GatewayTest, unknown_contracts_are_200_and_combinations_are_never_answered) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  probe.send(tws::RequestContractData{1, stock("NOSUCH")});
  EXPECT_EQ(probe.codes(), std::vector<int>{200});
  probe.forget();
  probe.send(tws::RequestContractData{2, vertical()});
  probe.run(minutes(5));
  EXPECT_TRUE(probe.names().empty());
}

TEST_F(GatewayTest, spx_has_an_am_and_a_pm_class) {
  Probe probe(*gateway);
  probe.start(1);
  const Instrument* spx = world->find("SPX", SecurityKind::index);
  ASSERT_NE(spx, nullptr);
  probe.send(tws::RequestOptionParameters{2, "SPX", "", "IND", spx->con_id});
  std::set<std::string> classes;
  for (const auto& parameters : probe.all<tws::OptionParameters>()) classes.insert(parameters.trading_class);
  EXPECT_EQ(classes, (std::set<std::string>{"SPX", "SPXW"}));
}

TEST_F(GatewayTest, market_data_with_greeks_on_change_only) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  const Instrument& option = put("SPY", 1.0);
  tws::RequestMarketData request;
  request.request_id = 9;
  request.contract.contract_id = option.con_id;
  request.contract.exchange = "SMART";
  request.generic_ticks = "100,101,106";
  probe.send(request);
  std::set<std::int32_t> prices, computations, sizes;
  for (const auto& tick : probe.all<tws::TickPrice>()) prices.insert(tick.tick_type);
  for (const auto& tick : probe.all<tws::TickSize>()) sizes.insert(tick.tick_type);
  for (const auto& tick : probe.all<tws::TickOptionComputation>()) computations.insert(tick.tick_type);
  for (const std::int32_t type : {1, 2, 9}) EXPECT_TRUE(prices.contains(type)) << type;
  EXPECT_TRUE(sizes.contains(0) && sizes.contains(3) && sizes.contains(28));
  EXPECT_TRUE(computations.contains(10) && computations.contains(11) && computations.contains(13));
  const auto model = probe.all<tws::TickOptionComputation>().back();
  EXPECT_GT(*model.implied_vol, 0.03);
  EXPECT_LT(*model.delta, -0.2);
  EXPECT_GT(*model.delta, -0.8);

  probe.forget();
  probe.run(minutes(2));
  // No price is repeated.
  std::map<std::int32_t, double> last;
  for (const auto& tick : probe.all<tws::TickPrice>()) {
    if (tick.tick_type != 1 && tick.tick_type != 2) continue;
    const auto [before, fresh] = last.try_emplace(tick.tick_type, *tick.price);
    if (!fresh) EXPECT_NE(before->second, *tick.price);
    before->second = *tick.price;
  }
  EXPECT_EQ(last.size(), 2U);
  probe.send(tws::CancelMarketData{9});
  probe.forget();
  probe.run(minutes(1));
  EXPECT_TRUE(probe.heard.empty());
  probe.send(tws::CancelMarketData{9});
  EXPECT_EQ(probe.codes(), std::vector<int>{300});
}

TEST_F(GatewayTest, the_hundred_and_first_line_is_error_101) {
  Probe probe(*gateway);
  probe.start(1);
  std::int32_t id = 100;
  for (const ListedStrike& strike : expiry_of("SPY").strikes) {
    for (const Instrument* option : {strike.call, strike.put}) {
      if (id > 200) break;
      tws::RequestMarketData request;
      request.request_id = id++;
      request.contract.contract_id = option->con_id;
      probe.send(request);
      probe.run(milliseconds(25));
    }
  }
  ASSERT_EQ(id, 201);
  EXPECT_EQ(probe.codes(), std::vector<int>{101});
  EXPECT_EQ(gateway->market_data().lines(), 100U);
}

TEST_F(GatewayTest, a_snapshot_ends_by_itself_within_eleven_seconds) {
  Probe probe(*gateway);
  probe.start(1);
  tws::RequestMarketData request;
  request.request_id = 5;
  request.contract = stock("AAPL");
  request.snapshot = true;
  probe.send(request);
  probe.run(seconds(12));
  EXPECT_EQ(probe.all<tws::TickSnapshotEnd>().size(), 1U);
  EXPECT_EQ(gateway->market_data().lines(), 0U);
}

TEST_F(GatewayTest, an_id_that_is_used_again_is_not_ended_by_its_last_use) {
  Probe probe(*gateway);
  probe.start(1);
  tws::RequestMarketData request;
  request.request_id = 7;
  request.contract = stock("AAPL");
  request.snapshot = true;
  probe.send(request);
  probe.send(tws::CancelMarketData{7});
  request.snapshot = false;
  probe.send(request);
  probe.run(seconds(20));
  EXPECT_TRUE(probe.all<tws::TickSnapshotEnd>().empty());
  probe.forget();
  probe.run(seconds(60));
  EXPECT_FALSE(probe.all<tws::TickPrice>().empty()) << "the stream of the second use goes on";

  probe.send(tws::RequestPnl{9, "DU1000001", ""});
  probe.send(tws::CancelPnl{9});
  probe.send(tws::RequestPnl{9, "DU1000001", ""});
  probe.forget();
  probe.run(seconds(3));
  EXPECT_EQ(probe.all<tws::Pnl>().size(), 3U) << "one a second";
}

TEST_F(GatewayTest, sixty_messages_at_once_are_one_violation_and_the_third_burst_is_the_end) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  for (int burst = 0; burst < 3; ++burst) {
    probe.run(seconds(5));
    for (int i = 0; i < 60; ++i) probe.send(tws::RequestCurrentTime{});
  }
  EXPECT_EQ(probe.codes(), (std::vector<int>{100, 100, 100}));
  EXPECT_TRUE(probe.hung_up());
}

TEST_F(GatewayTest, a_client_that_asked_to_be_paced_is_slowed_down_instead) {
  Probe probe(*gateway);
  probe.start(1, "v178..200 +PACEAPI");
  probe.forget();
  for (int i = 0; i < 120; ++i) probe.send(tws::RequestCurrentTime{});
  EXPECT_LT(probe.all<tws::CurrentTime>().size(), 60U);
  probe.run(seconds(4));
  EXPECT_EQ(probe.all<tws::CurrentTime>().size(), 120U);
  EXPECT_TRUE(probe.codes().empty());
}

TEST_F(GatewayTest, a_vertical_from_what_if_to_fill) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  tws::PlaceOrder preview = order(1, vertical(), "SELL", 2, 0.01);
  preview.order.what_if = true;
  probe.send(preview);
  ASSERT_EQ(probe.names(), std::vector<std::string>{"openOrder"});
  const tws::OrderState state = probe.all<tws::OpenOrder>().front().state;
  const double width = put("SPY", 0.97).strike.to_double() - put("SPY", 0.95).strike.to_double();
  EXPECT_NEAR(*state.margin_change.initial, 2 * 100 * width, 0.01);
  EXPECT_GT(*state.commission, 0);

  probe.forget();
  probe.send(order(2, vertical(), "SELL", 2, 0.05));  // far below the market: fills at once
  probe.run(seconds(3));
  const auto names = probe.names();
  ASSERT_GE(names.size(), 8U);
  EXPECT_EQ(names[0], "openOrder");
  EXPECT_EQ(names[1], "orderStatus");
  std::int64_t bag = 0, legs = 0;
  for (const auto& details : probe.all<tws::ExecutionDetails>()) {
    EXPECT_EQ(details.request_id, -1);
    EXPECT_EQ(details.execution.order_ref, "test");
    (details.contract.security_type == "BAG" ? bag : legs) += details.execution.shares.mantissa;
  }
  EXPECT_EQ(bag, 2);
  EXPECT_EQ(legs, 4);
  EXPECT_EQ(probe.all<tws::OrderStatus>().back().status, "Filled");
  EXPECT_EQ(probe.all<tws::OpenOrder>().back().contract.combo_legs.size(), 2U);
  EXPECT_EQ(probe.all<tws::OpenOrder>().back().contract.trading_class, "COMB");
  // A commission comes after its execution.
  EXPECT_EQ(names.back(), "commissionReport");

  probe.forget();
  probe.send(tws::RequestPositions{});
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"position", "position", "positionEnd"}));
  probe.forget();
  tws::RequestExecutions executions;
  executions.request_id = 77;
  probe.send(executions);
  EXPECT_EQ(probe.all<tws::ExecutionDetails>().size() % 3, 0U);
  EXPECT_EQ(probe.names().back(), "execDetailsEnd");
  probe.forget();
  probe.send(tws::RequestCompletedOrders{});
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"completedOrder", "completedOrdersEnd"}));
  EXPECT_EQ(probe.all<tws::CompletedOrder>().front().state.completed_status, "Filled Size: 2");
}

TEST_F(GatewayTest, place_modify_cancel_and_come_back) {
  Probe probe(*gateway);
  probe.start(4);
  probe.send(order(11, stock("AAPL"), "BUY", 10, 1.00));
  probe.run(seconds(1));
  probe.send(order(11, stock("AAPL"), "BUY", 10, 1.05));
  probe.run(seconds(1));
  EXPECT_EQ(probe.all<tws::OpenOrder>().back().order.limit_price, 1.05);
  probe.close();

  Probe again(*gateway);
  again.start(4);
  // Its working order is told before ids and accounts.
  ASSERT_GE(again.names().size(), 4U);
  EXPECT_EQ(again.names()[0], "openOrder");
  EXPECT_EQ(again.names()[2], "managedAccounts");
  EXPECT_EQ(again.all<tws::NextValidId>().front().order_id, 12);
  again.forget();
  tws::CancelOrder cancel;
  cancel.order_id = 11;
  again.send(cancel);
  again.run(seconds(1));
  EXPECT_EQ(again.all<tws::OrderStatus>().back().status, "Cancelled");
  EXPECT_EQ(again.codes(), std::vector<int>{202});
}

TEST_F(GatewayTest, an_order_held_for_the_upstream_is_sent_on_although_its_client_has_gone) {
  Probe probe(*gateway);
  probe.start(4);
  gateway->set_upstream(false);
  probe.send(order(11, stock("AAPL"), "BUY", 10, 1.00));
  probe.close();
  EXPECT_TRUE(gateway->broker().open_orders().empty());
  gateway->set_upstream(true);
  ASSERT_EQ(gateway->broker().open_orders().size(), 1U);
  EXPECT_EQ(gateway->broker().open_orders()[0]->owner.client_id, 4);
}

TEST_F(GatewayTest, another_client_sees_all_orders_when_it_asks) {
  Probe first(*gateway), second(*gateway);
  first.start(1);
  second.start(2);
  first.send(order(1, stock("AAPL"), "BUY", 10, 1.00));
  first.run(seconds(1));
  second.run(milliseconds(1));
  second.forget();
  second.send(tws::RequestOpenOrders{});
  EXPECT_EQ(second.names(), std::vector<std::string>{"openOrderEnd"});
  second.forget();
  second.send(tws::RequestAllOpenOrders{});
  EXPECT_EQ(second.names(), (std::vector<std::string>{"openOrder", "orderStatus", "openOrderEnd"}));
  EXPECT_EQ(second.all<tws::OpenOrder>().front().order.client_id, 1);
}

TEST_F(GatewayTest, daily_bars_daily_vols_and_their_end) {
  Probe probe(*gateway);
  probe.start(1);
  for (const char* what : {"TRADES", "OPTION_IMPLIED_VOLATILITY", "HISTORICAL_VOLATILITY"}) {
    tws::RequestHistoricalData request;
    request.request_id = 3;
    request.contract = stock("SPY");
    request.bar_size = "1 day";
    request.duration = "1 Y";
    request.what_to_show = what;
    probe.forget();
    probe.send(request);
    probe.run(seconds(3));
    ASSERT_EQ(probe.names(), (std::vector<std::string>{"historicalData", "historicalDataEnd"})) << what;
    EXPECT_GE(probe.all<tws::HistoricalData>().front().bars.size(), 245U) << what;
  }
}

TEST_F(GatewayTest, history_complains_about_what_it_cannot_read) {
  Probe probe(*gateway);
  probe.start(1);
  tws::RequestHistoricalData request;
  request.request_id = 3;
  request.contract = stock("SPY");
  request.bar_size = "7 mins";
  request.duration = "1 D";
  request.what_to_show = "TRADES";
  probe.forget();
  probe.send(request);
  request.bar_size = "5 mins";
  request.duration = "tomorrow";
  probe.send(request);
  request.duration = "1 D";
  request.end_date_time = "20260709 11:00:00 Moon/Base";
  probe.send(request);
  probe.send(tws::CancelHistoricalData{3});
  EXPECT_EQ(probe.codes(), (std::vector<int>{321, 321, 10314, 366}));
}

TEST_F(GatewayTest, account_values_summary_and_profit) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  probe.send(tws::RequestAccountData{true, "DU1000001"});
  EXPECT_EQ(probe.names().back(), "acctDownloadEnd");
  probe.forget();
  probe.send(tws::RequestAccountSummary{1, "All", "NetLiquidation,BuyingPower"});
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"accountSummary", "accountSummary", "accountSummaryEnd"}));
  EXPECT_EQ(probe.all<tws::AccountSummary>().front().value, "1000000.00");
  probe.send(tws::RequestAccountSummary{2, "All", "NetLiquidation"});
  probe.send(tws::RequestAccountSummary{3, "All", "NetLiquidation"});
  EXPECT_EQ(probe.codes(), std::vector<int>{322});
  probe.forget();
  probe.send(tws::RequestPnl{9, "DU1000001", ""});
  probe.run(seconds(3));
  EXPECT_EQ(probe.all<tws::Pnl>().size(), 3U);
}

TEST_F(GatewayTest, calculated_prices_and_vols_agree_with_each_other) {
  Probe probe(*gateway);
  probe.start(1);
  const Instrument& option = put("SPY", 1.0);
  tws::Contract contract;
  contract.contract_id = option.con_id;
  const Model now = world->model(option);
  probe.send(tws::CalculateOptionPrice{1, contract, now.implied_vol, now.underlying_price, ""});
  probe.send(tws::CalculateImpliedVolatility{2, contract, now.price, now.underlying_price, ""});
  const auto answers = probe.all<tws::TickOptionComputation>();
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].tick_type, 53);
  EXPECT_NEAR(*answers[0].option_price, now.price, 0.01);
  EXPECT_NEAR(*answers[1].implied_vol, now.implied_vol, 0.005);
}

TEST_F(GatewayTest, garbage_after_the_handshake_is_reported_and_survived) {
  Probe probe(*gateway);
  probe.start(1);
  probe.forget();
  std::string bytes;
  tws::append_frame(bytes, std::string_view("3\0not an order", 14));
  gateway->on_bytes(probe.id(), bytes, gateway->now());
  probe.send(tws::RequestCurrentTime{});
  EXPECT_EQ(probe.names(), (std::vector<std::string>{"error", "currentTime"}));
  EXPECT_EQ(probe.codes(), std::vector<int>{320});
  gateway->on_bytes(probe.id(), std::string_view("\xff\xff\xff\xff", 4), gateway->now());
  EXPECT_TRUE(probe.hung_up());
}

struct ReadOnlyGateway : GatewayTest {
  ReadOnlyGateway()
      : GatewayTest([] {
          GatewayOptions options;
          options.read_only = true;
          options.accounts = {"DU1", "DU2"};
          options.market_data.live_permission = false;
          return options;
        }()) {}
};

TEST_F(ReadOnlyGateway, orders_are_refused_accounts_end_in_a_comma_and_data_is_delayed) {
  Probe probe(*gateway);
  probe.start(1);
  EXPECT_EQ(probe.all<tws::ManagedAccounts>().front().accounts, "DU1,DU2,");
  probe.forget();
  probe.send(order(1, stock("AAPL"), "BUY", 1, 1.0));
  EXPECT_EQ(probe.codes(), std::vector<int>{321});
  probe.forget();
  tws::RequestMarketData request;
  request.request_id = 4;
  request.contract = stock("AAPL");
  probe.send(request);
  EXPECT_EQ(probe.codes(), std::vector<int>{354});
  probe.forget();
  probe.send(tws::RequestMarketDataType{3});
  probe.send(request);
  EXPECT_EQ(probe.codes(), std::vector<int>{10167});
  std::set<std::int32_t> types;
  for (const auto& tick : probe.all<tws::TickPrice>()) types.insert(tick.tick_type);
  EXPECT_TRUE(types.contains(66) && types.contains(67));
  EXPECT_FALSE(types.contains(1));
}

TEST_F(GatewayTest, the_same_seed_and_the_same_words_give_the_same_bytes) {
  const auto day = [&](core::Duration step) {
    WorldOptions world_options;
    world_options.start = friday_morning;
    World other = World::synthetic(UniverseSpec::standard(), world_options).value();
    Gateway same(other, {});
    same.advance(friday_morning);
    Probe probe(same);
    probe.start(1);
    tws::RequestMarketData request;
    request.request_id = 1;
    request.contract = stock("SPY");
    probe.send(request);
    probe.send(order(1, vertical(), "SELL", 20, 0.6));
    for (core::Duration passed{}; passed < minutes(2); passed += step) probe.run(step);
    std::string trace;
    for (const tws::Response& message : probe.heard) {
      std::string payload;
      tws::encode(message, probe.version, payload);
      trace += payload;
    }
    return trace;
  };
  const std::string trace = day(seconds(1));
  EXPECT_GT(trace.size(), 1000U);
  EXPECT_EQ(trace, day(milliseconds(130)));
}

}  // namespace
}  // namespace legwork::simgw
