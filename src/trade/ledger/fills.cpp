#include "trade/ledger/fills.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "trade/digest.hpp"

namespace legwork::trade {
namespace {

constexpr std::int64_t quantity_max = 1'000'000'000'000;
constexpr market::Price price_max = market::Price::from_nanos(10'000'000 * market::Price::scale);  // ten of the dearest share
constexpr market::Money commission_max = market::Money::from_micros(1'000'000 * market::Money::scale);

core::Error wrong(std::string field, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::move(field)}};
}

/// Which of two messages with one id and version counts: any rule that does not depend on the order of their coming.
auto rank(const BookedFill& one) {
  const Fill& fill = one.fill;
  return std::tuple(fill.quantity, fill.price, fill.at, fill.summary, one.account);
}

std::int64_t floor_units(std::int64_t quantity, std::int32_t ratio) {
  const std::int64_t units = quantity / ratio;
  return quantity % ratio != 0 && (quantity < 0) != (ratio < 0) ? units - 1 : units;
}

/// Both told of the same execution.
BookedFill joined(const BookedFill& known, const BookedFill& next) {
  const bool is_newer = next.fill.id.version > known.fill.id.version;
  BookedFill result = is_newer ? next : known;
  if (next.fill.id.version == known.fill.id.version) {
    if (rank(known) < rank(next)) result = next;
    result.contested = known.contested || rank(known) != rank(next);
  }
  const bool differ = known.order != next.order && known.order != OrderNumber{} && next.order != OrderNumber{};
  result.two_orders = known.two_orders || differ;
  result.order = std::max(known.order, next.order);
  result.fill.perm_id = std::max(known.fill.perm_id, next.fill.perm_id);
  result.versions = known.versions;
  result.versions.insert(next.fill.id.version);
  return result;
}

}  // namespace

std::uint64_t FillBook::digest_of(const BookedFill& one) {
  const Fill& fill = one.fill;
  Digest digest;
  digest.add("fill").add(one.account).add(one.order.value()).add(fill.id.base).add(fill.id.version).add(fill.contract.value());
  digest.add(fill.quantity).add(fill.price.nanos()).add(fill.at.time_since_epoch().count()).add(fill.perm_id.value());
  for (const std::int64_t version : one.versions) digest.add(version);
  return digest.add(fill.summary).add(one.contested).add(one.two_orders).value();
}

std::uint64_t FillBook::digest_of(const ExecutionId& id, const Charge& charge) {
  return Digest().add("charge").add(id.base).add(id.version).add(charge.commission.micros()).add(charge.currency).value();
}

core::Result<bool> FillBook::take(const records::Executed& record) {
  const auto id = ExecutionId::parse(record.execution);
  if (!id) return id.error();
  if (record.quantity > quantity_max || record.quantity < -quantity_max)
    return wrong("quantity", fmt::format("execution {} of {} contracts", record.execution, record.quantity));
  if (record.price > price_max || record.price < -price_max)
    return wrong("price", fmt::format("execution {} at {}", record.execution, record.price.to_string()));
  BookedFill next{record.fill(), record.account, record.order, {id->version}, false, false};
  const FillKey key = key_of(next.fill);
  const auto known = fills_.find(key);
  if (known != fills_.end()) {
    next = joined(known->second, next);
    const std::uint64_t before = digest_of(known->second);
    if (digest_of(next) == before) return false;
    hash_ -= before;
    if (known->second.order != next.order) of_order_[known->second.order].erase(key);
  }
  hash_ += digest_of(next);
  of_order_[next.order].insert(key);
  fills_.insert_or_assign(key, std::move(next));
  return true;
}

core::Result<bool> FillBook::charge(const records::Charged& record) {
  const auto id = ExecutionId::parse(record.execution);
  if (!id) return id.error();
  if (record.commission > commission_max || record.commission < -commission_max)
    return wrong("commission", fmt::format("{} for execution {}", record.commission.to_string(), record.execution));
  const Charge next{record.commission, record.currency};
  const auto [place, is_new] = charges_.try_emplace(*id, next);
  if (!is_new) {
    if (place->second == next) return false;
    hash_ -= digest_of(*id, place->second);
    place->second = next;
  }
  hash_ += digest_of(*id, next);
  return true;
}

const BookedFill* FillBook::find(const FillKey& key) const {
  const auto found = fills_.find(key);
  return found == fills_.end() ? nullptr : &found->second;
}

std::vector<const BookedFill*> FillBook::of_order(OrderNumber order) const {
  std::vector<const BookedFill*> fills;
  const auto found = of_order_.find(order);
  if (found == of_order_.end()) return fills;
  for (const FillKey& key : found->second) fills.push_back(&fills_.find(key)->second);
  return fills;
}

std::vector<const BookedFill*> FillBook::of_base(const std::string& base) const {
  std::vector<const BookedFill*> fills;
  const FillKey first{base, ContractId(std::numeric_limits<std::int64_t>::min())};
  for (auto at = fills_.lower_bound(first); at != fills_.end() && at->first.base == base; ++at) fills.push_back(&at->second);
  return fills;
}

std::optional<market::Money> FillBook::fee(const BookedFill& fill) const {
  for (auto version = fill.versions.rbegin(); version != fill.versions.rend(); ++version) {
    const auto charge = charges_.find(ExecutionId{fill.fill.id.base, *version});
    if (charge == charges_.end()) continue;
    if (charge->second.currency != "USD") return std::nullopt;
    return charge->second.commission;
  }
  return std::nullopt;
}

LegBalance FillBook::balance(OrderNumber order, std::span<const OrderLeg> legs) const {
  LegBalance balance;
  std::map<ContractId, std::int64_t> moved;
  for (const BookedFill* one : of_order(order)) {
    const Fill& fill = one->fill;
    balance.last_at = std::max(balance.last_at, fill.at);
    if (fill.summary)
      balance.summary_units = balance.summary_units.value_or(0) + std::abs(fill.quantity);
    else
      moved[fill.contract] += fill.quantity;
  }
  if (!legs.empty()) balance.units_least = std::numeric_limits<std::int64_t>::max();
  for (const OrderLeg& leg : legs) {
    const auto node = moved.extract(leg.instrument.id);
    const std::int64_t quantity = node.empty() ? 0 : node.mapped();
    balance.units_least = std::min(balance.units_least, floor_units(quantity, leg.ratio));
    balance.units_most = std::max(balance.units_most, -floor_units(-quantity, leg.ratio));
  }
  balance.foreign_leg = std::ranges::any_of(moved, [](const auto& one) { return one.second != 0; });
  return balance;
}

}  // namespace legwork::trade
