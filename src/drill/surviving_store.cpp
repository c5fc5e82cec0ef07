#include "drill/surviving_store.hpp"

#include <memory>

#include <fmt/format.h>

namespace legwork::drill {
namespace {

/// What the process holds: the records themselves stay.
class Borrowed final : public journal::Store {
 public:
  explicit Borrowed(journal::Store& store) : store_(store) {}
  journal::AppendResult append(std::span<const trade::Record> records, journal::Purpose purpose) override {
    return store_.append(records, purpose);
  }
  journal::ReplayResult replay(const journal::Visitor& visitor) override { return store_.replay(visitor); }
  const journal::Head& head() const override { return store_.head(); }
  journal::State state() const override { return store_.state(); }

 private:
  journal::Store& store_;
};

}  // namespace

desk::RecordKeeper::Open SurvivingStore::opener() {
  return [this]() -> core::Result<std::unique_ptr<journal::Store>> {
    if (!opens_) return core::Error{core::ErrorCode::io, "the disk does not answer", {}};
    records_.reopen();
    return std::unique_ptr<journal::Store>(std::make_unique<Borrowed>(records_));
  };
}

void SurvivingStore::last(core::Prng& chance, core::TimePoint now) { until_ = now + std::chrono::seconds(chance.between(1, 90)); }

std::string SurvivingStore::fail_sync(core::Prng& chance, core::TimePoint now) {
  const bool kept = chance.chance(1, 2), goes_away = chance.chance(1, 3);
  records_.fail_next_append(kept);
  if (goes_away) {
    opens_ = false;
    last(chance, now);
  }
  return fmt::format("its records are {}{}", kept ? "there" : "gone", goes_away ? ", and the disk is away for a while" : "");
}

void SurvivingStore::fill_disk(core::Prng& chance, core::TimePoint now) {
  records_.set_full(true);
  last(chance, now);
}

void SurvivingStore::on_death(core::Prng& chance) {
  if (chance.chance(1, 8)) records_.reopen();
}

void SurvivingStore::on_time(core::TimePoint now) {
  if (until_ && now >= *until_) heal();
}

void SurvivingStore::heal() {
  until_.reset();
  opens_ = true;
  records_.set_full(false);
}

}  // namespace legwork::drill
