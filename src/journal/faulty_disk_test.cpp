// Every way a disk refuses, at every call: nothing acknowledged is lost, nothing is taken after a failure, and opening anew is the way
// back.
#include "journal/faulty_disk.hpp"

#include <gtest/gtest.h>

#include "journal/cut_run.hpp"
#include "journal/journal_fixture.hpp"

namespace legwork::journal {
namespace {

using namespace testing;
using Call = DiskFault::Call;
using Effect = DiskFault::Effect;

class OnFaultyDisk : public ::testing::Test {
 protected:
  MemoryDisk memory_;
  FaultyDisk disk_{memory_};
  std::unique_ptr<Journal> journal_ = open_journal(disk_);

  AppendResult append(Purpose purpose = Purpose::ordinary) { return journal_->append(records_after(journal_->head(), 1), purpose); }
};

TEST_F(OnFaultyDisk, a_failed_sync_ends_it_and_is_never_tried_again) {
  append().value();
  disk_.plan({.call = Call::sync});
  EXPECT_EQ(append().error().fault, AppendFault::failed);
  EXPECT_EQ(journal_->state(), State::failed);
  EXPECT_EQ(journal_->head().sequence, 1u) << "not acknowledged";
  const auto calls = disk_.matched();
  EXPECT_EQ(append().error().fault, AppendFault::refused);
  EXPECT_EQ(append(Purpose::reduces_risk).error().fault, AppendFault::refused);
  EXPECT_FALSE(journal_->close().has_value());
  journal_.reset();
  EXPECT_EQ(disk_.matched(), calls) << "nothing was synced since, not even by closing";
}

TEST_F(OnFaultyDisk, opened_anew_after_a_failed_sync_it_writes_its_log_again_before_it_believes_it) {
  append().value();
  disk_.plan({.call = Call::sync});
  EXPECT_FALSE(append().has_value());
  journal_.reset();
  disk_.plan({.call = Call::rename, .count = 0, .ending = "-wal"});
  journal_ = open_journal(disk_);
  EXPECT_EQ(disk_.matched(), 1u) << "a copy took its place";
  EXPECT_GE(journal_->head().sequence, 1u);
  EXPECT_TRUE(append().has_value());
}

TEST_F(OnFaultyDisk, a_failed_write_ends_it_and_keeps_what_was_acknowledged) {
  append().value();
  disk_.plan({.call = Call::write});
  EXPECT_EQ(append().error().fault, AppendFault::failed);
  journal_.reset();
  journal_ = open_journal(disk_);
  EXPECT_EQ(journal_->head().sequence, 1u);
}

TEST_F(OnFaultyDisk, a_failed_checkpoint_or_anchor_is_told_by_the_next_append) {
  for (const std::string ending : {"journal.db", "journal.anchor.tmp"}) {
    journal_.reset();
    journal_ = open_journal(disk_, {.anchor_records = 1, .checkpoint_pages = 1, .reserve_bytes = 0});
    disk_.plan({.call = Call::sync, .ending = ending});
    EXPECT_TRUE(append().has_value()) << "these records are durable";
    EXPECT_EQ(journal_->state(), State::failed) << ending;
    EXPECT_EQ(append().error().fault, AppendFault::refused);
  }
}

TEST_F(OnFaultyDisk, a_full_disk_refuses_new_risk_and_lets_the_reserve_be_used_to_reduce_it) {
  for (const Effect effect : {Effect::full, Effect::short_write}) {
    disk_.heal();
    journal_.reset();
    journal_ = open_journal(disk_, {.reserve_bytes = 100'000});
    append().value();
    disk_.plan({.call = Call::write, .effect = effect, .count = DiskFault::for_ever});
    EXPECT_EQ(append().error().fault, AppendFault::disk_full);
    EXPECT_EQ(journal_->state(), State::full);
    EXPECT_TRUE(memory_.image().contains("/journal/journal.reserve")) << "kept for what needs it";

    disk_.plan({.call = Call::write, .effect = effect, .count = 1});  // room for what comes once the reserve is gone
    EXPECT_TRUE(append(Purpose::reduces_risk).has_value());
    EXPECT_FALSE(memory_.image().contains("/journal/journal.reserve"));
    EXPECT_EQ(journal_->state(), State::full);

    disk_.plan({.call = Call::write, .effect = effect, .count = DiskFault::for_ever});
    EXPECT_EQ(append().error().fault, AppendFault::disk_full);
    disk_.heal();
    EXPECT_TRUE(append().has_value()) << "without a restart, once there is room";
    EXPECT_EQ(journal_->state(), State::open);
    EXPECT_TRUE(memory_.image().contains("/journal/journal.reserve"));
    EXPECT_EQ(all_of(*journal_), records_after({}, static_cast<int>(journal_->head().sequence)));
  }
}

TEST_F(OnFaultyDisk, starts_full_where_there_is_no_room_for_the_reserve) {
  journal_.reset();
  disk_.plan({.call = Call::write, .effect = Effect::full, .count = DiskFault::for_ever, .ending = "journal.reserve"});
  journal_ = open_journal(disk_, {.reserve_bytes = 100'000});
  EXPECT_EQ(journal_->state(), State::full);
  EXPECT_TRUE(append(Purpose::reduces_risk).has_value());
}

TEST(LyingDisk, records_lost_by_a_sync_that_lied_are_missed_by_the_anchor) {
  MemoryDisk memory;
  RecordingDisk recording(memory);
  FaultyDisk lying(recording);
  const auto journal = open_journal(lying, {.anchor_records = 4, .reserve_bytes = 0});
  journal->append(records_after(journal->head(), 4)).value();
  lying.plan({.call = Call::sync, .effect = Effect::lie, .count = DiskFault::for_ever, .ending = "-wal"});
  journal->append(records_after(journal->head(), 4)).value();
  std::size_t lost = 0, kept = 0;
  const std::size_t all = recording.log().operations.size();
  for_each_cut({}, recording.log(), {}, [&](const CutImage& image) {
    if (image.completed != all) return true;
    const auto end = verify(image.files);
    if (end) {
      EXPECT_EQ(end.value().sequence, 8u) << image.what;
      ++kept;
    } else {
      EXPECT_EQ(end.error().defect, Defect::tail_missing);
      EXPECT_EQ(end.error().sequence, 5u);
      ++lost;
    }
    return true;
  });
  EXPECT_GE(kept, 1u);
  EXPECT_GE(lost, 1u);
}

/// A journal's life with its n-th call struck, and then every crash at each of its operations: what a failed sync left in doubt may be
/// gone at any later time.
void strike_each_call(Call call, Effect effect, std::uint64_t calls_max) {
  std::uint64_t struck = 0, images = 0;
  for (std::uint64_t n = 1; n <= calls_max; ++n) {
    const CutRun run = live({.seed = 3, .batches = 6, .fault = DiskFault{.call = call, .effect = effect, .first = n}});
    if (!run.fault_struck) break;
    ++struck;
    const CutCount count = judge_all(run, 9973, 20);
    images += count.images;
    ASSERT_EQ(count.first_failure, std::nullopt) << "call " << n;
  }
  EXPECT_GT(struck, 3u);
  EXPECT_GT(images, struck);
}

TEST(EveryCallStruck, errors_of_writes) { strike_each_call(Call::write, Effect::error, 400); }
TEST(EveryCallStruck, short_writes) { strike_each_call(Call::write, Effect::short_write, 400); }
TEST(EveryCallStruck, errors_of_syncs) { strike_each_call(Call::sync, Effect::error, 400); }
TEST(EveryCallStruck, any_call) { strike_each_call(Call::any, Effect::error, 300); }

}  // namespace
}  // namespace legwork::journal
