#include "drill/process.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;

tws::SessionOptions session_options(std::int32_t client_id) {
  tws::SessionOptions options;
  options.client_id = client_id;
  return options;
}

}  // namespace

Process::Life::Life(const trade::EngineOptions& options, desk::RecordKeeper::Open open, const core::Prng& chance)
    : session(session_options(options.client_id)),
      trading(options, session),
      finder(session),
      feed(session),
      quotes(finder, feed),
      keeper(std::move(open)),
      plan({}, chance) {}

trade::SurroundingsShown surroundings(std::set<trade::ContractId> verified, core::TimePoint now) {
  trade::Surroundings seen;
  seen.clock_sane = true;
  seen.verified = std::move(verified);
  seen.available_funds = market::Money::from_micros(100'000'000 * market::Money::scale);
  seen.funds_at = now;
  return {std::move(seen)};
}

Process::Process(Link& link, desk::RecordKeeper::Open open_store, trade::EngineOptions options, const core::Prng& chance,
                 Witness& witness)
    : link_(link), open_store_(std::move(open_store)), options_(std::move(options)), chance_(chance), witness_(witness) {}

core::Result<void> Process::boot(core::TimePoint now) {
  ++lives_;
  auto life = std::make_unique<Life>(options_, open_store_, chance_.split(fmt::format("life {}", lives_)));
  if (auto started = life->keeper.start([&](const trade::Record& record) { return life->trading.replay(record); }); !started)
    return started;
  if (auto started = life->trading.start(now); !started) return started;
  life_ = std::move(life);
  perform(now);
  return {};
}

void Process::die(core::TimePoint now) {
  link_.drop_client(now);
  life_.reset();
  is_doomed_ = false;
}

void Process::command(const trade::Event& command, core::TimePoint now) {
  ++events_;
  life_->trading.on(command, now);
  perform(now);
  speak(now);
}

void Process::connect(core::TimePoint now) {
  if (link_.is_open() || life_->plan.attempt_at(now) > now) return;
  if (!link_.open(now)) {
    life_->plan.on_unreachable(now);
    return;
  }
  witness_.on_connection();
  life_->session.on_connected(now);
  drain(now);
}

void Process::hear(core::TimePoint now) {
  for (std::string bytes = link_.read(now); !bytes.empty(); bytes = link_.read(now)) {
    if (is_doomed_ || life_->session.wants_close()) break;
    witness_.on_bytes_in(bytes, life_->session.server_version(), now);
    life_->session.on_bytes(bytes, now);
    drain(now);
    life_->trading.heard(now);
    perform(now);
  }
  if (!link_.is_open()) return;
  if (link_.is_over(now)) life_->session.on_closed("the gateway closed the connection", now);
  drain(now);
  if (life_->session.wants_close()) link_.drop_client(now);
}

void Process::speak(core::TimePoint now) {
  while (link_.is_open() && !is_doomed_) {
    const std::string_view bytes = life_->session.output(now);
    const std::size_t taken = link_.write(bytes, now);
    if (taken == 0) break;
    witness_.on_bytes_out(bytes.substr(0, taken), life_->session.server_version(), now);
    life_->session.written(taken, now);
    drain(now);
  }
}

/// The session's events to the engine, and what the engine wants of the store and of people.
void Process::drain(core::TimePoint now) {
  while (auto event = is_doomed_ ? std::nullopt : life_->session.next_event()) {
    ++events_;
    if (std::holds_alternative<tws::Ready>(*event)) life_->plan.on_ready(now);
    if (const auto* const closed = std::get_if<tws::Closed>(&*event)) life_->plan.on_closed(*closed, now);
    life_->trading.on(*event, now);
    life_->finder.on(*event, now);
    life_->feed.on(*event, now);
    perform(now);
  }
}

void Process::show_quotes(core::TimePoint now) {
  if (is_doomed_) return;
  life_->quotes.want(engine().watched(), now);
  auto shown = life_->quotes.news(now);
  if (!shown) return;
  ++events_;
  life_->trading.on(surroundings(life_->finder.confirmed(), now), now);
  life_->trading.on(*std::move(shown), now);
  perform(now);
}

void Process::perform(core::TimePoint now) {
  for (desk::Effect& effect : life_->trading.take_effects()) {
    if (is_doomed_) return;
    if (const auto* const append = std::get_if<trade::Append>(&effect)) {
      trade::Event answer = life_->keeper.keep(*append);
      if (std::holds_alternative<trade::Stored>(answer)) witness_.on_durable(append->records);
      const core::TimePoint at = now + (chance_.chance(1, 4) ? std::chrono::microseconds(chance_.between(1, 30'000)) : 0us);
      auto& waiting = life_->store_answers;
      waiting.push_back({waiting.empty() ? at : std::max(at, waiting.back().at), std::move(answer)});
    } else if (const auto* const answer = std::get_if<trade::Answer>(&effect)) {
      witness_.on_answer(*answer);
    } else if (const auto* const alert = std::get_if<trade::Notify>(&effect)) {
      witness_.on_alert(*alert);
    }
  }
}

void Process::run(core::TimePoint now) {
  if (!is_alive() || is_doomed_) return;
  connect(now);
  hear(now);
  while (!is_doomed_ && !life_->store_answers.empty() && life_->store_answers.front().at <= now) {
    const trade::Event answer = std::move(life_->store_answers.front().event);
    life_->store_answers.pop_front();
    ++events_;
    life_->trading.on(answer, now);
    perform(now);
  }
  if (const auto due = life_->session.deadline(); due && *due <= now) {
    life_->session.on_time(now);
    drain(now);
  }
  if (const auto due = life_->trading.deadline(); due && *due <= now) {
    ++events_;
    life_->trading.on_time(now);
    perform(now);
  }
  show_quotes(now);
  speak(now);
}

std::optional<core::TimePoint> Process::next_event() const {
  if (!is_alive()) return std::nullopt;
  std::optional<core::TimePoint> next;
  const auto at = [&next](std::optional<core::TimePoint> time) {
    if (time) next = next ? std::min(*next, *time) : *time;
  };
  if (!link_.is_open()) at(life_->plan.attempt_at({}));
  if (!life_->store_answers.empty()) at(life_->store_answers.front().at);
  at(life_->session.deadline());
  at(life_->trading.deadline());
  at(life_->quotes.deadline());
  return next;
}

}  // namespace legwork::drill
