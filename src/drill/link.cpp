#include "drill/link.hpp"

#include <algorithm>
#include <utility>

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t piece_bytes_max = 16UL * 1024;

}  // namespace

bool Link::open(core::TimePoint now) {
  connection_ = gateway_.open(now);
  if (connection_) ++connections_;
  return connection_.has_value();
}

void Link::forget() {
  connection_.reset();
  to_gateway_.clear();
  to_client_.clear();
  ended_at_.reset();
  writable_at_ = {};
}

void Link::drop_client(core::TimePoint now) {
  if (!connection_) return;
  // The system still sends what it was given, unless the machine or the way went down: from some byte on nothing arrives.
  if (!to_gateway_.empty() && chance_.chance(1, 2)) {
    to_gateway_.resize(static_cast<std::size_t>(chance_.below(to_gateway_.size() + 1)));
    if (!to_gateway_.empty()) {
      std::string& last = to_gateway_.back().bytes;
      last.resize(static_cast<std::size_t>(chance_.below(last.size() + 1)));
    }
  }
  for (const Piece& piece : to_gateway_)
    if (!piece.bytes.empty()) gateway_.on_bytes(*connection_, piece.bytes, now);
  gateway_.on_closed(*connection_, now);
  forget();
}

void Link::reset(core::TimePoint now) {
  if (!connection_) return;
  gateway_.on_closed(*connection_, now);
  to_gateway_.clear();
  to_client_.clear();
  ended_at_ = now;
}

core::TimePoint Link::arrival(const std::deque<Piece>& queue, core::TimePoint now) {
  const core::TimePoint at = now + std::chrono::microseconds(chance_.between(200, 20'000));
  return queue.empty() ? at : std::max(at, queue.back().at);  // bytes never overtake each other
}

std::size_t Link::write(std::string_view bytes, core::TimePoint now) {
  if (!connection_ || ended_at_ || now < writable_at_ || bytes.empty()) return 0;
  const bool whole = chance_.chance(4, 5);
  const std::size_t taken =
      whole ? std::min(bytes.size(), piece_bytes_max) : 1 + static_cast<std::size_t>(chance_.below(bytes.size()));
  if (taken < bytes.size()) writable_at_ = now + std::chrono::microseconds(chance_.between(100, 50'000));
  to_gateway_.push_back({arrival(to_gateway_, now), std::string(bytes.substr(0, taken))});
  trace_.add(now.time_since_epoch().count()).add(bytes.substr(0, taken));
  return taken;
}

std::string Link::read(core::TimePoint now) {
  if (to_client_.empty() || to_client_.front().at > now) return {};
  std::string bytes = std::move(to_client_.front().bytes);
  to_client_.pop_front();
  trace_.add(now.time_since_epoch().count()).add(bytes);
  return bytes;
}

bool Link::is_over(core::TimePoint now) const { return connection_ && ended_at_ && now >= *ended_at_ && to_client_.empty(); }

void Link::carry(core::TimePoint now) {
  if (now >= writable_at_) writable_at_ = {};
  if (!connection_ || ended_at_) return;
  while (!to_gateway_.empty() && to_gateway_.front().at <= now) {
    const std::string bytes = std::move(to_gateway_.front().bytes);
    to_gateway_.pop_front();
    gateway_.on_bytes(*connection_, bytes, now);
  }
  std::string answer = gateway_.take_output(*connection_);
  while (!answer.empty()) {
    const bool whole = chance_.chance(9, 10);
    const std::size_t size =
        whole ? std::min(answer.size(), piece_bytes_max) : 1 + static_cast<std::size_t>(chance_.below(answer.size()));
    to_client_.push_back({arrival(to_client_, now), answer.substr(0, size)});
    answer.erase(0, size);
  }
  if (!gateway_.wants_close(*connection_)) return;
  gateway_.on_closed(*connection_, now);
  to_gateway_.clear();
  ended_at_ = arrival(to_client_, now);
}

std::optional<core::TimePoint> Link::next_event(core::TimePoint reads_from) const {
  std::optional<core::TimePoint> next;
  const auto at = [&next](core::TimePoint time) { next = next ? std::min(*next, time) : time; };
  if (!to_gateway_.empty()) at(to_gateway_.front().at);
  if (!to_client_.empty()) at(std::max(to_client_.front().at, reads_from));
  if (ended_at_ && to_client_.empty()) at(std::max(*ended_at_, reads_from));
  if (writable_at_ != core::TimePoint{} && !ended_at_) at(writable_at_);
  return next;
}

}  // namespace legwork::drill
