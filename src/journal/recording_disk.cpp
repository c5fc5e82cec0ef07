#include "journal/recording_disk.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "journal/forwarding_file.hpp"

namespace legwork::journal {
namespace {

using Kind = DiskOperation::Kind;

class RecordingFile final : public ForwardingFile {
 public:
  RecordingFile(std::unique_ptr<DiskFile> under, std::shared_ptr<DiskLog> log, std::uint32_t file, bool syncs_folder)
      : ForwardingFile(std::move(under)), log_(std::move(log)), file_(file), syncs_folder_(syncs_folder) {}

  /// A write that fails may have done a part: how much is seen by looking, as nobody else writes.
  int write(std::span<const std::byte> bytes, std::int64_t offset) override {
    const int code = ForwardingFile::write(bytes, offset);
    std::size_t done = bytes.size();
    if (code != SQLITE_OK) {
      Bytes now(bytes.size());
      ForwardingFile::read(now, offset);
      for (done = 0; done < bytes.size() && now[done] == bytes[done];) ++done;
    }
    if (done != 0)
      add({.kind = Kind::write,
           .file = file_,
           .offset = offset,
           .bytes = Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(done))});
    return code;
  }
  int truncate(std::int64_t size) override {
    const int code = ForwardingFile::truncate(size);
    if (code == SQLITE_OK) add({.kind = Kind::truncate, .file = file_, .offset = size});
    return code;
  }
  int sync(int flags) override {
    const int code = ForwardingFile::sync(flags);
    add({.kind = Kind::sync, .file = file_, .succeeded = code == SQLITE_OK});
    if (code == SQLITE_OK && std::exchange(syncs_folder_, false)) add({.kind = Kind::sync_folder});
    return code;
  }

 private:
  void add(DiskOperation operation) { log_->operations.push_back(std::move(operation)); }

  std::shared_ptr<DiskLog> log_;
  std::uint32_t file_;
  bool syncs_folder_;
};

}  // namespace

std::string to_string(const DiskOperation& o) {
  switch (o.kind) {
    case Kind::create: return fmt::format("create {} as file {}", o.name, o.file);
    case Kind::write: return fmt::format("write {} bytes at {} of file {}", o.bytes.size(), o.offset, o.file);
    case Kind::truncate: return fmt::format("truncate file {} to {}", o.file, o.offset);
    case Kind::sync: return fmt::format("{}sync file {}", o.succeeded ? "" : "failed ", o.file);
    case Kind::remove: return fmt::format("remove {}", o.name);
    case Kind::rename: return fmt::format("rename {} to {}", o.name, o.new_name);
    case Kind::sync_folder: return fmt::format("{}sync folder", o.succeeded ? "" : "failed ");
  }
  return "unknown";
}

RecordingDisk::RecordingDisk(Disk& under, const std::vector<std::string>& names) : under_(under) {
  for (const std::string& name : names) files_[name] = next_file_++;
  log_->initial = files_;
}

int RecordingDisk::open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) {
  const bool is_new = !exists(under_, name);
  std::unique_ptr<DiskFile> opened;
  if (const int code = under_.open(name, flags, opened); code != SQLITE_OK) return code;
  if (is_new) {
    files_[name] = next_file_;
    log_->operations.push_back({.kind = Kind::create, .file = next_file_++, .name = name});
  }
  constexpr int synced_with_folder = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
  file = std::make_unique<RecordingFile>(std::move(opened), log_, files_.at(name), is_new && (flags & synced_with_folder) != 0);
  return SQLITE_OK;
}

int RecordingDisk::remove(const std::string& name, bool sync_folder) {
  const bool was_there = exists(under_, name);
  const int code = under_.remove(name, sync_folder);
  if (was_there && !exists(under_, name)) {
    log_->operations.push_back({.kind = Kind::remove, .name = name});
    files_.erase(name);
    if (sync_folder) log_->operations.push_back({.kind = Kind::sync_folder, .succeeded = code == SQLITE_OK});
  }
  return code;
}

int RecordingDisk::rename(const std::string& from, const std::string& to) {
  const int code = under_.rename(from, to);
  if (code == SQLITE_OK) {
    log_->operations.push_back({.kind = Kind::rename, .name = from, .new_name = to});
    files_[to] = files_.at(from);
    files_.erase(from);
  }
  return code;
}

int RecordingDisk::sync_folder(const std::string& folder) {
  const int code = under_.sync_folder(folder);
  log_->operations.push_back({.kind = Kind::sync_folder, .succeeded = code == SQLITE_OK});
  return code;
}

}  // namespace legwork::journal
