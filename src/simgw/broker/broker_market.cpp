#include "simgw/broker/broker_market.hpp"

namespace legwork::simgw {

double mark_of(const Quote& quote) {
  if (quote.bid && quote.ask) return (quote.bid->to_double() + quote.ask->to_double()) / 2;
  if (quote.ask) return quote.ask->to_double() / 2;  // nobody bids: worth less than the offer
  if (quote.last) return quote.last->to_double();
  return quote.close ? quote.close->to_double() : 0.0;
}

double WorldMarket::mark(const Instrument& instrument) const { return mark_of(world_.quote(instrument)); }

}  // namespace legwork::simgw
