// OrderTerms: an order as the broker's book sees it, after the wire's text has been read and checked once (order_intake.hpp).
// Prices are signed net prices per share; a credit combo may have a negative limit. Quantities are whole contracts or shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "market/price.hpp"

namespace legwork::simgw {

enum class Side : std::uint8_t { buy, sell };
constexpr int sign(Side side) { return side == Side::buy ? 1 : -1; }
constexpr Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }

enum class OrderType : std::uint8_t { market, limit, stop, stop_limit, midprice };
std::string_view to_string(OrderType type);  // "MKT", "LMT", "STP", "STP LMT", "MIDPRICE"
std::optional<OrderType> parse_order_type(std::string_view text);

enum class TimeInForce : std::uint8_t { day, gtc, gtd, ioc, fok };
std::string_view to_string(TimeInForce tif);  // "DAY" …
std::optional<TimeInForce> parse_time_in_force(std::string_view text);

/// What happens to the rest of a one-cancels-all group when a member fills: the wire's ocaType 1, 2, 3.
enum class OcaType : std::uint8_t { cancel_with_block = 1, reduce_with_block = 2, reduce_non_block = 3 };

/// `ratio` > 0 is bought, < 0 sold, when the combo is bought.
struct TermsLeg {
  std::int32_t con_id = 0;
  std::int32_t ratio = 1;
  friend bool operator==(const TermsLeg&, const TermsLeg&) = default;
};

struct OrderTerms {
  std::string account;
  std::string symbol;          // the underlying's
  std::vector<TermsLeg> legs;  // one leg of ratio 1 for a single contract
  bool is_combo = false;
  bool all_or_none = false;
  bool outside_hours = false;
  bool transmit = true;
  bool what_if = false;
  Side side = Side::buy;
  std::int64_t quantity = 0;
  OrderType type = OrderType::limit;
  std::optional<market::Price> limit;  // LMT, STP LMT; the cap of MIDPRICE
  std::optional<market::Price> stop;   // STP, STP LMT
  TimeInForce tif = TimeInForce::day;
  std::optional<core::TimePoint> good_till;
  std::optional<core::TimePoint> good_after;
  std::string oca_group;
  OcaType oca_type = OcaType::reduce_non_block;
  std::int32_t parent_id = 0;  // 0: none
};

/// A reject with the broker's own code.
struct Reject {
  int code = 0;
  std::string text;
  friend bool operator==(const Reject&, const Reject&) = default;
};

}  // namespace legwork::simgw
