// Quotes of a test, by contract id: the two-sided book that the exchange would show. Live and confirmed this moment unless said.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "trade/quote_board.hpp"

namespace legwork::trade {

/// "1.05", or "" for a side that is not there.
inline LegQuote two_sided(const std::string& bid, const std::string& ask, core::TimePoint at = {}) {
  LegQuote quote;
  if (!bid.empty()) quote.bid = market::Price::parse(bid).value();
  if (!ask.empty()) quote.ask = market::Price::parse(ask).value();
  quote.bid_size = quote.ask_size = 10;
  quote.changed_at = quote.confirmed_at = at;
  return quote;
}
inline UnderlyingQuote two_sided(double bid, double ask, core::TimePoint at = {}) {
  UnderlyingQuote quote;
  quote.bid = bid;
  quote.ask = ask;
  quote.confirmed_at = at;
  return quote;
}

/// Told by number and text, and changed in place afterwards.
class QuotesOfTest final : public Quotes {
 public:
  LegQuote& set(std::int64_t id, const std::string& bid, const std::string& ask, core::TimePoint at = {}) {
    return legs_[id] = two_sided(bid, ask, at);
  }
  UnderlyingQuote& set_underlying(const std::string& symbol, double bid, double ask) {
    return underlyings_[symbol] = two_sided(bid, ask);
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
