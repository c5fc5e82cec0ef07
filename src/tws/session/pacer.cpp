#include "tws/session/pacer.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace legwork::tws {

namespace {

constexpr std::array data_lanes{Lane::market_data, Lane::history, Lane::background};
// Longer than "at the same moment", so that the second after a message is over before the next takes its place.
constexpr core::Duration tick = std::chrono::nanoseconds(1);

}  // namespace

Pacer::Pacer(int messages_per_second_max) : nominal_(messages_per_second_max), rate_(messages_per_second_max) {
  ASSERT(messages_per_second_max >= 1, "a session without messages: {}", messages_per_second_max);
}

void Pacer::push(Lane lane, Ticket ticket, core::TimePoint now) { lanes_[index(lane)].push_back({ticket, now}); }

bool Pacer::erase(Lane lane, Ticket ticket) {
  auto& waiting = lanes_[index(lane)];
  const auto at = std::find_if(waiting.begin(), waiting.end(), [&](const Waiting& one) { return one.ticket == ticket; });
  if (at == waiting.end()) return false;
  waiting.erase(at);
  return true;
}

void Pacer::advance(core::TimePoint now) {
  // A clock set back must not freeze the budget until it has caught up: what left "in the future" left just now.
  for (auto one = left_.rbegin(); one != left_.rend() && one->at > now; ++one) one->at = now;
  all_held_until_ = std::min(all_held_until_, now + window);
  data_held_until_ = std::min(data_held_until_, now + back_off_max);
  raise_at_ = std::min(raise_at_, now + back_off_max + recovery_step);
  overdue_served_at_ = std::min(overdue_served_at_, now);
  while (!left_.empty() && now - left_.front().at > window) left_.pop_front();
  while (rate_ < nominal_ && now >= raise_at_) {
    rate_ = std::min<double>(nominal_, rate_ + std::max(1.0, nominal_ / 10.0));
    back_off_ = std::max(back_off_min, back_off_ / 2);
    raise_at_ += recovery_step;
  }
}

Pacer::Count Pacer::count_since(core::TimePoint now, core::Duration span) const {
  Count count;
  for (const bool urgent : admitted_) {
    ++count.all;
    if (!urgent) ++count.data;
  }
  for (auto one = left_.rbegin(); one != left_.rend() && now - one->at <= span; ++one) {
    ++count.all;
    if (!one->urgent) ++count.data;
  }
  return count;
}

bool Pacer::urgent_may_go(core::TimePoint now) const {
  return now >= all_held_until_ && count_since(now, window).all < limit() && count_since(now, slot).all < slot_limit();
}

bool Pacer::data_may_go(core::TimePoint now) const {
  if (now < all_held_until_ || now < data_held_until_) return false;
  const auto in_slot = count_since(now, slot);
  return count_since(now, window).all < limit() - reserved() && in_slot.all < slot_limit() && in_slot.data < data_slot_limit();
}

std::optional<Lane> Pacer::oldest_overdue(std::initializer_list<Lane> lanes, core::TimePoint now) const {
  std::optional<Lane> oldest;
  for (const Lane lane : lanes) {
    const auto& waiting = lanes_[index(lane)];
    if (waiting.empty() || now - waiting.front().since < patience) continue;
    if (!oldest || waiting.front().since < lanes_[index(*oldest)].front().since) oldest = lane;
  }
  return oldest;
}

std::optional<Lane> Pacer::choose_data_lane(core::TimePoint now) {
  if (now - overdue_served_at_ > slot) {
    if (const auto overdue = oldest_overdue({Lane::history, Lane::background}, now)) {
      overdue_served_at_ = now;
      return overdue;
    }
  }
  for (const Lane lane : data_lanes) {
    if (!lanes_[index(lane)].empty()) return lane;
  }
  return std::nullopt;
}

std::optional<Lane> Pacer::choose_lane(core::TimePoint now) {
  const bool urgent = urgent_may_go(now);
  if (urgent && !lanes_[index(Lane::cancel)].empty()) return Lane::cancel;
  if (urgent && !lanes_[index(Lane::order)].empty()) {
    const bool data_starves = now >= data_held_until_ && count_since(now, window).data < reserved();
    if (data_starves) {
      if (const auto lane = oldest_overdue({Lane::market_data, Lane::history, Lane::background}, now)) return lane;
    }
    return Lane::order;
  }
  if (data_may_go(now)) return choose_data_lane(now);
  return std::nullopt;
}

std::optional<Pacer::Ticket> Pacer::pop(core::TimePoint now) {
  advance(now);
  const auto lane = choose_lane(now);
  if (!lane) return std::nullopt;
  auto& waiting = lanes_[index(*lane)];
  const Ticket ticket = waiting.front().ticket;
  waiting.pop_front();
  admitted_.push_back(is_urgent(*lane));
  return ticket;
}

void Pacer::left(core::TimePoint now) {
  ASSERT(!admitted_.empty(), "a message left that was not given out");
  advance(now);
  left_.push_back({now, admitted_.front()});
  admitted_.pop_front();
}

void Pacer::violation(core::TimePoint now) {
  advance(now);
  if (now < all_held_until_) return;
  all_held_until_ = now + window;
  data_held_until_ = now + back_off_;
  back_off_ = std::min(back_off_max, back_off_ * 2);
  rate_ = std::max({rate_ / 2, nominal_ / 4.0, 1.0});
  raise_at_ = data_held_until_ + recovery_step;
}

/// When fewer than `places` messages will lie within `span` before that moment, if nothing else leaves; `now` when that is so already.
core::TimePoint Pacer::place_free_at(core::TimePoint now, int places, core::Duration span, bool data_only) const {
  int room = places;
  for (const bool urgent : admitted_) {
    if (!data_only || !urgent) --room;
  }
  if (room <= 0) return core::TimePoint::max();
  for (auto one = left_.rbegin(); one != left_.rend() && now - one->at <= span; ++one) {
    if (data_only && one->urgent) continue;
    if (--room == 0) return one->at + span + tick;
  }
  return now;
}

std::optional<core::TimePoint> Pacer::next_at(core::TimePoint now) const {
  auto best = core::TimePoint::max();
  if (urgent_waits()) {
    best = std::max({all_held_until_, place_free_at(now, limit(), window, false), place_free_at(now, slot_limit(), slot, false)});
  }
  const bool data_waits = std::any_of(data_lanes.begin(), data_lanes.end(), [&](Lane lane) { return waiting(lane) > 0; });
  if (data_waits) {
    best = std::min(best,
                    std::max({all_held_until_, data_held_until_, place_free_at(now, limit() - reserved(), window, false),
                              place_free_at(now, slot_limit(), slot, false), place_free_at(now, data_slot_limit(), slot, true)}));
  }
  if (best == core::TimePoint::max()) return std::nullopt;
  return std::max(best, now);
}

std::size_t Pacer::waiting() const {
  std::size_t sum = 0;
  for (const auto& lane : lanes_) sum += lane.size();
  return sum;
}

}  // namespace legwork::tws
