// FaultyDisk: a disk whose n-th call goes wrong, as disks do: an I/O error, a full disk, a write that stops half-way, a sync that says
// it has synced and has not. Around another disk; around a RecordingDisk its lies leave the log without the sync.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "journal/disk.hpp"

namespace legwork::journal {

struct DiskFault {
  enum class Call { any, open, read, write, truncate, sync, size, remove, rename, sync_folder };
  enum class Effect {
    error,  // an I/O error; nothing is done
    full,  // no space; nothing is done
    short_write,  // half of the bytes are written, then no space; other calls: an error
    lie,  // nothing is done and success is told
  };

  Call call = Call::any;
  Effect effect = Effect::error;
  std::uint64_t first = 1;  // the how-manieth matching call, from 1
  std::uint64_t count = 1;  // how many in a row go wrong
  std::string ending;  // only files whose name ends so

  static constexpr std::uint64_t for_ever = std::numeric_limits<std::uint64_t>::max();
};

class FaultyDisk final : public Disk {
 public:
  explicit FaultyDisk(Disk& under) : under_(under) {}

  /// Counts matching calls from now on.
  void plan(DiskFault fault);
  void heal() { plan({.count = 0}); }
  /// Calls that matched, those that went wrong among them.
  std::uint64_t matched() const { return state_->matched; }
  bool struck() const { return state_->struck; }

  int open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) override;
  int remove(const std::string& name, bool sync_folder) override;
  int access(const std::string& name, int what, int& yes) override { return under_.access(name, what, yes); }
  int rename(const std::string& from, const std::string& to) override;
  int sync_folder(const std::string& folder) override;
  int make_folder(const std::string& folder) override { return under_.make_folder(folder); }
  core::Result<std::unique_ptr<DiskLock>> lock(const std::string& name) override { return under_.lock(name); }

  /// Shared with the files that are open.
  struct State {
    DiskFault fault{.count = 0};
    std::uint64_t matched = 0;
    bool struck = false;

    bool strikes(DiskFault::Call call, const std::string& name);
  };

 private:
  Disk& under_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace legwork::journal
