// DiskVfs: offers a Disk to SQLite under a name of its own, from construction to destruction. The Disk and the DiskVfs outlive every
// connection opened by that name. Not a default: other users of SQLite in the process see nothing of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "journal/disk.hpp"

namespace legwork::journal {

class DiskVfs {
 public:
  explicit DiskVfs(Disk& disk);
  ~DiskVfs();
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;

  /// For sqlite3_open_v2.
  const char* name() const { return name_.c_str(); }

 private:
  struct Registration;

  std::string name_;
  std::unique_ptr<Registration> registration_;
};

/// SQLite salts each log with chance. For simulations and tests: from here on, in this process, by `seed` (not 0) alone.
void seed_sqlite(std::uint32_t seed);

}  // namespace legwork::journal
