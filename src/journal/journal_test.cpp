#include "journal/journal.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/anchor.hpp"
#include "journal/faulty_disk.hpp"
#include "journal/journal_fixture.hpp"
#include "journal/system_disk.hpp"

namespace legwork::journal {
namespace {

using namespace testing;

/// A folder on the machine's disk, gone afterwards.
class RealFolder : public ::testing::Test {
 protected:
  RealFolder() : path_((std::filesystem::temp_directory_path() / ("legwork_journal_test_" + std::string(test_name()))).string()) {
    std::filesystem::remove_all(path_);
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

  static const char* test_name() { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }

  SystemDisk disk_;
  std::string path_;
};

TEST_F(RealFolder, a_journal_is_made_kept_and_continued) {
  {
    const auto journal = std::move(Journal::open(disk_, path_)).value();
    journal->append(records_after({}, 3)).value();
    journal->close().value();
  }
  const auto journal = std::move(Journal::open(disk_, path_)).value();
  EXPECT_EQ(journal->head().sequence, 3u);
  journal->append(records_after(journal->head(), 2)).value();
  EXPECT_EQ(all_of(*journal), records_after({}, 5));
}

TEST_F(RealFolder, is_its_owners_alone) {
  namespace fs = std::filesystem;
  const auto journal = std::move(Journal::open(disk_, path_)).value();
  EXPECT_EQ(fs::status(path_).permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(RealFolder, a_second_owner_is_told_who_the_first_is) {
  const auto first = std::move(Journal::open(disk_, path_)).value();
  const auto second = Journal::open(disk_, path_);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().message.find("is held by process "), std::string::npos) << second.error().message;
  first->close().value();
  EXPECT_TRUE(Journal::open(disk_, path_).has_value()) << "closing gives it up";
}

TEST_F(RealFolder, a_reader_sees_what_is_committed_while_the_owner_writes) {
  const auto journal = std::move(Journal::open(disk_, path_)).value();
  journal->append(records_after({}, 3)).value();
  const auto early = std::move(JournalReader::open(disk_, path_)).value();
  journal->append(records_after(journal->head(), 300)).value();  // an anchor later than what the early reader sees
  const auto late = std::move(JournalReader::open(disk_, path_)).value();
  EXPECT_EQ(early.verify([](std::uint64_t, std::uint64_t) {}).value().sequence, 3u);
  EXPECT_EQ(late.verify([](std::uint64_t, std::uint64_t) {}).value().sequence, 303u);
}

TEST_F(RealFolder, without_a_journal_a_reader_says_so_and_makes_none) {
  EXPECT_EQ(JournalReader::open(disk_, path_).error().code, core::ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(RealFolder, that_cannot_be_made_is_an_error) {
  EXPECT_EQ(Journal::open(disk_, "/proc/nowhere").error().code, core::ErrorCode::io);
}

TEST(Journal, on_disk_and_in_memory_is_the_same) {
  MemoryDisk disk;
  EXPECT_EQ(open_journal(disk)->append(records_after({}, 3)).value().sequence, 3u);
  EXPECT_EQ(open_journal(disk)->head().sequence, 3u) << "destroyed without close, and all is there";
}

TEST(Journal, a_batch_is_one_sync) {
  MemoryDisk memory;
  FaultyDisk counting(memory);
  const auto journal = open_journal(counting, {.anchor_records = 1000, .anchor_age = std::chrono::hours(1), .reserve_bytes = 0});
  const auto syncs_of = [&](int records) {
    counting.plan({.call = DiskFault::Call::sync, .count = 0});
    journal->append(records_after(journal->head(), records)).value();
    return counting.matched();
  };
  syncs_of(1);  // the first makes the log file
  EXPECT_EQ(syncs_of(1), 1u);
  EXPECT_EQ(syncs_of(100), 1u);
}

TEST(Journal, anchors_after_so_many_records_after_a_time_and_at_close) {
  MemoryDisk disk;
  const auto journal = open_journal(disk, {.anchor_records = 10, .anchor_age = std::chrono::seconds(1000), .reserve_bytes = 0});
  const auto anchored = [&] { return read_anchor(disk, folder).value().value().sequence; };
  EXPECT_EQ(anchored(), 0u) << "from the beginning, so that a missing one is noticed";
  journal->append(records_after(journal->head(), 1)).value();
  EXPECT_EQ(anchored(), 1u) << "the first is younger than nothing by more than that";
  journal->append(records_after(journal->head(), 9)).value();
  EXPECT_EQ(anchored(), 1u);
  journal->append(records_after(journal->head(), 1)).value();
  EXPECT_EQ(anchored(), 11u);
  auto later = records_after(journal->head(), 1);
  later[0].at += std::chrono::seconds(1000);
  journal->append(later).value();
  EXPECT_EQ(anchored(), 12u);
  journal->append(records_after(journal->head(), 1)).value();
  EXPECT_EQ(anchored(), 12u);
  EXPECT_EQ(journal->anchor().sequence, 12u);
  journal->close().value();
  EXPECT_EQ(anchored(), 13u);
}

TEST(Journal, the_log_goes_into_the_database_when_it_is_long_enough) {
  MemoryDisk disk;
  const auto journal = open_journal(disk, {.checkpoint_pages = 20, .reserve_bytes = 0});
  for (int i = 0; i < 200; ++i) journal->append(records_after(journal->head(), 1)).value();
  EXPECT_LT(disk.image().at("/journal/journal.db-wal")->size(), 4120u * 30) << "the log starts over";
  EXPECT_EQ(all_of(*journal).size(), 200u);
}

TEST(Journal, a_closed_one_is_a_database_an_anchor_and_nothing_in_between) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : image_of(3)) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"/journal/journal.anchor", "/journal/journal.db"}));
}

}  // namespace
}  // namespace legwork::journal
