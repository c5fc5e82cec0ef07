// CutRun: a journal's life on a recorded disk, from a seed: batches of records, checkpoints, anchors, closing and opening; and the
// judge of each disk that CutImages makes of it. The judge opens the image as any start-up does and asks: is every acknowledged record
// there, none invented, none half a batch, the chain whole, and can the journal go on? For tests, drills and `journal_cuts`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/cut_images.hpp"
#include "journal/faulty_disk.hpp"
#include "journal/journal.hpp"
#include "journal/memory_store.hpp"

namespace legwork::journal {

struct CutPlan {
  std::uint64_t seed = 1;
  int batches = 16;
  std::vector<std::string> bodies = {};  // extra bodies to use, for instance long ones
  std::optional<DiskFault> fault = std::nullopt;  // strikes under the recording: a failed sync is recorded as such
};

struct CutRun {
  /// The head after each batch that was tried, by the in-memory twin.
  struct Batch {
    Head head;
    std::optional<std::size_t> acknowledged;  // how many operations had been recorded then
    std::size_t begun = 0;
  };

  DiskLog log;
  std::vector<Batch> batches;
  bool fault_struck = false;
};

JournalOptions cut_options();
/// Lives it; reopens after a failure as an engine would. The run is the same for the same plan, down to the bytes (seed_sqlite).
CutRun live(const CutPlan& plan);

enum class Depth {
  open_and_replay,
  append_too,  // and a record more, closed and read again
  cut_again,  // and recovery itself is recorded and cut at each operation
};
/// What is wrong with recovery from `image`; nothing when all holds.
std::optional<std::string> judge(const CutRun& run, const CutImage& image, Depth depth);

struct CutCount {
  std::uint64_t images = 0;  // judged, second cuts included
  std::uint64_t second_cuts = 0;  // of those, cuts of a recovery
  std::uint64_t operations = 0;  // disk operations recorded
  std::optional<std::string> first_failure;
};
/// Every `stride`-th image of the run, each 32nd with an append, each 1024th with a cut of its recovery; stops at `most` images.
CutCount judge_all(const CutRun& run, std::uint64_t stride, std::uint64_t most);

}  // namespace legwork::journal
