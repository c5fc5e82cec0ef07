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

Outbox::Ticket Outbox::post(Lane lane, std::string payload, Sender sender, core::TimePoint now) {
  parcels_.emplace(++last_ticket_, Parcel{.lane = lane, .payload = std::move(payload), .sender = sender});
  pacer_.push(lane, last_ticket_, now);
  return last_ticket_;
}

bool Outbox::withdraw(Ticket ticket) {
  const auto at = parcels_.find(ticket);
  if (at == parcels_.end()) return false;
  const bool waited = pacer_.erase(at->second.lane, ticket);
  ASSERT(waited, "message {} is neither waiting nor given out", ticket);
  parcels_.erase(at);
  return true;
}

std::string_view Outbox::output(core::TimePoint now) {
  if (written_ == buffer_.size()) {
    buffer_.clear();
    written_ = 0;
    while (const auto ticket = pacer_.pop(now)) {
      auto parcel = parcels_.extract(*ticket);
      ASSERT(!parcel.empty(), "the pacer gave out message {} that nobody posted", *ticket);
      append_frame(buffer_, parcel.mapped().payload);
      frames_.push_back({.ticket = *ticket, .sender = parcel.mapped().sender, .end = buffer_.size()});
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
    pacer_.erase(parcel.lane, ticket);
    all.push_back({ticket, {.sender = parcel.sender}});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  parcels_.clear();
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
  return pacer_.next_at(now);
}

}  // namespace legwork::tws
