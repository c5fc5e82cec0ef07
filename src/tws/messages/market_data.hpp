// Streaming market data: the requests and the ticks. Tick structs own no text that a quote needs, so decoding one allocates nothing
// (tickString's value is a timestamp or RTVolume text and may). Plain values, 24–120 bytes but for the request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tws/messages/contract.hpp"

namespace legwork::tws {

// Requests.

struct RequestMarketData {
  static constexpr std::int32_t id = 1;
  static constexpr std::string_view name = "reqMktData";
  std::int32_t request_id = 0;
  Contract contract;  // with combo_legs when it is a BAG
  std::string generic_ticks;  // "100,101,106"
  bool snapshot = false;
  bool regulatory_snapshot = false;  // costs USD 0.01 each, on paper accounts too
  std::string options;  // "k=v;k=v;"
  friend bool operator==(const RequestMarketData&, const RequestMarketData&) = default;
};

struct CancelMarketData {
  static constexpr std::int32_t id = 2;
  static constexpr std::string_view name = "cancelMktData";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelMarketData&, const CancelMarketData&) = default;
};

struct RequestMarketDataType {
  static constexpr std::int32_t id = 59;
  static constexpr std::string_view name = "reqMarketDataType";
  std::int32_t market_data_type = 1;  // 1 live, 2 frozen, 3 delayed, 4 delayed-frozen
  friend bool operator==(const RequestMarketDataType&, const RequestMarketDataType&) = default;
};

/// Answered by a tickOptionComputation of tick type 53.
struct CalculateImpliedVolatility {
  static constexpr std::int32_t id = 54;
  static constexpr std::string_view name = "reqCalcImpliedVolat";
  std::int32_t request_id = 0;
  Contract contract;
  double option_price = 0;
  double under_price = 0;
  std::string options;
  friend bool operator==(const CalculateImpliedVolatility&, const CalculateImpliedVolatility&) = default;
};

struct CalculateOptionPrice {
  static constexpr std::int32_t id = 55;
  static constexpr std::string_view name = "reqCalcOptionPrice";
  std::int32_t request_id = 0;
  Contract contract;
  double volatility = 0;
  double under_price = 0;
  std::string options;
  friend bool operator==(const CalculateOptionPrice&, const CalculateOptionPrice&) = default;
};

struct CancelCalculateImpliedVolatility {
  static constexpr std::int32_t id = 56;
  static constexpr std::string_view name = "cancelCalcImpliedVolat";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelCalculateImpliedVolatility&, const CancelCalculateImpliedVolatility&) = default;
};

struct CancelCalculateOptionPrice {
  static constexpr std::int32_t id = 57;
  static constexpr std::string_view name = "cancelCalcOptionPrice";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelCalculateOptionPrice&, const CancelCalculateOptionPrice&) = default;
};

// Responses.

/// Also yields a size tick: of type `size_tick_of(tick_type)`. Price -1 with size 0 means "no quote"; a combo may really trade at -1.
struct TickPrice {
  static constexpr std::int32_t id = 1;
  static constexpr std::string_view name = "tickPrice";
  std::int32_t request_id = 0;
  std::int32_t tick_type = 0;
  std::optional<double> price;
  std::optional<Decimal> size;  // empty for an index (erdewit/ib_insync#428)
  std::int32_t attributes = 0;  // bit 0 can auto-execute, bit 1 past limit, bit 2 pre-open
  friend bool operator==(const TickPrice&, const TickPrice&) = default;
};

/// Bid, ask and last price types to the size that travels with them, delayed ones too; -1 for the others.
constexpr std::int32_t size_tick_of(std::int32_t tick_type) {
  switch (tick_type) {
    case 1: return 0;
    case 2: return 3;
    case 4: return 5;
    case 66: return 69;
    case 67: return 70;
    case 68: return 71;
    default: return -1;
  }
}

struct TickSize {
  static constexpr std::int32_t id = 2;
  static constexpr std::string_view name = "tickSize";
  std::int32_t request_id = 0;
  std::int32_t tick_type = 0;
  std::optional<Decimal> size;
  friend bool operator==(const TickSize&, const TickSize&) = default;
};

/// Broker Greeks; what the wire marks as not computed (-1 or -2) is unset.
struct TickOptionComputation {
  static constexpr std::int32_t id = 21;
  static constexpr std::string_view name = "tickOptionComputation";
  std::int32_t request_id = 0;
  std::int32_t tick_type = 0;  // 10 bid, 11 ask, 12 last, 13 model, 53 calculated on request, 80–83 delayed
  std::int32_t tick_attributes = 0;  // 0 return-based, 1 price-based
  std::optional<double> implied_vol;
  std::optional<double> delta;
  std::optional<double> option_price;
  std::optional<double> pv_dividend;
  std::optional<double> gamma;
  std::optional<double> vega;  // per vol point
  std::optional<double> theta;  // per day
  std::optional<double> under_price;
  friend bool operator==(const TickOptionComputation&, const TickOptionComputation&) = default;
};

struct TickGeneric {
  static constexpr std::int32_t id = 45;
  static constexpr std::string_view name = "tickGeneric";
  std::int32_t request_id = 0;
  std::int32_t tick_type = 0;
  std::optional<double> value;
  friend bool operator==(const TickGeneric&, const TickGeneric&) = default;
};

struct TickString {
  static constexpr std::int32_t id = 46;
  static constexpr std::string_view name = "tickString";
  std::int32_t request_id = 0;
  std::int32_t tick_type = 0;
  std::string value;
  friend bool operator==(const TickString&, const TickString&) = default;
};

struct TickSnapshotEnd {
  static constexpr std::int32_t id = 57;
  static constexpr std::string_view name = "tickSnapshotEnd";
  std::int32_t request_id = 0;
  friend bool operator==(const TickSnapshotEnd&, const TickSnapshotEnd&) = default;
};

struct MarketDataType {
  static constexpr std::int32_t id = 58;
  static constexpr std::string_view name = "marketDataType";
  std::int32_t request_id = 0;
  std::int32_t market_data_type = 1;
  friend bool operator==(const MarketDataType&, const MarketDataType&) = default;
};

struct TickRequestParameters {
  static constexpr std::int32_t id = 81;
  static constexpr std::string_view name = "tickReqParams";
  std::int32_t request_id = 0;
  std::optional<double> min_tick;
  std::string bbo_exchange;
  std::int32_t snapshot_permissions = 0;
  friend bool operator==(const TickRequestParameters&, const TickRequestParameters&) = default;
};

}  // namespace legwork::tws
