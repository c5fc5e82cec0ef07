// MarketData: the streaming lines of all clients. A line is one request id of one client; it counts against the login's market-data
// lines while it streams, and a snapshot while it is out. Sends on change only. Owned by Gateway; a quote that nobody has costs nothing.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "simgw/gateway/outlet.hpp"
#include "simgw/gateway/ticks.hpp"
#include "simgw/world/world.hpp"
#include "tws/messages/market_data.hpp"

namespace legwork::simgw {

struct MarketDataOptions {
  std::size_t lines_max = 100;  // of the login, all clients together: error 101 beyond
  bool live_permission = true;  // false: delayed data only, with 10167, or 354
  core::Duration snapshot_longest = std::chrono::seconds(11);  // when a side is missing
  core::Duration snapshot_shortest = std::chrono::milliseconds(800);
  core::Duration model_interval = std::chrono::seconds(1);  // of model Greeks
  std::uint64_t seed = 1;
};

class MarketData {
 public:
  MarketData(World& world, const BrokerMarket& market, Outlet& outlet, MarketDataOptions options);

  void request(ConnectionId from, const tws::RequestMarketData& message);
  void cancel(ConnectionId from, std::int32_t request_id);
  void set_type(ConnectionId from, std::int32_t market_data_type);
  void drop(ConnectionId client);

  /// Quotes that changed in a step of the world; then the computations that are due.
  void on_changes(const std::vector<QuoteChange>& changes, core::TimePoint now);
  std::size_t lines() const { return lines_.size(); }

  // For faults: what the farm does to its lines.
  /// No ticks leave while frozen; as often as it was frozen it has to be set free.
  void freeze(bool frozen) { frozen_ += frozen ? 1 : -1; }
  /// Forgets every line as a farm does after 1101.
  void forget_all();
  /// All request ids of a client, ascending.
  std::vector<std::int32_t> requests_of(ConnectionId client) const;

 private:
  using Key = std::pair<ConnectionId, std::int32_t>;
  struct Line {
    std::vector<TermsLeg> legs;
    bool is_combo = false;
    bool snapshot = false;
    std::uint64_t serial = 0;  // an id may be used again before a timer of its last use comes
    std::set<int> generics;
    DataClass data = DataClass::live;
    Quote sent;
    PackageBook sent_book;
    Model sent_model;
    core::TimePoint model_due;
    bool computation_due = false;
  };

  bool admit(ConnectionId from, const tws::RequestMarketData& message, Line& line);
  std::optional<DataClass> data_class_for(ConnectionId from, std::int32_t request_id, const Line& line);
  void start(const Key& key, Line& line);
  void send_all(const Key& key, Line& line);
  void send_generics(const Key& key, const Line& line);
  void send_computations(const Key& key, Line& line, bool all);
  void send_model(const Key& key, Line& line, core::TimePoint now);
  void end_snapshot(const Key& key, std::uint64_t serial);
  void remove(const Key& key);
  void flush(const Key& key, std::vector<tws::Response>& messages);

  World& world_;
  const BrokerMarket& market_;
  Outlet& outlet_;
  MarketDataOptions options_;
  std::map<Key, Line> lines_;
  std::map<ContractId, std::set<Key>> by_contract_;
  std::set<Key> options_streaming_;  // lines that have a model
  std::map<ConnectionId, std::int32_t> types_;
  int frozen_ = 0;
  std::uint64_t serial_ = 0;  // of lines
};

}  // namespace legwork::simgw
