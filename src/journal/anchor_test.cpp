#include "journal/anchor.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/faulty_disk.hpp"
#include "journal/memory_disk.hpp"

namespace legwork::journal {
namespace {

const Head some_head{12, sha256("twelve"), core::TimePoint(core::Duration(1'700'000'000'123'456'789))};

TEST(Anchor, reads_back_from_its_text) {
  EXPECT_EQ(parse_anchor(anchor_text(some_head)), some_head);
  EXPECT_EQ(parse_anchor(anchor_text({})), Head{});
}

TEST(Anchor, any_changed_byte_is_noticed) {
  const std::string text = anchor_text(some_head);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(parse_anchor(changed), std::nullopt) << changed;
    EXPECT_EQ(parse_anchor(text.substr(0, i)), std::nullopt) << i;
  }
  EXPECT_EQ(parse_anchor(text + " "), std::nullopt);
}

TEST(Anchor, is_replaced_as_a_whole_or_not_at_all) {
  using Call = DiskFault::Call;
  for (const Call call : {Call::open, Call::truncate, Call::write, Call::sync, Call::rename}) {
    MemoryDisk memory;
    FaultyDisk disk(memory);
    ASSERT_EQ(write_anchor(disk, "/j", {}), SQLITE_OK);
    disk.plan({.call = call, .effect = DiskFault::Effect::short_write});
    EXPECT_NE(write_anchor(disk, "/j", some_head), SQLITE_OK);
    EXPECT_TRUE(disk.struck());
    EXPECT_EQ(read_anchor(disk, "/j").value(), Head{}) << "the old one, when call " << static_cast<int>(call) << " fails";
    EXPECT_EQ(write_anchor(disk, "/j", some_head), SQLITE_OK) << "what was left half-written is no obstacle";
    EXPECT_EQ(read_anchor(disk, "/j").value(), some_head);
  }
}

TEST(Anchor, that_is_missing_or_damaged_is_told_apart) {
  MemoryDisk disk;
  EXPECT_EQ(read_anchor(disk, "/j").value(), std::nullopt);
  std::unique_ptr<DiskFile> file;
  ASSERT_EQ(disk.open("/j/journal.anchor", SQLITE_OPEN_CREATE, file), SQLITE_OK);
  EXPECT_EQ(read_anchor(disk, "/j").error().defect, Defect::anchor_damaged);
}

}  // namespace
}  // namespace legwork::journal
