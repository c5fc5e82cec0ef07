// ScriptedClient: a client that does everything once against a gateway with or without a fault, and all that it heard, with the times.
// For tests: the same script gives the same words unless the fault changes them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "simgw/faults/faults.hpp"
#include "simgw/gateway/probe_fixture.hpp"
#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {

struct Heard {
  core::TimePoint at;
  std::string name;
  std::string payload;
  friend bool operator==(const Heard&, const Heard&) = default;
};

class ScriptedClient {
 public:
  explicit ScriptedClient(std::uint64_t seed = 7) : world(small_world(simgw::at(monday, 11), seed)), gateway(world, {}) {
    gateway.advance(world.now());
  }

  /// Connects, opens lines, gets a position and two working orders: a stock and a vertical.
  void prepare() {
    probe.lenient = newcomer.lenient = true;
    probe.start(1);
    line(1, stock_contract("SPY"));
    line(2, option(0.97));
    line(3, vertical());
    tws::RequestRealTimeBars bars;
    bars.request_id = 4;
    bars.contract = stock_contract("SPY");
    bars.what_to_show = "TRADES";
    probe.send(bars);
    probe.send(tws::RequestPositions{});
    probe.send(tws::RequestAccountData{true, "DU1000001"});
    probe.send(order(1, vertical(), "SELL", 2, 0.05));
    probe.send(order(2, stock_contract("AAPL"), "BUY", 10, 1.00));
    probe.send(order(3, vertical(), "SELL", 4, 12.00));
    pass(std::chrono::seconds(3));
    words.clear();
    codes.clear();
  }

  /// Half a minute of every kind of request; a second client comes.
  void play() {
    pass(std::chrono::milliseconds(500));
    if (newcomer.connect("v157..200")) {
      came = true;
      pass(std::chrono::milliseconds(100));
      if (tws::supported(newcomer.version)) newcomer.send(tws::StartApi{2, ""});
    }
    pass(std::chrono::milliseconds(500));
    look_up();
    pass(std::chrono::seconds(1));
    trade();
    pass(std::chrono::seconds(1));
    reconcile();
    pass(std::chrono::seconds(1));
    probe.send(tws::CancelMarketData{11});
    probe.send(tws::CancelHistoricalData{15});
    for (int i = 0; i < 25; ++i) pass(std::chrono::seconds(1));
  }

  /// Time goes on in small steps; a connection that the gateway ended is closed.
  void pass(core::Duration time) {
    constexpr std::chrono::milliseconds step{100};
    for (core::Duration passed{}; passed < time; passed += step) {
      gateway.advance(gateway.now() + step);
      for (Probe* one : {&probe, &newcomer}) {
        one->listen();
        for (const tws::Response& message : one->heard) note(*one, message);
        one->forget();
        if (one->hung_up() && gateway.connection(one->id()) != nullptr) one->close();
      }
    }
  }

  std::vector<Heard> all(std::string_view names = "any") const {
    std::vector<Heard> found;
    const auto wanted = split_list(names);
    for (const Heard& heard : words) {
      if (names == "any" || std::find(wanted.begin(), wanted.end(), heard.name) != wanted.end()) found.push_back(heard);
    }
    return found;
  }
  std::ptrdiff_t count_code(int code) const { return std::count(codes.begin(), codes.end(), code); }

  tws::Contract stock_contract(std::string symbol) const {
    tws::Contract contract;
    contract.symbol = std::move(symbol);
    contract.security_type = "STK";
    contract.exchange = "SMART";
    contract.currency = "USD";
    return contract;
  }
  tws::PlaceOrder order(std::int32_t id, tws::Contract contract, std::string action, std::int64_t quantity, double limit) const {
    tws::PlaceOrder message;
    message.order_id = id;
    message.contract = std::move(contract);
    message.order.action = std::move(action);
    message.order.total_quantity = tws::Decimal(quantity);
    message.order.order_type = "LMT";
    message.order.limit_price = limit;
    message.order.time_in_force = "GTC";
    message.order.outside_rth = true;
    message.order.order_ref = "script";
    return message;
  }
  tws::Contract vertical() const {
    tws::Contract combo = stock_contract("SPY");
    combo.security_type = "BAG";
    for (const auto& [moneyness, action] : {std::pair(0.97, "BUY"), std::pair(0.95, "SELL")}) {
      tws::ComboLeg leg;
      leg.contract_id = option(moneyness).contract_id;
      leg.ratio = 1;
      leg.action = action;
      leg.exchange = "SMART";
      combo.combo_legs.push_back(leg);
    }
    return combo;
  }

  World world;
  Gateway gateway;
  Probe probe{gateway}, newcomer{gateway};
  bool came = false;
  std::vector<Heard> words;  // of both, in order
  std::vector<int> codes;

 private:
  void note(const Probe& one, const tws::Response& message) {
    if (const auto* error = std::get_if<tws::ErrorMessage>(&message)) codes.push_back(error->code);
    std::string payload;
    if (tws::supported(one.version)) tws::encode(message, one.version, payload);
    words.push_back({gateway.now(), tws::name_of(message), std::move(payload)});
  }

  /// SPY's put nearest to `moneyness` × spot, three weeks or more away.
  tws::Contract option(double moneyness) const {
    const double wanted = world.quote(stock(world, "SPY")).bid->to_double() * moneyness;
    const Instrument* best = nullptr;
    for (const ListedExpiry& expiry : world.options_of("SPY").front().expiries) {
      if (market::days_between(monday, expiry.expiry) < 21) continue;
      for (const ListedStrike& strike : expiry.strikes) {
        const double distance = std::abs(strike.strike.to_double() - wanted);
        if (best == nullptr || distance < std::abs(best->strike.to_double() - wanted)) best = strike.put;
      }
      break;
    }
    tws::Contract contract;
    contract.contract_id = best->con_id;
    contract.exchange = "SMART";
    return contract;
  }
  void line(std::int32_t id, tws::Contract contract) {
    tws::RequestMarketData request;
    request.request_id = id;
    request.contract = std::move(contract);
    probe.send(request);
  }

  void look_up() {
    probe.send(tws::RequestIds{});
    probe.send(tws::RequestCurrentTime{});
    probe.send(tws::RequestCurrentTimeMillis{});
    probe.send(tws::RequestManagedAccounts{});
    probe.send(tws::RequestContractData{12, stock_contract("SPY")});
    probe.send(tws::RequestContractData{13, option(0.95)});
    probe.send(tws::RequestContractData{14, vertical()});
    probe.send(tws::RequestMarketRule{26});
    line(11, stock_contract("AAPL"));
    tws::RequestHistoricalData history;
    history.request_id = 15;
    history.contract = stock_contract("SPY");
    history.bar_size = "1 day";
    history.duration = "5 D";
    history.what_to_show = "TRADES";
    probe.send(history);
    tws::RequestRealTimeBars bars;
    bars.request_id = 16;
    bars.contract = stock_contract("AAPL");
    bars.what_to_show = "TRADES";
    probe.send(bars);
    probe.send(tws::RequestAccountSummary{17, "All", "NetLiquidation"});
    pass(std::chrono::milliseconds(500));
    // Depth, fundamental data, tick-by-tick, historical ticks: kept raw.
    for (const std::int32_t id : {10, 52, 97, 96}) probe.send(tws::RawMessage{id, {std::to_string(100 + id), "0"}});
  }

  void trade() {
    tws::PlaceOrder preview = order(20, vertical(), "SELL", 2, 0.05);
    preview.order.what_if = true;
    probe.send(preview);
    probe.send(order(21, stock_contract("KO"), "BUY", 10, 1.00));
    probe.send(order(2, stock_contract("AAPL"), "BUY", 10, 1.05));
    probe.send(order(22, vertical(), "SELL", 2, 0.05));
    pass(std::chrono::milliseconds(700));
    tws::CancelOrder cancel;
    cancel.order_id = 2;
    probe.send(cancel);
    // Of size zero: refused as it should be.
    probe.send(order(23, stock_contract("KO"), "BUY", 0, 1.00));
  }

  void reconcile() {
    probe.send(tws::RequestOpenOrders{});
    probe.send(tws::RequestAllOpenOrders{});
    probe.send(tws::RequestCompletedOrders{});
    tws::RequestExecutions executions;
    executions.request_id = 30;
    probe.send(executions);
    probe.send(tws::CancelPositions{});
    probe.send(tws::RequestPositions{});
    probe.send(tws::RequestAccountData{true, "DU1000001"});
  }
};

}  // namespace legwork::simgw
