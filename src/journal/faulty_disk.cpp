#include "journal/faulty_disk.hpp"

#include <utility>

#include <sqlite3.h>

#include "journal/forwarding_file.hpp"

namespace legwork::journal {
namespace {

using Call = DiskFault::Call;
using Effect = DiskFault::Effect;

/// What a call that was struck answers; `error` is its own I/O error.
int answer(const FaultyDisk::State& state, int error) {
  switch (state.fault.effect) {
    case Effect::error: return error;
    case Effect::full:
    case Effect::short_write: return SQLITE_FULL;
    case Effect::lie: return SQLITE_OK;
  }
  return error;
}

class FaultyFile final : public ForwardingFile {
 public:
  FaultyFile(std::unique_ptr<DiskFile> under, std::shared_ptr<FaultyDisk::State> state, std::string name)
      : ForwardingFile(std::move(under)), state_(std::move(state)), name_(std::move(name)) {}

  int read(std::span<std::byte> into, std::int64_t offset) override {
    return struck(Call::read) ? SQLITE_IOERR_READ : ForwardingFile::read(into, offset);
  }
  int write(std::span<const std::byte> bytes, std::int64_t offset) override {
    if (!struck(Call::write)) return ForwardingFile::write(bytes, offset);
    if (state_->fault.effect == Effect::short_write) ForwardingFile::write(bytes.first(bytes.size() / 2), offset);
    return answer(*state_, SQLITE_IOERR_WRITE);
  }
  int truncate(std::int64_t size) override {
    return struck(Call::truncate) ? answer(*state_, SQLITE_IOERR_TRUNCATE) : ForwardingFile::truncate(size);
  }
  int sync(int flags) override {
    if (!struck(Call::sync)) return ForwardingFile::sync(flags);
    return state_->fault.effect == Effect::lie ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  }
  int size(std::int64_t& bytes) override { return struck(Call::size) ? SQLITE_IOERR_FSTAT : ForwardingFile::size(bytes); }

 private:
  bool struck(Call call) { return state_->strikes(call, name_); }

  std::shared_ptr<FaultyDisk::State> state_;
  std::string name_;
};

}  // namespace

bool FaultyDisk::State::strikes(Call call, const std::string& name) {
  if (fault.call != Call::any && fault.call != call) return false;
  if (!name.ends_with(fault.ending)) return false;
  ++matched;
  if (matched < fault.first || matched - fault.first >= fault.count) return false;
  struck = true;
  return true;
}

void FaultyDisk::plan(DiskFault fault) { *state_ = {.fault = std::move(fault)}; }

int FaultyDisk::open(const std::string& name, int flags, std::unique_ptr<DiskFile>& file) {
  if (state_->strikes(Call::open, name)) return SQLITE_CANTOPEN;
  std::unique_ptr<DiskFile> opened;
  const int code = under_.open(name, flags, opened);
  if (code == SQLITE_OK) file = std::make_unique<FaultyFile>(std::move(opened), state_, name);
  return code;
}

int FaultyDisk::remove(const std::string& name, bool sync_folder) {
  return state_->strikes(Call::remove, name) ? answer(*state_, SQLITE_IOERR_DELETE) : under_.remove(name, sync_folder);
}

int FaultyDisk::rename(const std::string& from, const std::string& to) {
  return state_->strikes(Call::rename, to) ? answer(*state_, SQLITE_IOERR) : under_.rename(from, to);
}

int FaultyDisk::sync_folder(const std::string& folder) {
  return state_->strikes(Call::sync_folder, folder) ? answer(*state_, SQLITE_IOERR_DIR_FSYNC) : under_.sync_folder(folder);
}

}  // namespace legwork::journal
