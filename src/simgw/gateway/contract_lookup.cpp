#include "simgw/gateway/contract_lookup.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <string>

#include "market/date.hpp"

namespace legwork::simgw {
namespace {

std::optional<Right> right_of(std::string_view text) {
  if (text == "C" || text == "CALL") return Right::call;
  if (text == "P" || text == "PUT") return Right::put;
  return std::nullopt;
}

/// "", yyyymm or yyyymmdd; anything after the date is a time in somebody's zone.
bool matches_date(const ListedExpiry& listed, std::string_view wanted) {
  if (wanted.empty()) return true;
  const std::string_view date = wanted.substr(0, std::min<std::size_t>(8, wanted.find_first_of(" -")));
  const std::string last_day = market::to_compact(listed.last_trade_day), expiry = market::to_compact(listed.expiry);
  if (date.size() == 6) return expiry.starts_with(date);
  return date == last_day || date == expiry;
}

bool matches_details(const Instrument& instrument, const tws::Contract& wanted) {
  const ListingTerms& terms = *instrument.terms;
  if (!wanted.currency.empty() && wanted.currency != terms.currency) return false;
  if (!wanted.multiplier.empty() && wanted.multiplier != "0" && wanted.multiplier != std::to_string(terms.multiplier)) return false;
  if (!wanted.local_symbol.empty() && wanted.local_symbol != instrument.local_symbol()) return false;
  if (wanted.exchange.empty() || wanted.exchange == terms.exchange) return true;
  const std::string list = "," + terms.exchanges + ",";
  return list.find("," + wanted.exchange + ",") != std::string::npos || wanted.exchange == terms.primary_exchange;
}

void add_strike(const ListedStrike& strike, const tws::Contract& wanted, std::vector<const Instrument*>& found) {
  if (wanted.strike > 0 && std::abs(strike.strike.to_double() - wanted.strike) > 1e-6) return;
  const auto right = right_of(wanted.right);
  for (const Instrument* option : {strike.call, strike.put}) {
    if (option != nullptr && (!right || option->right == *right) && matches_details(*option, wanted)) found.push_back(option);
  }
}

std::vector<const Instrument*> find_options(const tws::Contract& wanted, const World& world) {
  std::vector<const Instrument*> found;
  const auto in_symbol = [&](std::string_view symbol) {
    for (const ListedClass& listed : world.options_of(symbol)) {
      if (!wanted.trading_class.empty() && wanted.trading_class != listed.terms->trading_class) continue;
      for (const ListedExpiry& expiry : listed.expiries) {
        if (!matches_date(expiry, wanted.last_trade_date_or_month)) continue;
        for (const ListedStrike& strike : expiry.strikes) add_strike(strike, wanted, found);
      }
    }
  };
  if (!wanted.symbol.empty()) {
    in_symbol(wanted.symbol);
  } else if (!wanted.local_symbol.empty()) {
    for (const Instrument* underlying : world.underlyings()) in_symbol(underlying->terms->symbol);
  }
  return found;
}

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
  });
}

}  // namespace

std::vector<const Instrument*> find_contracts(const tws::Contract& wanted, const World& world) {
  if (wanted.contract_id > 0) {
    const Instrument* instrument = world.find(wanted.contract_id);
    return instrument == nullptr ? std::vector<const Instrument*>{} : std::vector<const Instrument*>{instrument};
  }
  if (wanted.security_type == "OPT") return find_options(wanted, world);
  const bool stock = wanted.security_type == "STK", index = wanted.security_type == "IND";
  if (!stock && !index) return {};
  const std::string& symbol = wanted.symbol.empty() ? wanted.local_symbol : wanted.symbol;
  const Instrument* instrument = world.find(symbol, stock ? SecurityKind::stock : SecurityKind::index);
  if (instrument == nullptr || !matches_details(*instrument, wanted)) return {};
  return {instrument};
}

const Instrument* find_contract(const tws::Contract& wanted, const World& world) {
  const std::vector<const Instrument*> found = find_contracts(wanted, world);
  return found.size() == 1 ? found.front() : nullptr;
}

std::vector<tws::SymbolSample> matching_symbols(std::string_view pattern, const World& world) {
  constexpr std::size_t samples_max = 16;
  std::vector<tws::SymbolSample> samples;
  for (const Instrument* instrument : world.underlyings()) {
    const ListingTerms& terms = *instrument->terms;
    if (pattern.empty() || samples.size() == samples_max) break;
    if (!starts_with_folded(terms.symbol, pattern) && !starts_with_folded(terms.long_name, pattern)) continue;
    tws::SymbolSample sample;
    sample.contract_id = instrument->con_id;
    sample.symbol = terms.symbol;
    sample.security_type = std::string(to_string(terms.kind));
    sample.primary_exchange = terms.primary_exchange;
    sample.currency = terms.currency;
    if (!world.options_of(terms.symbol).empty()) sample.derivative_security_types = {"OPT", "BAG"};
    sample.description = terms.long_name;
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace legwork::simgw
