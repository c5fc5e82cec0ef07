// REPLAY_EQ: replay after a crash gives the hash that the live journal had at an acknowledged record, for every cut of its writes and
// syncs. Here a sample; `journal_cuts --cuts 1000000` does a million and more.
#include <iostream>

#include <gtest/gtest.h>

#include "journal/cut_run.hpp"
#include "journal/journal_fixture.hpp"

namespace legwork::journal {
namespace {

/// A prime, so that the sample meets other bytes in each write.
constexpr std::uint64_t stride = 401;
constexpr std::uint64_t images_max = 20'000;

TEST(Cuts, every_acknowledged_record_is_there_and_none_is_invented) {
  std::uint64_t images = 0, second_cuts = 0, operations = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const CutCount count = judge_all(live({.seed = seed}), stride, images_max);
    EXPECT_EQ(count.first_failure, std::nullopt) << "seed " << seed;
    images += count.images;
    second_cuts += count.second_cuts;
    operations += count.operations;
  }
  EXPECT_GT(images, 1000u);
  EXPECT_GT(second_cuts, 10u) << "of recoveries";
  RecordProperty("cut_points", static_cast<int>(images));
  std::cout << "cut points checked: " << images << ", of " << operations << " disk operations, " << second_cuts << " in recovery\n";
}

TEST(Cuts, the_same_seed_is_the_same_life_down_to_the_bytes) {
  const CutRun one = live({.seed = 7}), two = live({.seed = 7});
  ASSERT_EQ(one.log.operations.size(), two.log.operations.size());
  for (std::size_t i = 0; i < one.log.operations.size(); ++i)
    ASSERT_EQ(one.log.operations[i].bytes, two.log.operations[i].bytes) << i;
}

// That the judge can say no:

TEST(CutJudge, sees_a_lost_record) {
  CutRun run = live({.seed = 1});
  for (CutRun::Batch& batch : run.batches) batch.acknowledged = *batch.acknowledged > 5 ? *batch.acknowledged - 3 : 0;
  EXPECT_NE(judge_all(run, 1999, 1500).first_failure, std::nullopt) << "told before the sync: some cut must show it";
}

TEST(CutJudge, sees_a_sync_that_was_left_out) {
  CutRun run = live({.seed = 1});
  std::erase_if(run.log.operations, [](const DiskOperation& o) { return o.kind == DiskOperation::Kind::sync; });
  for (CutRun::Batch& batch : run.batches) batch.begun = batch.acknowledged.emplace(0);
  EXPECT_NE(judge_all(run, 1999, 1500).first_failure, std::nullopt);
}

TEST(CutJudge, sees_an_invented_record) {
  CutRun run = live({.seed = 1});
  run.batches.resize(run.batches.size() / 2);
  EXPECT_NE(judge_all(run, 1999, 1500).first_failure, std::nullopt);
}

}  // namespace
}  // namespace legwork::journal
