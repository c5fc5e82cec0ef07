// Gateway: the simulated TWS or IB Gateway. Bytes of any number of clients and the time go in, bytes come out; a world and a broker live
// behind it. It is a referee, not a mirror of our client: it grants versions 157–200, counts lines and messages, and keeps the
// oddities that real gateways have. Plain and synchronous; server.hpp carries the bytes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "simgw/broker/broker.hpp"
#include "simgw/gateway/accounts_feed.hpp"
#include "simgw/gateway/connection.hpp"
#include "simgw/gateway/fault_hooks.hpp"
#include "simgw/gateway/history.hpp"
#include "simgw/gateway/market_data.hpp"
#include "simgw/gateway/outlet.hpp"
#include "simgw/world/world.hpp"

namespace legwork::simgw {

struct GatewayOptions {
  int server_version = tws::max_server_version;
  std::vector<std::string> accounts = {"DU1000001"};
  market::Money cash = market::Money::from_micros(1'000'000 * market::Money::scale);
  std::uint64_t seed = 1;
  bool read_only = false;  // orders are refused with 321
  std::size_t clients_max = 32;
  std::optional<std::int32_t> master_client_id;  // sees everybody's orders
  PacingLimits pacing;
  MarketDataOptions market_data;
  FillRates fills;
};

struct GatewayCounters {
  std::uint64_t connections = 0, frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0;
  std::uint64_t malformed = 0, raw_requests = 0, surplus_fields = 0, pacing_violations = 0;
  int busiest_second = 0;  // most messages of one client in a sliding second
};

class Gateway final : public Outlet {
 public:
  /// `world` must outlive the gateway and be advanced by nobody else. `hooks` may be set before the first connection.
  Gateway(World& world, GatewayOptions options);
  ~Gateway() override;

  void set_hooks(FaultHooks& hooks) { hooks_ = &hooks; }
  void remove_hooks() { hooks_ = &no_faults_; }

  // The transport's side.
  /// nullopt: connections are refused at the moment.
  std::optional<ConnectionId> open(core::TimePoint now);
  void on_bytes(ConnectionId from, std::string_view bytes, core::TimePoint now);
  void on_closed(ConnectionId client, core::TimePoint now);
  /// Bytes to send now; they are the caller's.
  std::string take_output(ConnectionId to);
  /// True when the connection is to be closed once its output has gone.
  bool wants_close(ConnectionId client) const;
  /// Moves world, broker and everything due to `now`.
  void advance(core::TimePoint now);
  core::TimePoint next_event() const;

  // Outlet.
  void send(ConnectionId to, tws::Response message) override;
  void send_error(ConnectionId to, std::int32_t id, int code, std::string text) override;
  int server_version(ConnectionId of) const override;
  core::TimePoint now() const override { return now_; }
  void at(core::TimePoint at, std::function<void()> action) override;

  // For faults, operators and tests.
  World& world() { return world_; }
  Broker& broker() { return broker_; }
  const Broker& broker() const { return broker_; }
  MarketData& market_data() { return market_data_; }
  const GatewayOptions& options() const { return options_; }
  void set_read_only(bool read_only) { options_.read_only = read_only; }
  std::vector<ConnectionId> clients() const;
  const Connection* connection(ConnectionId id) const;
  /// error(-1, code) to every ready client.
  void notice(int code, const std::string& text);
  /// Ends a connection: politely, or at once with its output lost.
  void hang_up(ConnectionId client, bool at_once);
  /// Puts bytes on a client's wire as they are.
  void send_raw(ConnectionId to, std::string_view bytes);
  /// Past the hooks: for hooks that answer themselves.
  void send_plain(ConnectionId to, const tws::Response& message);
  /// What happens to orders between gateway and broker while the upstream is lost: held and sent on when it returns.
  void set_upstream(bool connected);
  bool upstream() const { return upstream_; }
  /// Handles a request as if it had just arrived, past the hooks.
  void handle(ConnectionId from, const tws::Request& message);
  /// Hands one of the broker's events to the clients it concerns.
  void deliver(const BrokerEvent& event);
  GatewayCounters counters() const;

 private:
  struct Handler;

  Connection* find(ConnectionId id);
  void read_greeting(ConnectionId id, Connection& client);
  void read_frames(ConnectionId id);
  void on_frame(ConnectionId id, std::string_view payload);
  void take_paced(ConnectionId id);
  void grant(ConnectionId id, Connection& client, std::string_view window);
  void start_api(ConnectionId id, const tws::StartApi& message);
  void dispatch(ConnectionId id, const tws::Request& message);
  void put(ConnectionId to, Connection& client, const tws::Response& message);
  /// Whose orders are waiting for the upstream: the client may have gone when they are sent on.
  struct Client {
    ConnectionId connection;
    std::int32_t client_id = 0;
  };
  void place_order(const Client& client, const tws::PlaceOrder& message);
  void cancel_order(const Client& client, const tws::CancelOrder& message);
  void exercise(ConnectionId id, const tws::ExerciseOptions& message);
  bool may_trade(ConnectionId id, std::int32_t order_id);
  void contract_data(ConnectionId id, const tws::RequestContractData& message);
  void option_parameters(ConnectionId id, const tws::RequestOptionParameters& message);
  void calculate(ConnectionId id, std::int32_t request_id, const tws::Contract& contract,
                 const std::function<Model(const Instrument&)>& model);
  void open_orders(ConnectionId id, std::optional<std::int32_t> client_id);
  void completed_orders(ConnectionId id);
  void executions(ConnectionId id, const tws::RequestExecutions& message);
  void advance_world(core::TimePoint to);
  void run_timers(core::TimePoint to);
  void deliver_broker_events();
  void forget(ConnectionId client);
  /// Clients that hear of an order: its owner, the master client, and whom the hooks add.
  std::vector<ConnectionId> listeners(const OrderOwner& owner) const;
  std::string account_list() const;

  World& world_;
  GatewayOptions options_;
  WorldMarket market_;
  Broker broker_;
  MarketData market_data_;
  History history_;
  AccountsFeed accounts_;
  FaultHooks no_faults_;
  FaultHooks* hooks_ = &no_faults_;
  std::map<ConnectionId, Connection> clients_;
  std::uint32_t next_connection_ = 1;
  core::TimePoint now_;
  std::multimap<core::TimePoint, std::function<void()>> timers_;
  struct HeldOrder {
    Client client;
    std::variant<tws::PlaceOrder, tws::CancelOrder> message;
  };
  std::vector<HeldOrder> held_orders_;  // while the upstream is lost
  bool upstream_ = true;
  GatewayCounters counters_;
};

}  // namespace legwork::simgw
