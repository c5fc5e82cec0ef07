// SystemDisk: the machine's files. Reading, writing, syncing and locking are SQLite's own default VFS, which knows the oddities of
// file systems (short writes, EINTR, locks lost by close); only what SQLite does not offer is done here. Stateless.
#pragma once

#include "journal/disk.hpp"

namespace legwork::journal {

class SystemDisk final : public Disk {
 public:
  int open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) override;
  int remove(const std::string& name, bool sync_folder) override;
  int access(const std::string& name, int what, int& yes) override;
  int rename(const std::string& from, const std::string& to) override;
  int sync_folder(const std::string& folder) override;
  int make_folder(const std::string& folder) override;
  core::Result<std::unique_ptr<DiskLock>> lock(const std::string& name) override;
};

}  // namespace legwork::journal
