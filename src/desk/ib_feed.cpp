#include "desk/ib_feed.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "desk/ib_order.hpp"
#include "desk/wire_text.hpp"

namespace legwork::desk {
namespace {

// Tick types (IBKR, "Available Tick Types"); the delayed ones carry the same.
constexpr bool is_bid(std::int32_t type) { return type == 1 || type == 66; }
constexpr bool is_ask(std::int32_t type) { return type == 2 || type == 67; }
constexpr bool is_last(std::int32_t type) { return type == 4 || type == 68; }
constexpr bool is_bid_size(std::int32_t type) { return type == 0 || type == 69; }
constexpr bool is_ask_size(std::int32_t type) { return type == 3 || type == 70; }
constexpr std::int32_t halted_type = 49, model_type = 13, first_delayed_type = 66, last_delayed_type = 76;
constexpr double sessions_a_year = 252;
constexpr double vol_where_unknown = 0.2;

/// -1 (or 0) without a size is "no quote".
std::optional<market::Price> quoted(const tws::TickPrice& tick) {
  if (!tick.price || *tick.price < 0) return std::nullopt;
  return price_of(*tick.price);
}

}  // namespace

core::Result<void> IbFeed::watch(const std::vector<trade::Instrument>& legs, const Underlying& underlying, core::TimePoint now) {
  std::size_t fresh = lines_.contains(underlying.instrument.id) ? 0 : 1;
  for (const trade::Instrument& leg : legs) fresh += lines_.contains(leg.id) ? 0 : 1;
  if (lines_.size() + fresh > options_.lines_max)
    return core::Error{
        core::ErrorCode::too_large,
        fmt::format("{} of {} market-data lines are in use and {} more are needed", lines_.size(), options_.lines_max, fresh),
        {}};
  const std::string& symbol = underlying.instrument.underlying;
  begin(underlying.instrument.id, underlying.contract, symbol, false, now);
  for (const trade::Instrument& leg : legs) begin(leg.id, to_contract(leg), symbol, true, now);
  return {};
}

void IbFeed::release(const std::vector<trade::Instrument>& legs, const Underlying& underlying, core::TimePoint now) {
  for (const trade::Instrument& leg : legs) end(leg.id, now);
  end(underlying.instrument.id, now);
}

void IbFeed::begin(trade::ContractId id, const tws::Contract& contract, const std::string& symbol, bool is_leg,
                   core::TimePoint now) {
  Line& line = lines_[id];
  if (line.users++ > 0) return;
  tws::RequestMarketData message;
  message.contract = contract;
  line.key = session_.subscribe(std::move(message), now);
  line.symbol = symbol;
  line.is_leg = is_leg;
  by_key_[line.key] = id;
  if (!is_leg) underlyings_[symbol] = id;
}

void IbFeed::end(trade::ContractId id, core::TimePoint now) {
  const auto at = lines_.find(id);
  if (at == lines_.end() || --at->second.users > 0) return;
  session_.cancel(at->second.key, now);
  by_key_.erase(at->second.key);
  if (!at->second.is_leg) underlyings_.erase(at->second.symbol);
  lines_.erase(at);
}

IbFeed::Line* IbFeed::line_of(tws::RequestKey key) {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? nullptr : &lines_.at(at->second);
}

void IbFeed::on(const tws::Event& event, core::TimePoint now) {
  if (const auto* const reply = std::get_if<tws::Reply>(&event)) {
    if (Line* const line = line_of(reply->key)) tick(*line, reply->message, now);
  } else if (const auto* const failed = std::get_if<tws::Failed>(&event)) {
    if (Line* const line = line_of(failed->key)) {
      line->trouble = plain_text(failed->failure.text);
      line->has_ticked = false;
    }
  } else if (const auto* const notice = std::get_if<tws::Notice>(&event)) {
    Line* const line = notice->key ? line_of(*notice->key) : nullptr;
    if (line != nullptr) line->trouble = plain_text(notice->text);
  } else if (std::holds_alternative<tws::Closed>(event)) {
    farms_down_.clear();
    distrust_all();
  } else if (const auto* const gap = std::get_if<tws::Gap>(&event)) {
    if (gap->cause == tws::GapCause::farm_lost) farms_down_.insert(gap->text);
    if (gap->cause == tws::GapCause::farm_restored) farms_down_.erase(gap->text);
    distrust_all();
  }
}

void IbFeed::distrust_all() {
  for (auto& [id, line] : lines_) line.has_ticked = false;
}

void IbFeed::tick(Line& line, const tws::Response& message, core::TimePoint now) {
  if (const auto* const tick_price = std::get_if<tws::TickPrice>(&message)) {
    price(line, *tick_price, now);
  } else if (const auto* const tick_size = std::get_if<tws::TickSize>(&message)) {
    size(line, tick_size->tick_type, tick_size->size);
  } else if (const auto* const generic = std::get_if<tws::TickGeneric>(&message)) {
    // -1: not known; 1 halted for news, 2 for volatility.
    if (generic->tick_type == halted_type && generic->value) line.leg.halted = line.underlying.halted = *generic->value > 0;
  } else if (const auto* const greeks = std::get_if<tws::TickOptionComputation>(&message)) {
    if (greeks->tick_type == model_type && greeks->implied_vol) line.implied_vol = greeks->implied_vol;
    return;  // may be computed from a quote that nobody has confirmed
  } else if (const auto* const type = std::get_if<tws::MarketDataType>(&message)) {
    data_type(line, type->market_data_type);
    return;
  } else {
    return;
  }
  line.has_ticked = true;
  line.trouble.clear();
  line.leg.confirmed_at = line.underlying.confirmed_at = now;
  if (!line.is_leg) confirm_legs(line, now);
}

void IbFeed::price(Line& line, const tws::TickPrice& tick, core::TimePoint now) {
  const std::int32_t type = tick.tick_type;
  const std::optional<market::Price> value = quoted(tick);
  const auto number = value ? std::optional(value->to_double()) : std::nullopt;
  const trade::LegQuote before = line.leg;
  if (is_bid(type)) {
    line.leg.bid = value;
    line.underlying.bid = number;
  } else if (is_ask(type)) {
    line.leg.ask = value;
    line.underlying.ask = number;
  } else if (is_last(type) && number && *number > 0) {
    line.underlying.last = number;
  }
  if (type >= first_delayed_type && type <= last_delayed_type)
    line.leg.quote_class = line.underlying.quote_class = trade::QuoteClass::delayed;  // whatever was announced
  if (tick.size) size(line, tws::size_tick_of(type), tick.size);
  if (before.bid == line.leg.bid && before.ask == line.leg.ask) return;
  line.leg.changed_at = now;
  if (const trade::UnderlyingQuote* const spot = line.is_leg ? underlying(line.symbol) : nullptr) line.spot_at_change = spot->mid();
}

void IbFeed::size(Line& line, std::int32_t type, const std::optional<tws::Decimal>& size) {
  const std::int64_t contracts = size ? whole_of(*size).value_or(0) : 0;
  if (is_bid_size(type)) line.leg.bid_size = contracts;
  if (is_ask_size(type)) line.leg.ask_size = contracts;
}

/// 1 live, 2 frozen, 3 delayed, 4 delayed and frozen.
void IbFeed::data_type(Line& line, std::int32_t type) {
  using trade::QuoteClass;
  const QuoteClass quote_class = type == 1 ? QuoteClass::live : type == 2 ? QuoteClass::frozen : QuoteClass::delayed;
  line.leg.quote_class = line.underlying.quote_class = quote_class;
}

void IbFeed::confirm_legs(const Line& underlying, core::TimePoint now) {
  const std::optional<double> spot = underlying.underlying.mid();
  if (!farms_down_.empty() || underlying.underlying.halted || underlying.underlying.quote_class != trade::QuoteClass::live || !spot)
    return;
  for (auto& [id, line] : lines_) {
    if (!line.is_leg || line.symbol != underlying.symbol) continue;
    if (!line.has_ticked || line.leg.halted || line.leg.quote_class != trade::QuoteClass::live) continue;
    if (!line.spot_at_change) line.spot_at_change = spot;
    const double day = *line.spot_at_change * line.implied_vol.value_or(vol_where_unknown) / std::sqrt(sessions_a_year);
    if (std::abs(*spot - *line.spot_at_change) <= options_.moved_sds * day) line.leg.confirmed_at = now;
  }
}

const trade::LegQuote* IbFeed::leg(trade::ContractId id) const {
  const auto at = lines_.find(id);
  return at == lines_.end() || !at->second.is_leg ? nullptr : &at->second.leg;
}

const trade::UnderlyingQuote* IbFeed::underlying(std::string_view symbol) const {
  const auto at = underlyings_.find(symbol);
  return at == underlyings_.end() ? nullptr : &lines_.at(at->second).underlying;
}

std::vector<std::string> IbFeed::halted() const {
  std::vector<std::string> halted;
  for (const auto& [symbol, id] : underlyings_)
    if (lines_.at(id).underlying.halted) halted.push_back(symbol);
  return halted;
}

std::string IbFeed::trouble(trade::ContractId id) const {
  const auto at = lines_.find(id);
  return at == lines_.end() ? "" : at->second.trouble;
}

}  // namespace legwork::desk
