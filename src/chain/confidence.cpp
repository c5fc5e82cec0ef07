#include "chain/confidence.hpp"

#include <cmath>

namespace legwork::chain {
namespace {

constexpr QuoteFlags unusable =
    bit(QuoteFlag::crossed) | bit(QuoteFlag::stale) | bit(QuoteFlag::zero_bid) | bit(QuoteFlag::one_sided) | bit(QuoteFlag::no_vol);
constexpr QuoteFlags doubtful = bit(QuoteFlag::modelled) | bit(QuoteFlag::wide) | bit(QuoteFlag::below_intrinsic) |
                                bit(QuoteFlag::non_monotone) | bit(QuoteFlag::adjusted);
constexpr QuoteFlags notable = bit(QuoteFlag::locked) | bit(QuoteFlag::underlying_lag);

// NaN compares false: what is not known does not lower the grade here, a flag does.
constexpr double age_doubtful_s = 300, age_notable_s = 60;
constexpr double residual_doubtful = 0.03, residual_notable = 0.01;
constexpr double spread_notable = 0.10;
constexpr double size_notable = 5;

}  // namespace

Confidence judge(const ConfidenceInputs& in) {
  if (in.flags & unusable) return Confidence::D;
  if ((in.flags & doubtful) || in.age_s > age_doubtful_s || in.residual > residual_doubtful) return Confidence::C;
  const bool careful = (in.flags & notable) || in.age_s > age_notable_s || in.residual > residual_notable ||
                       in.relative_spread > spread_notable || in.size < size_notable;
  return careful ? Confidence::B : Confidence::A;
}

}  // namespace legwork::chain
