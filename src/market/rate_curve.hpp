// RateCurve: continuously compounded zero rates from the US Treasury par curve of one day.
// The table 2010-01-04 … 2026-08-20 (Federal Reserve H.15, public domain) is built in; later days use its last row.
#pragma once

#include <vector>

#include "market/date.hpp"

namespace legwork::market {

class RateCurve {
 public:
  /// The same continuous rate for every term.
  static RateCurve flat(double rate, Date as_of);
  /// The built-in curve of `date`, or of the last published day before it; `as_of()` tells which.
  /// Dates before the table get its first row.
  static RateCurve treasury(Date date);

  /// Continuous rate to `years` >= 0: linear in time between the published terms, flat outside. Par yields are taken as zero
  /// rates, c = 2·ln(1 + y/2).
  double rate(double years) const;
  Date as_of() const { return as_of_; }

 private:
  std::vector<double> years_, rates_;
  Date as_of_{};
};

}  // namespace legwork::market
