// Disk: the port to files, as SQLite wants them (DiskVfs offers any Disk to SQLite) and with the rename that the anchor needs. Four
// implementations: SystemDisk, MemoryDisk, and around another one RecordingDisk and FaultyDisk. Results are SQLite's codes (SQLITE_OK,
// SQLITE_IOERR_…, https://www.sqlite.org/rescode.html), flags and lock levels are SQLite's, because SQLite is the one who asks most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace legwork::journal {

using Bytes = std::vector<std::byte>;

/// An open file. The contracts are those of sqlite3_io_methods (https://www.sqlite.org/c3ref/io_methods.html).
class DiskFile {
 public:
  DiskFile() = default;
  virtual ~DiskFile() = default;
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;

  /// Behind the end: zeros and SQLITE_IOERR_SHORT_READ.
  virtual int read(std::span<std::byte> into, std::int64_t offset) = 0;
  virtual int write(std::span<const std::byte> bytes, std::int64_t offset) = 0;
  virtual int truncate(std::int64_t size) = 0;
  virtual int sync(int flags) = 0;
  virtual int size(std::int64_t& bytes) = 0;

  virtual int lock(int level) = 0;
  virtual int unlock(int level) = 0;
  virtual int check_reserved(int& reserved) = 0;
  /// SQLite's shared memory for the index of a write-ahead log.
  virtual int shm_map(int region, int bytes, int extend, void volatile** mapped) = 0;
  virtual int shm_lock(int offset, int count, int flags) = 0;
  virtual void shm_barrier() = 0;
  virtual int shm_unmap(int remove) = 0;
};

/// Held until destroyed.
class DiskLock {
 public:
  DiskLock() = default;
  virtual ~DiskLock() = default;
  DiskLock(const DiskLock&) = delete;
  DiskLock& operator=(const DiskLock&) = delete;
};

class Disk {
 public:
  Disk() = default;
  virtual ~Disk() = default;
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  /// `flags`: SQLITE_OPEN_…; the first sync of a new log or journal file syncs its folder too, as SQLite relies on.
  virtual int open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) = 0;
  virtual int remove(const std::string& name, bool sync_folder) = 0;
  virtual int access(const std::string& name, int what, int& yes) = 0;
  virtual int rename(const std::string& from, const std::string& to) = 0;
  virtual int sync_folder(const std::string& folder) = 0;
  /// Also when it exists; readable by its owner only.
  virtual int make_folder(const std::string& folder) = 0;
  /// Exclusive among all processes and within this one. Errors: io, naming the holder where it is known.
  virtual core::Result<std::unique_ptr<DiskLock>> lock(const std::string& name) = 0;
};

/// A whole file. Errors: io, also where there is none.
core::Result<Bytes> read_whole(Disk& disk, const std::string& name);
bool exists(Disk& disk, const std::string& name);
/// Writes NAME.tmp, syncs it, renames it over `name` and syncs `folder`, in which both are: whenever it is cut, `name` is the old file
/// or the new one as a whole. Returns SQLite's code.
int replace_whole(Disk& disk, const std::string& folder, const std::string& name, std::span<const std::byte> bytes);

}  // namespace legwork::journal
