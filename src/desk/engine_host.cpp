#include "desk/engine_host.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "desk/wire_text.hpp"

namespace legwork::desk {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

tws::SessionOptions with_client_id(tws::SessionOptions options, std::int32_t client_id) {
  options.client_id = client_id;
  return options;
}

/// Around the gateway's daily restart nothing new is opened.
std::vector<trade::GuardWindow> guard_windows(const tws_client::RestartOptions& restart, core::TimePoint now) {
  const auto state = tws_client::restart_state(restart, now);
  if (state.phase == tws_client::RestartPhase::normal) return {};
  return {{"auto-restart", now, state.until}};
}

std::vector<trade::HeldLeg> held_of(const trade::Book& book) {
  std::vector<trade::HeldLeg> held;
  for (const auto& [contract, quantity] : book.positions()) held.push_back({contract, quantity});
  return held;
}

}  // namespace

EngineHost::EngineHost(World world, EngineHostOptions options)
    : world_(std::move(world)),
      options_(std::move(options)),
      session_(with_client_id(options_.session, options_.engine.client_id)),
      trading_(options_.engine, session_),
      finder_(session_),
      feed_(session_, options_.feed),
      watch_(session_, options_.engine.account),
      quotes_(finder_, feed_, options_.quotes),
      previews_({.finder = finder_,
                 .feed = feed_,
                 .account = options_.engine.account,
                 .held = [this] { return held_of(trading_.engine().book()); },
                 .ask_what_if = [this](const trade::WhatIfCommand& question) { command(question); },
                 .judge =
                     [this](const trade::Proposal& proposal) {
                       show_surroundings();
                       return trading_.engine().judge(proposal);
                     }},
                options_.previews),
      requests_(*this),
      loop_(world_.executor, world_.clock, world_.connector, options_.link, session_,
            {.on_event = [this](tws::Event&& event) { on_session(std::move(event)); },
             .on_link = [this](const tws_client::LinkEvent& event) { on_link(event); },
             .on_turn =
                 [this] {
                   trading_.heard(now());
                   show_quotes();
                   perform();
                 }}),
      control_(
          world_.executor, world_.clock, std::move(world_.control),
          [this](const ControlRequest& request, const ControlReply& reply) {
            requests_.handle(request, reply);
            perform();
          },
          options_.control),
      timing_(world_.executor) {}

EngineHost::~EngineHost() { *lives_ = false; }

core::Result<void> EngineHost::start() {
  if (auto started = trading_.start(now()); !started) return started;
  perform();
  return {};
}

io::Task<void> EngineHost::run() {
  io::TaskGroup tasks(world_.executor);
  tasks.spawn(loop_.run());
  tasks.spawn(control_.run());
  tasks.spawn(keep_time());
  co_await tasks.join();
}

void EngineHost::stop() {
  is_stopping_ = true;
  control_.stop();
  loop_.stop();
  timing_.notify();
}

void EngineHost::command(const trade::Event& command) {
  if (std::holds_alternative<trade::PlaceCommand>(command)) show_surroundings();
  trading_.on(command, now());
  perform();
}

/// What the gate judges by; as it is at this moment.
void EngineHost::show_surroundings() {
  trade::Surroundings seen;
  seen.link_live = watch_.is_live();
  seen.clock_sane = watch_.is_clock_sane();
  seen.messages_last_second = session_.messages_last_second(now());
  seen.verified = finder_.confirmed();
  seen.halted = feed_.halted();
  seen.available_funds = watch_.available_funds();
  seen.funds_at = watch_.funds_at();
  seen.drawdown = watch_.drawdown();
  seen.guard_windows = guard_windows(options_.link.plan.restart, now());
  trading_.on(trade::SurroundingsShown{std::move(seen)}, now());
}

void EngineHost::show_quotes() {
  quotes_.want(trading_.engine().watched(), now());
  auto shown = quotes_.news(now());
  if (!shown) return;
  show_surroundings();
  trading_.on(*std::move(shown), now());
}

EngineLink EngineHost::link() const {
  const io::Endpoint& gateway = options_.link.plan.gateway;
  return {std::string(tws::to_string(session_.state())), fmt::format("{}:{}", gateway.host, gateway.port), last_link_,
          session_.server_version(), watch_.accounts()};
}

/// Its effects are performed at the end of the loop's turn, in perform(): an event at a time would nest as deep as there are events.
void EngineHost::on_session(tws::Event event) {
  const core::TimePoint at = now();
  if (const auto* const ready = std::get_if<tws::Ready>(&event)) {
    last_link_ = fmt::format("connected, server version {}", ready->server_version);
    world_.say(last_link_);
    if (std::ranges::find(ready->accounts, options_.engine.account) == ready->accounts.end())
      world_.say(fmt::format("the gateway does not serve account {}", options_.engine.account));
  }
  if (const auto* const closed = std::get_if<tws::Closed>(&event)) {
    last_link_ = fmt::format("closed: {}", closed->text.empty() ? to_string(closed->cause) : plain_text(closed->text));
    world_.say(last_link_);
  }
  trading_.on(event, at);
  finder_.on(event, at);
  feed_.on(event, at);
  watch_.on(event, at);
  previews_.on_quotes(at);
}

void EngineHost::on_link(const tws_client::LinkEvent& event) {
  if (const auto* const unreachable = std::get_if<tws_client::Unreachable>(&event)) {
    std::string text = fmt::format("{}: {}", io::to_string(unreachable->to), unreachable->why);
    if (std::exchange(last_link_, text) != text) world_.say(text);  // an hour of the same is one line
  }
}

/// Effects in their order, until session, engine and previews are all silent. Answers of the store come back later.
void EngineHost::perform() {
  if (std::exchange(is_performing_, true)) return;
  for (std::vector<Effect> effects = trading_.take_effects();; effects = trading_.take_effects()) {
    for (Effect& effect : effects) perform(effect);
    loop_.pump();  // what that made the session tell comes back through on_session
    if (!trading_.has_effects()) break;
  }
  is_performing_ = false;
  timing_.notify();
}

void EngineHost::perform(Effect& effect) {
  if (auto* const append = std::get_if<trade::Append>(&effect)) {
    world_.keeping(std::move(*append), [this, lives = lives_](const trade::Event& answer) {
      if (*lives) command(answer);
    });
  } else if (const auto* const answer = std::get_if<trade::Answer>(&effect)) {
    requests_.on_answer(*answer);
  } else if (const auto* const what_if = std::get_if<trade::WhatIfAnswer>(&effect)) {
    previews_.on_what_if(*what_if, now());
  } else if (const auto* const alert = std::get_if<trade::Notify>(&effect)) {
    tell(*alert);
  }
}

void EngineHost::tell(const trade::Notify& alert) {
  world_.say(fmt::format("{} {}: {}", alert.raised ? "ALERT" : "cleared", alert.alert, alert.text));
}

io::Task<void> EngineHost::keep_time() {
  while (!is_stopping_) {
    auto due =
        std::min({trading_.deadline().value_or(core::TimePoint::max()), previews_.deadline().value_or(core::TimePoint::max()),
                  quotes_.deadline().value_or(core::TimePoint::max())});
    if (due <= now()) {
      show_surroundings();
      trading_.on_time(now());
      show_quotes();
      previews_.on_time(now());
      watch_.on_time(now());
      perform();
      due = std::max(due, now() + std::chrono::milliseconds(1));
    }
    if (due == core::TimePoint::max())
      co_await timing_.wait();
    else
      co_await (timing_.wait() || world_.clock.sleep_until(due));
  }
}

}  // namespace legwork::desk
