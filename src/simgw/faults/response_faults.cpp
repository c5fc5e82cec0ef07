// Answers that are left out, late, altered or doubled.
#include "simgw/faults/edits.hpp"
#include "simgw/faults/injector.hpp"

namespace legwork::simgw {
namespace {

class ResponseFault : public Injector {
 public:
  using Injector::Injector;

 protected:
  bool meant(const tws::Response& message) {
    if (!parameters().lists("of", "any") && !parameters().lists("of", tws::name_of(message))) return false;
    const std::string_view only = parameters().text("only");
    return only.empty() || matches(only, message);
  }
  void edit(tws::Response& message) { edit_response(parameters().text("edit"), parameters().text("value"), chance(), message); }

 private:
  bool matches(std::string_view only, const tws::Response& message) {
    if (only == "one") return is_first_line(message);
    if (const auto* details = std::get_if<tws::ExecutionDetails>(&message)) {
      const bool bag = details->contract.security_type == "BAG";
      if (only == "live" || only == "asked") return (details->request_id == -1) == (only == "live");
      return only == (bag ? "bag" : "leg");
    }
    if (const auto* open = std::get_if<tws::OpenOrder>(&message)) return order_matches(only, *open);
    if (const auto* status = std::get_if<tws::OrderStatus>(&message)) {
      const bool final = status->status == "Filled" || status->status == "Cancelled";
      return only == (final ? "final" : "working");
    }
    if (const auto* price = std::get_if<tws::TickPrice>(&message))
      return (only == "bid" && price->tick_type == 1) || (only == "ask" && price->tick_type == 2);
    if (const auto* data = std::get_if<tws::ContractData>(&message))
      return only == "option" && data->details.contract.security_type == "OPT";
    return true;
  }
  static bool order_matches(std::string_view only, const tws::OpenOrder& open) {
    if (only == "asked") return open.order.what_if;
    if (only == "bag") return open.contract.security_type == "BAG" && !open.order.what_if;
    const bool final = open.state.status == "Filled" || open.state.status == "Cancelled";
    return !open.order.what_if && only == (final ? "final" : "working");
  }
  /// The first line or execution met, for ever: one stream that misbehaves among others that do not.
  bool is_first_line(const tws::Response& message) {
    const std::int64_t key = std::visit(
        [](const auto& m) -> std::int64_t {
          if constexpr (requires { m.request_id; } && !requires { m.execution; })
            return m.request_id;
          else if constexpr (requires { m.contract; })
            return m.contract.contract_id;
          else
            return 0;
        },
        message);
    if (!first_) first_ = key;
    return *first_ == key;
  }

  std::optional<std::int64_t> first_;
};

class Hide final : public ResponseFault {
 public:
  using ResponseFault::ResponseFault;

  void on_response(ConnectionId to, std::vector<Departure>& messages) override {
    std::vector<Departure> left;
    for (Departure& departure : messages) {
      if (active() && meant(departure.message)) {
        use();
        if (parameters().yes("close")) gateway().hang_up(to, false);
      } else {
        left.push_back(std::move(departure));
      }
    }
    messages = std::move(left);
  }
};

class Late final : public ResponseFault {
 public:
  using ResponseFault::ResponseFault;

  void on_response(ConnectionId /*to*/, std::vector<Departure>& messages) override {
    for (Departure& departure : messages) {
      if (!active() || !meant(departure.message)) continue;
      use();
      const core::Duration delay = parameters().duration("delay", 5);
      departure.delay +=
          parameters().yes("shuffle") ? core::Duration(chance().between(1, std::max<std::int64_t>(delay.count(), 1))) : delay;
    }
  }
};

class Alter final : public ResponseFault {
 public:
  using ResponseFault::ResponseFault;

  void on_response(ConnectionId /*to*/, std::vector<Departure>& messages) override {
    for (Departure& departure : messages) {
      if (!active() || !meant(departure.message)) continue;
      use();
      edit(departure.message);
    }
  }
};

class Echo final : public ResponseFault {
 public:
  using ResponseFault::ResponseFault;

  void on_response(ConnectionId /*to*/, std::vector<Departure>& messages) override {
    std::vector<Departure> with_echoes;
    for (Departure& departure : messages) {
      if (!active() || !meant(departure.message)) {
        with_echoes.push_back(std::move(departure));
        continue;
      }
      use();
      Departure copy = departure;
      edit(copy.message);
      const core::Duration delay = parameters().duration("delay", 0);
      const bool before = parameters().yes("before");
      // Before means that the true one waits.
      (before ? departure : copy).delay += delay;
      if (!before) with_echoes.push_back(departure);
      for (int i = 0; i < parameters().integer("times", 1); ++i) with_echoes.push_back(copy);
      if (before) with_echoes.push_back(std::move(departure));
    }
    messages = std::move(with_echoes);
  }
};

}  // namespace

InjectorPtr make_response_fault(InjectorKind kind, Injector::Setting setting) {
  switch (kind) {
    case InjectorKind::hide: return std::make_unique<Hide>(std::move(setting));
    case InjectorKind::late: return std::make_unique<Late>(std::move(setting));
    case InjectorKind::alter: return std::make_unique<Alter>(std::move(setting));
    default: return std::make_unique<Echo>(std::move(setting));
  }
}

}  // namespace legwork::simgw
