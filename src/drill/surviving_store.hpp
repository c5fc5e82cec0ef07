// SurvivingStore: the disk of a drill: records that outlive the process, and the ways in which keeping them fails. In memory, with the
// journal's rules (MemoryStore is its twin; the real one's bytes are cut elsewhere, by journal_cuts).
#pragma once

#include <optional>
#include <string>

#include "core/prng.hpp"
#include "desk/record_keeper.hpp"
#include "journal/memory_store.hpp"

namespace legwork::drill {

class SurvivingStore {
 public:
  desk::RecordKeeper::Open opener();
  journal::Store& store() { return records_; }

  /// The next sync fails; its records are there or not, and the disk may be away for a while. Says which.
  std::string fail_sync(core::Prng& chance, core::TimePoint now);
  void fill_disk(core::Prng& chance, core::TimePoint now);
  /// What was asked of a disk while its process died is there or not.
  void on_death(core::Prng& chance);
  void on_time(core::TimePoint now);
  void heal();

 private:
  void last(core::Prng& chance, core::TimePoint now);

  journal::MemoryStore records_;
  bool opens_ = true;
  std::optional<core::TimePoint> until_;
};

}  // namespace legwork::drill
