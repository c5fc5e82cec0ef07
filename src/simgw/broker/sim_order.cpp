#include "simgw/broker/sim_order.hpp"

namespace legwork::simgw {

std::string_view to_string(OrderStatus status) {
  switch (status) {
    case OrderStatus::pending_submit: return "PendingSubmit";
    case OrderStatus::pre_submitted: return "PreSubmitted";
    case OrderStatus::submitted: return "Submitted";
    case OrderStatus::pending_cancel: return "PendingCancel";
    case OrderStatus::cancelled: return "Cancelled";
    case OrderStatus::filled: return "Filled";
    case OrderStatus::inactive: return "Inactive";
  }
  return "";
}

double SimOrder::average_fill_price() const {
  if (filled == 0) return 0;
  return static_cast<double>(traded_nanos) / static_cast<double>(filled) / static_cast<double>(market::Price::scale);
}

}  // namespace legwork::simgw
