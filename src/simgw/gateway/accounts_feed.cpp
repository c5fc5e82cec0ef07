#include "simgw/gateway/accounts_feed.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "market/date.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

constexpr std::chrono::minutes account_interval{3};
constexpr std::chrono::seconds pnl_interval{1};
constexpr std::size_t summaries_max = 2;

std::string usd(double amount) { return fmt::format("{:.2f}", std::abs(amount) < 0.005 ? 0.0 : amount); }

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view tag = text.substr(0, comma);
    while (!tag.empty() && tag.front() == ' ') tag.remove_prefix(1);
    if (!tag.empty()) tags.emplace_back(tag);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return tags;
}

}  // namespace

std::vector<AccountsFeed::Value> AccountsFeed::values_of(const Account& account) const {
  const AccountFigures f = broker_.figures(account);
  const std::string none;
  return {{"AccountCode", account.id(), none},
          {"AccountReady", "true", none},
          {"AccountType", "INDIVIDUAL", none},
          {"AccountOrGroup", account.id(), "USD"},
          {"Currency", "USD", "USD"},
          {"ExchangeRate", "1.00", "USD"},
          {"CashBalance", usd(f.cash), "USD"},
          {"TotalCashBalance", usd(f.cash), "USD"},
          {"TotalCashValue", usd(f.cash), "USD"},
          {"SettledCash", usd(f.cash), "USD"},
          {"AccruedCash", "0.00", "USD"},
          {"NetLiquidation", usd(f.net_liquidation), "USD"},
          {"NetLiquidationByCurrency", usd(f.net_liquidation), "USD"},
          {"EquityWithLoanValue", usd(f.equity_with_loan), "USD"},
          {"PreviousDayEquityWithLoanValue", usd(f.net_liquidation - f.daily), "USD"},
          {"GrossPositionValue", usd(f.gross_position_value), "USD"},
          {"StockMarketValue", usd(f.stock_value), "USD"},
          {"OptionMarketValue", usd(f.option_value), "USD"},
          {"RegTEquity", usd(f.equity_with_loan), "USD"},
          {"RegTMargin", usd(f.initial_margin_outside), "USD"},
          {"InitMarginReq", usd(f.initial_margin), "USD"},
          {"MaintMarginReq", usd(f.maintenance_margin), "USD"},
          {"FullInitMarginReq", usd(f.initial_margin), "USD"},
          {"FullMaintMarginReq", usd(f.maintenance_margin), "USD"},
          {"LookAheadInitMarginReq", usd(f.initial_margin_outside), "USD"},
          {"LookAheadMaintMarginReq", usd(f.maintenance_margin_outside), "USD"},
          {"AvailableFunds", usd(f.available_funds), "USD"},
          {"FullAvailableFunds", usd(f.available_funds), "USD"},
          {"LookAheadAvailableFunds", usd(f.equity_with_loan - f.initial_margin_outside), "USD"},
          {"ExcessLiquidity", usd(f.excess_liquidity), "USD"},
          {"FullExcessLiquidity", usd(f.excess_liquidity), "USD"},
          {"LookAheadExcessLiquidity", usd(f.equity_with_loan - f.maintenance_margin_outside), "USD"},
          {"BuyingPower", usd(f.buying_power), "USD"},
          {"Cushion", fmt::format("{:.6f}", f.cushion), none},
          {"DayTradesRemaining", "-1", none},
          {"Leverage", fmt::format("{:.2f}", f.net_liquidation > 0 ? f.gross_position_value / f.net_liquidation : 0.0), none},
          {"RealizedPnL", usd(f.realized), "USD"},
          {"UnrealizedPnL", usd(f.unrealized), "USD"}};
}

const Account* AccountsFeed::checked(ConnectionId from, std::int32_t request_id, const std::string& account) {
  const Account* found = account.empty() && broker_.accounts().size() == 1 ? &broker_.accounts().front() : broker_.account(account);
  if (found == nullptr) {
    outlet_.send_error(from, request_id, 321,
                       fmt::format("Error validating request.-'bI' : cause - Invalid account code '{}'.", account));
  }
  return found;
}

std::vector<const Account*> AccountsFeed::accounts_named(const std::string& name) const {
  std::vector<const Account*> found;
  for (const Account& account : broker_.accounts()) {
    if (name.empty() || name == "All" || name == account.id()) found.push_back(&account);
  }
  return found;
}

void AccountsFeed::subscribe(ConnectionId from, const tws::RequestAccountData& message) {
  if (!message.subscribe) {
    subscribed_.erase(from);
    return;
  }
  const Account* account = checked(from, -1, message.account);
  if (account == nullptr) return;
  const std::uint64_t serial = ++serial_;
  subscribed_[from] = {account->id(), serial};
  send_account(from, *account, true);
  repeat_account(from, serial);
}

void AccountsFeed::repeat_account(ConnectionId to, std::uint64_t serial) {
  outlet_.at(outlet_.now() + account_interval, [this, to, serial] {
    const auto found = subscribed_.find(to);
    if (found == subscribed_.end() || found->second.serial != serial) return;
    send_account(to, *broker_.account(found->second.what), false);
    repeat_account(to, serial);
  });
}

void AccountsFeed::send_account(ConnectionId to, const Account& account, bool with_end) {
  for (Value& value : values_of(account)) {
    outlet_.send(to, tws::AccountValue{std::move(value.key), std::move(value.value), std::move(value.currency), account.id()});
  }
  for (const auto& [con_id, position] : account.positions()) {
    if (position.quantity != 0) send_portfolio(to, account, con_id);
  }
  const int seconds = market::utc_to_eastern(outlet_.now()).time.seconds;
  outlet_.send(to, tws::AccountUpdateTime{fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)});
  if (with_end) outlet_.send(to, tws::AccountDownloadEnd{account.id()});
}

void AccountsFeed::send_portfolio(ConnectionId to, const Account& account, std::int32_t con_id) {
  const PositionFigures figures = broker_.position_figures(account, con_id);
  tws::PortfolioValue message;
  message.contract = contract_of(*world_.find(con_id));
  if (message.contract.right.empty()) message.contract.right = "0";
  message.position = tws::Decimal(figures.quantity);
  message.market_price = figures.mark;
  message.market_value = figures.value;
  message.average_cost = figures.average_cost;
  message.unrealized_pnl = figures.unrealized;
  message.realized_pnl = figures.realized;
  message.account = account.id();
  outlet_.send(to, std::move(message));
}

void AccountsFeed::send_position(ConnectionId to, const Account& account, std::int32_t con_id) {
  const PositionFigures figures = broker_.position_figures(account, con_id);
  tws::Position message;
  message.account = account.id();
  message.contract = contract_of(*world_.find(con_id));
  message.contract.exchange.clear();  // positions have none
  message.position = tws::Decimal(figures.quantity);
  message.average_cost = figures.average_cost;
  outlet_.send(to, std::move(message));
}

void AccountsFeed::positions(ConnectionId from) {
  positions_.insert(from);
  for (const Account& account : broker_.accounts()) {
    for (const auto& [con_id, position] : account.positions()) {
      if (position.quantity != 0) send_position(from, account, con_id);  // flat: absent
    }
  }
  outlet_.send(from, tws::PositionEnd{});
}

void AccountsFeed::positions_multi(ConnectionId from, const tws::RequestPositionsMulti& message) {
  positions_multi_[{from, message.request_id}] = message.account;
  for (const Account* account : accounts_named(message.account)) {
    for (const auto& [con_id, position] : account->positions()) {
      if (position.quantity == 0) continue;
      tws::PositionMulti row;
      row.request_id = message.request_id;
      row.account = account->id();
      row.contract = contract_of(*world_.find(con_id));
      row.position = tws::Decimal(position.quantity);
      row.average_cost = position.average_cost();
      outlet_.send(from, std::move(row));
    }
  }
  outlet_.send(from, tws::PositionMultiEnd{message.request_id});
}

void AccountsFeed::summary(ConnectionId from, const tws::RequestAccountSummary& message) {
  const Key key{from, message.request_id};
  const auto active =
      std::count_if(summaries_.begin(), summaries_.end(), [&](const auto& entry) { return entry.first.first == from; });
  if (!summaries_.contains(key) && static_cast<std::size_t>(active) >= summaries_max) {
    outlet_.send_error(from, message.request_id, 322,
                       "Error processing request.-'bJ' : cause - Maximum number of account summary requests exceeded");
    return;
  }
  const std::uint64_t serial = ++serial_;
  summaries_[key] = {split_tags(message.tags), serial};
  send_summary(key, true);
  repeat_summary(key, serial);
}

void AccountsFeed::send_summary(const Key& key, bool with_end) {
  const std::vector<std::string>& tags = summaries_.at(key).what;
  for (const Account& account : broker_.accounts()) {
    for (const Value& value : values_of(account)) {
      const bool all = std::find(tags.begin(), tags.end(), "All") != tags.end();
      if (!all && std::find(tags.begin(), tags.end(), value.key) == tags.end()) continue;
      outlet_.send(key.first, tws::AccountSummary{key.second, account.id(), value.key, value.value, value.currency});
    }
  }
  if (with_end) outlet_.send(key.first, tws::AccountSummaryEnd{key.second});
}

void AccountsFeed::repeat_summary(const Key& key, std::uint64_t serial) {
  outlet_.at(outlet_.now() + account_interval, [this, key, serial] {
    const auto found = summaries_.find(key);
    if (found == summaries_.end() || found->second.serial != serial) return;
    send_summary(key, false);
    repeat_summary(key, serial);
  });
}

void AccountsFeed::cancel_summary(ConnectionId from, std::int32_t request_id) { summaries_.erase({from, request_id}); }

void AccountsFeed::updates_multi(ConnectionId from, const tws::RequestAccountUpdatesMulti& message) {
  updates_multi_[{from, message.request_id}] = message.account;
  for (const Account* account : accounts_named(message.account)) {
    for (Value& value : values_of(*account)) {
      outlet_.send(from, tws::AccountUpdateMulti{message.request_id, account->id(), message.model_code, std::move(value.key),
                                                 std::move(value.value), std::move(value.currency)});
    }
  }
  outlet_.send(from, tws::AccountUpdateMultiEnd{message.request_id});
}

void AccountsFeed::pnl(ConnectionId from, const tws::RequestPnl& message) {
  if (checked(from, message.request_id, message.account) == nullptr) return;
  const std::uint64_t serial = ++serial_;
  const bool fresh = pnl_.try_emplace(Key{from, message.request_id}, Subscribed<std::string>{message.account, serial}).second;
  if (fresh) repeat_pnl({from, message.request_id}, serial);
}

void AccountsFeed::repeat_pnl(const Key& key, std::uint64_t serial) {
  outlet_.at(outlet_.now() + pnl_interval, [this, key, serial] {
    const auto found = pnl_.find(key);
    if (found == pnl_.end() || found->second.serial != serial) return;
    const std::string& name = found->second.what;
    const Account* account = name.empty() ? &broker_.accounts().front() : broker_.account(name);
    const AccountFigures figures = broker_.figures(*account);
    outlet_.send(key.first, tws::Pnl{key.second, figures.daily, figures.unrealized, figures.realized});
    repeat_pnl(key, serial);
  });
}

void AccountsFeed::pnl_single(ConnectionId from, const tws::RequestPnlSingle& message) {
  const Account* account = checked(from, message.request_id, message.account);
  if (account == nullptr) return;
  if (world_.find(message.contract_id) == nullptr) {
    outlet_.send_error(from, message.request_id, 2150, "Invalid position trade derived value");
    return;
  }
  const std::uint64_t serial = ++serial_;
  const Single single{account->id(), message.contract_id};
  const bool fresh = pnl_single_.try_emplace(Key{from, message.request_id}, Subscribed<Single>{single, serial}).second;
  if (fresh) repeat_pnl_single({from, message.request_id}, serial);
}

void AccountsFeed::repeat_pnl_single(const Key& key, std::uint64_t serial) {
  outlet_.at(outlet_.now() + pnl_interval, [this, key, serial] {
    const auto found = pnl_single_.find(key);
    if (found == pnl_single_.end() || found->second.serial != serial) return;
    const Single& single = found->second.what;
    const PositionFigures f = broker_.position_figures(*broker_.account(single.account), single.con_id);
    outlet_.send(key.first, tws::PnlSingle{key.second, tws::Decimal(f.quantity), f.daily, f.unrealized, f.realized, f.value});
    repeat_pnl_single(key, serial);
  });
}

void AccountsFeed::on_position(const PositionChanged& change) {
  const Account* account = broker_.account(change.account);
  for (const ConnectionId to : positions_) send_position(to, *account, change.con_id);
  for (const auto& [to, subscribed] : subscribed_) {
    if (subscribed.what == change.account) send_portfolio(to, *account, change.con_id);
  }
}

void AccountsFeed::drop(ConnectionId client) {
  subscribed_.erase(client);
  positions_.erase(client);
  const auto mine = [&](const auto& entry) { return entry.first.first == client; };
  std::erase_if(positions_multi_, mine);
  std::erase_if(updates_multi_, mine);
  std::erase_if(pnl_, mine);
  std::erase_if(summaries_, mine);
  std::erase_if(pnl_single_, mine);
}

}  // namespace legwork::simgw
