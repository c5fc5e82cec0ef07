#include "journal/schema.hpp"

#include <array>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/journal_fixture.hpp"

namespace legwork::journal {
namespace {

using namespace testing;

class Schema : public ::testing::Test {
 protected:
  Database database() { return std::move(Database::open("/db", vfs_.name(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)).value(); }
  core::Result<void> migrate_to(Database& database, std::size_t version) {
    return migrate(database, std::span(steps_).first(version), [this](std::int64_t from) {
      copied_from_.push_back(from);
      return core::Result<void>{};
    });
  }

  // A journal's future: what a second and third layout would do.
  static constexpr std::array<Migration, 3> steps_ = {
      Migration{
          "records",
          "CREATE TABLE records(sequence INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT; INSERT INTO records VALUES(1, 'a')"},
      Migration{"version", "ALTER TABLE records ADD COLUMN version INTEGER NOT NULL DEFAULT 1"},
      Migration{"index", "CREATE INDEX by_body ON records(body); UPDATE records SET body = body || version"},
  };
  MemoryDisk disk_;
  DiskVfs vfs_{disk_};
  std::vector<std::int64_t> copied_from_;
};

TEST_F(Schema, every_earlier_version_becomes_the_newest) {
  for (std::size_t from = 0; from <= steps_.size(); ++from) {
    disk_.remove("/db", false);
    copied_from_.clear();
    Database old = database();
    ASSERT_TRUE(migrate_to(old, from).has_value());
    ASSERT_TRUE(migrate_to(old, steps_.size()).has_value()) << "from version " << from;
    EXPECT_EQ(old.number("PRAGMA user_version").value(), 3);
    EXPECT_EQ(old.text("SELECT body FROM records").value(), "a1");
    const bool changed_records = from > 0 && from < steps_.size();
    EXPECT_EQ(copied_from_, changed_records ? std::vector{static_cast<std::int64_t>(from)} : std::vector<std::int64_t>{});
  }
}

TEST_F(Schema, a_step_that_fails_leaves_the_version_before_it) {
  Database old = database();
  ASSERT_TRUE(migrate_to(old, 1).has_value());
  const std::array broken = {steps_[0], steps_[1], Migration{"broken", "UPDATE records SET body = 'lost'; SELECT nonsense"}};
  const auto failed = migrate(old, broken, [](std::int64_t) { return core::Result<void>{}; });
  ASSERT_FALSE(failed.has_value());
  EXPECT_NE(failed.error().message.find("version 3 (broken)"), std::string::npos) << failed.error().message;
  EXPECT_EQ(old.number("PRAGMA user_version").value(), 2);
  EXPECT_EQ(old.text("SELECT body FROM records").value(), "a");
  EXPECT_TRUE(migrate_to(old, 3).has_value());
}

TEST_F(Schema, nothing_is_changed_when_the_copy_cannot_be_kept) {
  Database old = database();
  ASSERT_TRUE(migrate_to(old, 1).has_value());
  const auto refused =
      migrate(old, steps_, [](std::int64_t) -> core::Result<void> { return core::Error{core::ErrorCode::io, "no room", {}}; });
  EXPECT_EQ(refused.error().message, "no room");
  EXPECT_EQ(old.number("PRAGMA user_version").value(), 1);
}

TEST_F(Schema, a_newer_version_is_refused) {
  Database newer = database();
  ASSERT_TRUE(migrate_to(newer, 3).has_value());
  EXPECT_EQ(migrate_to(newer, 2).error().code, core::ErrorCode::unsupported);
}

TEST_F(Schema, another_programs_database_is_left_alone) {
  Database other = database();
  other.run("CREATE TABLE bookmarks(url)").value();
  EXPECT_EQ(migrate_to(other, 3).error().code, core::ErrorCode::parse);
  EXPECT_EQ(other.number("SELECT count(*) FROM sqlite_schema").value(), 1);
}

// Our own versions, from files as they were on disk.

TEST(JournalVersions, version_0_an_empty_file_becomes_a_journal) {
  MemoryDisk disk({{"/journal/journal.db", std::make_shared<const Bytes>()}});
  EXPECT_EQ(open_journal(disk)->append(records_after({}, 2)).value().sequence, 2u);
}

TEST(JournalVersions, version_1_reads_as_it_was_written) {
  // Bytes on disk are a promise: a change of layout changes this hash, and then needs a migration and a new line here.
  MemoryDisk disk(image_of(3));
  const auto journal = open_journal(disk);
  EXPECT_EQ(all_of(*journal), records_after({}, 3));
  EXPECT_EQ(to_hex(journal->head().hash), "96fa172cc58e6dc9751024d475434f34b0efd7181a47552d04a1567385010839");
}

TEST(JournalVersions, a_journal_of_a_newer_program_is_refused_by_owner_and_reader) {
  MemoryDisk disk(image_of(3));
  {
    const DiskVfs vfs(disk);
    Database::open("/journal/journal.db", vfs.name(), SQLITE_OPEN_READWRITE).value().run("PRAGMA user_version=2").value();
  }
  EXPECT_EQ(Journal::open(disk, folder).error().code, core::ErrorCode::unsupported);
  EXPECT_EQ(JournalReader::open(disk, folder).error().code, core::ErrorCode::unsupported);
}

TEST(JournalVersions, a_file_that_is_no_database_is_refused) {
  const std::string text = "this is not a database, but it is long enough to be looked at: " + std::string(100, '.');
  const auto bytes = std::as_bytes(std::span(text));
  MemoryDisk disk({{"/journal/journal.db", std::make_shared<const Bytes>(bytes.begin(), bytes.end())}});
  EXPECT_EQ(Journal::open(disk, folder).error().code, core::ErrorCode::parse);
  EXPECT_EQ(JournalReader::open(disk, folder).error().code, core::ErrorCode::parse);
}

}  // namespace
}  // namespace legwork::journal
