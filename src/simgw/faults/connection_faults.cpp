// Connections that are refused, reset, ended or frozen, and version replies that are none.
#include <map>
#include <set>

#include "core/assert.hpp"
#include "simgw/faults/injector.hpp"

namespace legwork::simgw {
namespace {

Welcome welcome_of(std::string_view as) {
  if (as == "refuse") return Welcome::refuse;
  if (as == "reset") return Welcome::reset;
  if (as == "mute") return Welcome::mute;
  if (as == "no-next-id") return Welcome::no_next_id;
  if (as == "no-accounts") return Welcome::no_accounts;
  ASSERT(as == "id-in-use");
  return Welcome::id_in_use;
}

/// With `close` those who are connected go first: a restart.
class WelcomeFault final : public Injector {
 public:
  using Injector::Injector;
  void begin() override {
    if (!parameters().yes("close")) return;
    for (const ConnectionId id : gateway().clients()) gateway().hang_up(id, true);
  }
  Welcome welcome() override {
    use();
    return welcome_of(parameters().text("as", "refuse"));
  }
};

/// Once, or `every` so many seconds until the end: a flapping link.
class HangUp final : public Injector {
 public:
  using Injector::Injector;
  void begin() override { next_ = now(); }
  void step() override {
    if (next_ > now()) return;
    for (const ConnectionId id : gateway().clients()) {
      if (concerns(id)) gateway().hang_up(id, false);
    }
    next_ = parameters().has("every") ? now() + std::max<core::Duration>(parameters().duration("every", 5), std::chrono::seconds(1))
                                      : core::TimePoint::max();
  }
  std::optional<core::TimePoint> next_event() const override {
    return next_ == core::TimePoint::max() ? std::nullopt : std::optional(next_);
  }

 private:
  core::TimePoint next_;
};

/// Those connected at its beginning hear nothing and are not heard. At the end what they said is listened to and, if it thaws, what
/// they should have heard arrives; otherwise that is lost and the connection with it.
class Freeze final : public Injector {
 public:
  using Injector::Injector;
  void begin() override {
    for (const ConnectionId id : gateway().clients()) {
      if (concerns(id)) frozen_.insert(id);
    }
  }
  bool listens(ConnectionId from) override { return !frozen_.contains(from); }
  void on_bytes_out(ConnectionId to, std::string& bytes) override {
    const auto held = held_.find(to);
    if (active() && frozen_.contains(to)) {
      held_[to] += bytes;
      bytes.clear();
    } else if (held != held_.end()) {
      bytes.insert(0, held->second);
      held_.erase(held);
    }
  }
  bool holds_bytes() const override { return !held_.empty(); }
  void on_gone(ConnectionId client) override { held_.erase(client); }
  void end() override {
    if (parameters().yes("thaw")) return;
    held_.clear();
    for (const ConnectionId id : frozen_) gateway().hang_up(id, true);
  }

 private:
  std::set<ConnectionId> frozen_;
  std::map<ConnectionId, std::string> held_;
};

class Version final : public Injector {
 public:
  using Injector::Injector;
  std::optional<std::string> version_reply() override {
    use();
    return std::string(parameters().text("version"));
  }
};

}  // namespace

InjectorPtr make_connection_fault(InjectorKind kind, Injector::Setting setting) {
  switch (kind) {
    case InjectorKind::welcome: return std::make_unique<WelcomeFault>(std::move(setting));
    case InjectorKind::hang_up: return std::make_unique<HangUp>(std::move(setting));
    case InjectorKind::freeze: return std::make_unique<Freeze>(std::move(setting));
    default: return std::make_unique<Version>(std::move(setting));
  }
}

}  // namespace legwork::simgw
