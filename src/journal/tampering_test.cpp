// AUDIT: whatever is done to the files, verification names the first bad record, or every record reads back as it was.
#include <algorithm>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/anchor.hpp"
#include "journal/journal_fixture.hpp"

namespace legwork::journal {
namespace {

using namespace testing;

constexpr int count = 12;
const std::string database_name = "/journal/journal.db", log_name = "/journal/journal.db-wal",
                  anchor_name = "/journal/journal.anchor";

DiskImage with(DiskImage image, const std::string& name, Bytes bytes) {
  image[name] = std::make_shared<const Bytes>(std::move(bytes));
  return image;
}

/// Of a journal with SQL done to it behind its back.
DiskImage edited(const DiskImage& image, const char* sql) {
  MemoryDisk disk(image);
  {
    const DiskVfs vfs(disk);
    Database::open(database_name, vfs.name(), SQLITE_OPEN_READWRITE).value().run(sql).value();
  }
  return disk.image();
}

struct Seen {
  ReplayResult result = Head{};
  std::vector<trade::Record> records;
};

Seen read_all(const DiskImage& image) {
  Seen seen;
  MemoryDisk disk(image);
  const auto reader = JournalReader::open(disk, folder);
  if (!reader) return {Finding{Defect::unreadable, 1, core::to_string(reader.error())}, {}};
  seen.result = reader->replay([&](const trade::Record& record, const Hash&) {
    seen.records.push_back(record);
    return true;
  });
  return seen;
}

/// `step`: every so-manieth byte, each with one bit and with all bits flipped.
void flip_bytes_of(const DiskImage& image, const std::string& name, std::size_t step) {
  const auto original = records_after({}, count);
  std::size_t noticed = 0;
  const Bytes& bytes = *image.at(name);
  for (std::size_t i = 0; i < bytes.size(); i += step)
    for (const auto flip : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
      Bytes changed = bytes;
      changed[i] ^= flip;
      const Seen seen = read_all(with(image, name, std::move(changed)));
      if (seen.result) {
        ASSERT_EQ(seen.records, original) << name << " byte " << i << ": a change went unnoticed";
        continue;
      }
      ++noticed;
      ASSERT_FALSE(seen.result.error().message.empty());
      ASSERT_TRUE(std::equal(seen.records.begin(), seen.records.end(), original.begin()))
          << name << " byte " << i << ": a wrong record was shown";
    }
  EXPECT_GT(noticed, 0u);
}

TEST(Tampering, every_byte_of_the_database) { flip_bytes_of(image_of(count), database_name, 1); }

TEST(Tampering, every_byte_of_the_anchor) { flip_bytes_of(image_of(count), anchor_name, 1); }

TEST(Tampering, every_ninth_byte_of_the_log_of_a_process_that_was_killed) {
  MemoryDisk disk;
  const auto journal = open_journal(disk, {.anchor_records = 1, .reserve_bytes = 0});
  for (int i = 0; i < count; ++i) journal->append(records_after(journal->head(), 1)).value();
  flip_bytes_of(disk.image(), log_name, 9);
}

TEST(Tampering, every_truncation_of_the_database) {
  const DiskImage image = image_of(count);
  const Bytes& bytes = *image.at(database_name);
  for (std::size_t size = 0; size < bytes.size(); size += 61) {
    const Seen seen = read_all(with(image, database_name, Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))));
    EXPECT_FALSE(seen.result.has_value()) << size;
  }
}

TEST(Tampering, a_changed_record_is_named) {
  const auto found = verify(edited(image_of(count), "UPDATE records SET body = '{}' WHERE sequence = 7")).error();
  EXPECT_EQ(found.defect, Defect::broken_chain);
  EXPECT_EQ(found.sequence, 7u);
}

TEST(Tampering, a_changed_hash_is_named) {
  const auto found = verify(edited(image_of(count), "UPDATE records SET hash = zeroblob(32) WHERE sequence = 7")).error();
  EXPECT_EQ(found.defect, Defect::broken_chain);
  EXPECT_EQ(found.sequence, 7u);
}

TEST(Tampering, a_removed_record_is_named) {
  const auto found = verify(edited(image_of(count), "DELETE FROM records WHERE sequence IN (5, 6)")).error();
  EXPECT_EQ(found.defect, Defect::gap);
  EXPECT_EQ(found.sequence, 5u);
  EXPECT_EQ(found.message, "record 5 is missing: 4 is followed by 7");
  EXPECT_EQ(verify(edited(image_of(count), "DELETE FROM records WHERE sequence = 1")).error().sequence, 1u);
}

TEST(Tampering, a_value_that_no_append_writes_is_named) {
  for (const char* sql :
       {"UPDATE records SET kind = 'No Kind' WHERE sequence = 4", "UPDATE records SET version = 70000 WHERE sequence = 4",
        "UPDATE records SET hash = x'00' WHERE sequence = 4"}) {
    const auto found = verify(edited(image_of(count), sql)).error();
    EXPECT_EQ(found.defect, Defect::bad_record) << sql;
    EXPECT_EQ(found.sequence, 4u);
  }
}

TEST(Tampering, records_cut_off_the_end_leave_a_valid_chain_and_the_anchor_tells) {
  const DiskImage cut = edited(image_of(count), "DELETE FROM records WHERE sequence > 9");
  const auto found = verify(cut).error();
  EXPECT_EQ(found.defect, Defect::tail_missing);
  EXPECT_EQ(found.sequence, 10u);
  EXPECT_EQ(found.message, "records 10 to 12 are missing: the journal ends at 9, and the anchor has seen 12");
  MemoryDisk disk(cut);
  const auto opened = Journal::open(disk, folder);
  EXPECT_EQ(to_string(opened.error()), "/journal/journal.db: record 10: tail missing: " + found.message) << "nor does it trade on";
}

TEST(Tampering, all_records_gone) {
  EXPECT_EQ(verify(edited(image_of(count), "DELETE FROM records")).error().defect, Defect::tail_missing);
  DiskImage image = image_of(count);
  image.erase(database_name);
  MemoryDisk disk(image);
  EXPECT_FALSE(Journal::open(disk, folder).has_value()) << "an anchor without its database is no new journal";
}

TEST(Tampering, another_history_with_a_valid_chain_is_not_the_anchored_one) {
  MemoryDisk other;
  auto records = records_after({}, count);
  records[2].body = "{}";
  open_journal(other)->append(records).value();
  DiskImage image = image_of(count);
  image[database_name] = other.image().at(database_name);
  EXPECT_EQ(verify(image).error().defect, Defect::anchor_differs);
  MemoryDisk disk(image);
  EXPECT_FALSE(Journal::open(disk, folder).has_value());
}

TEST(Tampering, a_missing_anchor_is_noticed) {
  DiskImage image = image_of(count);
  image.erase(anchor_name);
  EXPECT_EQ(verify(image).error().defect, Defect::anchor_missing);
  MemoryDisk disk(image);
  EXPECT_FALSE(Journal::open(disk, folder).has_value());
}

TEST(Tampering, an_operator_can_accept_the_records_that_there_are) {
  MemoryDisk disk(edited(image_of(count), "DELETE FROM records WHERE sequence > 9"));
  EXPECT_EQ(accept_records(disk, folder).value().sequence, 9u);
  EXPECT_EQ(verify(disk.image()).value().sequence, 9u);
  EXPECT_TRUE(Journal::open(disk, folder).has_value());
}

TEST(Tampering, a_broken_chain_cannot_be_accepted) {
  MemoryDisk disk(edited(image_of(count), "UPDATE records SET body = '{}' WHERE sequence = 7"));
  EXPECT_EQ(accept_records(disk, folder).error().where.field, "record 7");
  MemoryDisk owned;
  const auto owner = open_journal(owned);
  EXPECT_FALSE(accept_records(owned, folder).has_value()) << "nor a journal that has an owner at work";
}

}  // namespace
}  // namespace legwork::journal
