#include "trade/ledger/adopt.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace legwork::trade {
namespace {

using market::Contract;
using market::Price;

bool fit(const Contract& a, const Contract& b) {
  return a.trading_class == b.trading_class && a.underlying == b.underlying && a.expiry == b.expiry && a.right == b.right &&
         a.multiplier == b.multiplier && a.settlement == b.settlement && a.delivery == b.delivery && a.exercise == b.exercise &&
         a.strike != b.strike;
}

std::int64_t size_of(const BrokerPosition& position) { return position.quantity < 0 ? -position.quantity : position.quantity; }

Grouping group(const BrokerPosition& sold, const BrokerPosition& bought) {
  const Contract& one = *sold.instrument.option;
  return {market::vertical_of(one.right, one.strike, bought.instrument.option->strike), std::min(size_of(sold), size_of(bought)),
          sold, bought};
}

/// Smaller is better.
auto rank(const Grouping& grouping) {
  const Contract& sold = *grouping.sold.instrument.option;
  const Contract& bought = *grouping.bought.instrument.option;
  const Price width = sold.strike < bought.strike ? bought.strike - sold.strike : sold.strike - bought.strike;
  return std::tuple(size_of(grouping.sold) != size_of(grouping.bought), width, std::min(sold.strike, bought.strike),
                    sold.trading_class, market::days(sold.expiry), sold.right == core::Right::put, grouping.sold.instrument.id,
                    grouping.bought.instrument.id);
}

auto place(const BrokerPosition& position) {
  const Contract option = position.instrument.option.value_or(Contract{});
  return std::tuple(!position.instrument.is_option(), position.instrument.underlying, option.trading_class,
                    position.instrument.is_option() ? market::days(option.expiry) : std::chrono::sys_days{},
                    option.right == core::Right::put, option.strike, position.instrument.id);
}

std::vector<Grouping> candidates(const std::vector<BrokerPosition>& open) {
  std::vector<Grouping> found;
  for (const BrokerPosition& sold : open) {
    if (sold.quantity >= 0 || !sold.instrument.option) continue;
    for (const BrokerPosition& bought : open)
      if (bought.quantity > 0 && bought.instrument.option && fit(*sold.instrument.option, *bought.instrument.option))
        found.push_back(group(sold, bought));
  }
  std::ranges::sort(found, {}, [](const Grouping& one) { return rank(one); });
  return found;
}

bool is_same(const Grouping& a, const Grouping& b) {
  return a.sold.instrument == b.sold.instrument && a.bought.instrument == b.bought.instrument;
}
bool touches(const Grouping& a, const Grouping& b) {
  return a.sold.instrument == b.sold.instrument || a.bought.instrument == b.bought.instrument;
}

}  // namespace

std::string to_string(const Grouping& grouping) {
  const Contract& sold = *grouping.sold.instrument.option;
  const market::VerticalId id{sold.trading_class, sold.expiry, sold.right, sold.strike, grouping.bought.instrument.option->strike};
  return fmt::format("{} x{}, {}", to_string(id), grouping.units, to_string(grouping.vertical));
}

std::vector<BrokerPosition> open_positions(const Ledger& ledger, const std::string& account, std::vector<BrokerPosition> broker) {
  Ledger::Positions held;
  for (const BrokerPosition& position : broker) held[position.instrument.id] += position.quantity;
  std::vector<BrokerPosition> open;
  for (const Break& one : ledger.unexplained(account, held)) {
    if (one.broker == one.explained) continue;
    const auto shown = std::ranges::find(broker, one.contract, [](const BrokerPosition& each) { return each.instrument.id; });
    const auto known = ledger.instruments().find(one.contract);
    if (shown != broker.end())
      open.push_back({shown->instrument, one.broker - one.explained, shown->average_price});
    else if (known != ledger.instruments().end())
      open.push_back({known->second, one.broker - one.explained, std::nullopt});
  }
  return open;
}

Adoption propose(const std::vector<BrokerPosition>& open) {
  std::map<ContractId, std::int64_t> free;
  for (const BrokerPosition& position : open) free[position.instrument.id] = size_of(position);
  const std::vector<Grouping> all = candidates(open);
  Adoption adoption;
  for (const Grouping& candidate : all) {
    std::int64_t& sold = free[candidate.sold.instrument.id];
    std::int64_t& bought = free[candidate.bought.instrument.id];
    const std::int64_t units = std::min(sold, bought);
    if (units == 0) continue;
    sold -= units;
    bought -= units;
    AdoptionProposal proposal{candidate, {}};
    proposal.grouping.units = units;
    for (const Grouping& other : all)
      if (touches(other, candidate) && !is_same(other, candidate) && proposal.alternatives.size() < alternatives_max)
        proposal.alternatives.push_back(other);
    adoption.proposals.push_back(std::move(proposal));
  }
  std::ranges::sort(adoption.proposals, {}, [](const AdoptionProposal& one) { return place(one.grouping.sold); });
  for (const BrokerPosition& position : open) {
    const std::int64_t rest = free[position.instrument.id];
    if (rest != 0) adoption.left.push_back({position.instrument, position.quantity < 0 ? -rest : rest, position.average_price});
  }
  std::ranges::sort(adoption.left, {}, [](const BrokerPosition& one) { return place(one); });
  return adoption;
}

core::Result<records::SpreadAdopted> adopted(const Grouping& grouping, const Confirmation& confirmation) {
  records::SpreadAdopted fact;
  fact.fact = confirmation.fact;
  fact.spread = confirmation.spread;
  fact.account = confirmation.account;
  fact.units = grouping.units;
  fact.fees = confirmation.fees;
  fact.at = confirmation.at;
  fact.actor = confirmation.actor;
  fact.reason = confirmation.reason;
  for (const auto& [position, ratio] : {std::pair(&grouping.sold, -1), std::pair(&grouping.bought, 1)}) {
    if (!position->average_price)
      return core::Error{core::ErrorCode::invalid_argument,
                         fmt::format("what {} was opened at is not known; say it", to_string(position->instrument)),
                         {"", 0, 0, "price"}};
    fact.legs.push_back({records::write(position->instrument), ratio, *position->average_price});
  }
  if (const auto right = check(fact); !right) return right.error();
  return fact;
}

}  // namespace legwork::trade
