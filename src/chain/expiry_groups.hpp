// ExpiryGroups: the rows of one underlying's snapshot as expiries, each with its time, its rate and its put–call pairs; what
// cannot be valued is refused here, with its reason.
#pragma once

#include <span>
#include <vector>

#include "chain/csv_reader.hpp"
#include "chain/expiry_model.hpp"
#include "chain/snapshot.hpp"
#include "chain/valuation.hpp"
#include "market/rate_curve.hpp"
#include "pricing/forward.hpp"

namespace legwork::chain {

inline constexpr double seconds_per_year = 365.0 * 86400.0;  // act/365, to the second

/// Rows of one (trading class, expiry, right), strikes ascending.
using Rows = std::vector<const SnapshotRow*>;

struct ExpiryGroup {
  market::Date date{};
  const market::Contract* sample = nullptr;
  TimePoint settles_at;
  double years = 0, rate = 0;
  double financing_years = 0;  // delivery_date.hpp
  Rows calls, puts;
  std::vector<pricing::CashDividend> dividends;  // known ones before expiry, ascending
  std::vector<pricing::ParityPair> pairs;  // strikes where both sides of both rights can be believed
};

bool two_sided(const Quote& quote);
/// Between the sides; NaN unless there are two in order.
double mid_of(const Quote& quote);
/// Beyond this share of the mid a spread says little about the vol.
inline constexpr double wide_share = 0.30;
/// Good enough to imply a vol from: two sides, narrow against the price or in dollars (one nickel, however cheap the option).
bool solvable(const Quote& quote);

/// In order of (date, trading class). Adjusted contracts and expired rows go to `rejects`. The groups point into `snapshot`.
std::vector<ExpiryGroup> group_by_expiry(const UnderlyingSnapshot& snapshot, const ValuationOptions& options,
                                         const market::RateCurve& curve, RejectLog& rejects);

/// The spot that parity of the nearest expiries implies; NaN when no expiry has enough pairs. `treatment` as in ValuationOptions.
ImpliedSpot parity_spot(std::span<const ExpiryGroup> groups, Treatment treatment);

}  // namespace legwork::chain
