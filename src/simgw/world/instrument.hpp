// Instrument: one thing that can be quoted, a stock, an index or an option, with the id that the wire calls conId.
// Owned by the world, never moved or freed once listed, so that pointers to it stay good; 72 bytes plus terms shared by the class.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "market/calendar.hpp"
#include "market/contract.hpp"
#include "market/tick_rule.hpp"
#include "simgw/world/universe.hpp"

namespace legwork::simgw {

using core::TimePoint;
using market::Date;
using market::Price;
using market::Right;

/// The wire's conId: positive, the same for the same contract in every run. It is a hash of the contract, so that it does not depend
/// on the universe around it; where two contracts of one world meet (about 6 in 160,000), the one listed later moves to the next.
using ContractId = std::int32_t;

/// A market rule as TWS numbers them: increments by price, ascending from 0.
struct PriceIncrement {
  double from = 0;
  double increment = 0;
};
struct MarketRule {
  int id = 0;
  std::vector<PriceIncrement> increments;
};
/// All rules in use, by id: 26 pennies, 32 penny program (0.01 below 3, then 0.05), 110 nickels and dimes. The numbers are ours.
std::span<const MarketRule> market_rules();
const MarketRule* find_market_rule(int id);

/// What all instruments of one class share.
struct ListingTerms {
  SecurityKind kind = SecurityKind::stock;
  std::uint32_t underlying = 0;  // index into the world's underlyings
  std::string symbol;  // the underlying's
  std::string trading_class;  // "SPXW"; the symbol itself for stocks and indices
  std::string long_name, industry, category, subcategory;
  std::string stock_type;  // "COMMON", "ETF", "" for others
  std::string exchanges;  // valid ones, comma separated, "SMART,AMEX,CBOE,…"
  std::string exchange;  // where orders go by default: "SMART", indices "CBOE"
  std::string primary_exchange;  // empty for options
  std::string currency = "USD";
  std::int32_t multiplier = 1;
  market::ExerciseStyle exercise = market::ExerciseStyle::american;
  market::Settlement settlement = market::Settlement::pm;
  market::Delivery delivery = market::Delivery::physical;
  market::TickRule tick_rule = market::TickRule::penny();
  Price min_tick;
  int market_rule_id = 26;
  market::HoursClass hours = market::HoursClass::equity;
};

struct Instrument {
  ContractId con_id = 0;
  ContractId underlying_con_id = 0;  // its own for stocks and indices
  std::uint32_t index = 0;  // by order of listing
  const ListingTerms* terms = nullptr;

  // Options only.
  Price strike;
  Right right = Right::call;
  Date expiry{};  // the day it settles: "realExpirationDate"
  Date last_trade_day{};  // the session before for AM settlement
  TimePoint settles_at;  // when the settlement price is set
  TimePoint trades_until;  // end of its last session

  bool is_option() const { return terms->kind == SecurityKind::option; }
  /// "SPY   260814P00600000" for options (OCC, padded), the symbol for others.
  std::string local_symbol() const;
};

/// The id a contract has unless another one sits there already (see ContractId).
ContractId preferred_id(SecurityKind kind, std::string_view trading_class, Date expiry, Price strike, Right right);

/// What is listed on one underlying, for option parameters and chain look-ups. Dates and strikes ascend.
struct ListedStrike {
  Price strike;
  const Instrument* call = nullptr;
  const Instrument* put = nullptr;
};
struct ListedExpiry {
  Date expiry{};
  Date last_trade_day{};
  double listed_at_spot = 0;  // strikes are added when the spot has moved away from here
  std::vector<ListedStrike> strikes;
};
struct ListedClass {
  const ListingTerms* terms = nullptr;
  std::vector<ListedExpiry> expiries;
};

}  // namespace legwork::simgw
