// Messages about orders, both directions. Their ids and names are the wire's; see tws-layouts in docs/protocol.md for the fields of
// each server version. Plain values owned by whoever holds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tws/messages/order.hpp"

namespace legwork::tws {

// Requests.

/// A new order, or a modification of the one with the same order_id, or a what-if (order.what_if).
struct PlaceOrder {
  static constexpr std::int32_t id = 3;
  static constexpr std::string_view name = "placeOrder";
  std::int32_t order_id = 0;
  Contract contract;
  Order order;
  friend bool operator==(const PlaceOrder&, const PlaceOrder&) = default;
};

/// Changes shape at server version 192; in its old shape it is dropped there without an error.
struct CancelOrder {
  static constexpr std::int32_t id = 4;
  static constexpr std::string_view name = "cancelOrder";
  std::int32_t order_id = 0;
  std::string manual_cancel_time;  // >= 169
  std::string ext_operator;  // >= 192
  std::optional<std::int32_t> manual_order_indicator;  // >= 192
  friend bool operator==(const CancelOrder&, const CancelOrder&) = default;
};

struct GlobalCancel {
  static constexpr std::int32_t id = 58;
  static constexpr std::string_view name = "globalCancel";
  std::string ext_operator;  // >= 192
  std::optional<std::int32_t> manual_order_indicator;  // >= 192
  friend bool operator==(const GlobalCancel&, const GlobalCancel&) = default;
};

/// Orders of this client id.
struct RequestOpenOrders {
  static constexpr std::int32_t id = 5;
  static constexpr std::string_view name = "reqOpenOrders";
  friend bool operator==(const RequestOpenOrders&, const RequestOpenOrders&) = default;
};

struct RequestAllOpenOrders {
  static constexpr std::int32_t id = 16;
  static constexpr std::string_view name = "reqAllOpenOrders";
  friend bool operator==(const RequestAllOpenOrders&, const RequestAllOpenOrders&) = default;
};

/// Client id 0 only.
struct RequestAutoOpenOrders {
  static constexpr std::int32_t id = 15;
  static constexpr std::string_view name = "reqAutoOpenOrders";
  bool auto_bind = false;
  friend bool operator==(const RequestAutoOpenOrders&, const RequestAutoOpenOrders&) = default;
};

struct RequestCompletedOrders {
  static constexpr std::int32_t id = 99;
  static constexpr std::string_view name = "reqCompletedOrders";
  bool api_only = false;
  friend bool operator==(const RequestCompletedOrders&, const RequestCompletedOrders&) = default;
};

/// Since local midnight unless last_days or dates say otherwise (server version >= 200).
struct RequestExecutions {
  static constexpr std::int32_t id = 7;
  static constexpr std::string_view name = "reqExecutions";
  std::int32_t request_id = 0;
  std::int32_t client_id = 0;  // 0: every client
  std::string account;
  std::string time;  // not before
  std::string symbol;
  std::string security_type;
  std::string exchange;
  std::string side;
  std::optional<std::int32_t> last_days;
  std::vector<std::string> dates;  // yyyymmdd
  friend bool operator==(const RequestExecutions&, const RequestExecutions&) = default;
};

struct ExerciseOptions {
  static constexpr std::int32_t id = 21;
  static constexpr std::string_view name = "exerciseOptions";
  std::int32_t request_id = 0;
  Contract contract;
  std::int32_t action = 1;  // 1 exercise, 2 lapse
  std::int32_t quantity = 0;
  std::string account;
  bool override_natural_action = false;
  std::string manual_order_time;  // >= 180
  std::string customer_account;  // >= 183
  bool professional_customer = false;  // >= 184
  friend bool operator==(const ExerciseOptions&, const ExerciseOptions&) = default;
};

// Responses.

struct OrderStatus {
  static constexpr std::int32_t id = 3;
  static constexpr std::string_view name = "orderStatus";
  std::int32_t order_id = 0;
  std::string status;
  Decimal filled;
  Decimal remaining;
  double average_fill_price = 0;
  std::int64_t perm_id = 0;  // 64 bits from server version 191
  std::int32_t parent_id = 0;
  double last_fill_price = 0;
  std::int32_t client_id = 0;
  std::string why_held;
  double market_cap_price = 0;
  friend bool operator==(const OrderStatus&, const OrderStatus&) = default;
};

/// Also the answer to a what-if, which has no orderStatus.
struct OpenOrder {
  static constexpr std::int32_t id = 5;
  static constexpr std::string_view name = "openOrder";
  std::int32_t order_id = 0;
  Contract contract;
  Order order;
  OrderState state;
  friend bool operator==(const OpenOrder&, const OpenOrder&) = default;
};

struct OpenOrderEnd {
  static constexpr std::int32_t id = 53;
  static constexpr std::string_view name = "openOrderEnd";
  friend bool operator==(const OpenOrderEnd&, const OpenOrderEnd&) = default;
};

/// Has neither order id nor client id: join by order.perm_id.
struct CompletedOrder {
  static constexpr std::int32_t id = 101;
  static constexpr std::string_view name = "completedOrder";
  Contract contract;
  Order order;
  OrderState state;
  friend bool operator==(const CompletedOrder&, const CompletedOrder&) = default;
};

struct CompletedOrdersEnd {
  static constexpr std::int32_t id = 102;
  static constexpr std::string_view name = "completedOrdersEnd";
  friend bool operator==(const CompletedOrdersEnd&, const CompletedOrdersEnd&) = default;
};

struct Execution {
  std::int32_t order_id = 0;
  std::string execution_id;
  std::string time;  // "20230224  12:04:56", from 174 with a zone
  std::string account;
  std::string exchange;
  std::string side;  // BOT, SLD
  Decimal shares;
  double price = 0;
  std::int64_t perm_id = 0;
  std::int32_t client_id = 0;
  std::int32_t liquidation = 0;
  Decimal cumulative_quantity;
  double average_price = 0;
  std::string order_ref;
  std::string ev_rule;
  std::optional<double> ev_multiplier;
  std::string model_code;
  std::int32_t last_liquidity = 0;  // 0 none, 1 added, 2 removed, 3 routed out
  bool pending_price_revision = false;  // >= 178
  std::string submitter;  // >= 198
  friend bool operator==(const Execution&, const Execution&) = default;
};

struct ExecutionDetails {
  static constexpr std::int32_t id = 11;
  static constexpr std::string_view name = "execDetails";
  std::int32_t request_id = -1;  // -1: unsolicited
  Contract contract;
  Execution execution;
  friend bool operator==(const ExecutionDetails&, const ExecutionDetails&) = default;
};

struct ExecutionDetailsEnd {
  static constexpr std::int32_t id = 55;
  static constexpr std::string_view name = "execDetailsEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const ExecutionDetailsEnd&, const ExecutionDetailsEnd&) = default;
};

/// Comes after its execution, with other messages between: join by execution_id.
struct CommissionReport {
  static constexpr std::int32_t id = 59;
  static constexpr std::string_view name = "commissionReport";
  std::string execution_id;
  double commission = 0;
  std::string currency;
  std::optional<double> realized_pnl;  // unset on opening trades
  std::optional<double> yield;
  std::string yield_redemption_date;  // yyyymmdd, 0 or empty
  friend bool operator==(const CommissionReport&, const CommissionReport&) = default;
};

}  // namespace legwork::tws
