#include "simgw/gateway/market_data.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "simgw/gateway/contract_lookup.hpp"
#include "simgw/gateway/order_intake.hpp"
#include "simgw/gateway/wire_text.hpp"

namespace legwork::simgw {
namespace {

constexpr QuoteFields every_field = 0xFFFF;

std::set<int> parse_generics(std::string_view text) {
  std::set<int> generics;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    int value = 0;
    if (std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc{}) generics.insert(value);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return generics;
}

/// Figures that a person would call the same are not sent again.
bool differs(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) != std::isnan(b);
  return std::abs(a - b) > 1e-6 * std::max(1.0, std::abs(b));
}
bool differs(const Model& a, const Model& b) {
  return differs(a.implied_vol, b.implied_vol) || differs(a.price, b.price) || differs(a.delta, b.delta) ||
         differs(a.underlying_price, b.underlying_price);
}

}  // namespace

MarketData::MarketData(World& world, const BrokerMarket& market, Outlet& outlet, MarketDataOptions options)
    : world_(world), market_(market), outlet_(outlet), options_(options) {}

bool MarketData::admit(ConnectionId from, const tws::RequestMarketData& message, Line& line) {
  const auto refuse = [&](int code, std::string text) {
    outlet_.send_error(from, message.request_id, code, std::move(text));
    return false;
  };
  if (lines_.contains({from, message.request_id})) return refuse(102, "Duplicate ticker id");
  if (message.snapshot && !message.generic_ticks.empty()) {
    return refuse(321,
                  "Error validating request.-'bP' : cause - Snapshot market data subscription is not applicable to generic ticks");
  }
  if (message.contract.security_type == "BAG") {
    auto legs = read_combo_legs(message.contract, world_);
    if (const auto* reject = std::get_if<Reject>(&legs)) return refuse(reject->code, reject->text);
    line.legs = std::get<std::vector<TermsLeg>>(std::move(legs));
    line.is_combo = true;
  } else {
    const Instrument* instrument = find_contract(message.contract, world_);
    if (instrument == nullptr) return refuse(200, "No security definition has been found for the request");
    line.legs = {{instrument->con_id, 1}};
  }
  if (lines_.size() >= options_.lines_max) return refuse(101, "Max number of tickers has been reached");
  line.snapshot = message.snapshot || message.regulatory_snapshot;
  line.generics = parse_generics(message.generic_ticks);
  return true;
}

/// Live data unless there is no permission for it; frozen data is the last book of a closed market.
std::optional<DataClass> MarketData::data_class_for(ConnectionId from, std::int32_t request_id, const Line& line) {
  const auto found = types_.find(from);
  const std::int32_t type = found == types_.end() ? 1 : found->second;
  const bool open = market_.quote(*market_.find(line.legs.front().con_id)).open;
  const bool wants_frozen = type == 2 || type == 4;
  if (options_.live_permission) return wants_frozen && !open ? DataClass::frozen : DataClass::live;
  if (type < 3) {
    outlet_.send_error(
        from, request_id, 354,
        "Requested market data is not subscribed. Check API status by selecting the Account menu then under Management "
        "choose Market Data Subscription Manager and/or availability of delayed data.");
    return std::nullopt;
  }
  outlet_.send_error(from, request_id, 10167, "Requested market data is not subscribed. Displaying delayed market data.");
  return wants_frozen && !open ? DataClass::delayed_frozen : DataClass::delayed;
}

void MarketData::request(ConnectionId from, const tws::RequestMarketData& message) {
  Line line;
  if (!admit(from, message, line)) return;
  const auto data = data_class_for(from, message.request_id, line);
  if (!data) return;
  line.data = *data;
  line.serial = ++serial_;
  const Key key{from, message.request_id};
  start(key, lines_.emplace(key, std::move(line)).first->second);
}

void MarketData::start(const Key& key, Line& line) {
  for (const TermsLeg& leg : line.legs) {
    world_.watch(*market_.find(leg.con_id));
    by_contract_[leg.con_id].insert(key);
  }
  const Instrument& first = *market_.find(line.legs.front().con_id);
  if (!line.is_combo && first.is_option()) {
    world_.watch(*market_.find(first.underlying_con_id));
    options_streaming_.insert(key);
  }
  tws::TickRequestParameters parameters;
  parameters.request_id = key.second;
  parameters.min_tick = line.is_combo ? 0.01 : first.terms->min_tick.to_double();
  parameters.bbo_exchange = "9c0001";
  parameters.snapshot_permissions = 3;
  outlet_.send(key.first, parameters);
  tws::MarketDataType type;
  type.request_id = key.second;
  type.market_data_type = wire_type(line.data);
  outlet_.send(key.first, type);
  send_all(key, line);
  if (!line.snapshot) return;
  const bool complete =
      line.is_combo ? line.sent_book.best_bid() && line.sent_book.best_ask() : line.sent.bid && line.sent.ask && line.sent.last;
  outlet_.at(outlet_.now() + (complete ? options_.snapshot_shortest : options_.snapshot_longest),
             [this, key, serial = line.serial] { end_snapshot(key, serial); });
}

void MarketData::send_all(const Key& key, Line& line) {
  std::vector<tws::Response> messages;
  if (line.is_combo) {
    line.sent_book = package_book(line.legs, market_, options_.seed, outlet_.now());
    append_package_ticks(key.second, {}, line.sent_book, true, line.data, messages);
  } else {
    line.sent = market_.quote(*market_.find(line.legs.front().con_id));
    append_quote_ticks(key.second, line.sent, every_field & static_cast<QuoteFields>(~bit(QuoteField::halted)), line.data,
                       messages);
  }
  flush(key, messages);
  if (line.is_combo) return;
  send_generics(key, line);
  send_computations(key, line, true);
}

void MarketData::send_generics(const Key& key, const Line& line) {
  const Instrument& instrument = *market_.find(line.legs.front().con_id);
  const auto size = [&](std::int32_t type, std::int64_t value) {
    tws::TickSize tick;
    tick.request_id = key.second;
    tick.tick_type = type;
    tick.size = tws::Decimal(value);
    outlet_.send(key.first, tick);
  };
  const auto generic = [&](std::int32_t type, double value) {
    tws::TickGeneric tick;
    tick.request_id = key.second;
    tick.tick_type = type;
    tick.value = value;
    if (std::isfinite(value)) outlet_.send(key.first, tick);
  };
  const std::string& symbol = instrument.terms->symbol;
  if (instrument.is_option()) {
    const bool call = instrument.right == Right::call;
    // Both sides are sent; the one that is not this contract's is 0.
    if (line.generics.contains(101)) {
      size(27, call ? line.sent.open_interest : 0);
      size(28, call ? 0 : line.sent.open_interest);
    }
    if (line.generics.contains(100)) {
      size(29, call ? line.sent.volume : 0);
      size(30, call ? 0 : line.sent.volume);
    }
  }
  if (line.generics.contains(104)) generic(23, world_.historical_vol(symbol));
  if (line.generics.contains(106)) generic(24, world_.implied_vol(symbol));
  if (line.generics.contains(411)) generic(58, world_.historical_vol(symbol));
  if (line.generics.contains(236)) generic(46, 3.0);
  if (line.generics.contains(232)) {
    tws::TickPrice mark;
    mark.request_id = key.second;
    mark.tick_type = 37;
    mark.price = mark_of(line.sent);
    mark.size = tws::Decimal(0);
    outlet_.send(key.first, mark);
  }
}

void MarketData::send_computations(const Key& key, Line& line, bool all) {
  const Instrument& option = *market_.find(line.legs.front().con_id);
  if (!option.is_option() || line.is_combo) return;
  const auto side = [&](ComputationOf what, const std::optional<Price>& price) {
    if (!price) return;
    outlet_.send(key.first, computation_tick(key.second, what, world_.model_at(option, price->to_double()), line.data));
  };
  if (line.sent.open || is_delayed(line.data) || line.data == DataClass::frozen) {
    side(ComputationOf::bid, line.sent.bid);
    side(ComputationOf::ask, line.sent.ask);
  }
  if (all) side(ComputationOf::last, line.sent.last);
  line.computation_due = false;
  if (all) send_model(key, line, outlet_.now());
}

void MarketData::send_model(const Key& key, Line& line, core::TimePoint now) {
  const Model model = world_.model(*market_.find(line.legs.front().con_id));
  line.model_due = now + options_.model_interval;
  if (!differs(model, line.sent_model)) return;
  line.sent_model = model;
  outlet_.send(key.first, computation_tick(key.second, ComputationOf::model, model, line.data));
}

void MarketData::on_changes(const std::vector<QuoteChange>& changes, core::TimePoint now) {
  if (frozen_ > 0) return;
  std::set<Key> combos;
  std::vector<tws::Response> messages;
  for (const QuoteChange& change : changes) {
    const auto found = by_contract_.find(change.instrument->con_id);
    if (found == by_contract_.end()) continue;
    for (const Key& key : found->second) {
      Line& line = lines_.at(key);
      if (line.is_combo) {
        combos.insert(key);
        continue;
      }
      // Only what this line has not been told: it may have started between two steps.
      const Quote quote = market_.quote(*change.instrument);
      const QuoteFields fields = differences(line.sent, quote);
      line.sent = quote;
      append_quote_ticks(key.second, quote, fields, line.data, messages);
      flush(key, messages);
      const bool prices = has(fields, QuoteField::bid) || has(fields, QuoteField::ask);
      if (prices) send_computations(key, line, false);
    }
  }
  for (const Key& key : combos) {
    Line& line = lines_.at(key);
    const PackageBook book = package_book(line.legs, market_, options_.seed, now);
    append_package_ticks(key.second, line.sent_book, book, false, line.data, messages);
    line.sent_book = book;
    flush(key, messages);
  }
  for (const Key& key : options_streaming_) {
    Line& line = lines_.at(key);
    if (line.model_due <= now) send_model(key, line, now);
  }
}

void MarketData::flush(const Key& key, std::vector<tws::Response>& messages) {
  for (tws::Response& message : messages) outlet_.send(key.first, std::move(message));
  messages.clear();
}

void MarketData::end_snapshot(const Key& key, std::uint64_t serial) {
  const auto found = lines_.find(key);
  if (found == lines_.end() || found->second.serial != serial) return;
  tws::TickSnapshotEnd end;
  end.request_id = key.second;
  outlet_.send(key.first, end);
  remove(key);
}

void MarketData::cancel(ConnectionId from, std::int32_t request_id) {
  if (!lines_.contains({from, request_id})) {
    outlet_.send_error(from, request_id, 300, fmt::format("Can't find EId with tickerId:{}", request_id));
    return;
  }
  remove({from, request_id});
}

void MarketData::remove(const Key& key) {
  const auto found = lines_.find(key);
  if (found == lines_.end()) return;
  for (const TermsLeg& leg : found->second.legs) {
    world_.unwatch(*market_.find(leg.con_id));
    by_contract_[leg.con_id].erase(key);
    if (by_contract_[leg.con_id].empty()) by_contract_.erase(leg.con_id);
  }
  if (options_streaming_.erase(key) != 0) {
    world_.unwatch(*market_.find(market_.find(found->second.legs.front().con_id)->underlying_con_id));
  }
  lines_.erase(found);
}

void MarketData::set_type(ConnectionId from, std::int32_t market_data_type) { types_[from] = market_data_type; }

std::vector<std::int32_t> MarketData::requests_of(ConnectionId client) const {
  std::vector<std::int32_t> ids;
  for (const auto& [key, line] : lines_) {
    if (key.first == client) ids.push_back(key.second);
  }
  return ids;
}

void MarketData::drop(ConnectionId client) {
  for (const std::int32_t id : requests_of(client)) remove({client, id});
  types_.erase(client);
}

void MarketData::forget_all() {
  while (!lines_.empty()) remove(lines_.begin()->first);
}

}  // namespace legwork::simgw
