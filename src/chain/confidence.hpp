// Confidence A to D of one contract's numbers (filters.md 50): how far a person may lean on them.
#pragma once

#include "chain/quote.hpp"

namespace legwork::chain {

struct ConfidenceInputs {
  QuoteFlags flags = 0;
  double age_s = unknown;         // quote age
  double relative_spread = unknown;  // (ask − bid)/mid
  double size = unknown;          // the smaller touch size, contracts
  double residual = unknown;      // |own iv − smile iv|, decimal
};

/// D: must not be priced from (crossed, stale, a side missing, no vol). C: seen, not sendable by itself (modelled vol, wide, off
/// the smile). B: usable with care. A: fresh, narrow, two-sided, on the smile.
Confidence judge(const ConfidenceInputs& inputs);

}  // namespace legwork::chain
