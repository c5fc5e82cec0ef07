// Recording: quotes of recorded snapshots, by contract and time, for replay; and the spot that each snapshot came with. Between two
// snapshots nothing moves. Immutable once built; about 64 bytes for each change of a quote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "chain/csv_reader.hpp"
#include "core/result.hpp"
#include "market/contract.hpp"
#include "simgw/world/instrument.hpp"

namespace legwork::simgw {

struct RecordedQuote {
  TimePoint at;
  double bid = 0, ask = 0, last = 0;  // USD; 0 or NaN: none
  double bid_size = 0, ask_size = 0, volume = 0, open_interest = 0;
};

struct RecordedSpot {
  TimePoint at;
  double price = 0;
};

class Recording {
 public:
  static constexpr std::size_t rows_max = 40'000'000;

  void add(std::uint32_t instrument_index, const RecordedQuote& quote);
  void add_spot(std::uint32_t underlying, const RecordedSpot& spot);
  void finish();  // sorts by time; what did not change is dropped

  /// The newest at or before a time, or nullptr.
  const RecordedQuote* quote(std::uint32_t instrument_index, TimePoint at) const;
  std::optional<double> spot(std::uint32_t underlying, TimePoint at) const;
  std::size_t rows() const { return rows_; }

 private:
  std::unordered_map<std::uint32_t, std::vector<RecordedQuote>> quotes_;
  std::vector<std::vector<RecordedSpot>> spots_;
  std::size_t rows_ = 0;
};

}  // namespace legwork::simgw
