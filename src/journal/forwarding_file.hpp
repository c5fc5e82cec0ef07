// ForwardingFile: a file that passes every call on to another. Recording and faulty files override what they care about.
#pragma once

#include <memory>
#include <utility>

#include "journal/disk.hpp"

namespace legwork::journal {

class ForwardingFile : public DiskFile {
 public:
  explicit ForwardingFile(std::unique_ptr<DiskFile> under) : under_(std::move(under)) {}

  int read(std::span<std::byte> into, std::int64_t offset) override { return under_->read(into, offset); }
  int write(std::span<const std::byte> bytes, std::int64_t offset) override { return under_->write(bytes, offset); }
  int truncate(std::int64_t size) override { return under_->truncate(size); }
  int sync(int flags) override { return under_->sync(flags); }
  int size(std::int64_t& bytes) override { return under_->size(bytes); }
  int lock(int level) override { return under_->lock(level); }
  int unlock(int level) override { return under_->unlock(level); }
  int check_reserved(int& reserved) override { return under_->check_reserved(reserved); }
  int shm_map(int region, int bytes, int extend, void volatile** mapped) override {
    return under_->shm_map(region, bytes, extend, mapped);
  }
  int shm_lock(int offset, int count, int flags) override { return under_->shm_lock(offset, count, flags); }
  void shm_barrier() override { under_->shm_barrier(); }
  int shm_unmap(int remove) override { return under_->shm_unmap(remove); }

 private:
  std::unique_ptr<DiskFile> under_;
};

}  // namespace legwork::journal
