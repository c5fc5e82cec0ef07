// What an order, an exercise or an assignment costs in commissions and fees. All rates stand in fees.toml, each with the date from
// which it holds and where it was published; a change is one more entry. Immutable once read, pure, about a microsecond an order.
// Where the venue decides (exchange fees of multiply listed options), a cost has bounds as well as an expectation.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "market/date.hpp"
#include "market/price.hpp"
#include "trade/instrument.hpp"

namespace legwork::trade {

enum class FeeKind : std::uint8_t {
  commission,  // the broker's own
  exchange,  // the venue's, index surcharges included; a rebate is negative
  clearing,  // OCC for options, NSCC and DTC for stock
  orf,  // options regulatory fee of all exchanges
  sec,  // Section 31, on sales
  taf,  // FINRA's trading activity fee, on sales
  cat,  // consolidated audit trail
  pass_through,  // shares of the commission that NYSE and FINRA take of tiered stock orders
};
inline constexpr int fee_kind_count = 8;
std::string_view to_string(FeeKind kind);

enum class FeePlan : std::uint8_t { fixed, tiered };  // of the account
std::string_view to_string(FeePlan plan);

enum class FeeEvent : std::uint8_t {
  trade,
  exercise,  // of a long option: stock is delivered at the strike
  assignment,  // of a short one
  expiry,  // worthless, or settled in cash
};
std::string_view to_string(FeeEvent event);

/// One leg of an order, with what it trades at.
struct FeeLeg {
  Instrument instrument;
  std::int64_t quantity = 0;  // contracts or shares; > 0 bought (or exercised, held long), < 0 sold (assigned, held short)
  market::Price price;  // per share, ≥ 0
};

struct FeeTerms {
  market::Date date{};  // of the trade, exchange's calendar
  FeePlan plan = FeePlan::tiered;
  std::int64_t contracts_this_month = 0;  // before this order: the broker's volume tiers
  std::int64_t shares_this_month = 0;
};

/// An amount to be paid, and between which bounds it may come out; negative is received.
struct FeeAmount {
  market::Money expected, low, high;

  FeeAmount& operator+=(const FeeAmount& other);
  friend bool operator==(const FeeAmount&, const FeeAmount&) = default;
};

struct FeeBreakdown {
  struct Line {
    FeeKind kind{};
    FeeAmount amount;
    friend bool operator==(const Line&, const Line&) = default;
  };
  std::vector<Line> lines;  // one per kind that is charged, in the order of FeeKind
  FeeAmount total;

  FeeAmount of(FeeKind kind) const;
  friend bool operator==(const FeeBreakdown&, const FeeBreakdown&) = default;
};

/// What was charged against what was expected. Within: inside the bounds, `tolerance` wider.
struct FeeCheck {
  market::Money expected, reported, difference;  // difference: reported - expected
  bool within_tolerance = false;
};
FeeCheck check_fees(const FeeBreakdown& expected, market::Money reported, market::Money tolerance);

/// What a rate is multiplied with.
enum class FeeBasis : std::uint8_t { quantity, sold_quantity, sold_value, commission };
/// What a rate is for. Options on cash indices are a kind of their own: neither Section 31 nor the TAF applies to them.
enum class FeeSubject : std::uint8_t { option, index_option, stock };

/// One entry of fees.toml.
struct FeeRate {
  FeeKind kind{};
  FeeBasis basis{};
  std::vector<FeeSubject> subjects;
  std::optional<FeePlan> plan;  // nothing: both
  std::vector<std::string> classes;  // trading classes; empty: the rest
  std::optional<market::Price> premium_below;  // for prices below this
  std::optional<bool> combo;  // for orders of several legs, or of one
  std::int64_t quantity_from = 0;  // for legs of at least so many contracts
  std::int64_t monthly_above = 0;  // for what comes after so many in the month
  market::Date from{};
  market::Price rate, low, high;  // USD per contract or share; per USD of value or commission
  std::optional<market::Money> minimum;  // of the order
  std::optional<market::Money> cap;  // of one leg
  std::optional<market::Price> value_share_max;  // of the order, as a share of its value; beats the minimum
  std::string source;
};

class FeeTable {
 public:
  /// As built in.
  static const FeeTable& built_in();
  /// `name` stands in errors. Errors: parse, with file, line and key.
  static core::Result<FeeTable> parse(std::string_view text, const std::string& name);

  /// Of one order, filled in full on one day. Every leg is charged; a minimum and a maximum count once for the order.
  /// Amounts are rounded to a millionth of a dollar, halves up in size: the broker reports fractions of cents.
  /// Errors: invalid_argument (a leg without quantity or with a negative price), not_found (no rate for that date), too_large.
  core::Result<FeeBreakdown> of_order(std::span<const FeeLeg> legs, const FeeTerms& terms) const;
  /// Of one position's end: no commission on US options. A physical put exercised or call assigned sells stock at the strike, and
  /// Section 31 is due on that (ibkr.info/node/186 and its page on Section 31). Errors: as above.
  core::Result<FeeBreakdown> of_end(FeeEvent event, const FeeLeg& leg, const FeeTerms& terms) const;

  const std::vector<FeeRate>& rates() const { return rates_; }

 private:
  std::vector<FeeRate> rates_;
};

/// The order that `legs` times `quantity` is, with each leg's price. Errors: as FeeTable::of_order; prices.size() == legs.size().
core::Result<FeeBreakdown> fees_of(const FeeTable& table, std::span<const OrderLeg> legs, std::int64_t quantity,
                                   std::span<const market::Price> prices, const FeeTerms& terms);

FeeSubject subject_of(const Instrument& instrument);

}  // namespace legwork::trade
