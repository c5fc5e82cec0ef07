// How a journal is opened: lock, log written again, tables, anchor, reserve.
#include <algorithm>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/prng.hpp"
#include "journal/anchor.hpp"
#include "journal/journal.hpp"
#include "journal/replay.hpp"
#include "journal/schema.hpp"

namespace legwork::journal {
namespace {

core::Error disk_error(int code, std::string_view doing, const std::string& name) {
  return {core::ErrorCode::io, fmt::format("{}: {}", doing, sqlite3_errstr(code)), {name, 0, 0, ""}};
}

/// After a failed sync the log may stand in the page cache and not on the disk, and another sync would not write it. A copy of it that
/// takes its place was written for sure: only then may recovery believe it. Not in place: the old one may be all there is.
core::Result<void> write_again(Disk& disk, const std::string& folder, const std::string& log) {
  if (!exists(disk, log)) return {};
  const auto bytes = read_whole(disk, log);
  if (!bytes) return bytes.error();
  const int code = replace_whole(disk, folder, log, *bytes);
  if (code != SQLITE_OK) return disk_error(code, "the log could not be written again", log);
  return {};
}

/// Bytes that no file system stores in less room than they take.
Bytes incompressible(std::size_t size) {
  core::Prng prng(0x7265736572766521);
  Bytes bytes(size);
  std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::byte>(prng.next() & 0xff); });
  return bytes;
}

}  // namespace

core::Result<std::unique_ptr<Journal>> Journal::open(Disk& disk, const std::string& folder, const JournalOptions& options) {
  if (const int code = disk.make_folder(folder); code != SQLITE_OK) return disk_error(code, "cannot be made or opened", folder);
  auto lock = disk.lock(folder + "/journal.lock");
  if (!lock) return lock.error();
  std::unique_ptr<Journal> journal(new Journal(disk, folder, options, std::move(*lock)));
  if (const auto started = journal->start(); !started) {
    journal->give_up_database();
    return started.error();
  }
  return journal;
}

Journal::Journal(Disk& disk, std::string folder, const JournalOptions& options, std::unique_ptr<DiskLock> lock)
    : disk_(disk),
      folder_(std::move(folder)),
      path_(folder_ + "/journal.db"),
      options_(options),
      lock_(std::move(lock)),
      vfs_(disk) {}

core::Result<void> Journal::start() {
  if (const auto renewed = write_again(disk_, folder_, path_ + "-wal"); !renewed) return renewed.error();
  if (const auto opened = open_database(); !opened) return opened.error();
  if (const auto checked = check_against_anchor(); !checked) return checked.error();
  const int code = make_reserve();
  if (code == SQLITE_FULL)
    become_full(code, "no room for the reserve");
  else if (code != SQLITE_OK)
    return disk_error(code, "the reserve cannot be written", folder_ + "/journal.reserve");
  return {};
}

core::Result<void> Journal::open_database() {
  auto database = Database::open(path_, vfs_.name(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!database) return database.error();
  database_ = std::move(*database);
  if (const auto version = schema_version(*database_); !version) return version.error();  // before anything is written to it
  const auto mode = database_->text("PRAGMA journal_mode=WAL");
  if (!mode) return mode.error();
  if (*mode != "wal")
    return core::Error{core::ErrorCode::io, "does not take a write-ahead log; put it on a local disk", {path_, 0, 0, ""}};
  if (const auto set = database_->run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0"); !set) return set.error();
  const auto keep = [this](std::int64_t version) { return keep_copy(version); };
  if (const auto migrated = migrate(*database_, migrations(), keep); !migrated) return migrated.error();
  sqlite3_wal_hook(
      database_->handle(),
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
      },
      &log_pages_);
  auto insert =
      Statement::prepare(*database_, "INSERT INTO records(sequence, at_ns, kind, version, body, hash) VALUES(?, ?, ?, ?, ?, ?)");
  if (!insert) return insert.error();
  insert_ = std::move(*insert);
  return {};
}

core::Result<void> Journal::check_against_anchor() {
  const auto head = read_head(*database_);
  if (!head) return to_error(head.error(), path_);
  const auto anchor = read_anchor(disk_, folder_);
  if (!anchor) return to_error(anchor.error(), folder_ + "/journal.anchor");
  if (!*anchor && head->sequence != 0)
    return to_error(
        {Defect::anchor_missing, head->sequence, "there are records and no journal.anchor, so nobody knows whether all are there"},
        path_);
  if (*anchor)
    if (const auto wrong = check_anchor(*database_, *head, **anchor)) return to_error(*wrong, path_);
  head_ = *head;
  anchor_ = anchor->value_or(Head{});
  // Also when it is there: if the sync of the folder failed after its rename, its name may stand in memory only.
  if (const int code = write_anchor(disk_, folder_, anchor_); code != SQLITE_OK)
    return disk_error(code, "cannot be written", folder_ + "/journal.anchor");
  return {};
}

/// A migration changes the only copy of the history: the old one stays, as journal.v1.db.
core::Result<void> Journal::keep_copy(std::int64_t version) {
  const std::string copy = fmt::format("{}/journal.v{}.db", folder_, version), next = copy + ".tmp";
  if (exists(disk_, next)) disk_.remove(next, false);
  auto into = Statement::prepare(*database_, "VACUUM INTO ?");
  if (!into) return into.error();
  into->bind(1, next);
  if (into->step() != SQLITE_DONE) return database_->error("the copy before the migration could not be written");
  int code = disk_.rename(next, copy);
  if (code == SQLITE_OK) code = disk_.sync_folder(folder_);
  if (code != SQLITE_OK) return disk_error(code, "the copy before the migration could not be kept", copy);
  return {};
}

int Journal::make_reserve() {
  if (options_.reserve_bytes == 0) return SQLITE_OK;
  const std::string name = folder_ + "/journal.reserve";
  std::unique_ptr<DiskFile> file;
  std::int64_t size = 0;
  int code = disk_.open(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL, file);
  if (code == SQLITE_OK) code = file->size(size);
  if (code != SQLITE_OK || size >= options_.reserve_bytes) return code;
  const Bytes bytes = incompressible(static_cast<std::size_t>(options_.reserve_bytes));
  code = file->write(bytes, 0);
  if (code == SQLITE_OK) code = file->sync(SQLITE_SYNC_FULL);
  file.reset();
  if (code != SQLITE_OK) disk_.remove(name, false);  // half a reserve holds room that others want
  return code;
}

}  // namespace legwork::journal
