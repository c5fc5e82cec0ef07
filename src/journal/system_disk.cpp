#include "journal/system_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace legwork::journal {
namespace {

/// SQLite's VFS looks at the low 17 bits of a size only: a write of 128 KiB writes nothing and says that the disk is full.
constexpr std::size_t part_bytes = std::size_t{1} << 16;

sqlite3_vfs* default_vfs() { return sqlite3_vfs_find(nullptr); }

/// A file of the default VFS. That VFS keeps the pointer to the name, and looks behind its end for URI parameters: three zeros.
class SystemFile final : public DiskFile {
 public:
  explicit SystemFile(const std::string& name)
      : name_(name + std::string(3, '\0')),
        memory_(static_cast<std::size_t>(default_vfs()->szOsFile) / sizeof(std::max_align_t) + 1) {}
  ~SystemFile() override {
    if (methods() != nullptr) methods()->xClose(handle());
  }
  SystemFile(const SystemFile&) = delete;
  SystemFile& operator=(const SystemFile&) = delete;

  int open(int flags) {
    int granted = 0;
    return default_vfs()->xOpen(default_vfs(), name_.c_str(), handle(), flags & ~SQLITE_OPEN_URI, &granted);
  }

  int read(std::span<std::byte> into, std::int64_t offset) override {
    int code = SQLITE_OK;  // a short read leaves the rest zeros, and so does what is read behind it
    while (!into.empty() && (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ)) {
      const auto part = into.first(std::min(into.size(), part_bytes));
      code = methods()->xRead(handle(), part.data(), static_cast<int>(part.size()), offset);
      into = into.subspan(part.size());
      offset += static_cast<std::int64_t>(part.size());
    }
    return code;
  }
  int write(std::span<const std::byte> bytes, std::int64_t offset) override {
    int code = SQLITE_OK;
    while (!bytes.empty() && code == SQLITE_OK) {
      const auto part = bytes.first(std::min(bytes.size(), part_bytes));
      code = methods()->xWrite(handle(), part.data(), static_cast<int>(part.size()), offset);
      bytes = bytes.subspan(part.size());
      offset += static_cast<std::int64_t>(part.size());
    }
    return code;
  }
  int truncate(std::int64_t size) override { return methods()->xTruncate(handle(), size); }
  int sync(int flags) override { return methods()->xSync(handle(), flags); }
  int size(std::int64_t& bytes) override {
    sqlite3_int64 size = 0;
    const int code = methods()->xFileSize(handle(), &size);
    bytes = size;
    return code;
  }
  int lock(int level) override { return methods()->xLock(handle(), level); }
  int unlock(int level) override { return methods()->xUnlock(handle(), level); }
  int check_reserved(int& reserved) override { return methods()->xCheckReservedLock(handle(), &reserved); }
  int shm_map(int region, int bytes, int extend, void volatile** mapped) override {
    return methods()->xShmMap(handle(), region, bytes, extend, mapped);
  }
  int shm_lock(int offset, int count, int flags) override { return methods()->xShmLock(handle(), offset, count, flags); }
  void shm_barrier() override { methods()->xShmBarrier(handle()); }
  int shm_unmap(int remove) override { return methods()->xShmUnmap(handle(), remove); }

 private:
  sqlite3_file* handle() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
  const sqlite3_io_methods* methods() { return handle()->pMethods; }

  std::string name_;
  std::vector<std::max_align_t> memory_;
};

class FolderLock final : public DiskLock {
 public:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  ~FolderLock() override { ::close(descriptor_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

/// The process id that the holder left in the lock file.
std::string holder(int descriptor) {
  std::string text(20, '\0');
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 1) return "another process";
  return "process " + text.substr(0, text.find('\n'));
}

void leave_our_name(int descriptor) {
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) < 0)
    return;  // only for the other's message; the lock is held either way
}

}  // namespace

int SystemDisk::open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) {
  auto opened = std::make_unique<SystemFile>(name);
  const int code = opened->open(flags);
  if (code == SQLITE_OK) file = std::move(opened);
  return code;
}

int SystemDisk::remove(const std::string& name, bool sync_folder) {
  return default_vfs()->xDelete(default_vfs(), name.c_str(), sync_folder ? 1 : 0);
}

int SystemDisk::access(const std::string& name, int what, int& yes) {
  return default_vfs()->xAccess(default_vfs(), name.c_str(), what, &yes);
}

int SystemDisk::rename(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? SQLITE_OK : errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR;
}

int SystemDisk::sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return SQLITE_CANTOPEN;
  const int code = ::fsync(descriptor) == 0 ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
  ::close(descriptor);
  return code;
}

int SystemDisk::make_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(folder, error)) return SQLITE_OK;
  if (!fs::create_directories(folder, error)) return SQLITE_CANTOPEN;
  fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return SQLITE_CANTOPEN;
  const fs::path parent = fs::absolute(folder).parent_path();
  return sync_folder(parent.string());
}

core::Result<std::unique_ptr<DiskLock>> SystemDisk::lock(const std::string& name) {
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return core::Error{core::ErrorCode::io, std::strerror(errno), {name, 0, 0, ""}};
  auto held = std::make_unique<FolderLock>(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return core::Error{core::ErrorCode::io, std::strerror(errno), {name, 0, 0, ""}};
    return core::Error{core::ErrorCode::io,
                       fmt::format("is held by {}; only one may own a journal, end that first", holder(descriptor)),
                       {name, 0, 0, ""}};
  }
  leave_our_name(descriptor);
  return std::unique_ptr<DiskLock>(std::move(held));
}

}  // namespace legwork::journal
