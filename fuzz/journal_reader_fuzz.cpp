// Any bytes as a journal's database, log or anchor, beside real files for the others: a finding that says what is wrong, or records
// that follow one another from the first. The first byte says which file the rest stands for.
#include <cstdint>
#include <memory>

#include "core/assert.hpp"
#include "journal/journal.hpp"
#include "journal/memory_disk.hpp"
#include "journal/reader.hpp"

namespace {

using namespace legwork;
using namespace legwork::journal;

/// Of a process that was killed after nine records, all of them in the log and eight anchored.
DiskImage killed() {
  MemoryDisk disk;
  const auto journal = Journal::open(disk, "/j", {.anchor_records = 4, .reserve_bytes = 0}).value();
  for (std::uint64_t n = 1; n <= 9; ++n) {
    const trade::Record record{n, core::TimePoint(std::chrono::seconds(n)), trade::RecordKind("sent"), 1, "{}"};
    journal->append(std::span(&record, 1)).value();
  }
  return disk.image();
}

void check(const DiskImage& image) {
  MemoryDisk disk(image);
  const auto reader = JournalReader::open(disk, "/j");
  if (!reader) {
    ASSERT(!reader.error().message.empty());
    return;
  }
  std::uint64_t seen = 0;
  const auto end = reader->replay([&](const trade::Record& record, const Hash&) {
    ASSERT(record.sequence == ++seen && !record.kind.name().empty());
    return true;
  });
  ASSERT(end ? end->sequence == seen : !end.error().message.empty());
  const auto verified = reader->verify([](std::uint64_t, std::uint64_t) {});
  ASSERT(!verified || end);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DiskImage real = killed();
  if (size == 0) return 0;
  constexpr const char* names[] = {"/j/journal.db", "/j/journal.db-wal", "/j/journal.anchor"};
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  DiskImage image = real;
  if (data[0] % 3 == 0) image.erase("/j/journal.db-wal");  // its pages would stand before the database's
  image[names[data[0] % 3]] = std::make_shared<const Bytes>(bytes + 1, bytes + size);
  check(image);
  return 0;
}
