#include "market/tick_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/calendar.hpp"

namespace legwork::market {
namespace {

constexpr Price cents(std::int64_t count) { return Price::from_nanos(count * (Price::scale / 100)); }

// Classes with a minimum increment of 0.01 at every price: SPY, QQQ and IWM by the exchanges' joint Penny Interval Program
// (e.g. Cboe Rule 5.4, plan of 2020), XSP by its Cboe product specification ("0.01 for all series, including LEAPS").
constexpr std::array<std::string_view, 4> penny_classes{"IWM", "QQQ", "SPY", "XSP"};

// Members of the Penny Interval Program: 0.01 below 3, 0.05 from 3 on. The program holds the 363 most active multiply listed
// classes and is reviewed every December; this is a selection of long-standing heavily traded ones. A missing name costs a coarser
// limit price, never a rejected one; one that leaves the program is put right by the broker's market rule.
constexpr std::array<std::string_view, 111> penny_program_classes{
    "AA",   "AAL",  "AAPL", "ABBV", "ABNB", "ABT",  "ADBE", "AIG",   "AMAT",  "AMD",  "AMGN", "AMZN", "AVGO", "AXP",
    "BA",   "BABA", "BAC",  "BIDU", "BMY",  "C",    "CAT",  "CCL",   "CMCSA", "COIN", "COP",  "COST", "CRM",  "CSCO",
    "CVS",  "CVX",  "DAL",  "DE",   "DIA",  "DIS",  "EBAY", "EEM",   "EFA",   "EWZ",  "F",    "FCX",  "FDX",  "FSLR",
    "FXI",  "GDX",  "GE",   "GILD", "GLD",  "GM",   "GOOG", "GOOGL", "GS",    "HAL",  "HD",   "HYG",  "IBM",  "INTC",
    "IYR",  "JNJ",  "JPM",  "KO",   "KRE",  "LLY",  "LOW",  "LQD",   "LVS",   "MA",   "MCD",  "META", "MO",   "MRK",
    "MRNA", "MS",   "MSFT", "MU",   "NEM",  "NFLX", "NKE",  "NVDA",  "ORCL",  "OXY",  "PEP",  "PFE",  "PG",   "PLTR",
    "PYPL", "QCOM", "RIVN", "ROKU", "SBUX", "SLV",  "SMH",  "T",     "TGT",   "TLT",  "TSLA", "TXN",  "UAL",  "UBER",
    "UNG",  "UNH",  "UPS",  "USO",  "UVXY", "V",    "VXX",  "VZ",    "WFC",   "WMT",  "XLE",  "XLF",  "XOM"};
static_assert(std::ranges::is_sorted(penny_classes) && std::ranges::is_sorted(penny_program_classes));

core::Error out_of_range(double price) {
  return {core::ErrorCode::invalid_argument, fmt::format("{} is not a price: expected a number below 1e9 USD", price), {}};
}

/// The largest multiple of `step` that is not above `value`.
std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  const std::int64_t rest = value % step;
  return rest < 0 ? value - rest - step : value - rest;
}

/// `value` to a multiple of `step`. A multiple within `slack` wins whatever the direction: it is what the value was meant to be.
std::int64_t round_to(std::int64_t value, std::int64_t step, Rounding rounding, std::int64_t slack) {
  const std::int64_t below = floor_to(value, step);
  const std::int64_t rest = value - below;
  if (rest <= slack) return below;
  const std::int64_t above = below + step;
  if (step - rest <= slack) return above;
  switch (rounding) {
    case Rounding::down: return below;
    case Rounding::up: return above;
    case Rounding::nearest: break;
  }
  if (2 * rest == step) return value < 0 ? below : above;  // halves away from zero, so that a mirrored spread rounds alike
  return 2 * rest < step ? below : above;
}

}  // namespace

TickRule TickRule::penny() { return TickRule({{Price{}, cents(1)}}); }
TickRule TickRule::penny_program() { return TickRule({{Price{}, cents(1)}, {cents(300), cents(5)}}); }
TickRule TickRule::nickel() { return TickRule({{Price{}, cents(5)}, {cents(300), cents(10)}}); }

// Cboe's SPX specification: "net package price must be in .05 increments", at every price. Other cash indices get the same, a
// subset of whatever finer steps their exchange takes; XSP trades in pennies throughout.
TickRule TickRule::combo(std::string_view trading_class) {
  const bool in_pennies = std::ranges::binary_search(penny_classes, trading_class);
  if (!in_pennies && hours_class(trading_class) == HoursClass::index) return TickRule({{Price{}, cents(5)}});
  return penny();
}

TickRule TickRule::single_leg(std::string_view trading_class) {
  if (std::ranges::binary_search(penny_classes, trading_class)) return penny();
  return std::ranges::binary_search(penny_program_classes, trading_class) ? penny_program() : nickel();
}

TickRule::TickRule(std::vector<Band> bands) : bands_(std::move(bands)) {
  ASSERT(!bands_.empty() && bands_.front().from == Price{}, "a tick rule starts at a price of 0");
  for (std::size_t i = 0; i < bands_.size(); ++i) {
    ASSERT(bands_[i].increment > Price{}, "an increment is above 0");
    if (i == 0) continue;
    // A band starts on a tick of both its own and the band below, so that rounding never leaves the ticks of either.
    const auto from = bands_[i].from.nanos();
    ASSERT(bands_[i].from > bands_[i - 1].from, "price bands ascend");
    ASSERT(from % bands_[i].increment.nanos() == 0 && from % bands_[i - 1].increment.nanos() == 0, "a band starts between ticks");
  }
}

Price TickRule::increment_at(Price price) const {
  const Price size = price < Price{} ? -price : price;
  const auto above = std::ranges::upper_bound(bands_, size, {}, &Band::from);
  return std::prev(above)->increment;
}

bool TickRule::is_valid(Price price) const { return price.nanos() % increment_at(price).nanos() == 0; }

core::Result<Price> TickRule::round(double price, Rounding rounding) const {
  if (!std::isfinite(price) || std::abs(price) >= 1e9) return out_of_range(price);
  // 1.15 computed as 3.45 - 2.30 is 1.1500000000000004 or 1.1499999999999995. Going to whole nanodollars removes such noise, and
  // one part in 1e9 removes what is left at large prices; never so much that it would swallow a thousandth of a tick.
  const Price exact = Price::from_nanos(std::llround(price * static_cast<double>(Price::scale)));
  const std::int64_t step = increment_at(exact).nanos();
  const std::int64_t slack = std::min(std::abs(exact.nanos()) / Price::scale, step / 1000);
  return Price::from_nanos(round_to(exact.nanos(), step, rounding, slack));
}

Price TickRule::round(Price price, Rounding rounding) const {
  return Price::from_nanos(round_to(price.nanos(), increment_at(price).nanos(), rounding, 0));
}

}  // namespace legwork::market
