// FixedMarket: a market that says what a test laid down. For tests of the broker alone.
#pragma once

#include <deque>
#include <map>

#include "simgw/broker/broker_market.hpp"

namespace legwork::simgw {

class FixedMarket final : public BrokerMarket {
 public:
  static constexpr double tick = 0.01;

  const Instrument& add_stock(ContractId id, std::string_view symbol) {
    ListingTerms& terms = terms_.emplace_back();
    terms.symbol = terms.trading_class = symbol;
    terms.kind = SecurityKind::stock;
    terms.primary_exchange = "NASDAQ";
    Instrument& stock = instruments_.emplace_back();
    stock.con_id = stock.underlying_con_id = id;
    stock.terms = &terms;
    return stock;
  }

  /// One class per call of `terms_for`; options of one class share it.
  ListingTerms& option_class(std::string_view symbol, market::Delivery delivery = market::Delivery::physical) {
    ListingTerms& terms = terms_.emplace_back();
    terms.symbol = terms.trading_class = symbol;
    terms.kind = SecurityKind::option;
    terms.multiplier = 100;
    terms.delivery = delivery;
    return terms;
  }

  const Instrument& add_option(ContractId id, const ListingTerms& terms, ContractId underlying, double strike, Right right,
                               Date expiry) {
    Instrument& option = instruments_.emplace_back();
    option.con_id = id;
    option.underlying_con_id = underlying;
    option.terms = &terms;
    option.strike = price(strike);
    option.right = right;
    option.expiry = option.last_trade_day = expiry;
    option.settles_at = option.trades_until = market::eastern_to_utc(expiry, {16 * 3600});
    return option;
  }

  static Price price(double usd) {
    return Price::from_nanos(static_cast<std::int64_t>(usd * 100 + (usd < 0 ? -0.5 : 0.5)) * (Price::scale / 100));
  }

  void quote(ContractId id, double bid, double ask, std::int64_t size = 50) {
    Quote& quote = quotes_[id];
    quote.bid = bid > 0 ? std::optional(price(bid)) : std::nullopt;
    quote.ask = price(ask);
    quote.bid_size = bid > 0 ? size : 0;
    quote.ask_size = size;
    quote.open = is_open;
  }

  const Instrument* find(ContractId id) const override {
    for (const Instrument& instrument : instruments_) {
      if (instrument.con_id == id) return &instrument;
    }
    return nullptr;
  }
  Quote quote(const Instrument& instrument) const override {
    const auto found = quotes_.find(instrument.con_id);
    Quote quote = found == quotes_.end() ? Quote{} : found->second;
    quote.open = is_open;
    return quote;
  }
  SessionState session(const Instrument& /*instrument*/) const override {
    return {.phase = is_open ? SessionPhase::open : SessionPhase::closed, .session = {}};
  }
  double mark(const Instrument& instrument) const override { return mark_of(quote(instrument)); }
  void print_trade(const Instrument& instrument, Price /*price*/, std::int64_t size) override {
    printed[instrument.con_id] += size;
  }

  bool is_open = true;
  std::map<ContractId, std::int64_t> printed;

 private:
  std::deque<ListingTerms> terms_;
  std::deque<Instrument> instruments_;
  std::map<ContractId, Quote> quotes_;
};

}  // namespace legwork::simgw
