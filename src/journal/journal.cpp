#include "journal/journal.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "journal/anchor.hpp"
#include "journal/replay.hpp"

namespace legwork::journal {

using core::ErrorCode;

Journal::~Journal() {
  if (const auto closed = close(); !closed) give_up_database();  // whoever wants to know calls close() himself
}

AppendResult Journal::append(std::span<const trade::Record> records, Purpose purpose) {
  if (state_ == State::closed)
    return AppendError{AppendFault::refused, {ErrorCode::io, "the journal is closed", {path_, 0, 0, ""}}};
  if (state_ == State::failed) return AppendError{AppendFault::refused, trouble_};
  if (const auto checked = check_batch(head_, records); !checked) return AppendError{AppendFault::invalid_batch, checked.error()};
  if (state_ == State::full && purpose == Purpose::ordinary && !has_room_again())
    return AppendError{AppendFault::disk_full, trouble_};
  int code = commit(records);
  if ((code & 0xff) == SQLITE_FULL && purpose == Purpose::reduces_risk && release_reserve()) code = commit(records);
  if (code != SQLITE_OK) return refuse_after(code);
  tidy();
  return head_;
}

AppendError Journal::refuse_after(int code) {
  if ((code & 0xff) == SQLITE_FULL) {
    become_full(code, "the records could not be written");
    return {AppendFault::disk_full, trouble_};
  }
  fail(code, "the records could not be made durable");
  return {AppendFault::failed, trouble_};
}

/// One transaction. Head moves only when SQLite says that the commit's sync is done.
int Journal::commit(std::span<const trade::Record> records) {
  Head head = head_;
  int code = database_->try_run("BEGIN IMMEDIATE");
  if (code == SQLITE_OK) code = insert(records, head);
  if (code == SQLITE_OK) code = database_->try_run("COMMIT");
  if (code == SQLITE_OK) {
    head_ = head;
    return SQLITE_OK;
  }
  database_->try_run("ROLLBACK");  // fails where SQLite has undone it already
  return code;
}

int Journal::insert(std::span<const trade::Record> records, Head& head) {
  for (const trade::Record& record : records) {
    const Hash hash = chain_.next(head.hash, record);
    insert_->bind(1, static_cast<std::int64_t>(record.sequence));
    insert_->bind(2, record.at.time_since_epoch().count());
    insert_->bind(3, record.kind.name());
    insert_->bind(4, std::int64_t{record.version});
    insert_->bind(5, std::string_view(record.body));
    insert_->bind(6, std::span<const std::uint8_t>(hash));
    const int code = insert_->step();
    insert_->reset();
    if (code != SQLITE_DONE) return code;
    head = {record.sequence, hash, record.at};
  }
  return SQLITE_OK;
}

void Journal::tidy() {
  const bool anchor_due =
      head_.sequence - anchor_.sequence >= options_.anchor_records || head_.at - anchor_.at >= options_.anchor_age;
  if (anchor_due) {
    const int code = write_anchor(disk_, folder_, head_);
    if (code == SQLITE_OK)
      anchor_ = head_;
    else if ((code & 0xff) == SQLITE_FULL)
      become_full(code, "the anchor could not be written");
    else
      return fail(code, "the anchor could not be written");
  }
  if (log_pages_ < options_.checkpoint_pages) return;
  const int code = sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if ((code & 0xff) == SQLITE_FULL)
    become_full(code, "the log could not be moved into the database");
  else if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)  // busy: somebody reads; the log waits
    fail(code, "the log could not be moved into the database");
}

bool Journal::has_room_again() {
  const int code = make_reserve();
  if (code == SQLITE_OK) {
    state_ = State::open;
    trouble_ = {};
  }
  return code == SQLITE_OK;
}

bool Journal::release_reserve() {
  const std::string name = folder_ + "/journal.reserve";
  return exists(disk_, name) && disk_.remove(name, true) == SQLITE_OK;
}

void Journal::become_full(int code, std::string_view doing) {
  state_ = State::full;
  trouble_ = {ErrorCode::io, fmt::format("{}: {}; free some space", doing, sqlite3_errstr(code)), {path_, 0, 0, ""}};
}

void Journal::fail(int code, std::string_view doing) {
  state_ = State::failed;
  trouble_ = {ErrorCode::io,
              fmt::format("{}: {} (SQLite code {}); nothing more is taken until the journal is opened anew", doing,
                          sqlite3_errstr(code), code),
              {path_, 0, 0, ""}};
  give_up_database();
}

/// Without the checkpoint that closing would do: what is in doubt stays where it is.
void Journal::give_up_database() {
  insert_.reset();
  if (!database_) return;
  sqlite3_db_config(database_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  database_.reset();
}

ReplayResult Journal::replay(const Visitor& visitor) {
  if (!database_) return Finding{Defect::unreadable, 1, fmt::format("the journal is {}; open it anew", to_string(state_))};
  return replay_records(*database_, anchor_, visitor);
}

core::Result<void> Journal::close() {
  if (state_ == State::closed) return {};
  if (!database_) {
    state_ = State::closed;
    return trouble_;
  }
  const int anchored = head_ == anchor_ ? SQLITE_OK : write_anchor(disk_, folder_, head_);
  const int moved = sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (anchored != SQLITE_OK || (moved != SQLITE_OK && (moved & 0xff) != SQLITE_BUSY)) {
    fail(anchored != SQLITE_OK ? anchored : moved, "the journal could not be closed tidily");
    state_ = State::closed;
    return trouble_;
  }
  insert_.reset();
  database_.reset();
  state_ = State::closed;
  lock_.reset();
  return {};
}

}  // namespace legwork::journal
