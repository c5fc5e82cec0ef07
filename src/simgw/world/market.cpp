#include "simgw/world/market.hpp"

namespace legwork::simgw {

QuoteFields differences(const Quote& before, const Quote& after) {
  QuoteFields fields = 0;
  const auto note = [&](QuoteField field, bool differs) {
    if (differs) fields = static_cast<QuoteFields>(fields | bit(field));
  };
  note(QuoteField::bid, before.bid != after.bid);
  note(QuoteField::ask, before.ask != after.ask);
  note(QuoteField::bid_size, before.bid_size != after.bid_size);
  note(QuoteField::ask_size, before.ask_size != after.ask_size);
  note(QuoteField::last, before.last != after.last || before.last_at != after.last_at);
  note(QuoteField::last_size, before.last_size != after.last_size);
  note(QuoteField::volume, before.volume != after.volume);
  note(QuoteField::day_open, before.day_open != after.day_open);
  note(QuoteField::high, before.high != after.high);
  note(QuoteField::low, before.low != after.low);
  note(QuoteField::close, before.close != after.close);
  note(QuoteField::open_interest, before.open_interest != after.open_interest);
  note(QuoteField::halted, before.halted != after.halted);
  note(QuoteField::open, before.open != after.open);
  return fields;
}

void WorldEvents::clear() {
  quotes.clear();
  expiries.clear();
  sessions.clear();
  gone_ex.clear();
  listed.clear();
}

}  // namespace legwork::simgw
