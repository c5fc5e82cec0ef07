#include "simgw/world/instrument.hpp"

#include <algorithm>
#include <array>

#include "core/assert.hpp"
#include "market/occ.hpp"
#include "simgw/world/chance.hpp"

namespace legwork::simgw {
namespace {

constexpr std::uint64_t id_seed = 0x6c656777u;  // part of every id: changing it changes all of them
constexpr std::int32_t first_id = 10'000'000;
constexpr std::uint64_t id_range = 2'000'000'000;

}  // namespace

std::span<const MarketRule> market_rules() {
  static const std::array<MarketRule, 3> rules{{
      {26, {{0, 0.01}}},
      {32, {{0, 0.01}, {3, 0.05}}},
      {110, {{0, 0.05}, {3, 0.10}}},
  }};
  return rules;
}

const MarketRule* find_market_rule(int id) {
  const auto found = std::ranges::find(market_rules(), id, &MarketRule::id);
  return found == market_rules().end() ? nullptr : &*found;
}

std::string Instrument::local_symbol() const {
  if (!is_option()) return terms->symbol;
  const auto text = market::print_occ({terms->trading_class, expiry, right, strike}, market::OccForm::padded);
  ASSERT(text.has_value(), "{} is listed though OCC cannot spell it", terms->trading_class);
  return *text;
}

ContractId preferred_id(SecurityKind kind, std::string_view trading_class, Date expiry, Price strike, Right right) {
  std::uint64_t hash = mix(id_seed, name_hash(trading_class), static_cast<std::uint64_t>(kind));
  if (kind == SecurityKind::option) {
    const auto day = static_cast<std::uint64_t>(market::days(expiry).time_since_epoch().count());
    hash = mix(hash, day * 2 + (right == Right::call ? 1 : 0), static_cast<std::uint64_t>(strike.nanos()));
  }
  return first_id + static_cast<std::int32_t>(hash % id_range);
}

}  // namespace legwork::simgw
