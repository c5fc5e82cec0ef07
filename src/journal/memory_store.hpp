// MemoryStore: the journal's twin without a disk, for simulations: same order, same hashes, same refusals. It can be told to fail as a
// disk does. Owned by the simulation; 1 µs a record.
#pragma once

#include <optional>
#include <vector>

#include "journal/store.hpp"

namespace legwork::journal {

class MemoryStore final : public Store {
 public:
  AppendResult append(std::span<const trade::Record> records, Purpose purpose = Purpose::ordinary) override;
  ReplayResult replay(const Visitor& visitor) override;
  const Head& head() const override { return head_; }
  State state() const override { return state_; }

  /// The next append fails as by a failed sync. `kept`: whether its records turn out to be there after reopen().
  void fail_next_append(bool kept) { failing_ = kept; }
  /// As long as it is full, only what reduces risk is taken.
  void set_full(bool full);
  void close() { state_ = State::closed; }
  /// As a journal that is opened anew: open, with whatever was kept.
  void reopen();

 private:
  struct Kept {
    trade::Record record;
    Hash hash{};
  };
  AppendError refusal() const;
  void keep(std::span<const trade::Record> records);

  HashChain chain_;
  std::vector<Kept> records_;
  Head head_;
  State state_ = State::open;
  std::optional<bool> failing_;
  std::vector<trade::Record> in_doubt_;
};

}  // namespace legwork::journal
