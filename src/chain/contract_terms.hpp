// What a listed class means when a file does not say: underlying, exercise, settlement and delivery by OCC root.
// Sources: contract specifications of Cboe (SPX, XSP, VIX, RUT, MRUT, DJX, OEX, XEO) and Nasdaq (NDX, NDXP, XND).
#pragma once

#include <string>
#include <string_view>

#include "market/contract.hpp"

namespace legwork::chain {

struct ClassTerms {
  std::string_view root;
  std::string_view underlying;
  market::ExerciseStyle exercise;
  market::Settlement settlement;
  market::Delivery delivery;
};

/// The terms of a cash index class, or nullptr: then American, PM, physical on the root's own symbol.
const ClassTerms* index_class(std::string_view root);

/// "SPXW" → "SPX", "AAPL1" (adjusted) → "AAPL", "SPY" → "SPY".
std::string underlying_of(std::string_view root);

}  // namespace legwork::chain
