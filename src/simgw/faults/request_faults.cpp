// A request meets trouble: it is refused, warned about, reaches the broker late or never, is changed on its way, or costs the
// connection. One injector, since these are the same few decisions in different combinations.
#include <algorithm>

#include "simgw/faults/edits.hpp"
#include "simgw/faults/error_texts.hpp"
#include "simgw/faults/injector.hpp"
#include "simgw/gateway/order_reports.hpp"
#include "simgw/gateway/request_id.hpp"

namespace legwork::simgw {
namespace {

class RequestFault final : public Injector {
 public:
  using Injector::Injector;

  bool on_request(ConnectionId from, tws::Request& message) override {
    if (!meant(from, message)) return true;
    use();
    edit_request(parameters().text("edit"), message);
    if (parameters().has("code")) complain(from, message);
    if (parameters().has("status")) show_status(from, message);
    const bool passes = let_through(from, message);
    if (parameters().yes("close")) gateway().hang_up(from, true);
    return passes;
  }

  /// The dialog is answered: what waited goes on.
  void end() override {
    std::vector<std::pair<ConnectionId, tws::Request>> held;
    held.swap(held_);
    for (const auto& [from, message] : held) gateway().handle(from, message);
  }

 private:
  bool meant(ConnectionId from, const tws::Request& message) const {
    const std::string_view of = parameters().text("of", "any");
    if (of != "any" && !parameters().lists("of", tws::name_of(message))) return false;
    const std::string_view on = parameters().text("on");
    const auto* order = std::get_if<tws::PlaceOrder>(&message);
    if (on.empty()) return true;
    if (order == nullptr) {
      const auto* data = std::get_if<tws::RequestContractData>(&message);
      return on == "bag" && data != nullptr && data->contract.security_type == "BAG";
    }
    if (on == "bag") return order->contract.security_type == "BAG" && !order->order.what_if;
    if (on == "what-if") return order->order.what_if;
    const bool known = owned(from, order->order_id) != nullptr;
    return !order->order.what_if && known == (on == "modify");
  }

  const SimOrder* owned(ConnectionId from, std::int32_t order_id) const {
    return gateway().broker().find({gateway().connection(from)->client_id, order_id});
  }

  std::int32_t about(ConnectionId from, const tws::Request& message) const {
    const std::string_view id = parameters().text("id", "own");
    if (id == "none") return -1;
    if (id == "order") {
      const SimOrder* order = newest_order(from);
      return order == nullptr ? request_id_of(message) : order->owner.order_id;
    }
    return request_id_of(message);
  }

  void complain(ConnectionId from, const tws::Request& message) {
    const int code = parameters().integer("code", 0);
    gateway().send_error(from, about(from, message), code,
                         parameters().has("text") ? std::string(parameters().text("text")) : error_text(code));
  }

  /// openOrder and orderStatus as the broker has the order now, or of the order that is about to be refused.
  void show_status(ConnectionId from, const tws::Request& message) {
    const std::int32_t order_id = request_id_of(message);
    const std::string status(parameters().text("status"));
    tws::OrderStatus shown;
    if (const SimOrder* order = owned(from, order_id)) {
      tws::OpenOrder open = open_order_of(*order, gateway().world());
      open.state.status = status;
      gateway().send(from, open);
      shown = order_status_of(*order);
    } else if (const auto* placed = std::get_if<tws::PlaceOrder>(&message)) {
      shown.order_id = order_id;
      shown.remaining = placed->order.total_quantity;
      shown.client_id = gateway().connection(from)->client_id;
    }
    shown.status = status;
    shown.why_held = parameters().text("why");
    gateway().send(from, shown);
  }

  bool let_through(ConnectionId from, const tws::Request& message) {
    const std::string_view reach = parameters().text("reach", "now");
    if (reach == "late") {
      Gateway& to = gateway();
      to.at(now() + parameters().duration("delay", 2), [&to, from, message] { to.handle(from, message); });
    }
    if (reach == "end") held_.emplace_back(from, message);
    return reach == "now";
  }

  std::vector<std::pair<ConnectionId, tws::Request>> held_;
};

}  // namespace

InjectorPtr make_request_fault(Injector::Setting setting) { return std::make_unique<RequestFault>(std::move(setting)); }

}  // namespace legwork::simgw
