#include "tws/session/outbox.hpp"

#include <algorithm>
#include <utility>

#include "core/assert.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::tws {

void Outbox::put_first(std::string_view bytes) {
  buffer_ += bytes;
  frames_.push_back({.ticket = ++last_ticket_, .sender = {}, .end = buffer_.size()});
  pacer_.take_place(Lane::order);
}

Outbox::Ticket Outbox::post(Lane lane, std::string payload, Sender sender, core::TimePoint now,
                            std::optional<core::TimePoint> leave_by) {
  parcels_.emplace(++last_ticket_, Parcel{.lane = lane, .payload = std::move(payload), .sender = sender, .leave_by = leave_by});
  pacer_.push(lane, last_ticket_, now);
  return last_ticket_;
}

bool Outbox::withdraw(Ticket ticket) {
  const auto at = parcels_.find(ticket);
  if (at == parcels_.end() || ticket == alone_) return false;
  const bool waited = pacer_.erase(at->second.lane, ticket);
  ASSERT(waited, "message {} is neither waiting nor given out", ticket);
  parcels_.erase(at);
  return true;
}

/// True when the buffer may take more after it.
bool Outbox::put(Ticket ticket, const Parcel& parcel, core::TimePoint now) {
  if (parcel.leave_by && now > *parcel.leave_by) {
    late_.push_back({.sender = parcel.sender});
    pacer_.left(now);  // its place is spent: the budget errs on the side of fewer
    return true;
  }
  append_frame(buffer_, parcel.payload);
  frames_.push_back({.ticket = ticket, .sender = parcel.sender, .end = buffer_.size(), .leave_by = parcel.leave_by});
  return !parcel.leave_by;
}

/// It was given out and the way is blocked: not one byte of it has been taken.
void Outbox::drop_late_frame(core::TimePoint now) {
  if (frames_.size() != 1 || frames_.front().has_begun || !frames_.front().leave_by || now <= *frames_.front().leave_by) return;
  late_.push_back({.sender = frames_.front().sender});
  frames_.clear();
  written_ = buffer_.size();
  pacer_.left(now);
}

std::string_view Outbox::output(core::TimePoint now) {
  drop_late_frame(now);
  if (written_ == buffer_.size()) {
    buffer_.clear();
    written_ = 0;
    bool takes_more = true;
    if (const auto ticket = std::exchange(alone_, std::nullopt)) takes_more = put(*ticket, parcels_.extract(*ticket).mapped(), now);
    while (takes_more) {
      const auto ticket = pacer_.pop(now);
      if (!ticket) break;
      const auto parcel = parcels_.find(*ticket);
      ASSERT(parcel != parcels_.end(), "the pacer gave out message {} that nobody posted", *ticket);
      if (parcel->second.leave_by && !buffer_.empty()) {
        alone_ = ticket;
        break;
      }
      takes_more = put(*ticket, parcels_.extract(parcel).mapped(), now);
    }
  }
  return std::string_view(buffer_).substr(written_);
}

std::vector<Departure> Outbox::written(std::size_t bytes, core::TimePoint now) {
  ASSERT(bytes <= buffer_.size() - written_, "{} bytes written of {}", bytes, buffer_.size() - written_);
  std::vector<Departure> out;
  std::size_t begin = written_;
  written_ += bytes;
  while (begin < written_) {
    auto& frame = frames_.front();
    if (!frame.has_begun) out.push_back({.sender = frame.sender});
    frame.has_begun = true;
    if (frame.end > written_) break;
    begin = frame.end;
    out.push_back({.sender = frame.sender, .is_whole = true});
    frames_.pop_front();
    pacer_.left(now);
    ++frames_out_;
  }
  return out;
}

std::vector<Stranded> Outbox::drop() {
  std::vector<std::pair<Ticket, Stranded>> all;
  for (const auto& frame : frames_) all.push_back({frame.ticket, {.sender = frame.sender, .is_partly_out = frame.has_begun}});
  for (const auto& [ticket, parcel] : parcels_) {
    if (ticket != alone_) pacer_.erase(parcel.lane, ticket);
    all.push_back({ticket, {.sender = parcel.sender}});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  parcels_.clear();
  alone_.reset();
  frames_.clear();
  buffer_.clear();
  written_ = 0;
  pacer_.never_left();
  std::vector<Stranded> out;
  out.reserve(all.size());
  for (const auto& [ticket, stranded] : all) out.push_back(stranded);
  return out;
}

std::optional<core::TimePoint> Outbox::deadline(core::TimePoint now) const {
  if (written_ != buffer_.size()) return std::nullopt;
  if (alone_) return now;
  return pacer_.next_at(now);
}

}  // namespace legwork::tws
