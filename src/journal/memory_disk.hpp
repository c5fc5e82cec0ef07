// MemoryDisk: files in memory with SQLite's locks and shared memory, so that several connections of one process meet on it as on a
// real disk. Starts from an image and gives one back; images share what nobody has written to. For tests and simulations, one thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "journal/disk.hpp"

namespace legwork::journal {

/// Content by name: what a disk holds. Cheap to copy.
using DiskImage = std::map<std::string, std::shared_ptr<const Bytes>>;

struct MemoryNode;

class MemoryDisk final : public Disk {
 public:
  explicit MemoryDisk(const DiskImage& image = {});
  ~MemoryDisk() override;

  /// What is there now.
  DiskImage image() const;

  int open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) override;
  int remove(const std::string& name, bool sync_folder) override;
  int access(const std::string& name, int what, int& yes) override;
  int rename(const std::string& from, const std::string& to) override;
  int sync_folder(const std::string& folder) override;
  int make_folder(const std::string& folder) override;
  core::Result<std::unique_ptr<DiskLock>> lock(const std::string& name) override;

 private:
  std::map<std::string, std::shared_ptr<MemoryNode>> nodes_;
  std::shared_ptr<std::set<std::string>> locks_ = std::make_shared<std::set<std::string>>();
};

/// `bytes` put into `content` at `offset`; a hole before them reads as zeros.
void put_bytes(Bytes& content, std::span<const std::byte> bytes, std::int64_t offset);

}  // namespace legwork::journal
