// History: bars, head timestamps and five-second bars of all clients, from the world's own past. Owned by Gateway.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "simgw/gateway/outlet.hpp"
#include "simgw/gateway/pacing_guard.hpp"
#include "simgw/world/world.hpp"
#include "tws/messages/history_messages.hpp"

namespace legwork::simgw {

/// "1 min", "30 secs", "1 day" …; nullopt for what TWS does not have. A day is 24 h, a week 7 d, a month 30 d here.
std::optional<core::Duration> parse_bar_size(std::string_view text);
/// "1 Y", "30 D", "3600 S" counted in calendar days back from the end.
std::optional<core::Duration> parse_duration(std::string_view text);
std::optional<BarKind> parse_what_to_show(std::string_view text);

class History {
 public:
  History(const World& world, Outlet& outlet) : world_(world), outlet_(outlet) {}

  void request(ConnectionId from, const tws::RequestHistoricalData& message);
  void cancel(ConnectionId from, std::int32_t request_id);
  void request_head(ConnectionId from, const tws::RequestHeadTimestamp& message);
  void cancel_head(ConnectionId from, std::int32_t request_id);
  void request_real_time(ConnectionId from, const tws::RequestRealTimeBars& message);
  void cancel_real_time(ConnectionId from, std::int32_t request_id);
  void drop(ConnectionId client);

 private:
  using Key = std::pair<ConnectionId, std::int32_t>;
  struct Query {
    const Instrument* instrument = nullptr;
    BarKind kind{};
    core::Duration bar{};
    TimePoint from, to;
    bool epoch_seconds = false;
  };

  std::optional<Query> read(ConnectionId from, const tws::RequestHistoricalData& message);
  std::vector<tws::Bar> bars_of(const Query& query, int server_version) const;
  void answer(ConnectionId to, std::int32_t request_id, const Query& query);
  void keep_updating(const Key& key, const Query& query);
  void real_time_bar(const Key& key, const Instrument* instrument, BarKind kind);

  const World& world_;
  Outlet& outlet_;
  std::map<ConnectionId, HistoryPacing> pacing_;
  std::set<Key> pending_, updating_, real_time_, heads_;
};

}  // namespace legwork::simgw
