// QuoteBoard: quotes as somebody was told them last, for who has no line of their own: the engine's walks and exits, a person in a drill.
// A quote that is no longer told grows old by itself: its ages are counted from the moments that it bears.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "trade/quote.hpp"

namespace legwork::trade {

class QuoteBoard final : public Quotes {
 public:
  void show(ContractId id, const LegQuote& quote) { legs_.insert_or_assign(id, quote); }
  void show(const std::string& symbol, const UnderlyingQuote& quote) { underlyings_.insert_or_assign(symbol, quote); }
  void remove(ContractId id) { legs_.erase(id); }

  const LegQuote* leg(ContractId id) const override {
    const auto at = legs_.find(id);
    return at == legs_.end() ? nullptr : &at->second;
  }
  const UnderlyingQuote* underlying(std::string_view symbol) const override {
    const auto at = underlyings_.find(symbol);
    return at == underlyings_.end() ? nullptr : &at->second;
  }

 private:
  std::map<ContractId, LegQuote> legs_;
  std::map<std::string, UnderlyingQuote, std::less<>> underlyings_;
};

}  // namespace legwork::trade
