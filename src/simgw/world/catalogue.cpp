#include "simgw/world/catalogue.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "simgw/world/expiry_list.hpp"

namespace legwork::simgw {
namespace {

constexpr std::string_view stock_exchanges =
    "SMART,AMEX,NYSE,CBOE,PHLX,ISE,CHX,ARCA,NASDAQ,DRCTEDGE,BEX,BATS,EDGEA,BYX,IEX,EDGX,PSX";
constexpr std::string_view option_exchanges =
    "SMART,AMEX,CBOE,PHLX,PSE,ISE,BOX,BATS,NASDAQOM,CBOE2,NASDAQBX,MIAX,GEMINI,EDGX,MERCURY,PEARL,EMERALD,MEMX,SAPPHIRE";
constexpr double relisted_beyond = 0.03;  // strikes are added when spot has moved by this much since they were listed

struct Rule {
  market::TickRule tick_rule;
  Price min_tick;
  int id = 0;
};

Rule option_rule(std::string_view trading_class) {
  constexpr Price cent = Price::from_nanos(Price::scale / 100), nickel = Price::from_nanos(Price::scale / 20);
  const auto rule = market::TickRule::single_leg(trading_class);
  const Price above = rule.increment_at(Price::from_nanos(10 * Price::scale));
  if (above == cent) return {rule, cent, 26};
  return above == nickel ? Rule{rule, cent, 32} : Rule{rule, nickel, 110};
}

auto expiry_position(const std::vector<ListedExpiry>& expiries, Date date) {
  return std::lower_bound(expiries.begin(), expiries.end(), date, [](const ListedExpiry& e, Date d) { return e.expiry < d; });
}

auto strike_position(const std::vector<ListedStrike>& strikes, Price price) {
  return std::lower_bound(strikes.begin(), strikes.end(), price, [](const ListedStrike& s, Price p) { return s.strike < p; });
}

}  // namespace

Instrument& Catalogue::add(const ListingTerms& terms, ContractId wanted) {
  while (by_id_.contains(wanted)) ++wanted;  // the hash met another contract's: see ContractId
  const auto index = static_cast<std::uint32_t>(instruments_.size());
  Instrument& made = instruments_.emplace_back();
  made.con_id = wanted;
  made.index = index;
  made.terms = &terms;
  by_id_.emplace(wanted, index);
  return made;
}

const Instrument& Catalogue::add_underlying(const UnderlyingSpec& spec) {
  ASSERT(!by_symbol_.contains(spec.symbol), "{} twice", spec.symbol);
  ListingTerms& terms = terms_.emplace_back();
  const bool is_index = spec.kind == SecurityKind::index;
  terms.kind = spec.kind;
  terms.underlying = static_cast<std::uint32_t>(underlyings_.size());
  terms.symbol = terms.trading_class = spec.symbol;
  terms.long_name = spec.name;
  terms.industry = spec.industry;
  terms.category = terms.subcategory = spec.category;
  terms.stock_type = is_index ? "" : spec.industry.empty() ? "ETF" : "COMMON";
  terms.exchange = is_index ? spec.primary_exchange : "SMART";
  terms.exchanges = is_index ? spec.primary_exchange : std::string(stock_exchanges);
  terms.primary_exchange = spec.primary_exchange;
  terms.delivery = is_index ? market::Delivery::cash : market::Delivery::physical;
  terms.min_tick = Price::from_nanos(Price::scale / 100);
  terms.hours = market::hours_class(spec.symbol);
  Instrument& made = add(terms, preferred_id(spec.kind, spec.symbol, {}, {}, {}));
  made.underlying_con_id = made.con_id;
  by_symbol_.emplace(spec.symbol, terms.underlying);
  underlyings_.push_back(&made);
  classes_.emplace_back();
  return made;
}

const ListingTerms& Catalogue::option_terms(const UnderlyingSpec& spec, std::uint32_t underlying, const market::Contract& example) {
  const auto known = by_class_.find(example.trading_class);
  if (known != by_class_.end()) return *known->second;
  const ListingTerms& below = *underlyings_[underlying]->terms;
  ListingTerms& terms = terms_.emplace_back(below);
  terms.kind = SecurityKind::option;
  terms.trading_class = example.trading_class;
  terms.stock_type.clear();
  terms.primary_exchange.clear();
  terms.exchange = "SMART";
  terms.exchanges = spec.kind == SecurityKind::index ? "SMART,CBOE" : std::string(option_exchanges);
  terms.multiplier = example.multiplier;
  terms.exercise = example.exercise;
  terms.settlement = example.settlement;
  terms.delivery = example.delivery;
  auto rule = option_rule(terms.trading_class);
  terms.tick_rule = std::move(rule.tick_rule);
  terms.min_tick = rule.min_tick;
  terms.market_rule_id = rule.id;
  by_class_.emplace(terms.trading_class, &terms);
  auto& classes = classes_[underlying];
  const auto after =
      std::ranges::find_if(classes, [&](const ListedClass& c) { return c.terms->trading_class > terms.trading_class; });
  classes.insert(after, ListedClass{&terms, {}});
  return terms;
}

ListedExpiry& Catalogue::listed_expiry(const ListingTerms& terms, Date expiry) {
  auto& classes = classes_[terms.underlying];
  const auto found = std::ranges::find(classes, &terms, &ListedClass::terms);
  ASSERT(found != classes.end());
  const auto at = expiry_position(found->expiries, expiry);
  if (at != found->expiries.end() && at->expiry == expiry)
    return found->expiries[static_cast<std::size_t>(at - found->expiries.begin())];
  const Date settles_on = calendar_.session_on_or_before(expiry);
  const Date last = terms.settlement == market::Settlement::am ? calendar_.previous_session(settles_on) : settles_on;
  return *found->expiries.insert(at, ListedExpiry{expiry, last, 0, {}});
}

const Instrument& Catalogue::add_option(const ListingTerms& terms, Date expiry, Price strike, Right right) {
  ListedExpiry& listed = listed_expiry(terms, expiry);
  auto at = strike_position(listed.strikes, strike);
  if (at == listed.strikes.end() || at->strike != strike) at = listed.strikes.insert(at, ListedStrike{strike, nullptr, nullptr});
  ListedStrike& pair = listed.strikes[static_cast<std::size_t>(at - listed.strikes.begin())];
  const Instrument*& slot = right == Right::call ? pair.call : pair.put;
  if (slot) return *slot;
  Instrument& made = add(terms, preferred_id(SecurityKind::option, terms.trading_class, expiry, strike, right));
  made.underlying_con_id = underlyings_[terms.underlying]->con_id;
  made.strike = strike;
  made.right = right;
  made.expiry = expiry;
  made.last_trade_day = listed.last_trade_day;
  made.settles_at = calendar_.settlement_instant(expiry, terms.settlement);
  // A PM-settled option stops at 16:00 on its last day whatever its class's hours; an AM-settled one plays its last session out.
  made.trades_until =
      terms.settlement == market::Settlement::am ? calendar_.session(listed.last_trade_day, terms.hours)->close : made.settles_at;
  slot = &made;
  return made;
}

void Catalogue::fill(const UnderlyingSpec& spec, const ListingTerms& terms, ListedExpiry& expiry, Date today, double spot) {
  if (expiry.listed_at_spot > 0 && std::fabs(spot / expiry.listed_at_spot - 1) < relisted_beyond) return;
  expiry.listed_at_spot = spot;
  const Date date = expiry.expiry;
  for (const Price strike : due_strikes(spec, spot, market::days_between(today, date) / 365.0)) {
    add_option(terms, date, strike, Right::call);
    add_option(terms, date, strike, Right::put);
  }
}

void Catalogue::list_due(const UnderlyingSpec& spec, std::uint32_t underlying, Date today, double spot,
                         std::vector<ExpiryListed>& listed) {
  drop_expired(underlying, today);
  for (const DueExpiry& due : due_expiries(spec, today, calendar_)) {
    market::Contract example;
    example.trading_class = option_class(spec, due.settlement);
    example.settlement = due.settlement;
    if (spec.kind == SecurityKind::index) {
      example.exercise = market::ExerciseStyle::european;
      example.delivery = market::Delivery::cash;
    }
    const ListingTerms& terms = option_terms(spec, underlying, example);
    if (terms.settlement != due.settlement) continue;  // an index whose name leaves no room for a second class
    ListedExpiry& expiry = listed_expiry(terms, due.date);
    if (expiry.strikes.empty()) listed.push_back({&terms, due.date});
    fill(spec, terms, expiry, today, spot);
  }
}

void Catalogue::drop_expired(std::uint32_t underlying, Date today) {
  for (auto& listed : classes_[underlying])
    std::erase_if(listed.expiries, [&](const ListedExpiry& expiry) { return expiry.last_trade_day < today; });
}

const Instrument* Catalogue::find(ContractId id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &instruments_[found->second];
}

const Instrument* Catalogue::find(std::string_view symbol, SecurityKind kind) const {
  const auto index = underlying_index(symbol);
  if (!index || underlyings_[*index]->terms->kind != kind) return nullptr;
  return underlyings_[*index];
}

const Instrument* Catalogue::find_option(std::string_view trading_class, Date expiry, Price strike, Right right) const {
  const auto terms = by_class_.find(trading_class);
  if (terms == by_class_.end()) return nullptr;
  const auto& classes = classes_[terms->second->underlying];
  const auto found = std::ranges::find(classes, terms->second, &ListedClass::terms);
  const auto at = expiry_position(found->expiries, expiry);
  if (at == found->expiries.end() || at->expiry != expiry) return nullptr;
  const auto pair = strike_position(at->strikes, strike);
  if (pair == at->strikes.end() || pair->strike != strike) return nullptr;
  return right == Right::call ? pair->call : pair->put;
}

std::optional<std::uint32_t> Catalogue::underlying_index(std::string_view symbol) const {
  const auto found = by_symbol_.find(symbol);
  if (found == by_symbol_.end()) return {};
  return found->second;
}

}  // namespace legwork::simgw
