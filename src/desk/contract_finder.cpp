#include "desk/contract_finder.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "chain/contract_terms.hpp"
#include "desk/wire_text.hpp"
#include "market/occ.hpp"

namespace legwork::desk {
namespace {

constexpr const char* route = "SMART";

std::string key_of(std::int32_t underlying) { return fmt::format("#{}", underlying); }

market::OccSymbol symbol_of(const market::VerticalId& vertical, market::Price strike) {
  return {vertical.trading_class, vertical.expiry, vertical.right, strike};
}

core::Error wrong_answer(const std::string& what, const std::string& why) {
  return {core::ErrorCode::parse, fmt::format("the broker's details of {} do not fit: {}", what, why), {}};
}

std::int32_t multiplier_of(const std::string& text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

/// Exercise, settlement and delivery are not on the wire: they are of the class.
market::Contract terms_of(const market::OccSymbol& symbol, std::int32_t multiplier) {
  market::Contract contract;
  contract.trading_class = symbol.root;
  contract.underlying = chain::underlying_of(symbol.root);
  contract.expiry = symbol.expiry;
  contract.right = symbol.right;
  contract.strike = symbol.strike;
  contract.multiplier = multiplier;
  if (const chain::ClassTerms* const terms = chain::index_class(symbol.root)) {
    contract.exercise = terms->exercise;
    contract.settlement = terms->settlement;
    contract.delivery = terms->delivery;
  }
  return contract;
}

/// What differs from what was asked for; empty: nothing.
std::string why_another(const tws::ContractDetails& details, const market::OccSymbol& symbol) {
  const tws::Contract& contract = details.contract;
  if (contract.contract_id <= 0) return "it has no number";
  if (contract.trading_class != symbol.root) return "its class is " + plain_text(contract.trading_class);
  if (price_of(contract.strike) != symbol.strike) return fmt::format("its strike is {}", contract.strike);
  if (contract.right != std::string_view(symbol.right == core::Right::call ? "C" : "P")) return "its right is another";
  if (!details.real_expiration_date.empty() && details.real_expiration_date != market::to_compact(symbol.expiry))
    return "it expires " + plain_text(details.real_expiration_date);
  if (multiplier_of(contract.multiplier) <= 0) return "its multiplier is " + plain_text(contract.multiplier);
  if (details.under_contract_id <= 0) return "it does not say what it is an option on";
  return {};
}

}  // namespace

void ContractFinder::find(const market::VerticalId& vertical, core::TimePoint now, Found found) {
  Search search{vertical, {}, {}, std::move(found)};
  for (auto [strike, name] :
       {std::pair{vertical.short_strike, &search.short_symbol}, std::pair{vertical.long_strike, &search.long_symbol}}) {
    auto occ = print_occ(symbol_of(vertical, strike), market::OccForm::padded);
    if (!occ) return search.found(occ.error());
    *name = *std::move(occ);
  }
  failed_.erase(search.short_symbol);  // asked anew: the broker may know better by now
  failed_.erase(search.long_symbol);
  searches_.push_back(std::move(search));
  advance(now);
}

void ContractFinder::ask_option(const market::OccSymbol& symbol, const std::string& occ_symbol, core::TimePoint now) {
  const auto is_it = [&](const auto& one) { return one.second.occ_symbol == occ_symbol; };
  if (std::ranges::any_of(questions_, is_it)) return;
  tws::RequestContractData message;
  message.contract.symbol = chain::underlying_of(symbol.root);
  message.contract.local_symbol = occ_symbol;
  message.contract.trading_class = symbol.root;
  message.contract.security_type = "OPT";
  message.contract.exchange = route;
  message.contract.currency = "USD";
  questions_.emplace(session_.request(std::move(message), now, {.waits_for_connection = false}), Question{occ_symbol, 0, {}});
}

void ContractFinder::ask_underlying(std::int32_t contract, core::TimePoint now) {
  const auto is_it = [&](const auto& one) { return one.second.underlying == contract; };
  if (std::ranges::any_of(questions_, is_it)) return;
  tws::RequestContractData message;
  message.contract.contract_id = contract;
  questions_.emplace(session_.request(std::move(message), now, {.waits_for_connection = false}), Question{"", contract, {}});
}

void ContractFinder::on(const tws::Event& event, core::TimePoint now) {
  if (const auto* const reply = std::get_if<tws::Reply>(&event)) {
    const auto at = questions_.find(reply->key);
    if (at == questions_.end()) return;
    if (const auto* const row = std::get_if<tws::ContractData>(&reply->message)) at->second.rows.push_back(row->details);
    return;
  }
  if (const auto* const done = std::get_if<tws::Done>(&event)) {
    const auto question = questions_.extract(done->key);
    if (!question) return;
    take(question.mapped());
    advance(now);
  }
  if (const auto* const failed = std::get_if<tws::Failed>(&event)) {
    const auto question = questions_.extract(failed->key);
    if (!question) return;
    const Question& q = question.mapped();
    const std::string name = q.occ_symbol.empty() ? key_of(q.underlying) : q.occ_symbol;
    const bool unknown = failed->failure.code == 200;
    failed_.insert_or_assign(name,
                             core::Error{unknown ? core::ErrorCode::not_found : core::ErrorCode::io,
                                         unknown ? fmt::format("the broker lists no {}", name)
                                                 : fmt::format("no details of {}: {}", name, plain_text(failed->failure.text)),
                                         {}});
    advance(now);
  }
}

void ContractFinder::take(const Question& question) {
  question.occ_symbol.empty() ? take_underlying(question) : take_option(question);
}

void ContractFinder::take_option(const Question& question) {
  const std::string& name = question.occ_symbol;
  const market::OccSymbol symbol = market::parse_occ(name).value();
  if (question.rows.size() != 1) {
    failed_.insert_or_assign(
        name, core::Error{
                  core::ErrorCode::not_found, fmt::format("the broker lists {} contracts as {}", question.rows.size(), name), {}});
    return;
  }
  const tws::ContractDetails& details = question.rows.front();
  if (std::string why = why_another(details, symbol); !why.empty()) {
    failed_.insert_or_assign(name, wrong_answer(name, why));
    return;
  }
  trade::Instrument instrument{trade::ContractId(details.contract.contract_id), chain::underlying_of(symbol.root),
                               terms_of(symbol, multiplier_of(details.contract.multiplier))};
  options_.insert_or_assign(name, Option{std::move(instrument), details.under_contract_id});
}

void ContractFinder::take_underlying(const Question& question) {
  const std::string name = key_of(question.underlying);
  if (question.rows.size() != 1 || question.rows.front().contract.contract_id != question.underlying) {
    failed_.insert_or_assign(name, wrong_answer(name, fmt::format("{} rows", question.rows.size())));
    return;
  }
  const tws::Contract& contract = question.rows.front().contract;
  underlyings_.insert_or_assign(
      question.underlying,
      Underlying{{trade::ContractId(question.underlying), plain_text(contract.symbol), std::nullopt}, contract});
}

void ContractFinder::advance(core::TimePoint now) {
  std::vector<Search> searches = std::exchange(searches_, {});
  std::erase_if(searches, [&](Search& search) { return advance(search, now); });
  searches_.insert(searches_.begin(), std::make_move_iterator(searches.begin()), std::make_move_iterator(searches.end()));
}

bool ContractFinder::advance(Search& search, core::TimePoint now) {
  for (const std::string& name : {search.short_symbol, search.long_symbol}) {
    if (const auto failure = failed_.find(name); failure != failed_.end()) {
      search.found(failure->second);
      return true;
    }
  }
  const auto short_leg = options_.find(search.short_symbol), long_leg = options_.find(search.long_symbol);
  if (short_leg == options_.end()) ask_option(symbol_of(search.vertical, search.vertical.short_strike), search.short_symbol, now);
  if (long_leg == options_.end()) ask_option(symbol_of(search.vertical, search.vertical.long_strike), search.long_symbol, now);
  if (short_leg == options_.end() || long_leg == options_.end()) return false;
  const std::int32_t id = short_leg->second.underlying;
  if (const auto failure = failed_.extract(key_of(id))) {
    search.found(failure.mapped());
    return true;
  }
  const auto underlying = underlyings_.find(id);
  if (underlying == underlyings_.end()) {
    ask_underlying(id, now);
    return false;
  }
  search.found(VerticalContracts{short_leg->second.instrument, long_leg->second.instrument, underlying->second});
  return true;
}

std::set<trade::ContractId> ContractFinder::confirmed() const {
  std::set<trade::ContractId> ids;
  for (const auto& [name, option] : options_) ids.insert(option.instrument.id);
  return ids;
}

const trade::Instrument* ContractFinder::known(trade::ContractId id) const {
  for (const auto& [name, option] : options_)
    if (option.instrument.id == id) return &option.instrument;
  for (const auto& [number, underlying] : underlyings_)
    if (underlying.instrument.id == id) return &underlying.instrument;
  return nullptr;
}

}  // namespace legwork::desk
