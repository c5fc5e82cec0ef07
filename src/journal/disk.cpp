#include "journal/disk.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace legwork::journal {

bool exists(Disk& disk, const std::string& name) {
  int yes = 0;
  return disk.access(name, SQLITE_ACCESS_EXISTS, yes) == SQLITE_OK && yes != 0;
}

core::Result<Bytes> read_whole(Disk& disk, const std::string& name) {
  const auto failed = [&](int code) {
    return core::Error{core::ErrorCode::io, fmt::format("cannot be read ({})", sqlite3_errstr(code)), {name, 0, 0, ""}};
  };
  std::unique_ptr<DiskFile> file;
  if (const int code = disk.open(name, SQLITE_OPEN_READONLY | SQLITE_OPEN_SUPER_JOURNAL, file); code != SQLITE_OK)
    return failed(code);
  std::int64_t size = 0;
  if (const int code = file->size(size); code != SQLITE_OK) return failed(code);
  Bytes bytes(static_cast<std::size_t>(size));
  if (size == 0) return bytes;
  if (const int code = file->read(bytes, 0); code != SQLITE_OK) return failed(code);
  return bytes;
}

int replace_whole(Disk& disk, const std::string& folder, const std::string& name, std::span<const std::byte> bytes) {
  const std::string next = name + ".tmp";
  std::unique_ptr<DiskFile> file;
  int code = disk.open(next, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL, file);
  if (code == SQLITE_OK) code = file->truncate(0);  // a crash may have left one
  if (code == SQLITE_OK && !bytes.empty()) code = file->write(bytes, 0);
  if (code == SQLITE_OK) code = file->sync(SQLITE_SYNC_FULL);
  file.reset();
  if (code == SQLITE_OK) code = disk.rename(next, name);
  if (code == SQLITE_OK) code = disk.sync_folder(folder);
  return code;
}

}  // namespace legwork::journal
