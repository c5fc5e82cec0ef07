#include "journal/reader.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "journal/anchor.hpp"
#include "journal/replay.hpp"
#include "journal/schema.hpp"

namespace legwork::journal {

core::Result<JournalReader> JournalReader::open(Disk& disk, const std::string& folder) {
  const std::string path = folder + "/journal.db";
  if (!exists(disk, path)) return core::Error{core::ErrorCode::not_found, "there is no journal here", {path, 0, 0, ""}};
  const auto anchor = read_anchor(disk, folder);  // before the records, which only grow meanwhile
  auto vfs = std::make_unique<DiskVfs>(disk);
  auto database = Database::open(path, vfs->name(), SQLITE_OPEN_READONLY);
  if (!database) return database.error();
  JournalReader reader(std::move(vfs), std::move(*database));
  if (const auto begun = reader.database_.run("BEGIN"); !begun) return begun.error();
  const auto version = schema_version(reader.database_);
  if (!version) return version.error();
  reader.has_records_ = *version > 0;
  if (!anchor)
    reader.anchor_fault_ = anchor.error();
  else
    reader.anchor_ = *anchor;
  if (reader.has_records_)
    if (const auto head = read_head(reader.database_)) reader.head_ = *head;  // what is wrong with it, replay tells
  return reader;
}

ReplayResult JournalReader::replay(const Visitor& visitor) const {
  if (anchor_fault_) return *anchor_fault_;
  if (!has_records_) {
    if (anchor_ && anchor_->sequence != 0)
      return Finding{Defect::tail_missing, 1,
                     fmt::format("the journal is empty, and the anchor has seen {} records", anchor_->sequence)};
    return Head{};
  }
  auto replayed = replay_records(database_, anchor_, visitor);
  if (replayed && !anchor_ && replayed->sequence != 0)
    return Finding{Defect::anchor_missing, replayed->sequence,
                   "there is no journal.anchor, so nobody knows whether records are missing after the last"};
  return replayed;
}

ReplayResult JournalReader::verify(const std::function<void(std::uint64_t, std::uint64_t)>& progress) const {
  auto replayed = replay([&](const trade::Record& record, const Hash&) {
    if (record.sequence % 1024 == 0) progress(record.sequence, head_.sequence);
    return true;
  });
  if (!replayed) return replayed;
  auto pages = Statement::prepare(database_, "PRAGMA integrity_check(1)");
  if (!pages || pages->step() != SQLITE_ROW)
    return Finding{Defect::unreadable, replayed->sequence, core::to_string(database_.error("SQLite's own check broke off"))};
  if (pages->text(0) != "ok")
    return Finding{Defect::unreadable, replayed->sequence,
                   fmt::format("all records are readable, but the file is damaged: {}", pages->text(0))};
  return replayed;
}

core::Result<Head> accept_records(Disk& disk, const std::string& folder) {
  const std::string path = folder + "/journal.db";
  if (!exists(disk, path)) return core::Error{core::ErrorCode::not_found, "there is no journal here", {path, 0, 0, ""}};
  const auto lock = disk.lock(folder + "/journal.lock");
  if (!lock) return lock.error();
  const auto reader = JournalReader::open(disk, folder);
  if (!reader) return reader.error();
  ReplayResult end = Head{};
  {
    const DiskVfs vfs(disk);
    const auto database = Database::open(path, vfs.name(), SQLITE_OPEN_READONLY);
    if (!database) return database.error();
    end = replay_records(*database, std::nullopt, [](const trade::Record&, const Hash&) { return true; });
  }
  if (!end) return to_error(end.error(), path);
  if (const int code = write_anchor(disk, folder, *end); code != SQLITE_OK)
    return core::Error{core::ErrorCode::io, sqlite3_errstr(code), {folder + "/journal.anchor", 0, 0, ""}};
  return *end;
}

}  // namespace legwork::journal
