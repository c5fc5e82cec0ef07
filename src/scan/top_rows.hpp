// TopRows: the best `capacity` of a stream of (key, row). Rows must come in ascending order, so that of equal keys the earlier
// stays. Holds at most twice the capacity; the common case, a row below the floor, costs one comparison.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace legwork::scan {

template <class Row>
class TopRows {
 public:
  struct Entry {
    Row row{};
    double key = 0;
  };
  /// The ranking: NaN last, then the larger key (the smaller when ascending), then the earlier row.
  static bool precedes(const Entry& a, const Entry& b, bool descending) {
    const double sign = descending ? 1.0 : -1.0;
    return better({a.row, sign * a.key}, {b.row, sign * b.key});
  }

  TopRows(std::size_t capacity, bool descending) : capacity_(capacity), sign_(descending ? 1.0 : -1.0) {}

  /// A key must exceed it to be kept; −∞ while any known key would be. For a descending ranking.
  double floor() const { return full_ && !std::isnan(floor_) ? floor_ : -std::numeric_limits<double>::infinity(); }
  /// False: add() would keep none of them.
  bool may_keep(std::span<const double> keys) const {
    if (!full_ || std::isnan(floor_)) return true;
    std::uint64_t above = 0;  // as wide as a key: the loop takes several at a time
    for (const double key : keys) above += sign_ * key > floor_ ? 1 : 0;
    return above > 0;
  }

  void add(double key, const Row& row) {
    const double k = sign_ * key;
    if (full_ && !(k > floor_) && !(std::isnan(floor_) && !std::isnan(k))) return;
    if (capacity_ == 0) return;
    entries_.push_back({row, k});
    if (entries_.size() / 2 >= std::max<std::size_t>(capacity_, 64)) shrink();
  }

  /// Best first.
  std::vector<Entry> take() {
    if (entries_.size() > capacity_) shrink();
    std::ranges::sort(entries_, better);
    for (Entry& e : entries_) e.key *= sign_;
    return std::move(entries_);
  }

 private:
  static bool better(const Entry& a, const Entry& b) {
    const bool known_a = !std::isnan(a.key), known_b = !std::isnan(b.key);
    if (known_a != known_b) return known_a;
    if (known_a && a.key != b.key) return a.key > b.key;
    return a.row < b.row;
  }

  void shrink() {
    const auto last = entries_.begin() + static_cast<std::ptrdiff_t>(capacity_ - 1);
    std::ranges::nth_element(entries_, last, better);
    entries_.resize(capacity_);
    floor_ = last->key;
    full_ = true;
  }

  std::size_t capacity_;
  double sign_;
  std::vector<Entry> entries_;
  double floor_ = 0;
  bool full_ = false;
};

}  // namespace legwork::scan
