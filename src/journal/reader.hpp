// JournalReader: looks at a journal that may have an owner at work. Opens read-only, takes no lock that hinders the owner, and sees
// the records committed when it was opened. For `legwork journal` and the like; one thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "journal/database.hpp"
#include "journal/disk.hpp"
#include "journal/disk_vfs.hpp"
#include "journal/store.hpp"

namespace legwork::journal {

class JournalReader {
 public:
  /// Errors: not_found (no journal there), parse, unsupported, io.
  static core::Result<JournalReader> open(Disk& disk, const std::string& folder);

  /// All records with all checks, the anchor's among them.
  ReplayResult replay(const Visitor& visitor) const;
  /// replay, then SQLite's own check of its pages. `progress`: records done, records in all.
  ReplayResult verify(const std::function<void(std::uint64_t, std::uint64_t)>& progress) const;

  /// The last record as stored; replay() says whether it can be trusted.
  const Head& head() const { return head_; }
  /// Nothing where there is none.
  const std::optional<Head>& anchor() const { return anchor_; }
  const std::string& path() const { return database_.path(); }

 private:
  JournalReader(std::unique_ptr<DiskVfs> vfs, Database database) : vfs_(std::move(vfs)), database_(std::move(database)) {}

  std::unique_ptr<DiskVfs> vfs_;  // before the database, which uses it to the last
  Database database_;
  std::optional<Head> anchor_;
  std::optional<Finding> anchor_fault_;
  Head head_;
  bool has_records_ = false;
};

/// Takes the records as they are for the truth: checks their chain and writes a new anchor at its end. For an operator who has
/// compared them with the broker, after a copy was restored or the anchor was lost. Errors: as open, or to_error of what is wrong.
core::Result<Head> accept_records(Disk& disk, const std::string& folder);

}  // namespace legwork::journal
