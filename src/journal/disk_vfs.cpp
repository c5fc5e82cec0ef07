#include "journal/disk_vfs.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/assert.hpp"

namespace legwork::journal {
namespace {

/// What SQLite allocates for us: its own part first.
struct OpenFile {
  sqlite3_file base;
  DiskFile* file;
};

DiskFile& file_of(sqlite3_file* handle) { return *reinterpret_cast<OpenFile*>(handle)->file; }
Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int file_close(sqlite3_file* handle) {
  const std::unique_ptr<DiskFile> last(reinterpret_cast<OpenFile*>(handle)->file);
  return SQLITE_OK;
}
int file_read(sqlite3_file* handle, void* into, int size, sqlite3_int64 offset) {
  return file_of(handle).read({static_cast<std::byte*>(into), static_cast<std::size_t>(size)}, offset);
}
int file_write(sqlite3_file* handle, const void* bytes, int size, sqlite3_int64 offset) {
  return file_of(handle).write({static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)}, offset);
}
int file_truncate(sqlite3_file* handle, sqlite3_int64 size) { return file_of(handle).truncate(size); }
int file_sync(sqlite3_file* handle, int flags) { return file_of(handle).sync(flags); }
int file_size(sqlite3_file* handle, sqlite3_int64* size) {
  std::int64_t bytes = 0;
  const int code = file_of(handle).size(bytes);
  *size = bytes;
  return code;
}
int file_lock(sqlite3_file* handle, int level) { return file_of(handle).lock(level); }
int file_unlock(sqlite3_file* handle, int level) { return file_of(handle).unlock(level); }
int file_check_reserved(sqlite3_file* handle, int* reserved) { return file_of(handle).check_reserved(*reserved); }
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int file_sector_size(sqlite3_file*) { return 4096; }
/// As SQLite's own VFS assumes: a write that breaks off harms no byte outside its range.
int file_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
int file_shm_map(sqlite3_file* handle, int region, int bytes, int extend, void volatile** mapped) {
  return file_of(handle).shm_map(region, bytes, extend, mapped);
}
int file_shm_lock(sqlite3_file* handle, int offset, int count, int flags) { return file_of(handle).shm_lock(offset, count, flags); }
void file_shm_barrier(sqlite3_file* handle) { file_of(handle).shm_barrier(); }
int file_shm_unmap(sqlite3_file* handle, int remove) { return file_of(handle).shm_unmap(remove); }

constexpr sqlite3_io_methods methods = [] {
  sqlite3_io_methods m{};
  m.iVersion = 2;  // with shared memory, without memory mapping
  m.xClose = file_close;
  m.xRead = file_read;
  m.xWrite = file_write;
  m.xTruncate = file_truncate;
  m.xSync = file_sync;
  m.xFileSize = file_size;
  m.xLock = file_lock;
  m.xUnlock = file_unlock;
  m.xCheckReservedLock = file_check_reserved;
  m.xFileControl = file_control;
  m.xSectorSize = file_sector_size;
  m.xDeviceCharacteristics = file_characteristics;
  m.xShmMap = file_shm_map;
  m.xShmLock = file_shm_lock;
  m.xShmBarrier = file_shm_barrier;
  m.xShmUnmap = file_shm_unmap;
  return m;
}();

int vfs_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags, int* granted) {
  handle->pMethods = nullptr;
  if (name == nullptr) return SQLITE_CANTOPEN;  // a temporary file; temp_store is memory
  std::unique_ptr<DiskFile> file;
  const int code = disk_of(vfs).open(name, flags, file);
  if (code != SQLITE_OK) return code;
  auto* opened = reinterpret_cast<OpenFile*>(handle);
  opened->file = file.release();
  opened->base.pMethods = &methods;
  if (granted != nullptr) *granted = flags;
  return SQLITE_OK;
}
int vfs_delete(sqlite3_vfs* vfs, const char* name, int sync_folder) { return disk_of(vfs).remove(name, sync_folder != 0); }
int vfs_access(sqlite3_vfs* vfs, const char* name, int what, int* yes) { return disk_of(vfs).access(name, what, *yes); }
int vfs_full_pathname(sqlite3_vfs*, const char* name, int size, char* into) {
  const std::size_t length = std::strlen(name);
  if (length + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::copy_n(name, length + 1, into);
  return SQLITE_OK;
}
/// Asked for nothing that is kept; the log's salts come from SQLite's own generator, see seed_sqlite.
int vfs_randomness(sqlite3_vfs*, int size, char* into) {
  std::fill_n(into, size, '\0');
  return size;
}
/// Only while waiting for another process that reads the journal.
int vfs_sleep(sqlite3_vfs*, int microseconds) {
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  return system->xSleep(system, microseconds);
}
/// Only for SQL's own notion of now, which no statement of ours uses.
int vfs_current_time(sqlite3_vfs*, double* julian_day) {
  *julian_day = 2440587.5;
  return SQLITE_OK;
}
int vfs_last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

struct DiskVfs::Registration {
  sqlite3_vfs vfs{};

  Registration(Disk& disk, const char* name) {
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = 4096;
    vfs.zName = name;
    vfs.pAppData = &disk;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_pathname;
    vfs.xRandomness = vfs_randomness;
    vfs.xSleep = vfs_sleep;
    vfs.xCurrentTime = vfs_current_time;
    vfs.xGetLastError = vfs_last_error;
    ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
  }
  ~Registration() { sqlite3_vfs_unregister(&vfs); }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
};

DiskVfs::DiskVfs(Disk& disk)
    : name_(fmt::format("legwork-{:x}", reinterpret_cast<std::uintptr_t>(this))),
      registration_(std::make_unique<Registration>(disk, name_.c_str())) {}

DiskVfs::~DiskVfs() = default;

void seed_sqlite(std::uint32_t seed) {
  ASSERT(seed != 0);
  ASSERT(sqlite3_initialize() == SQLITE_OK);
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed), nullptr);
}

}  // namespace legwork::journal
