// SimOrder, Execution and BrokerEvent: what the broker holds and what it tells the gateway. Values; an event carries the order as it
// was at that moment, because callbacks may reach a client late, twice or in another order.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/prng.hpp"
#include "market/price.hpp"
#include "simgw/broker/margin.hpp"
#include "simgw/broker/order_terms.hpp"

namespace legwork::tws {
struct PlaceOrder;
}

namespace legwork::simgw {

enum class OrderStatus : std::uint8_t { pending_submit, pre_submitted, submitted, pending_cancel, cancelled, filled, inactive };
std::string_view to_string(OrderStatus status);  // "PreSubmitted" …
constexpr bool is_final(OrderStatus status) { return status == OrderStatus::cancelled || status == OrderStatus::filled; }

/// Whose order it is on the wire: ids repeat among clients.
struct OrderOwner {
  std::int32_t client_id = 0;
  std::int32_t order_id = 0;
  friend auto operator<=>(const OrderOwner&, const OrderOwner&) = default;
};

struct SimOrder {
  OrderOwner owner;
  std::int64_t perm_id = 0;
  OrderTerms terms;
  std::shared_ptr<const tws::PlaceOrder> wire;  // as the client sent it last, for the echo; the broker does not look inside
  OrderStatus status = OrderStatus::pending_submit;
  std::int64_t filled = 0;
  __extension__ __int128 traded_nanos = 0;  // Σ price × quantity
  market::Price last_fill_price;
  bool triggered = false;  // a stop that has become a market or limit order
  std::string why_held;  // "child,locate" …
  std::string warning;  // text of a 399 that went with it
  core::TimePoint placed_at, ended_at;
  std::string completed_status;  // "Filled Size: 1", "Cancelled by Trader" …
  core::Prng chance{0};

  std::int64_t remaining() const { return terms.quantity - filled; }
  bool live() const { return !is_final(status) && status != OrderStatus::inactive; }
  double average_fill_price() const;
};

struct Execution {
  std::string exec_id;  // "0001f4e5.6a0b12cd.01.01"; legs of a combo have a fifth part
  std::int64_t perm_id = 0;
  OrderOwner owner;
  std::string account;
  std::int32_t con_id = 0;  // 0 for the summary of a combo
  std::vector<TermsLeg> combo;  // of the summary
  std::string symbol;
  Side side = Side::buy;
  std::int64_t quantity = 0;
  market::Price price;
  std::int64_t cumulative = 0;  // of the order, in packages for the summary, in contracts for a leg
  double average_price = 0;
  core::TimePoint at;
  std::string order_ref;
  std::string exchange;
  bool took_liquidity = false;
  bool liquidation = false;
  market::Money commission;  // zero for the summary: the legs pay
  std::optional<market::Money> realized;  // unset when it opened

  bool is_summary() const { return !combo.empty(); }
};

struct MarginFigures {
  double initial = 0, maintenance = 0, equity_with_loan = 0;
};
/// A what-if's answer. USD.
struct MarginPreview {
  MarginFigures before, after;  // regular hours
  MarginFigures before_outside, after_outside;  // outside them
  double commission = 0, commission_min = 0, commission_max = 0;
  std::string warning;
};

struct OrderUpdate {
  SimOrder order;
  bool show_order = true;  // openOrder
  bool show_status = true;  // orderStatus
};
struct Executed {
  Execution execution;
};
struct CommissionPaid {
  Execution execution;
};
struct OrderError {
  OrderOwner owner;
  int code = 0;
  std::string text;
};
struct Previewed {
  OrderOwner owner;
  std::shared_ptr<const tws::PlaceOrder> wire;
  OrderTerms terms;
  MarginPreview preview;
};
struct PositionChanged {
  std::string account;
  std::int32_t con_id = 0;
};
using BrokerEvent = std::variant<OrderUpdate, Executed, CommissionPaid, OrderError, Previewed, PositionChanged>;

}  // namespace legwork::simgw
