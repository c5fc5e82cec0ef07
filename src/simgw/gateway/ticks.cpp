#include "simgw/gateway/ticks.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace legwork::simgw {
namespace {

enum Tick : std::int32_t {
  bid_size = 0,
  bid = 1,
  ask = 2,
  ask_size = 3,
  last = 4,
  last_size = 5,
  high = 6,
  low = 7,
  volume = 8,
  close = 9,
  day_open = 14,
  bid_exchange = 32,
  ask_exchange = 33,
  last_timestamp = 45,
  halted = 49,
  last_exchange = 84,
  delayed_last_timestamp = 88
};

/// Delayed ticks have numbers of their own; -1 where there is none.
std::int32_t number(std::int32_t tick, DataClass data) {
  if (!is_delayed(data)) return tick;
  switch (tick) {
    case bid: return 66;
    case ask: return 67;
    case last: return 68;
    case bid_size: return 69;
    case ask_size: return 70;
    case last_size: return 71;
    case high: return 72;
    case low: return 73;
    case volume: return 74;
    case close: return 75;
    case day_open: return 76;
    case last_timestamp: return delayed_last_timestamp;
    case halted: return 90;
    default: return -1;
  }
}

class TickWriter {
 public:
  TickWriter(std::int32_t request_id, DataClass data, std::vector<tws::Response>& out)
      : request_id_(request_id), data_(data), out_(out) {}

  void price(std::int32_t tick, std::optional<Price> value, std::optional<std::int64_t> size, std::int32_t attributes = 0) {
    tws::TickPrice message;
    message.request_id = request_id_;
    message.tick_type = number(tick, data_);
    message.price = value ? value->to_double() : -1.0;
    message.size = tws::Decimal(value && size ? *size : 0);
    message.attributes = attributes;
    out_.emplace_back(message);
  }
  void size(std::int32_t tick, std::int64_t value) {
    tws::TickSize message;
    message.request_id = request_id_;
    message.tick_type = number(tick, data_);
    message.size = tws::Decimal(value);
    out_.emplace_back(message);
  }
  void text(std::int32_t tick, std::string value) {
    if (number(tick, data_) < 0) return;
    tws::TickString message;
    message.request_id = request_id_;
    message.tick_type = number(tick, data_);
    message.value = std::move(value);
    out_.emplace_back(std::move(message));
  }
  void generic(std::int32_t tick, double value) {
    tws::TickGeneric message;
    message.request_id = request_id_;
    message.tick_type = number(tick, data_);
    message.value = value;
    out_.emplace_back(message);
  }

 private:
  std::int32_t request_id_;
  DataClass data_;
  std::vector<tws::Response>& out_;
};

/// One side of the book: the price with its size, then the size by itself, as TWS sends both.
void side(TickWriter& ticks, std::int32_t price_tick, std::int32_t size_tick, const std::optional<Price>& price, std::int64_t size,
          bool price_changed) {
  const std::int64_t shown = price ? size : 0;
  if (price_changed) ticks.price(price_tick, price, shown, 1);
  ticks.size(size_tick, shown);
}

void trade_ticks(TickWriter& ticks, const Quote& quote, QuoteFields fields) {
  if (has(fields, QuoteField::last) && quote.last) {
    ticks.price(last, quote.last, quote.last_size);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(quote.last_at.time_since_epoch()).count();
    ticks.text(last_timestamp, std::to_string(seconds));
    if (quote.last_exchange != 0) ticks.text(last_exchange, std::string(1, quote.last_exchange));
  }
  if ((has(fields, QuoteField::last) || has(fields, QuoteField::last_size)) && quote.last) ticks.size(last_size, quote.last_size);
  if (has(fields, QuoteField::volume)) ticks.size(volume, quote.volume);
  const std::array<std::pair<QuoteField, std::pair<std::int32_t, std::optional<Price>>>, 4> day{
      {{QuoteField::high, {high, quote.high}},
       {QuoteField::low, {low, quote.low}},
       {QuoteField::day_open, {day_open, quote.day_open}},
       {QuoteField::close, {close, quote.close}}}};
  for (const auto& [field, tick] : day) {
    if (has(fields, field) && tick.second) ticks.price(tick.first, tick.second, 0);
  }
}

std::optional<double> known(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

}  // namespace

void append_quote_ticks(std::int32_t request_id, const Quote& quote, QuoteFields fields, DataClass data,
                        std::vector<tws::Response>& out) {
  TickWriter ticks(request_id, data, out);
  Quote shown = quote;
  const bool live_only = data == DataClass::live || data == DataClass::delayed;
  if ((!quote.open && live_only) || quote.halted) {
    shown.bid.reset();
    shown.ask.reset();
    shown.bid_size = shown.ask_size = 0;
  }
  const bool phase = has(fields, QuoteField::open) || has(fields, QuoteField::halted);
  if (phase || has(fields, QuoteField::bid) || has(fields, QuoteField::bid_size)) {
    side(ticks, bid, bid_size, shown.bid, shown.bid_size, phase || has(fields, QuoteField::bid));
  }
  if (phase || has(fields, QuoteField::ask) || has(fields, QuoteField::ask_size)) {
    side(ticks, ask, ask_size, shown.ask, shown.ask_size, phase || has(fields, QuoteField::ask));
  }
  if (has(fields, QuoteField::bid) && shown.bid && quote.bid_exchange != 0)
    ticks.text(bid_exchange, std::string(1, quote.bid_exchange));
  if (has(fields, QuoteField::ask) && shown.ask && quote.ask_exchange != 0)
    ticks.text(ask_exchange, std::string(1, quote.ask_exchange));
  trade_ticks(ticks, quote, fields);
  if (has(fields, QuoteField::halted)) ticks.generic(halted, quote.halted ? 1 : 0);
}

void append_package_ticks(std::int32_t request_id, const PackageBook& before, const PackageBook& after, bool all, DataClass data,
                          std::vector<tws::Response>& out) {
  TickWriter ticks(request_id, data, out);
  const auto compare = [&](std::int32_t price_tick, std::int32_t size_tick, const std::optional<Level>& old_level,
                           const std::optional<Level>& new_level) {
    const bool price_changed =
        all || old_level.has_value() != new_level.has_value() || (new_level && old_level->price != new_level->price);
    const bool size_changed = price_changed || (new_level && old_level->size != new_level->size);
    if (!size_changed) return;
    const auto price = new_level ? std::optional(new_level->price) : std::nullopt;
    side(ticks, price_tick, size_tick, price, new_level ? new_level->size : 0, price_changed);
  };
  compare(bid, bid_size, before.best_bid(), after.best_bid());
  compare(ask, ask_size, before.best_ask(), after.best_ask());
}

tws::TickOptionComputation computation_tick(std::int32_t request_id, ComputationOf what, const Model& model, DataClass data) {
  tws::TickOptionComputation tick;
  tick.request_id = request_id;
  const auto index = static_cast<std::int32_t>(what);
  tick.tick_type = what == ComputationOf::asked ? 53 : (is_delayed(data) ? 80 : 10) + index;
  tick.tick_attributes = what == ComputationOf::model ? 0 : 1;
  tick.implied_vol = known(model.implied_vol);
  tick.option_price = known(model.price);
  tick.pv_dividend = known(model.dividends_pv);
  tick.under_price = known(model.underlying_price);
  if (tick.implied_vol) {
    tick.delta = known(model.delta);
    tick.gamma = known(model.gamma);
    tick.vega = known(model.vega);
    tick.theta = known(model.theta);
  }
  return tick;
}

}  // namespace legwork::simgw
