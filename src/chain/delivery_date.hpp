// When money and shares change hands. A stock bought today is paid for days later, and so is one received by exercise: what a forward
// earns over the spot is interest from the one delivery to the other, not from the quote to the expiry. Over a weekend that is three
// days for an option that expires on the next session. Pure; a few calendar look-ups.
#pragma once

#include "market/contract.hpp"
#include "market/date.hpp"

namespace legwork::chain {

/// Delivery of what is traded or exercised on `day` (on a day without trading: on the session before it): for shares three business
/// days later, two since 2017-09-05, one since 2024-05-28 (SEC Rule 15c6-1 and its amendments); for a cash index the next one.
market::Date delivery_date(market::Date day, market::Delivery delivery);

/// Years (act/365) between the delivery of what is traded on `traded` and of what is exercised on `expiry`; 0 when they coincide.
double financing_years(market::Date traded, market::Date expiry, market::Delivery delivery);

}  // namespace legwork::chain
