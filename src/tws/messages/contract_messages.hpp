// Messages that find contracts and describe them: contract data, option parameters, symbol search, market rules. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tws/messages/contract.hpp"

namespace legwork::tws {

// Requests.

/// Throttled and slow for wide wildcards; on a BAG it may never be answered.
struct RequestContractData {
  static constexpr std::int32_t id = 9;
  static constexpr std::string_view name = "reqContractData";
  std::int32_t request_id = 0;
  Contract contract;
  friend bool operator==(const RequestContractData&, const RequestContractData&) = default;
};

struct RequestOptionParameters {
  static constexpr std::int32_t id = 78;
  static constexpr std::string_view name = "reqSecDefOptParams";
  std::int32_t request_id = 0;
  std::string under_symbol;
  std::string futures_exchange;  // empty for stocks and indices
  std::string under_security_type;
  std::int32_t under_contract_id = 0;
  friend bool operator==(const RequestOptionParameters&, const RequestOptionParameters&) = default;
};

struct RequestMatchingSymbols {
  static constexpr std::int32_t id = 81;
  static constexpr std::string_view name = "reqMatchingSymbols";
  std::int32_t request_id = 0;
  std::string pattern;
  friend bool operator==(const RequestMatchingSymbols&, const RequestMatchingSymbols&) = default;
};

struct RequestMarketRule {
  static constexpr std::int32_t id = 91;
  static constexpr std::string_view name = "reqMarketRule";
  std::int32_t market_rule_id = 0;
  friend bool operator==(const RequestMarketRule&, const RequestMarketRule&) = default;
};

// Responses.

struct ContractData {
  static constexpr std::int32_t id = 10;
  static constexpr std::string_view name = "contractData";
  std::int32_t request_id = 0;
  ContractDetails details;
  friend bool operator==(const ContractData&, const ContractData&) = default;
};

struct ContractDataEnd {
  static constexpr std::int32_t id = 52;
  static constexpr std::string_view name = "contractDataEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const ContractDataEnd&, const ContractDataEnd&) = default;
};

/// One message per exchange and trading class. Not every strike exists at every expiry.
struct OptionParameters {
  static constexpr std::int32_t id = 75;
  static constexpr std::string_view name = "secDefOptParam";
  std::int32_t request_id = 0;
  std::string exchange;
  std::int32_t under_contract_id = 0;
  std::string trading_class;
  std::string multiplier;
  std::vector<std::string> expirations;  // yyyymmdd
  std::vector<double> strikes;
  friend bool operator==(const OptionParameters&, const OptionParameters&) = default;
};

struct OptionParametersEnd {
  static constexpr std::int32_t id = 76;
  static constexpr std::string_view name = "secDefOptParamEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const OptionParametersEnd&, const OptionParametersEnd&) = default;
};

struct SymbolSample {
  std::int32_t contract_id = 0;
  std::string symbol;
  std::string security_type;
  std::string primary_exchange;
  std::string currency;
  std::vector<std::string> derivative_security_types;
  std::string description;  // >= 176
  std::string issuer_id;    // >= 176
  friend bool operator==(const SymbolSample&, const SymbolSample&) = default;
};

struct SymbolSamples {
  static constexpr std::int32_t id = 79;
  static constexpr std::string_view name = "symbolSamples";
  std::int32_t request_id = 0;
  std::vector<SymbolSample> samples;
  friend bool operator==(const SymbolSamples&, const SymbolSamples&) = default;
};

struct PriceIncrement {
  double low_edge = 0;
  double increment = 0;
  friend bool operator==(const PriceIncrement&, const PriceIncrement&) = default;
};

struct MarketRule {
  static constexpr std::int32_t id = 93;
  static constexpr std::string_view name = "marketRule";
  std::int32_t market_rule_id = 0;
  std::vector<PriceIncrement> increments;
  friend bool operator==(const MarketRule&, const MarketRule&) = default;
};

}  // namespace legwork::tws
