#include "trade/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::trade {

Engine::Engine(EngineOptions options)
    : options_(std::move(options)), book_(BookRules{options_.absence_apart}), picture_retry_(options_.picture_retry_first) {}

core::Result<void> Engine::replay(const Record& record) {
  const auto read = from_record(record);
  if (!read) return read.error();
  begin_day(record.at);
  if (const auto applied = book_.apply(*read); !applied) return applied.error();
  if (const auto applied = ledger_.replay(*read, record.at); !applied) return applied.error();
  activity_.note(*read, record.at);
  last_sequence_ = durable_sequence_ = record.sequence;
  return {};
}

core::Result<Actions> Engine::start(core::TimePoint now) {
  now_ = now;
  const std::optional<records::Started>& before = book_.started();
  if (before && (before->account != options_.account || before->live != options_.live))
    return core::Error{core::ErrorCode::invalid_argument,
                       fmt::format("this journal belongs to account {} ({}); use a journal of its own for {} ({})", before->account,
                                   before->live ? "live" : "paper", options_.account, options_.live ? "live" : "paper"),
                       {}};
  keep(records::Started{before ? before->journal : options_.journal, options_.account, options_.live, options_.client_id,
                        options_.program_version});
  set_limits();
  end_opening_walks();
  return finish_step();
}

Actions Engine::step(const Event& event, core::TimePoint now) {
  now_ = now;
  std::visit([this](const auto& one) { on(one); }, event);
  return finish_step();
}

// Records and what follows from them.

/// Applies and keeps what is news; true when it was.
bool Engine::keep(const AnyRecord& record) {
  if (!book_.is_news(record)) return false;
  begin_day(now_);
  const auto applied = book_.apply(record);
  ASSERT(applied.has_value(), "the engine made a record that its book refuses: {}", applied.error().message);
  const auto entered = ledger_.replay(record, now_);
  ASSERT(entered.has_value(), "the engine made a record that its ledger refuses: {}", entered.error().message);
  activity_.note(record, now_);
  if (*entered) ++ledger_changes_;
  must_steer_ = true;
  undurable_.push_back(to_record(record, now_));
  undurable_.back().sequence = ++last_sequence_;
  return true;
}

void Engine::learn(OrderNumber order, Fact fact, std::optional<std::string> said, std::optional<std::int32_t> code) {
  keep(records::Learned{order, fact, now_, std::nullopt, std::nullopt, code, std::move(said)});
  if (fact != Fact::refused) return;
  const std::int64_t rejections = activity_.counters(now_, limits_, *options_.calendar).rejections;
  if (rejections >= limits_.rejections_max_orders)
    alert("throttle", true,
          fmt::format("{} orders were refused within {} s; a person sets the mode to normal to go on", rejections,
                      std::chrono::duration_cast<std::chrono::seconds>(limits_.throttle_window).count()));
}

/// Held back until everything kept so far is durable.
void Engine::after_stored(Action action) {
  if (last_sequence_ == durable_sequence_)
    actions_.push_back(std::move(action));
  else
    held_.push_back({last_sequence_, std::move(action)});
}

/// Everything from `from` on, in one batch.
void Engine::ask_store(std::uint64_t from, Purpose purpose) {
  Append append{{}, purpose};
  for (const Record& record : undurable_)
    if (record.sequence >= from) append.records.push_back(record);
  asked_sequence_ = last_sequence_;
  actions_.insert(actions_.begin(), Action(std::move(append)));
}

Actions Engine::finish_step() {
  steer();
  if (asked_sequence_ < last_sequence_ && !store_refused_at_)
    ask_store(asked_sequence_ + 1, reduces_risk_ ? Purpose::reduces_risk : Purpose::ordinary);
  reduces_risk_ = false;
  return std::exchange(actions_, {});
}

void Engine::alert(const std::string& name, bool raised, const std::string& text) {
  if (keep(records::Alerted{name, raised, text})) actions_.emplace_back(Notify{name, raised, text});
}

void Engine::on(const Stored& event) {
  ASSERT(event.sequence <= last_sequence_, "{} is durable and {} was the last", event.sequence, last_sequence_);
  durable_sequence_ = std::max(durable_sequence_, event.sequence);
  while (!undurable_.empty() && undurable_.front().sequence <= durable_sequence_) undurable_.pop_front();
  if (store_refused_at_) {
    store_refused_at_.reset();
    actions_.emplace_back(Notify{"store", false, "records are kept again"});
  }
  while (!held_.empty() && held_.front().sequence <= durable_sequence_) {
    Action action = std::move(held_.front().action);
    held_.pop_front();
    if (const auto* const submit = std::get_if<Submit>(&action))
      send_or_wait(*submit);
    else
      actions_.push_back(std::move(action));
  }
}

/// The records stay, in memory, and are offered again; the orders that waited for them are not sent later as if nothing had been.
void Engine::on(const StoreRefused& event) {
  if (!store_refused_at_) actions_.emplace_back(Notify{"store", true, event.why});  // cannot be kept: that is what is wrong
  store_refused_at_ = now_;
  for (Held& held : std::exchange(held_, {})) {
    if (const auto* const submit = std::get_if<Submit>(&held.action))
      withdraw(submit->order, "its intent could not be stored");
    else if (std::holds_alternative<CancelOrder>(held.action))
      actions_.push_back(std::move(held.action));
    else if (const auto* const question = std::get_if<AskWhatIf>(&held.action))
      on(WhatIfShown{question->key, {WhatIfState::not_asked, {}, {}, "records cannot be kept at present", now_}});
    else
      held_.push_back(std::move(held));
  }
}

// Time.

void Engine::on(const Tick& /*event*/) {
  decide_waiting();
  for (const Submit& submit : std::vector(waiting_))
    if (now_ - waiting_since_.at(submit.order) >= options_.send_deadline)
      withdraw(submit.order, "no proof of life, no picture of the account or no link in time");
  doubt_unanswered();
  if (picture_ && now_ - picture_->began >= options_.picture_deadline)
    on(PictureTaken{.picture = picture_->number, .whole = false, .why_not = "no whole answer in time"});
  if (next_picture_ && is_linked() && now_ >= *next_picture_) begin_picture();
  if (next_upstream_probe_ && now_ >= *next_upstream_probe_) {
    next_upstream_probe_ = now_ + options_.upstream_probe_every;
    actions_.emplace_back(ProveUpstream{});
  }
  if (store_refused_at_ && now_ - *store_refused_at_ >= options_.store_retry) {
    store_refused_at_ = now_;
    ask_store(durable_sequence_ + 1, Purpose::reduces_risk);
  }
  send_waiting();
  const auto is_due = [this](const auto& one) { return one.second <= now_; };
  must_steer_ |= std::ranges::any_of(walk_due_, is_due) || std::ranges::any_of(exit_due_, is_due);
}

std::optional<core::TimePoint> Engine::deadline() const {
  std::optional<core::TimePoint> next;
  const auto at = [&next](core::TimePoint time) { next = next ? std::min(*next, time) : time; };
  for (const auto& [order, since] : waiting_since_) at(since + options_.send_deadline);
  for (const Waiting& one : undecided_) at(one.since + options_.send_deadline);
  for (const auto& [order, since] : unanswered_) at(since + options_.answer_deadline);
  if (store_refused_at_) at(*store_refused_at_ + options_.store_retry);
  if (next_upstream_probe_) at(*next_upstream_probe_);
  if (picture_) at(picture_->began + options_.picture_deadline);
  if (next_picture_ && !picture_ && is_linked()) at(*next_picture_);
  if (can_steer()) {
    const core::TimePoint again = life_asked_at_ + steer_retry;  // while there is no sign of life
    for (const auto& [ticket, due] : walk_due_) at(std::max(due, again));
    for (const auto& [spread, due] : exit_due_) at(std::max(due, again));
  }
  return next;
}

void Engine::doubt_unanswered() {
  for (auto next = unanswered_.begin(); next != unanswered_.end();) {
    const auto [order, since] = *next;
    if (now_ - since < options_.answer_deadline) {
      ++next;
      continue;
    }
    next = unanswered_.erase(next);
    learn(order, Fact::doubted, "no answer in time");
    plan_picture({});
  }
}

}  // namespace legwork::trade
