// What the journal's tests share: records to append, heads to compare, a journal on a disk in memory.
#pragma once

#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "journal/memory_disk.hpp"
#include "journal/reader.hpp"

namespace legwork::journal::testing {

inline const std::string folder = "/journal";
inline constexpr trade::RecordKind intended("intended"), sent("sent");

inline core::TimePoint second(int n) { return core::TimePoint(std::chrono::seconds(1'700'000'000 + n)); }

/// `count` records that follow `head`, a second apart.
inline std::vector<trade::Record> records_after(const Head& head, int count) {
  std::vector<trade::Record> records;
  for (int i = 1; i <= count; ++i) {
    const auto sequence = head.sequence + static_cast<std::uint64_t>(i);
    records.push_back({sequence, second(static_cast<int>(sequence)), sequence % 2 == 1 ? intended : sent, 1,
                       R"({"n":)" + std::to_string(sequence) + "}"});
  }
  return records;
}

inline std::vector<trade::Record> all_of(Store& store) {
  std::vector<trade::Record> records;
  const auto end = store.replay([&](const trade::Record& record, const Hash&) {
    records.push_back(record);
    return true;
  });
  return end ? records : std::vector<trade::Record>{};
}

inline std::unique_ptr<Journal> open_journal(Disk& disk, const JournalOptions& options = {.reserve_bytes = 0}) {
  return std::move(Journal::open(disk, folder, options)).value();
}

/// A journal of `count` records, closed.
inline DiskImage image_of(int count) {
  MemoryDisk disk;
  const auto journal = open_journal(disk);
  const auto records = records_after({}, count);
  if (count != 0) journal->append(records).value();
  journal->close().value();
  return disk.image();
}

inline ReplayResult verify(const DiskImage& image) {
  MemoryDisk disk(image);
  const auto reader = JournalReader::open(disk, folder);
  if (!reader) return Finding{Defect::unreadable, 0, core::to_string(reader.error())};
  return reader->verify([](std::uint64_t, std::uint64_t) {});
}

}  // namespace legwork::journal::testing
