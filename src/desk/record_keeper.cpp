#include "desk/record_keeper.hpp"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::desk {

core::Result<void> RecordKeeper::start(const std::function<core::Result<void>(const trade::Record&)>& visit) {
  if (auto opened = open_anew(); !opened) return opened;
  std::optional<core::Error> refused;
  const auto replayed = store_->replay([&](const trade::Record& record, const journal::Hash& /*hash*/) {
    if (auto taken = visit(record); !taken) refused = taken.error();
    return !refused;
  });
  if (refused) return *refused;
  if (!replayed) return journal::to_error(replayed.error(), "journal");
  return {};
}

core::Result<void> RecordKeeper::open_anew() {
  store_.reset();
  auto opened = open_();
  if (!opened) return opened.error();
  store_ = std::move(*opened);
  return {};
}

trade::Event RecordKeeper::keep(const trade::Append& append) {
  if (store_ == nullptr || store_->state() == journal::State::failed)
    if (auto opened = open_anew(); !opened) return trade::StoreRefused{false, core::to_string(opened.error())};
  // A batch that had failed may be there after all.
  const std::uint64_t there = store_->head().sequence;
  std::span<const trade::Record> records = append.records;
  ASSERT(!records.empty(), "a batch without records");
  if (records.front().sequence > there + 1)  // asked for before the refusal of those before them was heard
    return trade::StoreRefused{false, fmt::format("records {} to {} have to come first", there + 1, records.front().sequence - 1)};
  while (!records.empty() && records.front().sequence <= there) records = records.subspan(1);
  if (records.empty()) return trade::Stored{there};
  const auto purpose = append.purpose == trade::Purpose::reduces_risk ? journal::Purpose::reduces_risk : journal::Purpose::ordinary;
  const auto kept = store_->append(records, purpose);
  if (kept) return trade::Stored{kept->sequence};
  return trade::StoreRefused{kept.error().fault == journal::AppendFault::disk_full, core::to_string(kept.error().why)};
}

}  // namespace legwork::desk
