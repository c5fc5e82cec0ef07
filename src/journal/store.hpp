// Store: the port behind which records are kept. Journal keeps them on disk, MemoryStore in memory for simulations; both answer alike.
// Used by one thread at a time. An append returns only when the records are durable: nothing may be sent before.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "journal/chain.hpp"
#include "trade/record.hpp"

namespace legwork::journal {

/// The last record and the hash up to it; sequence 0 and the genesis hash when there is none.
struct Head {
  std::uint64_t sequence = 0;
  Hash hash = genesis_hash();
  core::TimePoint at{};  // of the last record

  friend bool operator==(const Head&, const Head&) = default;
};

enum class State {
  open,  // takes records
  full,  // the disk is full: takes only what reduces risk, from a reserve, until there is room again
  failed,  // a write or sync failed: nobody knows what is on disk, so nothing is taken until the journal is opened anew
  closed,
};
std::string_view to_string(State state);

/// What the records are for. On a full disk a reserve is left for those that make the position safer: cancels, closes, the kill latch.
enum class Purpose { ordinary, reduces_risk };

enum class AppendFault {
  invalid_batch,  // empty, out of sequence, too large: nothing was tried, the journal is as it was
  disk_full,  // nothing of the batch is kept; the journal is intact and takes records again once there is room
  failed,  // this batch may be kept or not: only opening anew tells. Everything acknowledged before is kept
  refused,  // the journal had failed or was closed before
};

struct AppendError {
  AppendFault fault{};
  core::Error why{};
};
[[noreturn]] void throw_exception_from_error(const AppendError& error, const boost::source_location& where);
using AppendResult = boost::system::result<Head, AppendError>;

enum class Defect {
  unreadable,  // SQLite or the disk cannot read on
  bad_record,  // a field has a value that no append writes
  gap,  // a sequence number is missing
  broken_chain,  // the record or its hash was changed
  tail_missing,  // the anchor names a record beyond the last one
  anchor_differs,  // the record that the anchor names has another hash: history was rewritten
  anchor_damaged,  // the anchor's text is not what was written
  anchor_missing,  // there are records and no anchor
};
std::string_view to_string(Defect defect);

/// The first thing that is wrong with a journal, and at which record.
struct Finding {
  Defect defect{};
  std::uint64_t sequence = 0;  // of the first record that cannot be trusted
  std::string message;
};
[[noreturn]] void throw_exception_from_error(const Finding& finding, const boost::source_location& where);
/// As an error of the file `file`: code parse, field "record N".
core::Error to_error(const Finding& finding, const std::string& file);

using ReplayResult = boost::system::result<Head, Finding>;
/// Each record with its hash, oldest first; false stops.
using Visitor = std::function<bool(const trade::Record&, const Hash&)>;

class Store {
 public:
  static constexpr std::size_t body_bytes_max = std::size_t{16} << 20;

  Store() = default;
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// All of `records` or none, numbered on from head().sequence + 1. Returns the new head once they are durable.
  virtual AppendResult append(std::span<const trade::Record> records, Purpose purpose = Purpose::ordinary) = 0;
  /// Every record from the first. What the visitor saw counts only when the result is a Head: a journal that breaks off or whose end
  /// is missing is told at the end.
  virtual ReplayResult replay(const Visitor& visitor) = 0;

  virtual const Head& head() const = 0;
  virtual State state() const = 0;
};

/// Why `records` cannot follow `head`, or nothing. Shared by the stores.
core::Result<void> check_batch(const Head& head, std::span<const trade::Record> records);

}  // namespace legwork::journal
