// Adopting: which positions that no spread explains could be spreads. Only a proposal: a person confirms one, and the fact is what
// records it. Pure functions; deterministic, so that two screens show the same. Cost: pairs of one class, expiry and right, some
// microseconds each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/contract.hpp"
#include "trade/ledger/ledger.hpp"

namespace legwork::trade {

struct BrokerPosition {
  Instrument instrument;
  std::int64_t quantity = 0;  // > 0 long
  std::optional<market::Price> average_price;  // per share, ≥ 0; what it cost or brought
};

struct Grouping {
  market::Vertical vertical{};
  std::int64_t units = 0;
  BrokerPosition sold, bought;  // with the whole quantity that is open, of which it takes `units`
};
/// "SPY:20261218:P:600/595 x2, bull_put".
std::string to_string(const Grouping& grouping);

struct AdoptionProposal {
  Grouping grouping;
  std::vector<Grouping> alternatives;  // that use one of its legs otherwise; the better ones first
};
struct Adoption {
  std::vector<AdoptionProposal> proposals;  // together they take nothing twice
  std::vector<BrokerPosition> left;  // what fits with nothing: single options, stock
};
inline constexpr std::size_t alternatives_max = 8;

/// What the broker holds beyond what the spreads explain, contract by contract. Also what is netted away: spreads that are short 2
/// where the broker shows 0 leave 2 long open, which somebody holds.
std::vector<BrokerPosition> open_positions(const Ledger& ledger, const std::string& account, std::vector<BrokerPosition> broker);

/// Verticals of one class, expiry and right. Legs of equal size first, then the narrowest, then the lower strikes; each is given what it
/// can take before the next is looked at.
Adoption propose(const std::vector<BrokerPosition>& open);

/// What a person adds who confirms a grouping.
struct Confirmation {
  std::string fact;
  SpreadNumber spread;
  std::string account, actor, reason;
  core::TimePoint at{};  // when it was opened, as far as is known
  market::Money fees;
};
/// Errors: invalid_argument: a leg has no price.
core::Result<records::SpreadAdopted> adopted(const Grouping& grouping, const Confirmation& confirmation);

}  // namespace legwork::trade
