#include "trade/ledger/facts.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "trade/fill.hpp"

namespace legwork::trade {
namespace records {
namespace {

using core::Result;

constexpr std::int64_t quantity_max = 1'000'000'000'000;  // contracts or shares; sums of a journal's worth of these fit
constexpr std::size_t fact_length_max = 128;
constexpr market::Money cash_max = market::Money::from_micros(1'000'000'000 * market::Money::scale);

core::Error wrong(std::string field, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::move(field)}};
}

template <class T>
Result<void> check_head(const T& fact) {
  if (fact.fact.empty() || fact.fact.size() > fact_length_max)
    return wrong("fact", fmt::format("a fact has an id of 1 to {} bytes", fact_length_max));
  if (fact.spread == SpreadNumber{}) return wrong("spread", "a fact of the ledger is of a spread");
  if (fact.account.empty()) return wrong("account", "missing");
  return {};
}

Result<void> check_quantity(std::string field, std::int64_t quantity) {
  if (quantity == 0 || quantity > quantity_max || quantity < -quantity_max)
    return wrong(std::move(field), fmt::format("{} is no quantity", quantity));
  return {};
}

Result<void> check_delivery(const LegEnded& fact) {
  if (!fact.stock) return wrong("stock", fmt::format("{}, and what was delivered is not said", to_string(fact.cause)));
  const auto stock = read(*fact.stock);
  if (!stock) return stock.error();
  if (stock->is_option()) return wrong("stock", fmt::format("{} is not a stock", to_string(*stock)));
  if (stock->id == fact.contract) return wrong("stock", "the option and what it delivers bear one contract id");
  if (fact.price <= market::Price()) return wrong("price", "shares change hands at the strike");
  return check_quantity("shares", fact.shares);
}

}  // namespace

std::string_view to_string(EndCause cause) {
  switch (cause) {
    case EndCause::assigned: return "assigned";
    case EndCause::exercised: return "exercised";
    case EndCause::expired: return "expired";
    case EndCause::cash_settled: return "cash_settled";
    case EndCause::closed_outside: return "closed_outside";
  }
  ASSERT(false, "EndCause {} has no name", static_cast<int>(cause));
  return "";
}

Result<void> check(const LegEnded& fact) {
  if (const auto head = check_head(fact); !head) return head;
  if (const auto quantity = check_quantity("quantity", fact.quantity); !quantity) return quantity;
  if (fact.price < market::Price()) return wrong("price", "a leg's price has no sign");
  if (fact.cause == EndCause::assigned && fact.quantity < 0) return wrong("quantity", "only a short option is assigned");
  if (fact.cause == EndCause::exercised && fact.quantity > 0) return wrong("quantity", "only a long option is exercised");
  if (fact.cause == EndCause::expired && fact.price != market::Price()) return wrong("price", "what expires is worth nothing");
  if (fact.cause == EndCause::assigned || fact.cause == EndCause::exercised) return check_delivery(fact);
  if (fact.stock || fact.shares != 0) return wrong("stock", fmt::format("nothing is delivered when {}", to_string(fact.cause)));
  return {};
}

Result<void> check(const SpreadAdopted& fact) {
  if (const auto head = check_head(fact); !head) return head;
  if (fact.legs.empty() || fact.legs.size() > 4) return wrong("legs", fmt::format("one to four legs, not {}", fact.legs.size()));
  if (fact.units < 1 || fact.units > quantity_max / 1000)
    return wrong("units", fmt::format("{} is no number of units", fact.units));
  for (std::size_t i = 0; i < fact.legs.size(); ++i) {
    const SpreadAdopted::Leg& leg = fact.legs[i];
    if (const auto instrument = read(leg.instrument); !instrument) return instrument.error();
    if (leg.ratio == 0 || leg.ratio > 1000 || leg.ratio < -1000) return wrong("legs", fmt::format("{} is no ratio", leg.ratio));
    if (leg.price < market::Price()) return wrong("legs", "a leg's price has no sign");
    for (std::size_t k = i + 1; k < fact.legs.size(); ++k)
      if (leg.instrument.contract == fact.legs[k].instrument.contract) return wrong("legs", "one contract on two legs");
  }
  if (fact.fees > cash_max || fact.fees < -cash_max) return wrong("fees", "beyond any fee");
  return {};
}

Result<void> check(const LegRemapped& fact) {
  if (const auto head = check_head(fact); !head) return head;
  if (const auto quantity = check_quantity("quantity", fact.quantity); !quantity) return quantity;
  if (const auto into = read(fact.into); !into) return into.error();
  if (fact.into.contract == fact.contract) return wrong("into", "the contract stays what it is");
  if (fact.into_quantity != 0) {
    if (const auto into = check_quantity("into_quantity", fact.into_quantity); !into) return into;
    if ((fact.into_quantity > 0) == (fact.quantity > 0)) return wrong("into_quantity", "a long stays long and a short stays short");
  }
  if (fact.cash > cash_max || fact.cash < -cash_max) return wrong("cash", "beyond what a fraction is worth");
  return {};
}

Result<void> check(const Attributed& fact) {
  if (const auto head = check_head(fact); !head) return head;
  if (const auto id = ExecutionId::parse(fact.execution); !id) return id.error();
  if (fact.contract.value() <= 0) return wrong("contract", "missing");
  if (!fact.instrument) return {};
  if (const auto instrument = read(*fact.instrument); !instrument) return instrument.error();
  if (fact.instrument->contract != fact.contract) return wrong("instrument", "that is another contract than the execution's");
  return {};
}

}  // namespace records

const std::string& id_of(const LedgerFact& fact) {
  return std::visit([](const auto& one) -> const std::string& { return one.fact; }, fact);
}

SpreadNumber spread_of(const LedgerFact& fact) {
  return std::visit([](const auto& one) { return one.spread; }, fact);
}

std::vector<PositionChange> position_changes(const LedgerFact& fact) {
  std::vector<PositionChange> changes;
  const auto add = [&](const std::string& account, ContractId contract, std::int64_t quantity) {
    if (quantity != 0) changes.push_back({account, contract, quantity});
  };
  if (const auto* ended = std::get_if<records::LegEnded>(&fact)) {
    add(ended->account, ended->contract, ended->quantity);
    if (ended->stock) add(ended->account, ended->stock->contract, ended->shares);
  }
  if (const auto* remapped = std::get_if<records::LegRemapped>(&fact)) {
    add(remapped->account, remapped->contract, remapped->quantity);
    add(remapped->account, remapped->into.contract, remapped->into_quantity);
  }
  return changes;
}

}  // namespace legwork::trade
