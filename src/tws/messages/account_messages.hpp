// Accounts: values, positions, summaries, profit and loss. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tws/messages/contract.hpp"

namespace legwork::tws {

// Requests.

struct RequestAccountData {
  static constexpr std::int32_t id = 6;
  static constexpr std::string_view name = "reqAccountData";
  bool subscribe = true;
  std::string account;
  friend bool operator==(const RequestAccountData&, const RequestAccountData&) = default;
};

struct RequestPositions {
  static constexpr std::int32_t id = 61;
  static constexpr std::string_view name = "reqPositions";
  friend bool operator==(const RequestPositions&, const RequestPositions&) = default;
};

struct CancelPositions {
  static constexpr std::int32_t id = 64;
  static constexpr std::string_view name = "cancelPositions";
  friend bool operator==(const CancelPositions&, const CancelPositions&) = default;
};

/// At most two may be active (error 322).
struct RequestAccountSummary {
  static constexpr std::int32_t id = 62;
  static constexpr std::string_view name = "reqAccountSummary";
  std::int32_t request_id = 0;
  std::string group;  // "All"
  std::string tags;   // "NetLiquidation,BuyingPower"
  friend bool operator==(const RequestAccountSummary&, const RequestAccountSummary&) = default;
};

struct CancelAccountSummary {
  static constexpr std::int32_t id = 63;
  static constexpr std::string_view name = "cancelAccountSummary";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelAccountSummary&, const CancelAccountSummary&) = default;
};

struct RequestPositionsMulti {
  static constexpr std::int32_t id = 74;
  static constexpr std::string_view name = "reqPositionsMulti";
  std::int32_t request_id = 0;
  std::string account;
  std::string model_code;
  friend bool operator==(const RequestPositionsMulti&, const RequestPositionsMulti&) = default;
};

struct CancelPositionsMulti {
  static constexpr std::int32_t id = 75;
  static constexpr std::string_view name = "cancelPositionsMulti";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelPositionsMulti&, const CancelPositionsMulti&) = default;
};

struct RequestAccountUpdatesMulti {
  static constexpr std::int32_t id = 76;
  static constexpr std::string_view name = "reqAccountUpdatesMulti";
  std::int32_t request_id = 0;
  std::string account;
  std::string model_code;
  bool ledger_and_nlv = false;
  friend bool operator==(const RequestAccountUpdatesMulti&, const RequestAccountUpdatesMulti&) = default;
};

struct CancelAccountUpdatesMulti {
  static constexpr std::int32_t id = 77;
  static constexpr std::string_view name = "cancelAccountUpdatesMulti";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelAccountUpdatesMulti&, const CancelAccountUpdatesMulti&) = default;
};

struct RequestPnl {
  static constexpr std::int32_t id = 92;
  static constexpr std::string_view name = "reqPnL";
  std::int32_t request_id = 0;
  std::string account;
  std::string model_code;
  friend bool operator==(const RequestPnl&, const RequestPnl&) = default;
};

struct CancelPnl {
  static constexpr std::int32_t id = 93;
  static constexpr std::string_view name = "cancelPnL";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelPnl&, const CancelPnl&) = default;
};

struct RequestPnlSingle {
  static constexpr std::int32_t id = 94;
  static constexpr std::string_view name = "reqPnLSingle";
  std::int32_t request_id = 0;
  std::string account;
  std::string model_code;
  std::int32_t contract_id = 0;
  friend bool operator==(const RequestPnlSingle&, const RequestPnlSingle&) = default;
};

struct CancelPnlSingle {
  static constexpr std::int32_t id = 95;
  static constexpr std::string_view name = "cancelPnLSingle";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelPnlSingle&, const CancelPnlSingle&) = default;
};

// Responses.

struct AccountValue {
  static constexpr std::int32_t id = 6;
  static constexpr std::string_view name = "acctValue";
  std::string key;
  std::string value;
  std::string currency;
  std::string account;
  friend bool operator==(const AccountValue&, const AccountValue&) = default;
};

struct PortfolioValue {
  static constexpr std::int32_t id = 7;
  static constexpr std::string_view name = "portfolioValue";
  Contract contract;
  Decimal position;
  double market_price = 0;
  double market_value = 0;
  double average_cost = 0;
  std::optional<double> unrealized_pnl;
  std::optional<double> realized_pnl;
  std::string account;
  friend bool operator==(const PortfolioValue&, const PortfolioValue&) = default;
};

struct AccountUpdateTime {
  static constexpr std::int32_t id = 8;
  static constexpr std::string_view name = "acctUpdateTime";
  std::string time;  // hh:mm, in the login's zone
  friend bool operator==(const AccountUpdateTime&, const AccountUpdateTime&) = default;
};

struct AccountDownloadEnd {
  static constexpr std::int32_t id = 54;
  static constexpr std::string_view name = "acctDownloadEnd";
  std::string account;
  friend bool operator==(const AccountDownloadEnd&, const AccountDownloadEnd&) = default;
};

struct Position {
  static constexpr std::int32_t id = 61;
  static constexpr std::string_view name = "position";
  std::string account;
  Contract contract;
  Decimal position;
  double average_cost = 0;  // per contract, multiplier included
  friend bool operator==(const Position&, const Position&) = default;
};

struct PositionEnd {
  static constexpr std::int32_t id = 62;
  static constexpr std::string_view name = "positionEnd";
  friend bool operator==(const PositionEnd&, const PositionEnd&) = default;
};

struct AccountSummary {
  static constexpr std::int32_t id = 63;
  static constexpr std::string_view name = "accountSummary";
  std::int32_t request_id = 0;
  std::string account;
  std::string tag;
  std::string value;
  std::string currency;
  friend bool operator==(const AccountSummary&, const AccountSummary&) = default;
};

struct AccountSummaryEnd {
  static constexpr std::int32_t id = 64;
  static constexpr std::string_view name = "accountSummaryEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const AccountSummaryEnd&, const AccountSummaryEnd&) = default;
};

struct PositionMulti {
  static constexpr std::int32_t id = 71;
  static constexpr std::string_view name = "positionMulti";
  std::int32_t request_id = 0;
  std::string account;
  Contract contract;
  Decimal position;
  double average_cost = 0;
  std::string model_code;
  friend bool operator==(const PositionMulti&, const PositionMulti&) = default;
};

struct PositionMultiEnd {
  static constexpr std::int32_t id = 72;
  static constexpr std::string_view name = "positionMultiEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const PositionMultiEnd&, const PositionMultiEnd&) = default;
};

struct AccountUpdateMulti {
  static constexpr std::int32_t id = 73;
  static constexpr std::string_view name = "acctUpdateMulti";
  std::int32_t request_id = 0;
  std::string account;
  std::string model_code;
  std::string key;
  std::string value;
  std::string currency;
  friend bool operator==(const AccountUpdateMulti&, const AccountUpdateMulti&) = default;
};

struct AccountUpdateMultiEnd {
  static constexpr std::int32_t id = 74;
  static constexpr std::string_view name = "acctUpdateMultiEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const AccountUpdateMultiEnd&, const AccountUpdateMultiEnd&) = default;
};

struct Pnl {
  static constexpr std::int32_t id = 94;
  static constexpr std::string_view name = "pnl";
  std::int32_t request_id = 0;
  std::optional<double> daily;
  std::optional<double> unrealized;
  std::optional<double> realized;
  friend bool operator==(const Pnl&, const Pnl&) = default;
};

struct PnlSingle {
  static constexpr std::int32_t id = 95;
  static constexpr std::string_view name = "pnlSingle";
  std::int32_t request_id = 0;
  Decimal position;
  std::optional<double> daily;
  std::optional<double> unrealized;
  std::optional<double> realized;
  std::optional<double> value;
  friend bool operator==(const PnlSingle&, const PnlSingle&) = default;
};

}  // namespace legwork::tws
