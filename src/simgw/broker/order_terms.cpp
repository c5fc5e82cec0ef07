#include "simgw/broker/order_terms.hpp"

#include <array>
#include <utility>

namespace legwork::simgw {
namespace {

constexpr std::array<std::pair<OrderType, std::string_view>, 5> order_types{{{OrderType::market, "MKT"},
                                                                             {OrderType::limit, "LMT"},
                                                                             {OrderType::stop, "STP"},
                                                                             {OrderType::stop_limit, "STP LMT"},
                                                                             {OrderType::midprice, "MIDPRICE"}}};

constexpr std::array<std::pair<TimeInForce, std::string_view>, 5> times_in_force{{{TimeInForce::day, "DAY"},
                                                                                  {TimeInForce::gtc, "GTC"},
                                                                                  {TimeInForce::gtd, "GTD"},
                                                                                  {TimeInForce::ioc, "IOC"},
                                                                                  {TimeInForce::fok, "FOK"}}};

template <class Table, class Key>
std::string_view word_of(const Table& table, Key key) {
  for (const auto& [value, word] : table) {
    if (value == key) return word;
  }
  return "";
}

template <class Value, class Table>
std::optional<Value> value_of(const Table& table, std::string_view text) {
  for (const auto& [value, word] : table) {
    if (word == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(OrderType type) { return word_of(order_types, type); }
std::string_view to_string(TimeInForce tif) { return word_of(times_in_force, tif); }

std::optional<OrderType> parse_order_type(std::string_view text) {
  if (text == "STPLMT") return OrderType::stop_limit;  // the spelling of some clients
  return value_of<OrderType>(order_types, text);
}

std::optional<TimeInForce> parse_time_in_force(std::string_view text) { return value_of<TimeInForce>(times_in_force, text); }

}  // namespace legwork::simgw
