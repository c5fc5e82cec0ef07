// UniverseSpec: which underlyings a simulated market has and how each behaves; plain data from a CSV file or the built-in one of
// 50 names. It says nothing about a day: contracts are listed from it relative to the world's date (listing.hpp).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace legwork::simgw {

enum class SecurityKind : std::uint8_t { stock, index, option };
std::string_view to_string(SecurityKind kind);  // "STK", "IND", "OPT": the wire's words

/// How densely expiries are listed: daily (every session for two weeks), weekly (Fridays for eight weeks), monthly alone.
enum class ExpiryCycle : std::uint8_t { monthly, weekly, daily };

/// One underlying. Rates and vols are annual and plain (0.25 = 25 %); the columns of the file have the members' names.
struct UnderlyingSpec {
  std::string symbol;
  SecurityKind kind = SecurityKind::stock;
  std::string name;               // "APPLE INC"
  std::string industry, category;
  std::string primary_exchange;   // "NASDAQ"
  double spot = 0;                // USD: the close before the world's first day
  double vol = 0;                 // long-run volatility of the diffusion
  double correlation = 0;         // of its diffusion with the market factor, −1 … 1
  double vol_of_vol = 1.5;        // ξ of dv = κ(1 − v)dt + ξ√v dW, v the variance over its long-run mean, κ = 5 a year
  double skew = 0.2;              // −∂ln σ/∂z at the money, z = ln(K/F)/(σ√T), within ±0.25; the smile's lean
  double jumps_per_year = 0;      // Poisson intensity of lognormal jumps
  double jump_vol = 0;            // their standard deviation in log price; the mean is −½ of it
  double dividend = 0;            // USD a quarter, 0: none
  int dividend_month = 0;         // first month of the quarterly cycle, 1 … 3
  double yield = 0;               // continuous, for indices
  double shares_per_day = 1e6;    // mean volume of the underlying
  double option_liquidity = 0.3;  // 1: SPY; 0.1: a thin single name. Widths, sizes, volumes, update rates
  double strike_step = 1;         // near the money, USD; far strikes are listed in multiples of it
  ExpiryCycle expiries = ExpiryCycle::weekly;
  bool leaps = true;
  std::string tracks;             // symbol of the same exposure (SPY: SPX), whose diffusion it shares; "" for its own
};

struct UniverseSpec {
  std::vector<UnderlyingSpec> underlyings;  // in file order; a tracked symbol stands before its followers

  /// SPX (AM class SPX, PM class SPXW), SPY, QQQ, AAPL and 46 more; data/universe.csv, built in.
  static const UniverseSpec& standard();
  /// CSV with a header line. Errors: not_found, io, parse (with file, line and column), unknown columns included.
  static core::Result<UniverseSpec> read(const std::filesystem::path& file);
  static core::Result<UniverseSpec> parse(std::string_view text, std::string_view name);
};

}  // namespace legwork::simgw
