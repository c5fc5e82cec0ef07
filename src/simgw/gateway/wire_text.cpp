#include "simgw/gateway/wire_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "market/calendar.hpp"
#include "market/date.hpp"

namespace legwork::simgw {
namespace {

/// "11:00:03".
std::string clock_text(int seconds) { return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60); }

/// Hours to add to a zone's wall clock to have the US Eastern one; they change their clocks on the same nights.
constexpr std::array<std::pair<std::string_view, int>, 9> eastern_relatives{{{"US/Eastern", 0},
                                                                             {"America/New_York", 0},
                                                                             {"EST", 0},
                                                                             {"EST5EDT", 0},
                                                                             {"US/Central", 1},
                                                                             {"America/Chicago", 1},
                                                                             {"US/Pacific", 3},
                                                                             {"America/Los_Angeles", 3},
                                                                             {"US/Mountain", 2}}};

constexpr std::array<std::string_view, 4> utc_names{"UTC", "GMT", "Etc/UTC", "Zulu"};

std::optional<core::TimePoint> in_zone(market::Date date, int seconds, std::string_view zone) {
  if (std::find(utc_names.begin(), utc_names.end(), zone) != utc_names.end())
    return market::days(date) + std::chrono::seconds(seconds);
  for (const auto& [name, hours] : eastern_relatives) {
    if (name == zone) return market::eastern_to_utc(date, {seconds}) + std::chrono::hours(hours);
  }
  return std::nullopt;
}

/// "hh:mm:ss" or "hh:mm".
std::optional<int> parse_clock(std::string_view text) {
  const auto time = market::parse_wall_time(text);
  if (!time) return std::nullopt;
  return time->seconds;
}

std::string hours_text(const Instrument& instrument) {
  // Seven days from the session that runs or comes next, as recorded: "20260710:0930-20260710:1600;20260711:CLOSED".
  return std::string(instrument.terms->hours == market::HoursClass::equity ? "1600" : "1615");
}

std::string session_hours(const Instrument& instrument, core::TimePoint now) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  market::Date day = market::utc_to_eastern(now).date;
  std::string text;
  for (int i = 0; i < 6; ++i, day = market::add_days(day, 1)) {
    const std::string date = market::to_compact(day);
    if (!text.empty()) text += ';';
    const auto session = calendar.session(day, instrument.terms->hours);
    if (!session) {
      text += date + ":CLOSED";
      continue;
    }
    const std::string close = session->half_day ? (hours_text(instrument) == "1600" ? "1300" : "1315") : hours_text(instrument);
    text += fmt::format("{}:0930-{}:{}", date, date, close);
  }
  return text;
}

std::string exchange_list(const std::string& exchanges, int rule_id) {
  const auto count = std::count(exchanges.begin(), exchanges.end(), ',') + 1;
  std::string rules = std::to_string(rule_id);
  for (std::ptrdiff_t i = 1; i < count; ++i) rules += "," + std::to_string(rule_id);
  return rules;
}

}  // namespace

std::string wire_day(core::TimePoint at) { return market::to_compact(market::utc_to_eastern(at).date); }

std::string wire_time(core::TimePoint at, int server_version) {
  const market::EasternTime local = market::utc_to_eastern(at);
  const std::string day = market::to_compact(local.date);
  const std::string clock = clock_text(local.time.seconds);
  return server_version >= 174 ? day + " " + clock + " US/Eastern" : day + "  " + clock;
}

std::string connection_time(core::TimePoint at) {
  const market::EasternTime local = market::utc_to_eastern(at);
  return market::to_compact(local.date) + " " + clock_text(local.time.seconds) + " EST";
}

std::optional<core::TimePoint> parse_wire_time(std::string_view text, bool& had_zone) {
  had_zone = true;
  if (text.size() < 8) return std::nullopt;
  const auto date = market::parse_date(text.substr(0, 8));
  if (!date) return std::nullopt;
  std::string_view rest = text.substr(8);
  if (rest.empty()) {
    had_zone = false;
    return market::eastern_to_utc(*date, {0});
  }
  const bool utc = rest.front() == '-';
  if (!utc && rest.front() != ' ') return std::nullopt;
  rest.remove_prefix(std::min(rest.find_first_not_of("- "), rest.size()));
  const std::size_t blank = rest.find(' ');
  const auto seconds = parse_clock(rest.substr(0, blank));
  if (!seconds) return std::nullopt;
  if (utc) return market::days(*date) + std::chrono::seconds(*seconds);
  if (blank != std::string_view::npos) return in_zone(*date, *seconds, rest.substr(blank + 1));
  had_zone = false;
  return market::eastern_to_utc(*date, {*seconds});
}

tws::Contract contract_of(const Instrument& instrument, std::string_view exchange) {
  const ListingTerms& terms = *instrument.terms;
  tws::Contract contract;
  contract.contract_id = instrument.con_id;
  contract.symbol = terms.symbol;
  contract.security_type = std::string(to_string(terms.kind));
  contract.exchange = exchange.empty() ? terms.exchange : std::string(exchange);
  contract.primary_exchange = terms.primary_exchange;
  contract.currency = terms.currency;
  contract.local_symbol = instrument.local_symbol();
  contract.trading_class = terms.kind == SecurityKind::stock && terms.primary_exchange == "NASDAQ" ? "NMS" : terms.trading_class;
  if (instrument.is_option()) {
    contract.last_trade_date_or_month = market::to_compact(instrument.last_trade_day);
    contract.last_trade_date = contract.last_trade_date_or_month;
    contract.strike = instrument.strike.to_double();
    contract.right = instrument.right == Right::call ? "C" : "P";
    contract.multiplier = std::to_string(terms.multiplier);
  }
  return contract;
}

tws::ContractDetails details_of(const Instrument& instrument, const World& world, core::TimePoint now) {
  const ListingTerms& terms = *instrument.terms;
  tws::ContractDetails details;
  details.contract = contract_of(instrument);
  details.market_name = details.contract.trading_class;
  details.min_tick = terms.min_tick.to_double();
  details.order_types = instrument.is_option()
                            ? "ACTIVETIM,ADJUST,ALERT,ALLOC,AON,DAY,FOK,GAT,GTC,GTD,IOC,LMT,MKT,OCA,STP,STPLMT,WHATIF"
                            : "ACTIVETIM,ADJUST,ALERT,ALLOC,AON,DAY,FOK,GAT,GTC,GTD,IOC,LMT,MIDPX,MKT,OCA,STP,STPLMT,WHATIF";
  details.valid_exchanges = terms.exchanges;
  details.market_rule_ids = exchange_list(terms.exchanges, terms.market_rule_id);
  details.price_magnifier = 1;
  details.long_name = terms.long_name;
  details.industry = terms.industry;
  details.category = terms.category;
  details.subcategory = terms.subcategory;
  details.time_zone_id = "US/Eastern";
  details.trading_hours = session_hours(instrument, now);
  details.liquid_hours = details.trading_hours;
  details.ev_multiplier = 0;
  details.aggregation_group = instrument.is_option() ? 2 : 1;
  details.stock_type = terms.stock_type;
  details.min_size = tws::Decimal(1);
  details.size_increment = tws::Decimal(1);
  details.suggested_size_increment = tws::Decimal(instrument.is_option() ? 1 : 100);
  if (instrument.is_option()) {
    const Instrument* underlying = world.find(instrument.underlying_con_id);
    details.under_contract_id = instrument.underlying_con_id;
    details.under_symbol = terms.symbol;
    details.under_security_type = underlying == nullptr ? "STK" : std::string(to_string(underlying->terms->kind));
    details.contract_month = market::to_compact(instrument.expiry).substr(0, 6);
    details.real_expiration_date = market::to_compact(instrument.expiry);
  }
  return details;
}

}  // namespace legwork::simgw
