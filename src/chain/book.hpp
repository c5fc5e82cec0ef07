// Book: what is held, as dollars that move with each underlying, and how another underlying's daily returns go with that sum.
// Plain functions of a valued store, positions and bars; a book of 50 symbols against one underlying costs about a millisecond.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "chain/store.hpp"

namespace legwork::chain {

/// USD that move with one underlying: when it rises by 1 %, the book gains usd/100.
struct Exposure {
  std::string symbol;
  double usd = 0;
};

struct Exposures {
  std::vector<Exposure> parts;       // by symbol, netted, none of zero
  std::vector<std::string> unknown;  // positions whose delta or price nobody tells, as the file names them
};

/// Last known price of an underlying that is not in the store; NaN: unknown.
using PriceOf = std::function<double(const std::string& symbol)>;

/// Shares count quantity · price; options quantity · delta · multiplier · price of the underlying, with the store's own delta and
/// spot where it lists the contract, else the delta the position came with (multiplier 100; an adjusted root is then unknown).
/// Options that expired before `day` count nothing.
Exposures exposures_of(const Store& store, const Holdings& holdings, market::Date day, const PriceOf& price_of);

struct BookPart {
  double usd = 0;
  const Bars* bars = nullptr;
};

/// Correlation of the last `lookback` daily log returns of `own` with those of the book, Σ usd · log return over its parts at today's
/// exposures, on the days that all of them have. NaN with fewer days, or when these end more than three sessions before `as_of`.
double book_correlation(const Bars& own, std::span<const BookPart> book, int lookback, TimePoint as_of);

}  // namespace legwork::chain
