// Contract and its parts as the wire describes them: all text that TWS itself keeps as text stays text (multiplier "100" or "0.5",
// right "C", "P", "?", "0" or empty). Plain values owned by whoever holds them; about 500 bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tws/wire/decimal.hpp"

namespace legwork::tws {

struct TagValue {
  std::string tag;
  std::string value;
  friend bool operator==(const TagValue&, const TagValue&) = default;
};

/// One leg of a BAG. Prices of the legs are the order's business (Order::combo_leg_prices).
struct ComboLeg {
  std::int32_t contract_id = 0;
  std::int32_t ratio = 0;
  std::string action;    // BUY, SELL, SSHORT
  std::string exchange;
  std::int32_t open_close = 0;  // 0 same as the combo, 1 open, 2 close, 3 unknown
  std::int32_t short_sale_slot = 0;
  std::string designated_location;
  std::int32_t exempt_code = -1;
  friend bool operator==(const ComboLeg&, const ComboLeg&) = default;
};

struct DeltaNeutralContract {
  std::int32_t contract_id = 0;
  double delta = 0;
  double price = 0;
  friend bool operator==(const DeltaNeutralContract&, const DeltaNeutralContract&) = default;
};

struct Contract {
  std::int32_t contract_id = 0;
  std::string symbol;
  std::string security_type;  // STK, OPT, IND, FUT, CASH, BAG, FOP, FUND …
  /// yyyymmdd, yyyymm, or with a time in the zone of the gateway's *login*: "20230714 22:00:00 Europe/Prague" for an SPXW expiry
  /// (erdewit/ib_insync#611). Never derive an expiry from such text; from server version 182 there is last_trade_date.
  std::string last_trade_date_or_month;
  std::string last_trade_date;  // contractData, server version >= 182
  double strike = 0;
  std::string right;  // C, P; CALL and PUT are understood; "?" or "0" or empty for none
  std::string multiplier;
  std::string exchange;
  std::string primary_exchange;
  std::string currency;
  std::string local_symbol;
  std::string trading_class;
  bool include_expired = false;
  std::string security_id_type;  // ISIN, CUSIP, …
  std::string security_id;
  std::string description;
  std::string issuer_id;
  std::string combo_legs_description;  // "911395842|1,911681815|-1", answers only
  std::vector<ComboLeg> combo_legs;
  std::optional<DeltaNeutralContract> delta_neutral;
  friend bool operator==(const Contract&, const Contract&) = default;
};

struct IneligibilityReason {
  std::string id;
  std::string description;
  friend bool operator==(const IneligibilityReason&, const IneligibilityReason&) = default;
};

/// The 17 fields of contractData that only a FUND has, server version >= 179.
struct FundDetails {
  std::string name;
  std::string family;
  std::string type;
  std::string front_load;
  std::string back_load;
  std::string back_load_time_interval;
  std::string management_fee;
  bool closed = false;
  bool closed_for_new_investors = false;
  bool closed_for_new_money = false;
  std::string notify_amount;
  std::string minimum_initial_purchase;
  std::string subsequent_minimum_purchase;
  std::string blue_sky_states;
  std::string blue_sky_territories;
  std::string distribution_policy_indicator;
  std::string asset_type;
  friend bool operator==(const FundDetails&, const FundDetails&) = default;
};

struct ContractDetails {
  Contract contract;
  std::string market_name;
  double min_tick = 0;
  std::string order_types;      // comma-separated, as sent
  std::string valid_exchanges;  // comma-separated; market_rule_ids has one id for each
  std::int32_t price_magnifier = 0;
  std::int32_t under_contract_id = 0;
  std::string long_name;  // UTF-8; on the wire \uXXXX from server version 153
  std::string contract_month;
  std::string industry;
  std::string category;
  std::string subcategory;
  std::string time_zone_id;   // of trading_hours
  std::string trading_hours;  // "20230627:1915-20230628:0815;20230701:CLOSED"
  std::string liquid_hours;
  std::string ev_rule;
  std::optional<double> ev_multiplier;
  std::vector<TagValue> security_ids;
  std::optional<std::int32_t> aggregation_group;  // 2147483647 in recordings of futures
  std::string under_symbol;
  std::string under_security_type;
  std::string market_rule_ids;
  std::string real_expiration_date;  // yyyymmdd
  std::string stock_type;
  std::optional<Decimal> min_size;
  std::optional<Decimal> size_increment;
  std::optional<Decimal> suggested_size_increment;
  FundDetails fund;
  std::vector<IneligibilityReason> ineligibility_reasons;
  friend bool operator==(const ContractDetails&, const ContractDetails&) = default;
};

}  // namespace legwork::tws
