#include "journal/memory_store.hpp"

#include <utility>

#include <fmt/format.h>

namespace legwork::journal {

using core::ErrorCode;

AppendError MemoryStore::refusal() const {
  return {AppendFault::refused, {ErrorCode::io, fmt::format("the journal is {}", to_string(state_)), {}}};
}

AppendResult MemoryStore::append(std::span<const trade::Record> records, Purpose purpose) {
  if (state_ == State::failed || state_ == State::closed) return refusal();
  if (const auto checked = check_batch(head_, records); !checked) return AppendError{AppendFault::invalid_batch, checked.error()};
  if (state_ == State::full && purpose == Purpose::ordinary)
    return AppendError{AppendFault::disk_full, {ErrorCode::io, "the disk is full", {}}};
  if (failing_) {
    if (*std::exchange(failing_, std::nullopt)) in_doubt_.assign(records.begin(), records.end());
    state_ = State::failed;
    return AppendError{AppendFault::failed, {ErrorCode::io, "the sync failed, as planned", {}}};
  }
  keep(records);
  return head_;
}

void MemoryStore::keep(std::span<const trade::Record> records) {
  for (const trade::Record& record : records) {
    head_ = {record.sequence, chain_.next(head_.hash, record), record.at};
    records_.push_back({record, head_.hash});
  }
}

ReplayResult MemoryStore::replay(const Visitor& visitor) {
  Head at;
  for (const Kept& kept : records_) {
    at = {kept.record.sequence, kept.hash, kept.record.at};
    if (!visitor(kept.record, kept.hash)) break;
  }
  return at;
}

void MemoryStore::set_full(bool full) {
  if (state_ == State::open || state_ == State::full) state_ = full ? State::full : State::open;
}

void MemoryStore::reopen() {
  keep(std::exchange(in_doubt_, {}));
  failing_.reset();
  state_ = State::open;
}

}  // namespace legwork::journal
