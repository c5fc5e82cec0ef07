#include "simgw/faults/injector.hpp"

#include "core/assert.hpp"

namespace legwork::simgw {
namespace {

constexpr double lifetime_seconds = 60;

}  // namespace

Injector::Injector(Setting setting)
    : gateway_(setting.gateway),
      parameters_(std::move(setting.parameters)),
      chance_(setting.chance),
      until_(gateway_.now() + parameters_.duration("seconds", lifetime_seconds)),
      left_(parameters_.integer("count", std::numeric_limits<int>::max())) {}

bool Injector::concerns(ConnectionId id) const {
  if (!parameters_.has("client")) return true;
  const Connection* connection = gateway_.connection(id);
  return connection != nullptr && connection->client_id == parameters_.integer("client", -1);
}

std::vector<ConnectionId> Injector::ready_clients() const {
  std::vector<ConnectionId> ready;
  for (const ConnectionId id : gateway_.clients()) {
    if (gateway_.connection(id)->stage == Stage::ready && concerns(id)) ready.push_back(id);
  }
  return ready;
}

const SimOrder* Injector::newest_order(std::optional<ConnectionId> client) const {
  const Connection* connection = client ? gateway_.connection(*client) : nullptr;
  const SimOrder* newest = nullptr;
  for (const SimOrder* order : std::as_const(gateway_).broker().open_orders()) {
    if (!client || (connection != nullptr && connection->client_id == order->owner.client_id)) newest = order;
  }
  return newest;
}

InjectorPtr make_injector(InjectorKind kind, Injector::Setting setting) {
  switch (kind) {
    case InjectorKind::none: break;
    case InjectorKind::notice:
    case InjectorKind::push:
    case InjectorKind::raw: return make_message_fault(kind, std::move(setting));
    case InjectorKind::request: return make_request_fault(std::move(setting));
    case InjectorKind::hide:
    case InjectorKind::late:
    case InjectorKind::alter:
    case InjectorKind::echo: return make_response_fault(kind, std::move(setting));
    case InjectorKind::welcome:
    case InjectorKind::hang_up:
    case InjectorKind::freeze:
    case InjectorKind::version: return make_connection_fault(kind, std::move(setting));
    case InjectorKind::payload:
    case InjectorKind::bytes: return make_frame_fault(kind, std::move(setting));
    case InjectorKind::upstream:
    case InjectorKind::farm: return make_link_fault(kind, std::move(setting));
    case InjectorKind::fill:
    case InjectorKind::cancel:
    case InjectorKind::external:
    case InjectorKind::position: return make_broker_fault(kind, std::move(setting));
  }
  ASSERT(false, "plans are checked: a fault without an injector is never triggered");
  return nullptr;
}

}  // namespace legwork::simgw
