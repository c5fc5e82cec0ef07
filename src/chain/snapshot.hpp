// Snapshot: the newest quote of every contract at the valuation time, folded from one or many snapshots in time order.
// Folding several snapshots gives each row its true quote age: the time since its bid or ask last changed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chain/csv_reader.hpp"
#include "chain/quote.hpp"

namespace legwork::chain {

struct SnapshotRow {
  Quote quote;
  TimePoint changed_at;              // when bid or ask last changed, as far as the input tells
  bool change_seen = false;          // false: only one snapshot, so the age is a lower bound
  double underlying_at_change = unknown;
};

struct UnderlyingSnapshot {
  std::string symbol;
  TimePoint as_of;                   // valuation time: its newest quote time, or the given one
  TimePoint quoted_at;               // newest quote time <= as_of
  double price = unknown;            // the vendor's at quoted_at
  std::vector<SnapshotRow> rows;     // sorted by (expiry, trading class, right, strike)
  int snapshots = 0;                 // distinct quote times seen
  int dropped = 0;                   // contracts that the newest snapshot no longer lists
};

/// Collects quotes in any order of files; rows later than `as_of` are ignored (and counted in `later`).
class SnapshotBuilder {
 public:
  static constexpr std::size_t contracts_max = 2'000'000;

  explicit SnapshotBuilder(std::optional<TimePoint> as_of = {});
  ~SnapshotBuilder();
  SnapshotBuilder(SnapshotBuilder&&) noexcept;
  SnapshotBuilder& operator=(SnapshotBuilder&&) = delete;
  SnapshotBuilder(const SnapshotBuilder&) = delete;
  SnapshotBuilder& operator=(const SnapshotBuilder&) = delete;

  /// Duplicates of a contract at one quote time keep the first and count a reject "duplicate". Errors: too_large.
  core::Result<void> add(Quote&& quote, RejectLog& rejects);
  std::size_t later() const;

  /// Sorted by symbol. Contracts that a newer snapshot no longer lists are dropped.
  std::vector<UnderlyingSnapshot> finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace legwork::chain
