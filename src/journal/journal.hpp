// Journal: the durable store. A folder with an SQLite database in WAL mode (synchronous FULL), an anchor beside it and a lock that
// makes it the only writer. One append is one transaction and one sync (group commit: the more records in it, the cheaper each).
// Owned by the engine's process, used by one thread; an append costs what the disk's sync costs, plus about 20 µs.
//
// A failed write or sync ends it (State::failed): the kernel may have dropped what it could not write, and a second sync of the same
// pages would say yes (https://wiki.postgresql.org/wiki/Fsync_Errors). Opening anew is the way back: it writes the log again before
// it believes it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "journal/database.hpp"
#include "journal/disk.hpp"
#include "journal/disk_vfs.hpp"
#include "journal/store.hpp"

namespace legwork::journal {

struct JournalOptions {
  std::uint64_t anchor_records = 256;  // a new anchor after so many records …
  core::Duration anchor_age = std::chrono::minutes(1);  // … or when the newest record is this much younger than the anchored one
  int checkpoint_pages = 1000;  // the log goes into the database when it has so many pages
  std::int64_t reserve_bytes = 1 << 20;  // kept for what reduces risk when the disk is full
};

class Journal final : public Store {
 public:
  /// Creates the folder and the journal where there is none; migrates an older one and keeps a copy. `disk` outlives the journal.
  /// Checks the anchor; all records are checked by replay(). Errors: io (held by another process, unreadable), parse (not a journal,
  /// damaged, or not the one that the anchor knows), unsupported (newer than this program).
  static core::Result<std::unique_ptr<Journal>> open(Disk& disk, const std::string& folder, const JournalOptions& options = {});
  ~Journal() override;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// While full, an ordinary append first tries whether there is room for the reserve again.
  AppendResult append(std::span<const trade::Record> records, Purpose purpose = Purpose::ordinary) override;
  ReplayResult replay(const Visitor& visitor) override;
  const Head& head() const override { return head_; }
  State state() const override { return state_; }
  /// Why it is full or failed; empty message otherwise.
  const core::Error& trouble() const { return trouble_; }
  /// What the anchor beside the database says.
  const Head& anchor() const { return anchor_; }

  /// Writes the anchor and moves the log into the database. Error: what of it did not work; nothing acknowledged is lost by it.
  core::Result<void> close();

 private:
  Journal(Disk& disk, std::string folder, const JournalOptions& options, std::unique_ptr<DiskLock> lock);

  core::Result<void> start();
  core::Result<void> open_database();
  core::Result<void> check_against_anchor();
  core::Result<void> keep_copy(std::int64_t version);
  int make_reserve();
  bool release_reserve();
  bool has_room_again();

  int commit(std::span<const trade::Record> records);
  int insert(std::span<const trade::Record> records, Head& head);
  AppendError refuse_after(int code);
  /// Anchor and checkpoint, when they are due. What goes wrong here is told by the next append: this one's records are safe.
  void tidy();
  void fail(int code, std::string_view doing);
  void become_full(int code, std::string_view doing);
  void give_up_database();

  Disk& disk_;
  std::string folder_, path_;
  JournalOptions options_;
  std::unique_ptr<DiskLock> lock_;
  DiskVfs vfs_;
  std::optional<Database> database_;
  std::optional<Statement> insert_;
  HashChain chain_;
  Head head_, anchor_;
  State state_ = State::open;
  core::Error trouble_{};
  int log_pages_ = 0;
};

}  // namespace legwork::journal
