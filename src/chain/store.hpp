// Store: option chains as columns. A slice is one (trading class, expiry, right), strikes ascending, its rows contiguous and
// padded to a multiple of 8 with NaN, so that a kernel never needs a scalar tail. Derived columns are kept, not recomputed.
// Built by valuation.hpp; immutable afterwards in this form (live updates come with the desk). ≈ 250 bytes a contract.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chain/measures.hpp"
#include "chain/quote.hpp"
#include "core/strong_id.hpp"
#include "market/calendar.hpp"
#include "market/contract.hpp"
#include "pricing/american_pde.hpp"
#include "pricing/smile.hpp"

namespace legwork::chain {

using Row = std::uint32_t;  // index into every column, padding included

/// Columns of the options table, all doubles, NaN = unknown. Order is the storage order.
// clang-format off: one line per family
enum class Column : std::uint8_t {
  strike, bid, ask, mid, last, spread,            // USD per share; mid is NaN unless both sides are quoted; spread = ask − bid
  bid_size, ask_size, volume, open_interest,      // contracts
  quote_age, confirmed_age,                       // seconds
  iv, iv_bid, iv_ask, smile_iv,                   // annualised; iv_bid/iv_ask from the own quote sides, NaN when they have none
  delta, gamma, theta, vega, rho, model_price,    // own, at `iv`; units of pricing::Greeks
  premium,                                        // early-exercise part of model_price, USD per share; 0 for European exercise
  extrinsic_bid,                                  // bid − intrinsic on the implied spot, USD per share
  iv_vendor, delta_vendor, gamma_vendor, theta_vendor, vega_vendor, rho_vendor,
  count_
};
// clang-format on
inline constexpr std::size_t column_count = static_cast<std::size_t>(Column::count_);
std::string_view to_string(Column column);  // "open_interest"

struct Underlying {
  std::string symbol;
  TimePoint as_of;               // valuation time of everything below
  double vendor_price = unknown;
  double spot = unknown;         // used for pricing: the vendor's, or the parity-implied one where the vendor's lags
  double implied_spot = unknown; // from put–call parity of the near expiries
  bool lag = false;              // |vendor/implied − 1| > 0.1 %
  double iv30 = unknown;         // constant-maturity at-the-money vols, variance-interpolated between expiries
  double iv90 = unknown;
  Measures measures;             // from bars, IV history and events; all unknown without files
  std::uint32_t expiry_begin = 0, expiry_end = 0;
};

enum class ForwardSource : std::uint8_t { parity, american_parity, neighbours, carry };  // carry: spot and rate alone
std::string_view to_string(ForwardSource source);

/// One (trading class, expiry): what its call and its put slice share.
struct Expiry {
  std::uint32_t underlying = 0;
  std::string trading_class;
  market::Date date{};
  market::Settlement settlement{};
  market::ExerciseStyle exercise{};
  market::Delivery delivery{};
  market::ExpiryClass expiry_class{};
  TimePoint settles_at;
  double years = unknown;             // act/365 from as_of to settles_at, exact to the second
  int dte = 0;                        // calendar days from the as-of date to the expiry date
  double rate = unknown, yield = unknown, discount = unknown;  // continuous
  double forward = unknown;
  ForwardSource forward_source{};
  int parity_pairs = 0;
  std::vector<pricing::CashDividend> dividends;  // known ones before expiry
  pricing::Smile smile;               // out-of-the-money quotes of both rights
  double atm_iv = unknown;
  double expected_move = unknown;     // EM1: spot·atm_iv·√years
  double expected_move_straddle = unknown;  // EM2: 0.85 · at-the-money straddle mid
  bool calendar_free = true;          // total variance not below the expiry before it in its class

  /// Spot, rate and the one yield that leads to `forward`, cash dividends included: for models that know no dividend dates.
  pricing::Carry effective_carry(double spot) const { return {spot, rate, rate - std::log(forward / spot) / years, years}; }
};

struct Slice {
  std::uint32_t expiry = 0;
  market::Right right{};
  Row begin = 0;
  std::uint32_t count = 0;            // listed strikes; rows begin+count … begin+padded are padding
  std::uint32_t padded = 0;
};

class Store {
 public:
  std::span<const Underlying> underlyings() const { return underlyings_; }
  std::span<const Expiry> expiries() const { return expiries_; }   // by (underlying, date, trading class)
  std::span<const Slice> slices() const { return slices_; }        // by expiry, calls before puts
  std::size_t rows() const { return flags_.size(); }               // with padding
  std::size_t contracts() const { return contracts_; }

  std::span<const double> column(Column c) const { return columns_[static_cast<std::size_t>(c)]; }
  double at(Column c, Row row) const { return column(c)[row]; }
  std::span<const QuoteFlags> flags() const { return flags_; }
  std::span<const Confidence> confidence() const { return confidence_; }
  std::span<const std::uint32_t> slice_of() const { return slice_of_; }  // row → slice index

  /// The traded contract of a row that is no padding.
  market::Contract contract(Row row) const;
  market::Price strike(Row row) const { return strikes_[row]; }  // exact, for ids

 private:
  friend class StoreBuilder;  // store_builder.hpp: the only writer
  std::vector<Underlying> underlyings_;
  std::vector<Expiry> expiries_;
  std::vector<Slice> slices_;
  std::array<std::vector<double>, column_count> columns_;
  std::vector<QuoteFlags> flags_;
  std::vector<Confidence> confidence_;
  std::vector<std::uint32_t> slice_of_;
  std::vector<market::Price> strikes_;
  std::vector<std::int32_t> multipliers_;
  std::size_t contracts_ = 0;
};

}  // namespace legwork::chain
