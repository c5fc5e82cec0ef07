// CutImages: from what a RecordingDisk wrote down, every disk that a crash or a power loss could have left behind:
//   - each operation torn at each byte, with what was not yet synced before it there, or gone;
//   - each operation done, with every subset of what is not yet synced gone (up to 8 such operations; beyond, none, all, each one,
//     each pair, all but each one);
//   - the new end of a file holding zeros instead of what was written, or what was written twice.
// A failed sync leaves what was before it in doubt for ever: a later sync that succeeds does not prove it (Linux forgets the pages).
// For tests and drills; holds the log's files twice, and a file's copy for each image.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "journal/memory_disk.hpp"
#include "journal/recording_disk.hpp"

namespace legwork::journal {

struct CutImage {
  DiskImage files;
  std::size_t completed = 0;  // operations that had returned to the caller when the cut came
  std::string what;  // for the message when it fails
};

struct CutChoice {
  std::uint64_t stride = 1;  // only every so-manieth image …
  std::uint64_t phase = 0;  // … counted from here
};

/// Calls `visit` with each chosen image until it says false. Returns how many were visited. `initial`: the disk when recording began.
std::uint64_t for_each_cut(const DiskImage& initial, const DiskLog& log, CutChoice choice,
                           const std::function<bool(const CutImage&)>& visit);

}  // namespace legwork::journal
