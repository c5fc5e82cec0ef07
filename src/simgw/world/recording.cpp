#include "simgw/world/recording.hpp"

#include <algorithm>

namespace legwork::simgw {
namespace {

template <class Row>
const Row* newest(const std::vector<Row>& rows, TimePoint at) {
  const auto after = std::upper_bound(rows.begin(), rows.end(), at, [](TimePoint t, const Row& row) { return t < row.at; });
  return after == rows.begin() ? nullptr : &*(after - 1);
}

bool same(double a, double b) { return a == b || (a != a && b != b); }

bool says_the_same(const RecordedQuote& a, const RecordedQuote& b) {
  return same(a.bid, b.bid) && same(a.ask, b.ask) && same(a.last, b.last) && same(a.bid_size, b.bid_size) &&
         same(a.ask_size, b.ask_size) && same(a.volume, b.volume) && same(a.open_interest, b.open_interest);
}

}  // namespace

void Recording::add(std::uint32_t instrument_index, const RecordedQuote& quote) {
  quotes_[instrument_index].push_back(quote);
  ++rows_;
}

void Recording::add_spot(std::uint32_t underlying, const RecordedSpot& spot) {
  if (spots_.size() <= underlying) spots_.resize(underlying + 1);
  auto& spots = spots_[underlying];
  if (spots.empty() || spots.back().at != spot.at) spots.push_back(spot);
}

void Recording::finish() {
  const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
  for (auto& [index, rows] : quotes_) {
    std::sort(rows.begin(), rows.end(), earlier);
    rows.erase(std::unique(rows.begin(), rows.end(), says_the_same), rows.end());
  }
  for (auto& spots : spots_) std::sort(spots.begin(), spots.end(), earlier);
}

const RecordedQuote* Recording::quote(std::uint32_t instrument_index, TimePoint at) const {
  const auto found = quotes_.find(instrument_index);
  return found == quotes_.end() ? nullptr : newest(found->second, at);
}

std::optional<double> Recording::spot(std::uint32_t underlying, TimePoint at) const {
  if (underlying >= spots_.size() || spots_[underlying].empty()) return {};
  const RecordedSpot* found = newest(spots_[underlying], at);
  return found ? found->price : spots_[underlying].front().price;
}

}  // namespace legwork::simgw
