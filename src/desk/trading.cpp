#include "desk/trading.hpp"

#include <type_traits>
#include <utility>

namespace legwork::desk {

Trading::Trading(const trade::EngineOptions& options, tws::Session& session)
    : session_(session), engine_(options), broker_(session, options.account, options.client_id) {}

core::Result<void> Trading::start(core::TimePoint now) {
  auto actions = engine_.start(now);
  if (!actions) return actions.error();
  perform(std::move(*actions), now);
  return {};
}

void Trading::on(const tws::Event& event, core::TimePoint now) {
  heard(now);
  broker_.on(event, now, events_);
  run(now);
}

void Trading::on(const trade::Event& event, core::TimePoint now) {
  events_.push_back(event);
  run(now);
}

/// What the engine makes of an event may make the broker speak again: until both are silent.
void Trading::run(core::TimePoint now) {
  while (!events_.empty()) {
    const trade::Event event = std::move(events_.front());
    events_.pop_front();
    perform(engine_.step(event, now), now);
  }
}

void Trading::heard(core::TimePoint now) {
  const auto last = session_.last_frame_at();
  if (!last || last == life_seen_) return;
  life_seen_ = last;
  on(trade::LifeProved{*last}, now);
}

void Trading::perform(trade::Actions actions, core::TimePoint now) {
  for (trade::Action& action : actions)
    std::visit(
        [&](auto&& one) {
          using A = std::decay_t<decltype(one)>;
          if constexpr (std::is_same_v<A, trade::Submit> || std::is_same_v<A, trade::CancelOrder> ||
                        std::is_same_v<A, trade::AskWhatIf>)
            broker_.perform(one, now, events_);
          else if constexpr (std::is_same_v<A, trade::Pull> || std::is_same_v<A, trade::ProveLife> ||
                             std::is_same_v<A, trade::ProveUpstream> || std::is_same_v<A, trade::LeaveLink>)
            broker_.perform(one, now);
          else
            effects_.emplace_back(std::forward<decltype(one)>(one));
        },
        std::move(action));
}

std::vector<Effect> Trading::take_effects() { return std::exchange(effects_, {}); }

}  // namespace legwork::desk
