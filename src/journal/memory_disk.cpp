#include "journal/memory_disk.hpp"

#include <algorithm>
#include <array>
#include <atomic>

#include <fmt/format.h>
#include <sqlite3.h>

namespace legwork::journal {

/// One file, whatever its name: open handles outlive remove and rename, as on a real disk.
struct MemoryNode {
  std::shared_ptr<const Bytes> shared = std::make_shared<const Bytes>();  // the content, until somebody writes
  std::shared_ptr<Bytes> own;                                             // the content from then on

  // SQLite's five lock levels (https://www.sqlite.org/lockingv3.html)
  int readers = 0;
  const DiskFile* reserved = nullptr;
  const DiskFile* pending = nullptr;

  std::vector<std::vector<std::uint64_t>> shm;
  std::array<int, SQLITE_SHM_NLOCK> shm_readers{};
  std::array<const DiskFile*, SQLITE_SHM_NLOCK> shm_writers{};
  int shm_users = 0;

  const Bytes& content() const { return own ? *own : *shared; }
  Bytes& writable() {
    if (!own) own = std::make_shared<Bytes>(*shared);
    return *own;
  }
};

namespace {

class MemoryFile final : public DiskFile {
 public:
  explicit MemoryFile(std::shared_ptr<MemoryNode> node) : node_(std::move(node)) {}
  ~MemoryFile() override {
    unlock(SQLITE_LOCK_NONE);
    shm_unmap(0);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int read(std::span<std::byte> into, std::int64_t offset) override {
    const Bytes& content = node_->content();
    const auto begin = std::min(static_cast<std::size_t>(offset), content.size());
    const auto have = std::min(into.size(), content.size() - begin);
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(begin), have, into.begin());
    std::fill(into.begin() + static_cast<std::ptrdiff_t>(have), into.end(), std::byte{});
    return have == into.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }
  int write(std::span<const std::byte> bytes, std::int64_t offset) override {
    put_bytes(node_->writable(), bytes, offset);
    return SQLITE_OK;
  }
  int truncate(std::int64_t size) override {
    node_->writable().resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
  int sync(int) override { return SQLITE_OK; }
  int size(std::int64_t& bytes) override {
    bytes = static_cast<std::int64_t>(node_->content().size());
    return SQLITE_OK;
  }

  int lock(int level) override {
    if (level <= level_) return SQLITE_OK;
    const auto others_hold = [this](const DiskFile* holder) { return holder != nullptr && holder != this; };
    if (level == SQLITE_LOCK_SHARED) {
      if (others_hold(node_->pending)) return SQLITE_BUSY;
      ++node_->readers;
      level_ = level;
      return SQLITE_OK;
    }
    if (others_hold(node_->reserved)) return SQLITE_BUSY;
    node_->reserved = this;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      node_->pending = this;
      if (node_->readers > 1) {
        level_ = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
    }
    level_ = level;
    return SQLITE_OK;
  }
  int unlock(int level) override {
    if (level >= level_) return SQLITE_OK;
    if (node_->reserved == this) node_->reserved = nullptr;
    if (node_->pending == this) node_->pending = nullptr;
    if (level == SQLITE_LOCK_NONE) --node_->readers;
    level_ = level;
    return SQLITE_OK;
  }
  int check_reserved(int& reserved) override {
    reserved = node_->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  int shm_map(int region, int bytes, int extend, void volatile** mapped) override {
    if (!mapped_) {
      mapped_ = true;
      ++node_->shm_users;
    }
    const auto index = static_cast<std::size_t>(region);
    *mapped = nullptr;
    if (index >= node_->shm.size() && extend == 0) return SQLITE_OK;
    while (node_->shm.size() <= index) node_->shm.emplace_back(static_cast<std::size_t>(bytes) / sizeof(std::uint64_t));
    *mapped = node_->shm[index].data();
    return SQLITE_OK;
  }
  int shm_lock(int offset, int count, int flags) override {
    const auto first = static_cast<std::size_t>(offset), end = first + static_cast<std::size_t>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (std::size_t i = first; i < end; ++i) shm_release(i);
      return SQLITE_OK;
    }
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (std::size_t i = first; i < end; ++i)
      if (shm_taken(i, exclusive)) return SQLITE_BUSY;
    for (std::size_t i = first; i < end; ++i) shm_take(i, exclusive);
    return SQLITE_OK;
  }
  void shm_barrier() override { std::atomic_thread_fence(std::memory_order_seq_cst); }
  int shm_unmap(int) override {
    if (!mapped_) return SQLITE_OK;
    for (std::size_t i = 0; i < reading_.size(); ++i) shm_release(i);
    mapped_ = false;
    if (--node_->shm_users == 0) node_->shm.clear();
    return SQLITE_OK;
  }

 private:
  bool shm_taken(std::size_t slot, bool exclusive) const {
    const DiskFile* writer = node_->shm_writers[slot];
    if (writer != nullptr && writer != this) return true;
    return exclusive && node_->shm_readers[slot] > (reading_[slot] ? 1 : 0);
  }
  void shm_take(std::size_t slot, bool exclusive) {
    if (exclusive) {
      node_->shm_writers[slot] = this;
    } else if (!reading_[slot]) {
      reading_[slot] = true;
      ++node_->shm_readers[slot];
    }
  }
  void shm_release(std::size_t slot) {
    if (node_->shm_writers[slot] == this) node_->shm_writers[slot] = nullptr;
    if (reading_[slot]) --node_->shm_readers[slot];
    reading_[slot] = false;
  }

  std::shared_ptr<MemoryNode> node_;
  int level_ = SQLITE_LOCK_NONE;
  bool mapped_ = false;
  std::array<bool, SQLITE_SHM_NLOCK> reading_{};
};

class MemoryLock final : public DiskLock {
 public:
  MemoryLock(std::shared_ptr<std::set<std::string>> held, std::string name) : held_(std::move(held)), name_(std::move(name)) {}
  ~MemoryLock() override { held_->erase(name_); }
  MemoryLock(const MemoryLock&) = delete;
  MemoryLock& operator=(const MemoryLock&) = delete;

 private:
  std::shared_ptr<std::set<std::string>> held_;
  std::string name_;
};

}  // namespace

void put_bytes(Bytes& content, std::span<const std::byte> bytes, std::int64_t offset) {
  const auto begin = static_cast<std::size_t>(offset);
  if (content.size() < begin + bytes.size()) content.resize(begin + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(begin));
}

MemoryDisk::MemoryDisk(const DiskImage& image) {
  for (const auto& [name, content] : image) {
    auto node = std::make_shared<MemoryNode>();
    node->shared = content;
    nodes_.emplace(name, std::move(node));
  }
}

MemoryDisk::~MemoryDisk() = default;

DiskImage MemoryDisk::image() const {
  DiskImage image;
  for (const auto& [name, node] : nodes_) image.emplace(name, node->own ? std::make_shared<const Bytes>(*node->own) : node->shared);
  return image;
}

int MemoryDisk::open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) {
  auto found = nodes_.find(name);
  if (found == nodes_.end()) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    found = nodes_.emplace(name, std::make_shared<MemoryNode>()).first;
  }
  file = std::make_unique<MemoryFile>(found->second);
  return SQLITE_OK;
}

int MemoryDisk::remove(const std::string& name, bool) { return nodes_.erase(name) != 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT; }

int MemoryDisk::access(const std::string& name, int, int& yes) {
  yes = nodes_.contains(name) ? 1 : 0;
  return SQLITE_OK;
}

int MemoryDisk::rename(const std::string& from, const std::string& to) {
  const auto found = nodes_.find(from);
  if (found == nodes_.end()) return SQLITE_IOERR;
  nodes_[to] = std::move(found->second);
  nodes_.erase(found);
  return SQLITE_OK;
}

int MemoryDisk::sync_folder(const std::string&) { return SQLITE_OK; }
int MemoryDisk::make_folder(const std::string&) { return SQLITE_OK; }

core::Result<std::unique_ptr<DiskLock>> MemoryDisk::lock(const std::string& name) {
  if (!locks_->insert(name).second)
    return core::Error{core::ErrorCode::io, "is held; only one may own a journal, end that first", {name, 0, 0, ""}};
  return std::unique_ptr<DiskLock>(std::make_unique<MemoryLock>(locks_, name));
}

}  // namespace legwork::journal
