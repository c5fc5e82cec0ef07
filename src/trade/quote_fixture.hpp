// Quotes of a test, by contract id: the two-sided book that the exchange would show. Live and confirmed this moment unless said.
#pragma once

#include <map>
#include <string>

#include "trade/quote.hpp"

namespace legwork::trade {

class QuoteBoard : public Quotes {
 public:
  /// "1.05", or "" for a side that is not there.
  LegQuote& set(std::int64_t id, const std::string& bid, const std::string& ask, core::TimePoint at = {}) {
    LegQuote& quote = legs_[id];
    quote = LegQuote{};
    if (!bid.empty()) quote.bid = market::Price::parse(bid).value();
    if (!ask.empty()) quote.ask = market::Price::parse(ask).value();
    quote.bid_size = quote.ask_size = 10;
    quote.changed_at = quote.confirmed_at = at;
    return quote;
  }
  UnderlyingQuote& set_underlying(const std::string& symbol, double bid, double ask) {
    UnderlyingQuote& quote = underlyings_[symbol];
    quote.bid = bid;
    quote.ask = ask;
    return quote;
  }
  void remove(std::int64_t id) { legs_.erase(id); }

  const LegQuote* leg(ContractId id) const override {
    const auto found = legs_.find(id.value());
    return found == legs_.end() ? nullptr : &found->second;
  }
  const UnderlyingQuote* underlying(std::string_view symbol) const override {
    const auto found = underlyings_.find(symbol);
    return found == underlyings_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::int64_t, LegQuote> legs_;
  std::map<std::string, UnderlyingQuote, std::less<>> underlyings_;
};

}  // namespace legwork::trade
