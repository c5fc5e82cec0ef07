// The disks themselves: what one writes reads back, locks exclude, and the log of a recording makes the images it should.
#include "journal/disk.hpp"

#include <set>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/cut_images.hpp"
#include "journal/memory_disk.hpp"
#include "journal/system_disk.hpp"

namespace legwork::journal {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string text_of(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::unique_ptr<DiskFile> open_file(Disk& disk, const std::string& name, int flags = SQLITE_OPEN_CREATE) {
  std::unique_ptr<DiskFile> file;
  EXPECT_EQ(disk.open(name, flags, file), SQLITE_OK);
  return file;
}

TEST(MemoryDisk, reads_what_was_written_and_zeros_behind_the_end) {
  MemoryDisk disk;
  const auto file = open_file(disk, "a");
  file->write(bytes_of("xyz"), 2);
  Bytes read(8, std::byte{7});
  EXPECT_EQ(file->read(read, 0), SQLITE_IOERR_SHORT_READ);
  EXPECT_EQ(text_of(read), std::string("\0\0xyz\0\0\0", 8));
  EXPECT_EQ(file->read(std::span(read).first(3), 2), SQLITE_OK);
  EXPECT_EQ(file->read(read, 100), SQLITE_IOERR_SHORT_READ);
}

TEST(MemoryDisk, an_image_stays_when_the_disk_goes_on) {
  MemoryDisk disk({{"a", std::make_shared<const Bytes>(bytes_of("old"))}});
  const DiskImage before = disk.image();
  open_file(disk, "a")->write(bytes_of("new"), 0);
  EXPECT_EQ(text_of(*before.at("a")), "old");
  EXPECT_EQ(text_of(*disk.image().at("a")), "new");
}

TEST(MemoryDisk, an_open_file_outlives_its_name) {
  MemoryDisk disk;
  const auto file = open_file(disk, "a");
  disk.remove("a", false);
  EXPECT_EQ(file->write(bytes_of("x"), 0), SQLITE_OK);
  EXPECT_FALSE(exists(disk, "a"));
}

TEST(MemoryDisk, locks_as_sqlite_wants_them) {
  MemoryDisk disk;
  const auto a = open_file(disk, "f"), b = open_file(disk, "f");
  EXPECT_EQ(a->lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(b->lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(a->lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(b->lock(SQLITE_LOCK_RESERVED), SQLITE_BUSY) << "one writer";
  EXPECT_EQ(a->lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY) << "b still reads";
  b->unlock(SQLITE_LOCK_NONE);
  EXPECT_EQ(b->lock(SQLITE_LOCK_SHARED), SQLITE_BUSY) << "a waits for it: no new readers";
  EXPECT_EQ(a->lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
  a->unlock(SQLITE_LOCK_NONE);
  EXPECT_EQ(b->lock(SQLITE_LOCK_SHARED), SQLITE_OK);
}

TEST(MemoryDisk, shared_memory_is_shared_and_locked) {
  MemoryDisk disk;
  const auto a = open_file(disk, "f"), b = open_file(disk, "f");
  void volatile* mine = nullptr;
  void volatile* theirs = nullptr;
  EXPECT_EQ(a->shm_map(0, 32768, 1, &mine), SQLITE_OK);
  EXPECT_EQ(b->shm_map(0, 32768, 0, &theirs), SQLITE_OK);
  EXPECT_EQ(mine, theirs);
  EXPECT_EQ(a->shm_lock(3, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED), SQLITE_OK);
  EXPECT_EQ(b->shm_lock(3, 2, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(b->shm_lock(3, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED), SQLITE_OK);
  EXPECT_EQ(a->shm_lock(3, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED), SQLITE_OK);
  EXPECT_EQ(b->shm_lock(4, 1, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE), SQLITE_OK);
  EXPECT_EQ(a->shm_lock(4, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED), SQLITE_BUSY);
}

TEST(SystemDisk, reads_and_writes_more_than_sqlite_ever_asks_for_at_once) {
  SystemDisk disk;
  const std::string name = ::testing::TempDir() + "legwork_disk_test";
  Bytes much(std::size_t{300} << 10);
  for (std::size_t i = 0; i < much.size(); ++i) much[i] = static_cast<std::byte>(i / 7 % 251);
  {
    const auto file = open_file(disk, name, SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_SUPER_JOURNAL);
    EXPECT_EQ(file->truncate(0), SQLITE_OK);
    EXPECT_EQ(file->write(much, 5), SQLITE_OK);
    Bytes beyond(much.size() + 100);
    EXPECT_EQ(file->read(beyond, 5), SQLITE_IOERR_SHORT_READ);
    EXPECT_EQ(Bytes(beyond.begin(), beyond.end() - 100), much);
  }
  EXPECT_EQ(read_whole(disk, name).value().size(), much.size() + 5);
  EXPECT_EQ(disk.remove(name, true), SQLITE_OK);
  EXPECT_EQ(read_whole(disk, name).error().code, core::ErrorCode::io);
}

/// Every content that file "f" may have after a cut, "-" where there is no such file.
std::set<std::string> outcomes(const DiskImage& initial, const DiskLog& log) {
  std::set<std::string> found;
  for_each_cut(initial, log, {}, [&](const CutImage& image) {
    const auto file = image.files.find("f");
    found.insert(file == image.files.end() ? "-" : text_of(*file->second));
    return true;
  });
  return found;
}

class CutImages : public ::testing::Test {
 protected:
  DiskImage initial_{{"f", std::make_shared<const Bytes>(bytes_of("...."))}};
  MemoryDisk memory_{initial_};
  RecordingDisk disk_{memory_, {"f"}};
};

TEST_F(CutImages, a_write_may_be_torn_at_each_byte_or_be_zeros) {
  open_file(disk_, "f")->write(bytes_of("abc"), 0);
  EXPECT_EQ(outcomes(initial_, disk_.log()), (std::set<std::string>{"....", "a...", "ab..", "abc.", std::string(3, '\0') + "."}));
}

TEST_F(CutImages, what_is_synced_stays_and_what_is_not_may_go_in_any_order) {
  const auto file = open_file(disk_, "f");
  file->write(bytes_of("a"), 0);
  file->sync(SQLITE_SYNC_NORMAL);
  const std::size_t synced = disk_.log().operations.size();
  file->write(bytes_of("b"), 1);
  file->write(bytes_of("c"), 2);
  std::set<std::string> after;
  for_each_cut(initial_, disk_.log(), {}, [&](const CutImage& image) {
    if (image.completed >= synced) after.insert(text_of(*image.files.at("f")));
    return true;
  });
  EXPECT_TRUE(after.contains("a..."));
  EXPECT_TRUE(after.contains("a.c.")) << "the later write without the earlier";
  EXPECT_TRUE(after.contains("abc."));
  for (const std::string& text : after) EXPECT_EQ(text[0], 'a') << text;
}

TEST_F(CutImages, a_failed_sync_proves_nothing_nor_does_the_next) {
  MemoryDisk memory(initial_);
  RecordingDisk disk(memory, {"f"});
  const auto file = open_file(disk, "f");
  file->write(bytes_of("a"), 0);
  file->sync(SQLITE_SYNC_NORMAL);
  file->sync(SQLITE_SYNC_NORMAL);
  DiskLog log = disk.log();
  const auto last_of = [&] {
    std::set<std::string> last;
    for_each_cut(initial_, log, {}, [&](const CutImage& image) {
      if (image.completed == log.operations.size()) last.insert(text_of(*image.files.at("f")));
      return true;
    });
    return last;
  };
  EXPECT_EQ(last_of(), (std::set<std::string>{"a..."}));
  log.operations[1].succeeded = false;
  EXPECT_EQ(last_of(), (std::set<std::string>{"....", "a..."}));
}

TEST_F(CutImages, a_rename_is_there_or_not_and_stays_once_the_folder_is_synced) {
  {
    const auto file = open_file(disk_, "f.tmp");
    file->write(bytes_of("new!"), 0);
    file->sync(SQLITE_SYNC_NORMAL);
  }
  disk_.rename("f.tmp", "f");
  EXPECT_EQ(outcomes(initial_, disk_.log()), (std::set<std::string>{"....", "new!"})) << "never half of it";
  disk_.sync_folder("");
  const std::size_t all = disk_.log().operations.size();
  for_each_cut(initial_, disk_.log(), {}, [&](const CutImage& image) {
    if (image.completed == all) {
      EXPECT_EQ(text_of(*image.files.at("f")), "new!");
    }
    return true;
  });
}

TEST_F(CutImages, a_rename_without_the_sync_before_it_can_lose_both_contents) {
  open_file(disk_, "f.tmp")->write(bytes_of("new!"), 0);
  disk_.rename("f.tmp", "f");
  EXPECT_TRUE(outcomes(initial_, disk_.log()).contains("")) << "the reason why the anchor is synced first";
}

TEST_F(CutImages, beyond_eight_unsynced_writes_pairs_are_tried) {
  const auto file = open_file(disk_, "f");
  for (int i = 0; i < 12; ++i) file->write(bytes_of("x"), i);
  const auto found = outcomes(initial_, disk_.log());
  EXPECT_TRUE(found.contains(".x.xxxxxxxxx")) << "a pair gone";
  EXPECT_TRUE(found.contains("...." + std::string(7, '\0') + "x")) << "all but one gone";
  EXPECT_FALSE(found.contains("....xxxxxxxx")) << "four of twelve: one of 4096 subsets too many";
  EXPECT_LT(found.size(), 1000u);
}

}  // namespace
}  // namespace legwork::journal
