// Client: the coroutine face of a connection to TWS or IB Gateway. `run()` keeps it connected for as long as it runs: attempts with
// back-off, the watchdog, the daily restart; requests wait for a connection, subscriptions outlive one. All on one executor, in real or
// virtual time, over TCP or any other Connector. It decides nothing about orders; see place_order for what a lost connection means.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/clock.hpp"
#include "io/transport.hpp"
#include "tws/session/session.hpp"
#include "tws_client/client_event.hpp"
#include "tws_client/connection_plan.hpp"
#include "tws_client/outcome.hpp"
#include "tws_client/stream.hpp"

namespace legwork::tws_client {

struct ClientOptions {
  PlanOptions plan;
  tws::SessionOptions session;
  core::Duration connect_deadline = std::chrono::seconds(5);
  std::uint64_t seed = 1;  // of the back-off's chance
  std::size_t events_max = 8192;  // waiting in an events() stream before it fails
  std::size_t stream_items_max = 1024;  // waiting in any other before it conflates (ticks) or fails
};

struct History {
  std::string start, end;  // as the gateway says them
  std::vector<tws::Bar> bars;
};

struct AccountPicture {
  std::vector<tws::AccountValue> values;
  std::vector<tws::PortfolioValue> portfolio;
};

class Client {
 public:
  template <class T>
  using Reply = io::Task<Outcome<T>>;
  template <class T>
  using List = Reply<std::vector<T>>;

  /// `clock` and `connector` outlive the client.
  Client(io::Executor executor, io::Clock& clock, io::Connector& connector, ClientOptions options = {});
  ~Client();  // run() must have ended
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Connects, stays connected, and returns after stop(). Run it once, beside everything else.
  io::Task<void> run();
  /// Leaves in order, for good. Requests that are out fail as after any loss (restarting), those that wait with cancelled.
  void stop();

  // The connection.
  /// The present session's Ready, waiting for one. Failure: not_connected at `deadline`.
  Reply<tws::Ready> ready(core::TimePoint deadline);
  tws::SessionState state() const;
  std::uint32_t epoch() const;
  const tws::SessionCounters& counters() const;
  /// Last moment that a whole frame came: the proof of life before an order.
  std::optional<core::TimePoint> last_frame_at() const;
  /// Everything that is no answer, from now on: the connection's life, orders, executions, notices. Fails when its reader is too slow.
  Stream<ClientEvent> events();

  // Contracts. Failure `refused` 200: no such contract.
  List<tws::ContractDetails> contract_details(tws::Contract contract);
  /// One entry per exchange and trading class. `security_type` of the underlying: STK, IND.
  List<tws::OptionParameters> option_parameters(std::string symbol, std::string security_type, std::int32_t contract_id);
  List<tws::SymbolSample> matching_symbols(std::string pattern);
  Reply<tws::MarketRule> market_rule(std::int32_t market_rule_id);

  // Market data.
  /// Ticks until the stream is closed; conflated per field. `generic_ticks` "100,101,106".
  Stream<Tick> market_data(tws::Contract contract, std::string generic_ticks = {});
  /// One picture, up to 11 s; not a line for long.
  List<tws::Response> snapshot(tws::Contract contract);
  Stream<Item<tws::RealTimeBar>> real_time_bars(tws::Contract contract, std::string what_to_show, bool use_rth);
  /// 1 live, 2 frozen, 3 delayed, 4 delayed-frozen; for lines asked for from now on, on this and later connections.
  Reply<void> set_market_data_type(std::int32_t type);
  Reply<tws::TickOptionComputation> implied_volatility(tws::Contract option, double option_price, double under_price);
  Reply<tws::TickOptionComputation> option_price(tws::Contract option, double volatility, double under_price);

  // History. No bars is an answer, not a failure.
  Reply<History> history(tws::RequestHistoricalData request);
  Reply<std::string> head_timestamp(tws::Contract contract, std::string what_to_show, bool use_rth);

  // Accounts.
  List<tws::Position> positions();
  List<tws::AccountSummary> account_summary(std::string tags, std::string group = "All");
  Reply<AccountPicture> account(std::string account);
  Stream<Item<tws::Pnl>> pnl(std::string account);
  Stream<Item<tws::PnlSingle>> pnl(std::string account, std::int32_t contract_id);
  Reply<core::TimePoint> current_time();

  // Orders. What becomes of one comes in events().
  /// Sends a new order, once, and gives its id when its last byte has left. Never queued over a reconnect. Failures: not_connected and
  /// refused (nothing was sent); restarting (the connection went, not one byte of it left); no_reply (it went while the order was being
  /// sent: the outcome is unknown, and nobody may send it again before the books are compared).
  Reply<std::int32_t> place_order(tws::Contract contract, tws::Order order);
  /// The same under a given id: a modification, or an order whose id take_order_id gave and the caller wrote down before.
  Reply<std::int32_t> place_order(tws::PlaceOrder message);
  core::Result<std::int32_t> take_order_id();
  /// Margin and commission as the broker figures them. Sets what_if.
  Reply<tws::OrderState> what_if(tws::Contract contract, tws::Order order);
  /// Handed to the session; the answer comes in events(). Error: unsupported while not connected.
  core::Result<void> cancel_order(std::int32_t order_id);
  /// Every order of every client, orders by hand included.
  Reply<void> cancel_all_orders();
  /// Of this client id, or of all and by hand.
  List<tws::OpenOrder> open_orders(bool of_all_clients = false);
  List<tws::CompletedOrder> completed_orders(bool of_api_only = false);
  List<tws::ExecutionDetails> executions(tws::RequestExecutions filter = {});

  // Anything else the wire can say.
  List<tws::Response> ask(tws::Request request, tws::RequestOptions options = {});
  /// Conflated per field where it is market data; else it fails when its reader is too slow.
  Stream<Tick> subscribe(tws::Request request, tws::RequestOptions options = {});

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace legwork::tws_client
