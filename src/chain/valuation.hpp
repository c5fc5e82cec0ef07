// Valuation: snapshots in, a Store out. Per expiry: rate → forward from parity (American premiums taken off) → smile → own IV
// and Greeks per contract → flags, ages, confidence. Pure: no clock, no file. SPY with 9,720 contracts ≈ 0.3 s.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "chain/csv_reader.hpp"
#include "chain/snapshot.hpp"
#include "chain/store.hpp"
#include "market/rate_curve.hpp"

namespace legwork::chain {

enum class Treatment { as_listed, european };  // european: for comparison only

struct ValuationOptions {
  std::optional<double> rate;                  // flat continuous rate instead of the Treasury curve of the day
  Treatment treatment = Treatment::as_listed;
  double stale_after_s = 900;                  // quote age that sets the `stale` flag when the market was open
  std::vector<Event> dividends;                // known cash dividends (kind dividend, amount given): priced by the PDE
  bool include_adjusted = false;               // adjusted contracts are rejected unless asked for
  std::function<void(std::size_t, std::size_t)> progress;  // expiries done, of how many
};

/// `measures` is asked once per underlying, when its iv30 is known. Expired rows and adjusted contracts go to `rejects`.
using MeasureSource = std::function<Measures(const std::string& symbol, TimePoint as_of, double iv30)>;

Store value(std::span<const UnderlyingSnapshot> snapshots, const ValuationOptions& options, const MeasureSource& measures,
            RejectLog& rejects);

}  // namespace legwork::chain
