#include "trade/fees.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "market/calendar.hpp"

namespace legwork::trade {
namespace {

using core::Result;
using market::Money;
using market::Price;
__extension__ using Wide = __int128;

constexpr std::int64_t quantity_max = 1'000'000'000;
constexpr std::int64_t monthly_max = 1'000'000'000'000;
constexpr std::int64_t leg_value_max_micros = 100'000'000'000 * Money::scale;  // sums of a few legs stay far inside Money

core::Error wrong(std::string why) { return {core::ErrorCode::invalid_argument, std::move(why), {}}; }

/// a / b to the nearest, halves away from 0. b > 0.
Money rounded(Wide a, Wide b) {
  const Wide half = b / 2;
  return Money::from_micros(static_cast<std::int64_t>((a < 0 ? a - half : a + half) / b));
}

/// USD per contract or share times a count, or per dollar times an amount.
Money times(Price rate, std::int64_t count) {
  return rounded(static_cast<Wide>(rate.nanos()) * count, Price::scale / Money::scale);
}
Money times(Price rate, Money amount) { return rounded(static_cast<Wide>(rate.nanos()) * amount.micros(), Price::scale); }

template <class Of>
FeeAmount amounts(const FeeRate& rate, Of of) {
  const auto capped = [&](Price one) { return rate.cap ? std::min(times(one, of), *rate.cap) : times(one, of); };
  return {capped(rate.rate), capped(rate.low), capped(rate.high)};
}

/// A leg as the conditions of rates see it.
struct Charged {
  FeeSubject subject{};
  std::string_view trading_class;
  Price price;
  std::int64_t count = 0;
  std::int64_t monthly = 0;  // so many before it
  bool sold = false;
  bool combo = false;
  Money value;
};

template <class T, class U>
bool contains(const std::vector<T>& all, const U& one) {
  return std::ranges::find(all, one) != all.end();
}

bool fits(const FeeRate& rate, FeeKind kind, const Charged& leg, FeePlan plan) {
  return rate.kind == kind && contains(rate.subjects, leg.subject) && rate.plan.value_or(plan) == plan &&
         (rate.classes.empty() || contains(rate.classes, leg.trading_class)) &&
         (!rate.premium_below || leg.price < *rate.premium_below) && rate.combo.value_or(leg.combo) == leg.combo &&
         leg.count >= rate.quantity_from;
}

/// What wins when several fit.
auto rank(const FeeRate& rate) {
  return std::tuple(!rate.classes.empty(), rate.from, -rate.premium_below.value_or(Price::from_nanos(Price::scale * 1'000'000)),
                    rate.monthly_above, rate.quantity_from, rate.combo.has_value());
}

/// Nothing: that kind is not charged on this leg. Errors: not_found, when it is, but no rate is known so far back.
Result<const FeeRate*> find(std::span<const FeeRate> rates, FeeKind kind, const Charged& leg, const FeeTerms& terms) {
  const FeeRate* best = nullptr;
  const FeeRate* later = nullptr;
  for (const FeeRate& rate : rates) {
    if (!fits(rate, kind, leg, terms.plan) || rate.monthly_above > leg.monthly) continue;
    const bool holds = rate.from <= terms.date;
    const FeeRate*& slot = holds ? best : later;
    if (slot == nullptr || rank(*slot) < rank(rate)) slot = &rate;
  }
  if (best == nullptr && later != nullptr)
    return core::Error{core::ErrorCode::not_found,
                       fmt::format("no rate of kind {} is known for {}", to_string(kind), market::to_string(terms.date)),
                       {}};
  return best;
}

/// So many of the leg that the tier of the month does not change among them.
std::int64_t same_tier(std::span<const FeeRate> rates, FeeKind kind, const Charged& leg, FeePlan plan) {
  std::int64_t count = leg.count;
  for (const FeeRate& rate : rates)
    if (fits(rate, kind, leg, plan) && rate.monthly_above > leg.monthly) count = std::min(count, rate.monthly_above - leg.monthly);
  return count;
}

/// The order's commission: what its legs sum to, and the bounds that count once.
struct Commission {
  FeeAmount sum;
  Money minimum;
  std::optional<Price> value_share_max;
  bool charged = false;

  void note(const FeeRate& rate, std::int64_t count) {
    sum += amounts(rate, count);
    minimum = std::max(minimum, rate.minimum.value_or(Money()));
    if (rate.value_share_max) value_share_max = std::max(value_share_max.value_or(Price()), *rate.value_share_max);
    charged = true;
  }
  FeeAmount total(Money order_value) const {
    const auto bounded = [&](Money amount) {
      const Money most =
          value_share_max ? times(*value_share_max, order_value) : Money::from_micros(std::numeric_limits<std::int64_t>::max());
      return std::min(std::max(amount, minimum), most);
    };
    return charged ? FeeAmount{bounded(sum.expected), bounded(sum.low), bounded(sum.high)} : FeeAmount{};
  }
};

Result<void> add_commission(Commission& commission, std::span<const FeeRate> rates, Charged leg, const FeeTerms& terms) {
  // The tiers go by the month; conditions on the leg's size go by all of it.
  for (std::int64_t left = leg.count; left > 0;) {
    const auto rate = find(rates, FeeKind::commission, leg, terms);
    if (!rate) return rate.error();
    if (*rate == nullptr) return {};
    const std::int64_t count = std::min(left, same_tier(rates, FeeKind::commission, leg, terms.plan));
    commission.note(**rate, count);
    left -= count;
    leg.monthly += count;
  }
  return {};
}

/// Everything that is charged leg by leg.
Result<FeeAmount> charge(std::span<const FeeRate> rates, FeeKind kind, const Charged& leg, const FeeTerms& terms) {
  const auto rate = find(rates, kind, leg, terms);
  if (!rate) return rate.error();
  if (*rate == nullptr) return FeeAmount{};
  switch ((*rate)->basis) {
    case FeeBasis::quantity: return amounts(**rate, leg.count);
    case FeeBasis::sold_quantity: return leg.sold ? amounts(**rate, leg.count) : FeeAmount{};
    case FeeBasis::sold_value: return leg.sold ? amounts(**rate, leg.value) : FeeAmount{};
    case FeeBasis::commission: break;
  }
  ASSERT(false, "{} cannot be charged on a commission", to_string(kind));
  return FeeAmount{};
}

Result<Charged> charged(const FeeLeg& leg, bool combo) {
  if (leg.quantity < -quantity_max || leg.quantity > quantity_max || leg.quantity == 0)
    return wrong(fmt::format("a leg of {} cannot be charged; expected 1 to {}", leg.quantity, quantity_max));
  if (leg.price < Price()) return wrong(fmt::format("{} is no price of a leg", leg.price.to_string()));
  const std::int64_t count = leg.quantity < 0 ? -leg.quantity : leg.quantity;
  const auto value = Money::of(leg.price, leg.instrument.multiplier(), market::Quantity(count));
  if (!value) return value.error();
  if (value->micros() > leg_value_max_micros)
    return core::Error{core::ErrorCode::too_large, fmt::format("a leg of {} USD", value->to_string()), {}};
  const std::string_view trading_class = leg.instrument.option ? leg.instrument.option->trading_class : leg.instrument.underlying;
  return Charged{subject_of(leg.instrument), trading_class, leg.price, count, 0, leg.quantity < 0, combo, *value};
}

FeeBreakdown broken_down(const std::array<FeeAmount, fee_kind_count>& by_kind) {
  FeeBreakdown result;
  for (int i = 0; i < fee_kind_count; ++i) {
    const FeeAmount& amount = by_kind[static_cast<std::size_t>(i)];
    if (amount == FeeAmount{}) continue;
    result.lines.push_back({static_cast<FeeKind>(i), amount});
    result.total += amount;
  }
  return result;
}

}  // namespace

std::string_view to_string(FeeKind kind) {
  constexpr std::array<std::string_view, fee_kind_count> names{"commission", "exchange", "clearing", "orf",
                                                               "sec",        "taf",      "cat",      "pass_through"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(FeePlan plan) { return plan == FeePlan::fixed ? "fixed" : "tiered"; }

std::string_view to_string(FeeEvent event) {
  constexpr std::array<std::string_view, 4> names{"trade", "exercise", "assignment", "expiry"};
  return names.at(static_cast<std::size_t>(event));
}

FeeAmount& FeeAmount::operator+=(const FeeAmount& other) {
  *this = {expected + other.expected, low + other.low, high + other.high};
  return *this;
}

FeeAmount FeeBreakdown::of(FeeKind kind) const {
  const auto line = std::ranges::find(lines, kind, &Line::kind);
  return line == lines.end() ? FeeAmount{} : line->amount;
}

FeeCheck check_fees(const FeeBreakdown& expected, Money reported, Money tolerance) {
  const bool within = reported >= expected.total.low - tolerance && reported <= expected.total.high + tolerance;
  return {expected.total.expected, reported, reported - expected.total.expected, within};
}

FeeSubject subject_of(const Instrument& instrument) {
  if (!instrument.option) return FeeSubject::stock;
  const bool index = market::hours_class(instrument.option->trading_class) == market::HoursClass::index;
  return index ? FeeSubject::index_option : FeeSubject::option;
}

Result<FeeBreakdown> FeeTable::of_order(std::span<const FeeLeg> legs, const FeeTerms& terms) const {
  std::array<FeeAmount, fee_kind_count> by_kind{};
  const auto slot = [&](FeeKind kind) -> FeeAmount& { return by_kind[static_cast<std::size_t>(kind)]; };
  Commission commission;
  Money order_value;
  std::int64_t contracts = terms.contracts_this_month, shares = terms.shares_this_month;
  if (contracts < 0 || contracts > monthly_max || shares < 0 || shares > monthly_max)
    return wrong("the month's volume so far is no count");
  for (const FeeLeg& leg : legs) {
    auto one = charged(leg, legs.size() > 1);
    if (!one) return one.error();
    std::int64_t& monthly = one->subject == FeeSubject::stock ? shares : contracts;
    one->monthly = monthly;
    monthly += one->count;
    order_value = order_value + one->value;
    if (const auto added = add_commission(commission, rates_, *one, terms); !added) return added.error();
    for (const FeeKind kind : {FeeKind::exchange, FeeKind::clearing, FeeKind::orf, FeeKind::sec, FeeKind::taf, FeeKind::cat}) {
      const auto amount = charge(rates_, kind, *one, terms);
      if (!amount) return amount.error();
      slot(kind) += *amount;
    }
  }
  slot(FeeKind::commission) = commission.total(order_value);
  if (!legs.empty()) {
    const auto first = charged(legs.front(), legs.size() > 1);
    const auto share = find(rates_, FeeKind::pass_through, *first, terms);
    if (!share) return share.error();
    if (*share != nullptr) slot(FeeKind::pass_through) = amounts(**share, slot(FeeKind::commission).expected);
  }
  return broken_down(by_kind);
}

Result<FeeBreakdown> FeeTable::of_end(FeeEvent event, const FeeLeg& leg, const FeeTerms& terms) const {
  if (event == FeeEvent::trade || !leg.instrument.option) return wrong("only an option that is held ends by itself");
  if (event == FeeEvent::expiry) return FeeBreakdown{};
  const bool exercised = event == FeeEvent::exercise;
  if (exercised != (leg.quantity > 0)) return wrong("what is held long is exercised, what is held short assigned");
  const market::Contract& option = *leg.instrument.option;
  const bool sells_stock = exercised == (option.right == core::Right::put);
  if (option.delivery == market::Delivery::cash || !sells_stock) return FeeBreakdown{};
  auto delivered = charged({leg.instrument, leg.quantity, option.strike}, false);
  if (!delivered) return delivered.error();
  delivered->subject = FeeSubject::stock;
  delivered->sold = true;
  const auto amount = charge(rates_, FeeKind::sec, *delivered, terms);
  if (!amount) return amount.error();
  std::array<FeeAmount, fee_kind_count> by_kind{};
  by_kind[static_cast<std::size_t>(FeeKind::sec)] = *amount;
  return broken_down(by_kind);
}

Result<FeeBreakdown> fees_of(const FeeTable& table, std::span<const OrderLeg> legs, std::int64_t quantity,
                             std::span<const Price> prices, const FeeTerms& terms) {
  ASSERT(legs.size() == prices.size(), "{} legs and {} prices", legs.size(), prices.size());
  std::vector<FeeLeg> charged_legs;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const Wide count = static_cast<Wide>(quantity) * legs[i].ratio;
    if (count > quantity_max || count < -quantity_max) return wrong(fmt::format("{} units cannot be charged", quantity));
    charged_legs.push_back({legs[i].instrument, static_cast<std::int64_t>(count), prices[i]});
  }
  return table.of_order(charged_legs, terms);
}

}  // namespace legwork::trade
