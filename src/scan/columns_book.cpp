// Columns of the account and of both legs together: how the underlying goes with what is held, and sums over the legs.
#include "scan/columns.hpp"

namespace legwork::scan {
namespace {

using L = const LegView&;
using P = const LegPair&;

/// Unknown without holdings.
double book_correlation(L o) {
  const auto& known = o.legs.parameters().book_correlation;
  return known.empty() ? chain::unknown : known[o.expiry.underlying];
}

}  // namespace

void Tables::add_book_columns() {
  shared<[](L o) { return book_correlation(o); }>(
      Scope::underlying,
      {"book_correlation", 43, Type::number, Unit::ratio, "book corr",
       "Correlation, -1 to 1, of the underlying's daily log returns with the book's over the look-back (default 252 returns). The "
       "book's return is that of its underlyings, each weighted by what is held in it: shares, and options by delta, in USD.",
       "", "the correlation to the book is outside the range"});
  spread<[](P p) { return p.short_(chain::Column::volume) + p.long_(chain::Column::volume); }>(
      Scope::spread, {"volume_sum", 9, Type::number, Unit::contracts, "vol. sum", "The sum of the legs' volumes today.",
                      "short_volume + long_volume", "too few contracts traded today"});
}

}  // namespace legwork::scan
