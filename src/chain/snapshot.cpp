#include "chain/snapshot.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

namespace legwork::chain {

namespace {

/// What makes a contract itself, as small numbers: classes are few and interned.
struct ContractKey {
  std::uint32_t class_id = 0;
  std::int32_t expiry_days = 0;
  std::int64_t strike_nanos = 0;
  std::int32_t multiplier = 100;
  market::Right right{};

  friend bool operator==(const ContractKey&, const ContractKey&) = default;
};

struct ContractHash {
  std::size_t operator()(const ContractKey& key) const {
    std::uint64_t h = static_cast<std::uint64_t>(key.strike_nanos) * 0x9E3779B97F4A7C15ull;
    h ^= (static_cast<std::uint64_t>(key.class_id) << 40) ^ (static_cast<std::uint64_t>(key.multiplier) << 20) ^
         (static_cast<std::uint64_t>(static_cast<std::uint32_t>(key.expiry_days)) << 1) ^
         (key.right == market::Right::call ? 1u : 0u);
    h = (h ^ (h >> 31)) * 0xD6E8FEB86659FD93ull;  // one round of mixing: strikes and days are near-sequential
    return static_cast<std::size_t>(h ^ (h >> 32));
  }
};

/// All that is kept of a contract, whatever the number of snapshots: its newest quote, and the last time it was seen different.
struct ContractState {
  Quote newest;
  TimePoint first_seen;
  std::optional<TimePoint> last_different;
};

bool same_side(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }
bool same_quote(const Quote& a, const Quote& b) { return same_side(a.bid, b.bid) && same_side(a.ask, b.ask); }

struct UnderlyingState {
  std::string symbol;
  std::map<TimePoint, double> prices;  // of every quote time, the vendor's
  std::vector<ContractState> contracts;
  std::unordered_map<ContractKey, std::uint32_t, ContractHash> index;
};

std::string describe(const Quote& quote) {
  const market::Contract& c = quote.contract;
  return fmt::format("{} {} {} {}", c.trading_class, market::to_string(c.expiry), core::letter(c.right), c.strike.to_string());
}

/// Folds `quote` into what is known of its contract; the order in which quotes come does not matter. False: a duplicate.
bool fold(ContractState& state, Quote&& quote) {
  if (quote.quoted_at == state.newest.quoted_at) return false;
  Quote& newest = state.newest;
  const bool newer = quote.quoted_at > newest.quoted_at;
  const Quote& older = newer ? newest : quote;
  if (!same_quote(quote, newest) && (!state.last_different || *state.last_different < older.quoted_at))
    state.last_different = older.quoted_at;
  state.first_seen = std::min(state.first_seen, quote.quoted_at);
  if (newer) newest = std::move(quote);
  return true;
}

/// The newest quote began with the first snapshot after the one that last showed another.
SnapshotRow row_of(ContractState& state, const std::map<TimePoint, double>& prices) {
  const auto began = state.last_different ? prices.upper_bound(*state.last_different) : prices.find(state.first_seen);
  return {.quote = std::move(state.newest),
          .changed_at = began->first,
          .change_seen = state.last_different.has_value(),
          .underlying_at_change = began->second};
}

bool in_slice_order(const SnapshotRow& a, const SnapshotRow& b) {
  const auto key = [](const market::Contract& c) { return std::tie(c.expiry, c.trading_class, c.multiplier); };
  const market::Contract &ca = a.quote.contract, &cb = b.quote.contract;
  if (key(ca) != key(cb)) return key(ca) < key(cb);
  if (ca.right != cb.right) return ca.right == market::Right::call;
  return ca.strike < cb.strike;
}

/// Takes the quotes out of `state`.
UnderlyingSnapshot snapshot_of(UnderlyingState& state, std::optional<TimePoint> as_of) {
  UnderlyingSnapshot out;
  out.symbol = state.symbol;
  out.quoted_at = state.prices.rbegin()->first;
  out.as_of = as_of.value_or(out.quoted_at);
  out.price = state.prices.rbegin()->second;
  out.snapshots = static_cast<int>(state.prices.size());
  for (ContractState& contract : state.contracts) {
    if (contract.newest.quoted_at == out.quoted_at)
      out.rows.push_back(row_of(contract, state.prices));
    else
      ++out.dropped;
  }
  std::sort(out.rows.begin(), out.rows.end(), in_slice_order);
  return out;
}

}  // namespace

struct SnapshotBuilder::State {
  std::optional<TimePoint> as_of;
  std::size_t later = 0;
  std::size_t contracts = 0;
  std::vector<UnderlyingState> underlyings;
  std::vector<std::string> classes;
  std::size_t last_underlying = 0, last_class = 0;  // the next row is mostly of the same

  UnderlyingState& underlying(const std::string& symbol) {
    if (last_underlying < underlyings.size() && underlyings[last_underlying].symbol == symbol) return underlyings[last_underlying];
    const auto hit = std::find_if(underlyings.begin(), underlyings.end(), [&](const auto& u) { return u.symbol == symbol; });
    last_underlying = static_cast<std::size_t>(hit - underlyings.begin());
    if (hit == underlyings.end()) underlyings.emplace_back().symbol = symbol;
    return underlyings[last_underlying];
  }

  std::uint32_t class_id(const std::string& name) {
    if (last_class >= classes.size() || classes[last_class] != name) {
      const auto hit = std::find(classes.begin(), classes.end(), name);
      last_class = static_cast<std::size_t>(hit - classes.begin());
      if (hit == classes.end()) classes.push_back(name);
    }
    return static_cast<std::uint32_t>(last_class);
  }
};

SnapshotBuilder::SnapshotBuilder(std::optional<TimePoint> as_of) : state_(std::make_unique<State>()) { state_->as_of = as_of; }
SnapshotBuilder::~SnapshotBuilder() = default;
SnapshotBuilder::SnapshotBuilder(SnapshotBuilder&&) noexcept = default;

std::size_t SnapshotBuilder::later() const { return state_->later; }

core::Result<void> SnapshotBuilder::add(Quote&& quote, RejectLog& rejects) {
  if (state_->as_of && quote.quoted_at > *state_->as_of) {
    ++state_->later;
    return {};
  }
  UnderlyingState& underlying = state_->underlying(quote.contract.underlying);
  double& price = underlying.prices.try_emplace(quote.quoted_at, unknown).first->second;
  if (std::isnan(price)) price = quote.underlying_price;

  const market::Contract& contract = quote.contract;
  const ContractKey key{state_->class_id(contract.trading_class),
                        static_cast<std::int32_t>(market::days(contract.expiry).time_since_epoch().count()),
                        contract.strike.nanos(), contract.multiplier, contract.right};
  const auto [entry, is_new] = underlying.index.try_emplace(key, static_cast<std::uint32_t>(underlying.contracts.size()));
  if (is_new) {
    if (++state_->contracts > contracts_max)
      return core::Error{
          core::ErrorCode::too_large, fmt::format("more than {} contracts; scan fewer files at once", contracts_max), {}};
    const TimePoint seen = quote.quoted_at;
    underlying.contracts.push_back({.newest = std::move(quote), .first_seen = seen, .last_different = {}});
    return {};
  }
  if (!fold(underlying.contracts[entry->second], std::move(quote))) {
    const auto& kept = underlying.contracts[entry->second].newest;
    rejects.add("duplicate", {},
                fmt::format("{} comes twice at {} Eastern; the first one is kept", describe(kept),
                            market::to_string(market::utc_to_eastern(kept.quoted_at).time)));
  }
  return {};
}

std::vector<UnderlyingSnapshot> SnapshotBuilder::finish() && {
  std::vector<UnderlyingSnapshot> out;
  for (UnderlyingState& underlying : state_->underlyings) out.push_back(snapshot_of(underlying, state_->as_of));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
  return out;
}

}  // namespace legwork::chain
