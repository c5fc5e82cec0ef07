// What really happens at the broker while nobody asked for it: fills at the worst moment, cancels, other people's orders, positions that
// change without a trade. The messages about it are the broker's own.
#include <algorithm>

#include "simgw/faults/error_texts.hpp"
#include "simgw/faults/injector.hpp"
#include "simgw/gateway/order_intake.hpp"
#include "simgw/gateway/order_reports.hpp"

namespace legwork::simgw {
namespace {

/// Fills one working order: now, between a cancel and its arrival, or just before a snapshot's end marker. With `delay` its executions
/// are told that much later.
class OrderFill final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    if (parameters().text("when", "now") != "now") return;
    if (const SimOrder* order = newest_order(std::nullopt)) fill(order->owner);
  }
  bool on_request(ConnectionId from, tws::Request& message) override {
    const auto* cancel = std::get_if<tws::CancelOrder>(&message);
    if (cancel != nullptr && parameters().text("when") == "cancel") fill({gateway().connection(from)->client_id, cancel->order_id});
    return true;
  }
  void on_response(ConnectionId to, std::vector<Departure>& messages) override {
    for (Departure& departure : messages) {
      if (is_end(departure.message) && parameters().text("when") == "snapshot") {
        if (const SimOrder* order = newest_order(to)) fill(order->owner);
      }
      const auto* details = std::get_if<tws::ExecutionDetails>(&departure.message);
      if (details != nullptr && details->request_id == -1 && details->execution.perm_id == perm_id_)
        departure.delay += parameters().duration("delay", 0);
    }
  }

 private:
  static bool is_end(const tws::Response& message) {
    return std::holds_alternative<tws::OpenOrderEnd>(message) || std::holds_alternative<tws::PositionEnd>(message) ||
           std::holds_alternative<tws::ExecutionDetailsEnd>(message);
  }
  void fill(OrderOwner owner) {
    const SimOrder* order = gateway().broker().find(owner);
    if (perm_id_ != none || order == nullptr || !order->live()) return;
    perm_id_ = order->perm_id;
    gateway().broker().fill_now(owner, parameters().integer("quantity", std::numeric_limits<int>::max()), now());
  }

  static constexpr std::int64_t none = -1;
  std::int64_t perm_id_ = none;  // the order that was filled
};

/// Every working order of the clients that are meant ends without their asking.
class OrderCancel final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    const auto open = gateway().broker().open_orders();
    for (const ConnectionId id : ready_clients()) {
      for (const SimOrder* order : open) {
        if (order->owner.client_id != gateway().connection(id)->client_id) continue;
        if (parameters().has("code")) {
          const int code = parameters().integer("code", 0);
          gateway().send_error(id, order->owner.order_id, code,
                               parameters().has("text") ? std::string(parameters().text("text")) : error_text(code));
        }
        gateway().broker().cancel(order->owner, now());
      }
    }
  }
};

/// An order like the newest one known, in somebody else's name; `order-id` is what our clients see in its place (`same`: their own).
class ForeignOrder final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    tws::PlaceOrder order = model();
    owner_ = {parameters().integer("from", 0), 0};
    if (parameters().text("order-id") == "same") {
      owner_.order_id = order.order_id;
    } else {
      // Ids of its own below all others.
      owner_.order_id = -2;
      while (gateway().broker().find(owner_) != nullptr) --owner_.order_id;
    }
    order.order_id = owner_.order_id;
    const auto terms = read_order(order, gateway().world(), gateway().options().accounts);
    if (!std::holds_alternative<OrderTerms>(terms)) return;
    gateway().broker().place(owner_, std::get<OrderTerms>(terms), std::make_shared<tws::PlaceOrder>(order), order.order.order_ref,
                             now());
  }
  bool hears(const OrderOwner& owner) override { return owner == owner_; }
  void on_response(ConnectionId /*to*/, std::vector<Departure>& messages) override {
    if (parameters().text("order-id") == "same") return;
    const std::int32_t shown = parameters().integer("order-id", 0);
    for (Departure& departure : messages) {
      if (auto* open = std::get_if<tws::OpenOrder>(&departure.message);
          open != nullptr && ours(open->order_id, open->order.client_id))
        open->order_id = shown;
      if (auto* status = std::get_if<tws::OrderStatus>(&departure.message);
          status != nullptr && ours(status->order_id, status->client_id))
        status->order_id = shown;
      auto* details = std::get_if<tws::ExecutionDetails>(&departure.message);
      if (details == nullptr || !ours(details->execution.order_id, details->execution.client_id)) continue;
      details->execution.order_id = shown;
      if (parameters().yes("liquidation")) details->execution.liquidation = 1;
    }
  }

 private:
  bool ours(std::int32_t order_id, std::int32_t client_id) const { return owner_ == OrderOwner{client_id, order_id}; }

  tws::PlaceOrder model() {
    tws::PlaceOrder order;
    if (const SimOrder* known = newest_order(std::nullopt)) {
      order = *known->wire;
    } else {
      order.contract.symbol = gateway().world().underlyings().front()->terms->symbol;
      order.contract.contract_id = gateway().world().underlyings().front()->con_id;
      order.order.action = "BUY";
      order.order.total_quantity = tws::Decimal(1);
    }
    order.order.account = gateway().options().accounts.front();
    order.order.order_type = parameters().yes("works") ? "LMT" : "MKT";
    // A limit that no market comes near.
    order.order.limit_price = order.order.action == "BUY" ? 0.01 : 9999;
    order.order.time_in_force = "DAY";
    order.order.parent_id = 0;
    order.order.oca_group.clear();
    order.order.transmit = true;
    order.order.total_quantity = tws::Decimal(parameters().integer("quantity", 1));
    if (parameters().text("reference") != "same") order.order.order_ref = parameters().text("reference");
    return order;
  }

  OrderOwner owner_;
};

/// Assignment, transfer, a busted trade: `change` contracts or shares of the first position held, or of the first underlying.
class PositionFault final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    const Account& account = gateway().broker().accounts().front();
    std::int32_t con_id = gateway().world().underlyings().front()->con_id;
    std::int64_t held = 0;
    for (const auto& [id, position] : account.positions()) {
      if (position.quantity == 0) continue;
      con_id = id;
      held = position.quantity;
      break;
    }
    // Without a number the position becomes flat, or one share appears.
    const int change = parameters().integer("change", 0);
    const std::int64_t by = change != 0 ? change : held != 0 ? -held : 1;
    gateway().broker().adjust_position(account.id(), con_id, by);
  }
};

}  // namespace

InjectorPtr make_broker_fault(InjectorKind kind, Injector::Setting setting) {
  switch (kind) {
    case InjectorKind::fill: return std::make_unique<OrderFill>(std::move(setting));
    case InjectorKind::cancel: return std::make_unique<OrderCancel>(std::move(setting));
    case InjectorKind::external: return std::make_unique<ForeignOrder>(std::move(setting));
    default: return std::make_unique<PositionFault>(std::move(setting));
  }
}

}  // namespace legwork::simgw
