// The gateway's own links break while its clients stay connected: to the broker (1100, then 1101 or 1102), and to the data farms.
#include <fmt/format.h>

#include "simgw/faults/error_texts.hpp"
#include "simgw/faults/injector.hpp"

namespace legwork::simgw {
namespace {

class Link : public Injector {
 public:
  using Injector::Injector;

 protected:
  void tell(int code, std::string_view more = {}) {
    for (const ConnectionId id : ready_clients()) gateway().send_error(id, -1, code, error_text(code) + std::string(more));
  }
};

/// `orders`: held by the gateway and sent on afterwards, lost, or still flowing. `data`: what becomes of the market-data lines.
class Upstream final : public Link {
 public:
  using Link::Link;

  void begin() override {
    // Inside another outage there is nothing left to lose.
    holds_orders_ = parameters().text("orders", "held") == "held" && gateway().upstream();
    if (holds_orders_) gateway().set_upstream(false);
    gateway().market_data().freeze(true);
    next_notice_ = now();
  }
  void step() override {
    if (next_notice_ > now()) return;
    tell(1100);
    const core::Duration every = parameters().duration("every", 0);
    next_notice_ = every == core::Duration::zero() ? core::TimePoint::max() : now() + every;
  }
  std::optional<core::TimePoint> next_event() const override {
    return next_notice_ == core::TimePoint::max() ? std::nullopt : std::optional(next_notice_);
  }
  bool on_request(ConnectionId /*from*/, tws::Request& message) override {
    // Only the broker knows contracts: nobody answers, and no error says so.
    if (std::holds_alternative<tws::RequestContractData>(message)) return false;
    const bool order = std::holds_alternative<tws::PlaceOrder>(message) || std::holds_alternative<tws::CancelOrder>(message);
    return !order || parameters().text("orders") != "lost";
  }
  void end() override {
    gateway().market_data().freeze(false);
    const std::string_view data = parameters().text("data", "kept");
    if (data != "kept") gateway().market_data().forget_all();
    if (parameters().text("restored", "yes") == "yes") tell(data == "lost" ? 1101 : 1102);
    if (holds_orders_) gateway().set_upstream(true);
  }

 private:
  bool holds_orders_ = false;
  core::TimePoint next_notice_;
};

/// A farm says `code`; until it says `back` its ticks stay away or its requests wait. `dead`: its lines never tick again.
class Farm final : public Link {
 public:
  using Link::Link;

  void begin() override {
    tell(parameters().integer("code", 2103), parameters().text("farm"));
    if (parameters().lists("silent", "ticks")) gateway().market_data().freeze(true);
    if (parameters().yes("dead")) gateway().market_data().forget_all();
  }
  bool on_request(ConnectionId from, tws::Request& message) override {
    if (!parameters().lists("silent", tws::name_of(message))) return true;
    waiting_.emplace_back(from, message);
    return false;
  }
  void end() override {
    if (parameters().lists("silent", "ticks")) gateway().market_data().freeze(false);
    if (parameters().has("back")) tell(parameters().integer("back", 2104), parameters().text("farm"));
    std::vector<std::pair<ConnectionId, tws::Request>> waiting;
    waiting.swap(waiting_);
    for (const auto& [from, message] : waiting) gateway().handle(from, message);
  }

 private:
  std::vector<std::pair<ConnectionId, tws::Request>> waiting_;
};

}  // namespace

InjectorPtr make_link_fault(InjectorKind kind, Injector::Setting setting) {
  if (kind == InjectorKind::upstream) return std::make_unique<Upstream>(std::move(setting));
  return std::make_unique<Farm>(std::move(setting));
}

}  // namespace legwork::simgw
