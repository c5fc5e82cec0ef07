// AccountsFeed: what clients are told of accounts: values, portfolio, summaries, positions, profit and loss, at once and on change.
// Owned by Gateway.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "simgw/broker/broker.hpp"
#include "simgw/gateway/outlet.hpp"
#include "simgw/world/world.hpp"

namespace legwork::simgw {

class AccountsFeed {
 public:
  AccountsFeed(const World& world, const Broker& broker, Outlet& outlet) : world_(world), broker_(broker), outlet_(outlet) {}

  void subscribe(ConnectionId from, const tws::RequestAccountData& message);
  void positions(ConnectionId from);
  void cancel_positions(ConnectionId from) { positions_.erase(from); }
  void positions_multi(ConnectionId from, const tws::RequestPositionsMulti& message);
  void cancel_positions_multi(ConnectionId from, std::int32_t request_id) { positions_multi_.erase({from, request_id}); }
  void summary(ConnectionId from, const tws::RequestAccountSummary& message);
  void cancel_summary(ConnectionId from, std::int32_t request_id);
  void updates_multi(ConnectionId from, const tws::RequestAccountUpdatesMulti& message);
  void cancel_updates_multi(ConnectionId from, std::int32_t request_id) { updates_multi_.erase({from, request_id}); }
  void pnl(ConnectionId from, const tws::RequestPnl& message);
  void cancel_pnl(ConnectionId from, std::int32_t request_id) { pnl_.erase({from, request_id}); }
  void pnl_single(ConnectionId from, const tws::RequestPnlSingle& message);
  void cancel_pnl_single(ConnectionId from, std::int32_t request_id) { pnl_single_.erase({from, request_id}); }
  void drop(ConnectionId client);

  void on_position(const PositionChanged& change);

 private:
  using Key = std::pair<ConnectionId, std::int32_t>;
  struct Value {
    std::string key, value, currency;
  };
  /// What repeats for as long as it is the same subscription: an id may be cancelled and used again before its timer comes.
  template <class T>
  struct Subscribed {
    T what;
    std::uint64_t serial = 0;
  };
  struct Single {
    std::string account;
    std::int32_t con_id = 0;
  };

  std::vector<Value> values_of(const Account& account) const;
  const Account* checked(ConnectionId from, std::int32_t request_id, const std::string& account);
  std::vector<const Account*> accounts_named(const std::string& name) const;
  void send_account(ConnectionId to, const Account& account, bool with_end);
  void send_portfolio(ConnectionId to, const Account& account, std::int32_t con_id);
  void send_position(ConnectionId to, const Account& account, std::int32_t con_id);
  void send_summary(const Key& key, bool with_end);
  void repeat_account(ConnectionId to, std::uint64_t serial);
  void repeat_summary(const Key& key, std::uint64_t serial);
  void repeat_pnl(const Key& key, std::uint64_t serial);
  void repeat_pnl_single(const Key& key, std::uint64_t serial);

  const World& world_;
  const Broker& broker_;
  Outlet& outlet_;
  std::uint64_t serial_ = 0;
  std::map<ConnectionId, Subscribed<std::string>> subscribed_;
  std::set<ConnectionId> positions_;
  std::map<Key, std::string> positions_multi_, updates_multi_;
  std::map<Key, Subscribed<std::string>> pnl_;
  std::map<Key, Subscribed<std::vector<std::string>>> summaries_;
  std::map<Key, Subscribed<Single>> pnl_single_;
};

}  // namespace legwork::simgw
