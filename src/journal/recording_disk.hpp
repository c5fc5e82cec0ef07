// RecordingDisk: passes everything on to another disk and writes down what changes it, in order, with every byte: the input of
// CutImages, which builds each disk that a crash could leave. For tests and drills; memory grows with what is written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "journal/disk.hpp"

namespace legwork::journal {

/// A change to the disk. Files are numbered, because a name may pass from one to another.
struct DiskOperation {
  enum class Kind { create, write, truncate, sync, remove, rename, sync_folder };

  Kind kind{};
  std::uint32_t file = 0;      // create, write, truncate, sync
  std::int64_t offset = 0;     // write: where; truncate: the new size
  Bytes bytes;                 // write
  std::string name, new_name;  // create, remove, rename
  bool succeeded = true;       // sync: a failed one leaves in doubt what was written before it, for ever
};
std::string to_string(const DiskOperation& operation);

struct DiskLog {
  std::map<std::string, std::uint32_t> initial;  // the files that were there
  std::vector<DiskOperation> operations;
};

class RecordingDisk final : public Disk {
 public:
  /// `names`: the files that `under` holds already.
  explicit RecordingDisk(Disk& under, const std::vector<std::string>& names = {});

  const DiskLog& log() const { return *log_; }

  int open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) override;
  int remove(const std::string& name, bool sync_folder) override;
  int access(const std::string& name, int what, int& yes) override { return under_.access(name, what, yes); }
  int rename(const std::string& from, const std::string& to) override;
  int sync_folder(const std::string& folder) override;
  int make_folder(const std::string& folder) override { return under_.make_folder(folder); }
  core::Result<std::unique_ptr<DiskLock>> lock(const std::string& name) override { return under_.lock(name); }

 private:
  Disk& under_;
  std::shared_ptr<DiskLog> log_ = std::make_shared<DiskLog>();
  std::map<std::string, std::uint32_t> files_;
  std::uint32_t next_file_ = 1;
};

}  // namespace legwork::journal
