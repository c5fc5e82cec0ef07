#include "simgw/gateway/history.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "market/date.hpp"
#include "simgw/gateway/contract_lookup.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
constexpr core::Duration day = hours(24);

constexpr std::array<std::pair<std::string_view, core::Duration>, 24> bar_sizes{
    {{"1 secs", seconds(1)},   {"1 sec", seconds(1)},    {"5 secs", seconds(5)},   {"10 secs", seconds(10)},
     {"15 secs", seconds(15)}, {"30 secs", seconds(30)}, {"1 min", minutes(1)},    {"2 mins", minutes(2)},
     {"3 mins", minutes(3)},   {"5 mins", minutes(5)},   {"10 mins", minutes(10)}, {"15 mins", minutes(15)},
     {"20 mins", minutes(20)}, {"30 mins", minutes(30)}, {"1 hour", hours(1)},     {"2 hours", hours(2)},
     {"3 hours", hours(3)},    {"4 hours", hours(4)},    {"8 hours", hours(8)},    {"1 day", day},
     {"1W", 7 * day},          {"1 week", 7 * day},      {"1M", 30 * day},         {"1 month", 30 * day}}};

constexpr std::array<std::pair<std::string_view, BarKind>, 7> kinds{{{"TRADES", BarKind::trades},
                                                                     {"MIDPOINT", BarKind::midpoint},
                                                                     {"BID", BarKind::bid},
                                                                     {"ASK", BarKind::ask},
                                                                     {"ADJUSTED_LAST", BarKind::trades},
                                                                     {"OPTION_IMPLIED_VOLATILITY", BarKind::implied_vol},
                                                                     {"HISTORICAL_VOLATILITY", BarKind::historical_vol}}};

tws::Bar wire_bar(const Bar& bar, std::string date, bool has_volume) {
  tws::Bar out;
  out.date = std::move(date);
  out.open = bar.open;
  out.high = bar.high;
  out.low = bar.low;
  out.close = bar.close;
  out.volume = tws::Decimal(has_volume ? bar.volume : -1);
  out.wap = has_volume ? tws::Decimal(std::llround(bar.average * 1000), -3) : tws::Decimal(-1);
  out.count = has_volume ? bar.trades : -1;
  return out;
}

bool has_volume(BarKind kind) { return kind == BarKind::trades; }

/// Weeks and months put days together; `group` names the one a day belongs to.
std::int64_t group_of(market::Date date, core::Duration bar) {
  if (bar < 30 * day) return (market::days(date).time_since_epoch().count() + 3) / 7;
  return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<std::int64_t>(static_cast<unsigned>(date.month()));
}

void merge(Bar& into, const Bar& next) {
  into.high = std::max(into.high, next.high);
  into.low = std::min(into.low, next.low);
  into.close = next.close;
  const double shares = static_cast<double>(into.volume + next.volume);
  if (shares > 0)
    into.average = (into.average * static_cast<double>(into.volume) + next.average * static_cast<double>(next.volume)) / shares;
  into.volume += next.volume;
  into.trades += next.trades;
}

}  // namespace

std::optional<core::Duration> parse_bar_size(std::string_view text) {
  for (const auto& [name, size] : bar_sizes) {
    if (name == text) return size;
  }
  return std::nullopt;
}

std::optional<core::Duration> parse_duration(std::string_view text) {
  const std::size_t blank = text.find(' ');
  std::int64_t count = 0;
  if (blank == std::string_view::npos || blank + 2 != text.size()) return std::nullopt;
  const auto [end, error] = std::from_chars(text.begin(), text.begin() + blank, count);
  if (error != std::errc{} || end != text.begin() + blank || count <= 0 || count > std::int64_t{86400} * 20) return std::nullopt;
  switch (text.back()) {
    case 'S': return seconds(count);
    case 'D': return count > 7300 ? std::nullopt : std::optional(count * day);
    case 'W': return count > 1040 ? std::nullopt : std::optional(count * 7 * day);
    case 'M': return count > 240 ? std::nullopt : std::optional(count * 30 * day);
    case 'Y': return count > 20 ? std::nullopt : std::optional(count * 365 * day);
    default: return std::nullopt;
  }
}

std::optional<BarKind> parse_what_to_show(std::string_view text) {
  for (const auto& [name, kind] : kinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

std::optional<History::Query> History::read(ConnectionId from, const tws::RequestHistoricalData& message) {
  const auto refuse = [&](int code, std::string text) {
    outlet_.send_error(from, message.request_id, code, std::move(text));
    return std::optional<Query>();
  };
  Query query;
  query.instrument = find_contract(message.contract, world_);
  if (query.instrument == nullptr) return refuse(200, "No security definition has been found for the request");
  const auto bar = parse_bar_size(message.bar_size);
  if (!bar)
    return refuse(321,
                  "Error validating request.-'bO' : cause - Historical data bar size setting is invalid. Legal ones are: 1 secs, 5 "
                  "secs, 10 secs, 15 secs, 30 secs, 1 min, 2 mins, 3 mins, 5 mins, 10 mins, 15 mins, 20 mins, 30 mins, 1 hour, 2 "
                  "hours, 3 hours, 4 hours, 8 hours, 1 day, 1W, 1M");
  const auto duration = parse_duration(message.duration);
  if (!duration)
    return refuse(321,
                  "Error validating request.-'bO' : cause - Historical data query end date/time string and duration: the duration "
                  "is invalid. Format is 'integer{SPACE}unit (S|D|W|M|Y)'");
  const auto kind = parse_what_to_show(message.what_to_show);
  if (!kind) return refuse(321, "Error validating request.-'bO' : cause - What to show field is missing or incorrect.");
  query.kind = *kind;
  query.bar = *bar;
  query.to = outlet_.now();
  query.epoch_seconds = message.format_date == 2;
  if (!message.end_date_time.empty()) {
    bool had_zone = true;
    const auto end = parse_wire_time(message.end_date_time, had_zone);
    if (!end)
      return refuse(10314,
                    "End Date/Time: The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss "
                    "xx/xxxx where yyyymmdd and xx/xxxx are optional.");
    if (!had_zone)
      outlet_.send_error(from, message.request_id, 2174,
                         "Warning: You submitted request with date-time attributes without explicit time zone.");
    query.to = std::min(query.to, *end);
  }
  if (const auto problem = pacing_[from].on_request(message, *bar, outlet_.now())) return refuse(162, *problem);
  query.from = query.to - *duration;
  return query;
}

std::vector<tws::Bar> History::bars_of(const Query& query, int server_version) const {
  std::vector<tws::Bar> out;
  if (query.bar >= day) {
    const auto daily = world_.daily_bars(*query.instrument, query.kind, market::utc_to_eastern(query.from).date,
                                         market::utc_to_eastern(query.to).date);
    std::optional<DailyBar> open;
    for (const DailyBar& next : daily) {
      if (query.bar == day) {
        out.push_back(wire_bar(next.bar, market::to_compact(next.date), has_volume(query.kind)));
      } else if (open && group_of(open->date, query.bar) == group_of(next.date, query.bar)) {
        merge(open->bar, next.bar);
        open->date = next.date;
      } else {
        if (open) out.push_back(wire_bar(open->bar, market::to_compact(open->date), has_volume(query.kind)));
        open = next;
      }
    }
    if (open) out.push_back(wire_bar(open->bar, market::to_compact(open->date), has_volume(query.kind)));
    return out;
  }
  const auto bars = world_.bars(*query.instrument, query.kind, query.bar, query.from, query.to);
  if (!bars) return out;
  for (const Bar& bar : *bars) {
    const auto epoch = std::chrono::duration_cast<seconds>(bar.start.time_since_epoch()).count();
    out.push_back(
        wire_bar(bar, query.epoch_seconds ? std::to_string(epoch) : wire_time(bar.start, server_version), has_volume(query.kind)));
  }
  return out;
}

void History::request(ConnectionId from, const tws::RequestHistoricalData& message) {
  const auto query = read(from, message);
  if (!query) return;
  const Key key{from, message.request_id};
  pending_.insert(key);
  const bool keep = message.keep_up_to_date;
  // The historical farm takes its time: longer for more bars.
  const auto bars = (query->to - query->from) / std::max<core::Duration>(query->bar, seconds(1));
  outlet_.at(outlet_.now() + milliseconds(60 + std::min<std::int64_t>(2000, bars / 20)), [this, key, query, keep] {
    if (pending_.erase(key) == 0) return;
    answer(key.first, key.second, *query);
    if (keep) {
      updating_.insert(key);
      keep_updating(key, *query);
    }
  });
}

void History::answer(ConnectionId to, std::int32_t request_id, const Query& query) {
  const int version = outlet_.server_version(to);
  tws::HistoricalData data;
  data.request_id = request_id;
  data.start = wire_time(query.from, version);
  data.end = wire_time(query.to, version);
  data.bars = bars_of(query, version);
  if (data.bars.empty()) {
    outlet_.send_error(to, request_id, 162, "Historical Market Data Service error message:HMDS query returned no data");
    return;
  }
  tws::HistoricalDataEnd end;
  end.request_id = request_id;
  end.start = data.start;
  end.end = data.end;
  outlet_.send(to, std::move(data));
  if (version >= 196) outlet_.send(to, std::move(end));
}

void History::keep_updating(const Key& key, const Query& query) {
  outlet_.at(outlet_.now() + seconds(5), [this, key, query] {
    if (!updating_.contains(key)) return;
    Query last = query;
    last.to = outlet_.now();
    last.from = last.to - std::max<core::Duration>(2 * query.bar, hours(1));
    const std::vector<tws::Bar> bars = bars_of(last, outlet_.server_version(key.first));
    if (!bars.empty()) {
      tws::HistoricalDataUpdate update;
      update.request_id = key.second;
      update.bar = bars.back();
      outlet_.send(key.first, std::move(update));
    }
    keep_updating(key, query);
  });
}

void History::cancel(ConnectionId from, std::int32_t request_id) {
  const Key key{from, request_id};
  if (pending_.erase(key) + updating_.erase(key) != 0) {
    outlet_.send_error(
        from, request_id, 162,
        fmt::format("Historical Market Data Service error message:API historical data query cancelled: {}", request_id));
  } else {
    outlet_.send_error(from, request_id, 366, fmt::format("No historical data query found for ticker id:{}", request_id));
  }
}

void History::request_head(ConnectionId from, const tws::RequestHeadTimestamp& message) {
  const Instrument* instrument = find_contract(message.contract, world_);
  if (instrument == nullptr) {
    outlet_.send_error(from, message.request_id, 200, "No security definition has been found for the request");
    return;
  }
  const Key key{from, message.request_id};
  heads_.insert(key);
  const bool epoch = message.format_date == 2;
  outlet_.at(outlet_.now() + milliseconds(80), [this, key, instrument, epoch] {
    if (!heads_.contains(key)) return;
    const TimePoint head = world_.head_timestamp(*instrument);
    tws::HeadTimestamp answer;
    answer.request_id = key.second;
    const int version = outlet_.server_version(key.first);
    answer.timestamp =
        epoch ? std::to_string(std::chrono::duration_cast<seconds>(head.time_since_epoch()).count()) : wire_time(head, version);
    outlet_.send(key.first, std::move(answer));
  });
}

void History::cancel_head(ConnectionId from, std::int32_t request_id) { heads_.erase({from, request_id}); }

void History::request_real_time(ConnectionId from, const tws::RequestRealTimeBars& message) {
  const Instrument* instrument = find_contract(message.contract, world_);
  const auto kind = parse_what_to_show(message.what_to_show);
  if (instrument == nullptr) {
    outlet_.send_error(from, message.request_id, 200, "No security definition has been found for the request");
  } else if (!kind || message.bar_size_seconds != 5) {
    outlet_.send_error(
        from, message.request_id, 321,
        "Error validating request.-'bQ' : cause - Real time bars have a size of 5 seconds and show TRADES, MIDPOINT, BID or ASK.");
  } else if (real_time_.insert({from, message.request_id}).second) {
    real_time_bar({from, message.request_id}, instrument, *kind);
  } else {
    outlet_.send_error(from, message.request_id, 102, "Duplicate ticker id");
  }
}

void History::real_time_bar(const Key& key, const Instrument* instrument, BarKind kind) {
  const TimePoint next =
      std::chrono::floor<std::chrono::seconds>(outlet_.now()) + seconds(5 - outlet_.now().time_since_epoch() / seconds(1) % 5);
  outlet_.at(next, [this, key, instrument, kind, next] {
    if (!real_time_.contains(key)) return;
    const auto bars = world_.bars(*instrument, kind, seconds(5), next - seconds(5), next);
    if (bars && !bars->empty()) {
      const tws::Bar bar = wire_bar(bars->back(), {}, has_volume(kind));
      tws::RealTimeBar message;
      message.request_id = key.second;
      message.time = std::chrono::duration_cast<seconds>((next - seconds(5)).time_since_epoch()).count();
      message.open = bar.open;
      message.high = bar.high;
      message.low = bar.low;
      message.close = bar.close;
      message.volume = bar.volume;
      message.wap = bar.wap;
      message.count = bar.count;
      outlet_.send(key.first, message);
    }
    real_time_bar(key, instrument, kind);
  });
}

void History::cancel_real_time(ConnectionId from, std::int32_t request_id) { real_time_.erase({from, request_id}); }

void History::drop(ConnectionId client) {
  for (auto* keys : {&pending_, &updating_, &real_time_, &heads_})
    std::erase_if(*keys, [&](const Key& key) { return key.first == client; });
  pacing_.erase(client);
}

}  // namespace legwork::simgw
