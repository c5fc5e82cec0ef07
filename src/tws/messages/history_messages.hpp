// Historical and real-time bars, head timestamps. A bar's figures are optional: recorded bars hold "?" (erdewit/ib_insync#239) and
// empty sizes. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tws/messages/contract.hpp"

namespace legwork::tws {

struct Bar {
  std::string date;  // yyyymmdd, "yyyymmdd hh:mm:ss Zone" or epoch seconds, as asked by format_date
  std::optional<double> open;
  std::optional<double> high;
  std::optional<double> low;
  std::optional<double> close;
  std::optional<Decimal> volume;  // -1 where the kind of data has none
  std::optional<Decimal> wap;
  std::optional<std::int32_t> count;
  friend bool operator==(const Bar&, const Bar&) = default;
};

// Requests.

struct RequestHistoricalData {
  static constexpr std::int32_t id = 20;
  static constexpr std::string_view name = "reqHistoricalData";
  std::int32_t request_id = 0;
  Contract contract;          // include_expired counts; with combo_legs when it is a BAG
  std::string end_date_time;  // yyyymmdd-hh:mm:ss (UTC) or with a zone; empty: now
  std::string bar_size;       // "1 day", "5 mins"
  std::string duration;       // "1 Y", "30 D"
  bool use_rth = true;
  std::string what_to_show;  // TRADES, MIDPOINT, BID_ASK, OPTION_IMPLIED_VOLATILITY …
  std::int32_t format_date = 1;  // 1 text, 2 epoch seconds
  bool keep_up_to_date = false;
  std::string chart_options;
  friend bool operator==(const RequestHistoricalData&, const RequestHistoricalData&) = default;
};

struct CancelHistoricalData {
  static constexpr std::int32_t id = 25;
  static constexpr std::string_view name = "cancelHistoricalData";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelHistoricalData&, const CancelHistoricalData&) = default;
};

/// Must be cancelled after its answer; counts as a historical request.
struct RequestHeadTimestamp {
  static constexpr std::int32_t id = 87;
  static constexpr std::string_view name = "reqHeadTimestamp";
  std::int32_t request_id = 0;
  Contract contract;
  bool use_rth = true;
  std::string what_to_show;
  std::int32_t format_date = 1;
  friend bool operator==(const RequestHeadTimestamp&, const RequestHeadTimestamp&) = default;
};

struct CancelHeadTimestamp {
  static constexpr std::int32_t id = 90;
  static constexpr std::string_view name = "cancelHeadTimestamp";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelHeadTimestamp&, const CancelHeadTimestamp&) = default;
};

struct RequestRealTimeBars {
  static constexpr std::int32_t id = 50;
  static constexpr std::string_view name = "reqRealTimeBars";
  std::int32_t request_id = 0;
  Contract contract;
  std::int32_t bar_size_seconds = 5;  // the only one there is
  std::string what_to_show;
  bool use_rth = true;
  std::string options;
  friend bool operator==(const RequestRealTimeBars&, const RequestRealTimeBars&) = default;
};

struct CancelRealTimeBars {
  static constexpr std::int32_t id = 51;
  static constexpr std::string_view name = "cancelRealTimeBars";
  std::int32_t request_id = 0;
  friend bool operator==(const CancelRealTimeBars&, const CancelRealTimeBars&) = default;
};

// Responses.

/// Below server version 196 it is also its own end; from 196 HistoricalDataEnd follows and start and end travel there.
struct HistoricalData {
  static constexpr std::int32_t id = 17;
  static constexpr std::string_view name = "historicalData";
  std::int32_t request_id = 0;
  std::string start;  // < 196
  std::string end;    // < 196
  std::vector<Bar> bars;
  friend bool operator==(const HistoricalData&, const HistoricalData&) = default;
};

struct HistoricalDataEnd {
  static constexpr std::int32_t id = 108;
  static constexpr std::string_view name = "historicalDataEnd";
  static constexpr int since = 196;  // the first server version that has it
  std::int32_t request_id = 0;
  std::string start;
  std::string end;
  friend bool operator==(const HistoricalDataEnd&, const HistoricalDataEnd&) = default;
};

/// The present bar of a keep_up_to_date request. On the wire open, close, high, low: not the order of historicalData.
struct HistoricalDataUpdate {
  static constexpr std::int32_t id = 90;
  static constexpr std::string_view name = "historicalDataUpdate";
  std::int32_t request_id = 0;
  Bar bar;
  friend bool operator==(const HistoricalDataUpdate&, const HistoricalDataUpdate&) = default;
};

struct HeadTimestamp {
  static constexpr std::int32_t id = 88;
  static constexpr std::string_view name = "headTimestamp";
  std::int32_t request_id = 0;
  std::string timestamp;
  friend bool operator==(const HeadTimestamp&, const HeadTimestamp&) = default;
};

struct RealTimeBar {
  static constexpr std::int32_t id = 50;
  static constexpr std::string_view name = "realTimeBars";
  std::int32_t request_id = 0;
  std::int64_t time = 0;  // epoch seconds of the bar's start
  std::optional<double> open;
  std::optional<double> high;
  std::optional<double> low;
  std::optional<double> close;
  std::optional<Decimal> volume;
  std::optional<Decimal> wap;
  std::optional<std::int32_t> count;
  friend bool operator==(const RealTimeBar&, const RealTimeBar&) = default;
};

}  // namespace legwork::tws
