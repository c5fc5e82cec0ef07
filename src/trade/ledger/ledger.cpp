#include "trade/ledger/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "trade/digest.hpp"

namespace legwork::trade {
namespace {

core::Error wrong(std::string why) { return {core::ErrorCode::invalid_argument, std::move(why), {}}; }

std::string text_of(const LedgerFact& fact) {
  return std::visit([](const auto& one) { return fmt::format("{}{}", one.kind.name(), to_json(one)); }, fact);
}

FillKey claim_of(const records::Attributed& fact) { return {ExecutionId::parse(fact.execution)->base, fact.contract}; }

std::string text_of(const Instrument& instrument) { return to_json(records::write(instrument)); }

void drop_zeros(Ledger::Positions& positions) {
  std::erase_if(positions, [](const auto& one) { return one.second == 0; });
}

std::int64_t quantity_in(const Ledger::Positions& positions, ContractId contract) {
  const auto found = positions.find(contract);
  return found == positions.end() ? 0 : found->second;
}

}  // namespace

core::Result<bool> Ledger::apply(const records::Started& record) {
  if (account_ == record.account) return false;
  if (!account_.empty()) return wrong(fmt::format("a journal of account {}, and a run of {}", account_, record.account));
  account_ = record.account;
  hash_ += Digest().add("account").add(account_).value();
  return true;
}

core::Result<bool> Ledger::apply(const records::OpeningBalance& record) {
  if (opening_) {
    if (to_json(*opening_) == to_json(record)) return false;
    return wrong("a journal has one opening balance");
  }
  opening_ = record;
  hash_ += Digest().add(to_json(record)).value();
  return true;
}

core::Result<bool> Ledger::apply(const records::Adjusted& record) {
  adjusted_[{record.account, record.contract}] += record.quantity;
  hash_ += Digest().add(to_json(record)).value();
  return true;
}

core::Result<bool> Ledger::apply(const records::Intended& record, std::optional<core::TimePoint> at) {
  const auto known = orders_.find(record.order);
  if (known != orders_.end()) {
    if (to_json(known->second.intended) == to_json(record)) return false;
    return wrong(fmt::format("order {} was decided before, as something else", record.order.value()));
  }
  auto intent = records::read(record.intent);
  if (!intent) return intent.error();
  for (const OrderLeg& leg : intent->legs()) describe(leg.instrument);
  if (record.spread != SpreadNumber{}) orders_of_[record.spread].insert(record.order);
  if (record.rolled_into && *record.rolled_into != SpreadNumber{}) orders_of_[*record.rolled_into].insert(record.order);
  orders_.emplace(record.order, OrderOnFile{record, *std::move(intent), at});
  hash_ += Digest().add(to_json(record)).value();
  return true;
}

core::Result<bool> Ledger::apply(const LedgerFact& fact) {
  if (const auto right = std::visit([](const auto& one) { return records::check(one); }, fact); !right) return right.error();
  const auto [place, is_new] = facts_.try_emplace(id_of(fact), fact);
  if (!is_new) {
    if (text_of(place->second) == text_of(fact)) return false;
    return wrong(
        fmt::format("the fact '{}' is on file with another content; what corrects it needs an id of its own", id_of(fact)));
  }
  facts_of_[spread_of(fact)].insert(id_of(fact));
  if (const auto* attributed = std::get_if<records::Attributed>(&fact)) claims_[claim_of(*attributed)].insert(attributed->fact);
  describe(fact);
  hash_ += Digest().add(text_of(fact)).value();
  return true;
}

core::Result<bool> Ledger::replay(const AnyRecord& record, core::TimePoint at) {
  return std::visit(
      [&]<class T>(const T& one) -> core::Result<bool> {
        if constexpr (std::same_as<T, records::Intended>)
          return apply(one, at);
        else if constexpr (LedgerFactKind<T>)
          return apply(LedgerFact(one));
        else if constexpr (requires { apply(one); })
          return apply(one);
        else
          return false;
      },
      record);
}

/// One description per contract. Of two that differ one is chosen by their texts, so that it is the same one in every order of coming.
void Ledger::describe(const Instrument& instrument) {
  const auto [place, is_new] = instruments_.try_emplace(instrument.id, instrument);
  if (is_new || (place->second.option == instrument.option && place->second.underlying == instrument.underlying)) return;
  if (text_of(place->second) < text_of(instrument)) place->second = instrument;
}

void Ledger::describe(const LedgerFact& fact) {
  const auto take = [this](const records::InstrumentText& text) {
    if (const auto instrument = records::read(text)) describe(*instrument);
  };
  if (const auto* ended = std::get_if<records::LegEnded>(&fact); ended != nullptr && ended->stock) take(*ended->stock);
  if (const auto* attributed = std::get_if<records::Attributed>(&fact); attributed != nullptr && attributed->instrument)
    take(*attributed->instrument);
  if (const auto* remapped = std::get_if<records::LegRemapped>(&fact)) take(remapped->into);
  if (const auto* adopted = std::get_if<records::SpreadAdopted>(&fact))
    for (const records::SpreadAdopted::Leg& leg : adopted->legs) take(leg.instrument);
}

/// Two facts may claim one execution; the first by id has it, the other shows a break.
void Ledger::add_attributed(SpreadInputs& inputs, const std::string& fact) const {
  const auto* const attributed = std::get_if<records::Attributed>(&facts_.at(fact));
  if (attributed == nullptr) return;
  const FillKey key = claim_of(*attributed);
  const BookedFill* const fill = fills_.find(key);
  const std::string& owner = *claims_.at(key).begin();
  if (owner == fact) {
    if (fill != nullptr) inputs.attributed.push_back(fill);
  } else if (spread_of(facts_.at(owner)) != inputs.number) {
    inputs.breaks.push_back(
        {BreakKind::attributed_twice,
         attributed->account,
         inputs.number,
         {},
         key.contract,
         0,
         0,
         fill == nullptr ? core::TimePoint{} : fill->fill.at,
         fmt::format("execution {} was given to spread {} already", attributed->execution, spread_of(facts_.at(owner)).value())});
  }
}

SpreadInputs Ledger::inputs_of(SpreadNumber number) const {
  SpreadInputs inputs{number, {}, {}, {}, {}};
  if (const auto orders = orders_of_.find(number); orders != orders_of_.end())
    for (const OrderNumber order : orders->second) inputs.orders.push_back(&orders_.at(order));
  const auto facts = facts_of_.find(number);
  if (facts == facts_of_.end()) return inputs;
  for (const std::string& fact : facts->second) {
    inputs.facts.push_back(&facts_.at(fact));
    add_attributed(inputs, fact);
  }
  return inputs;
}

std::set<SpreadNumber> Ledger::numbers() const {
  std::set<SpreadNumber> numbers;
  for (const auto& [number, orders] : orders_of_) numbers.insert(number);
  for (const auto& [number, facts] : facts_of_) numbers.insert(number);
  return numbers;
}

std::optional<LedgerSpread> Ledger::spread(SpreadNumber number) const {
  if (!orders_of_.contains(number) && !facts_of_.contains(number)) return std::nullopt;
  return fold(inputs_of(number), fills_, instruments_);
}

std::map<SpreadNumber, LedgerSpread> Ledger::spreads() const {
  std::map<SpreadNumber, LedgerSpread> spreads;
  for (const SpreadNumber number : numbers()) spreads.emplace(number, fold(inputs_of(number), fills_, instruments_));
  return spreads;
}

SpreadNumber Ledger::next_spread() const {
  const std::set<SpreadNumber> used = numbers();
  return SpreadNumber(used.empty() ? 1 : used.rbegin()->value() + 1);
}

const std::string& Ledger::account_of(const BookedFill& fill) const {
  if (!fill.account.empty()) return fill.account;
  const auto order = orders_.find(fill.order);
  return order == orders_.end() ? account_ : order->second.intent.account();
}

/// What others traded before the journal began is in what was held then.
bool Ledger::is_in_opening_balance(const BookedFill& fill) const {
  return fill.order == OrderNumber{} && opening_ && account_of(fill) == account_ && fill.fill.at < opening_->at;
}

Ledger::Positions Ledger::positions(const std::string& account) const {
  Positions held;
  if (opening_ && account == account_)
    for (const records::OpeningBalance::Holding& holding : opening_->holdings) held[holding.contract] += holding.quantity;
  for (const auto& [place, quantity] : adjusted_)
    if (place.first == account) held[place.second] += quantity;
  for (const auto& [id, fact] : facts_)
    for (const PositionChange& change : position_changes(fact))
      if (change.account == account) held[change.contract] += change.quantity;
  for (const auto& [key, fill] : fills_.all())
    if (!fill.fill.summary && account_of(fill) == account && !is_in_opening_balance(fill)) held[key.contract] += fill.fill.quantity;
  drop_zeros(held);
  return held;
}

Ledger::Positions Ledger::explained(const std::string& account) const {
  Positions held;
  for (const auto& [number, spread] : spreads())
    if (spread.account == account)
      for (const auto& [contract, holding] : spread.holdings) held[contract] += holding.quantity;
  drop_zeros(held);
  return held;
}

std::vector<Break> Ledger::unexplained(const std::string& account, const Positions& broker) const {
  const Positions by_spreads = explained(account);
  const Positions by_executions = positions(account);
  std::set<ContractId> contracts;
  for (const Positions* positions : {&broker, &by_spreads, &by_executions})
    for (const auto& [contract, quantity] : *positions) contracts.insert(contract);
  std::vector<Break> breaks;
  for (const ContractId contract : contracts) {
    const std::int64_t held = quantity_in(broker, contract);
    const std::int64_t explained = quantity_in(by_spreads, contract);
    const std::int64_t executed = quantity_in(by_executions, contract);
    if (held == explained && held == executed) continue;
    const auto known = instruments_.find(contract);
    const std::string name = known == instruments_.end() ? fmt::format("contract {}", contract.value()) : to_string(known->second);
    const BreakKind kind = held == executed ? BreakKind::in_no_spread : BreakKind::position;
    breaks.push_back(
        {kind,
         account,
         {},
         {},
         contract,
         held,
         explained,
         {},
         fmt::format("{}: the broker holds {}, executions and facts say {}, the spreads {}", name, held, executed, explained)});
  }
  return breaks;
}

std::vector<Break> Ledger::breaks() const {
  std::vector<Break> breaks;
  for (const auto& [number, spread] : spreads()) breaks.insert(breaks.end(), spread.breaks.begin(), spread.breaks.end());
  for (const auto& [key, fill] : fills_.all()) {
    if (fill.order == OrderNumber{} || fill.fill.summary || orders_.contains(fill.order)) continue;
    breaks.push_back(
        {BreakKind::orphan,
         account_of(fill),
         {},
         fill.order,
         key.contract,
         fill.fill.quantity,
         0,
         fill.fill.at,
         fmt::format("execution {} is of order {}, which was never decided", to_string(fill.fill.id), fill.order.value())});
  }
  return breaks;
}

}  // namespace legwork::trade
