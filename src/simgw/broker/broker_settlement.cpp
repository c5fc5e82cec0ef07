// Settlement: what happens to orders and positions without a trade: sessions, expiry, exercise, assignment, dividends.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/broker/broker.hpp"

namespace legwork::simgw {
namespace {

double intrinsic(const Instrument& option, double underlying) {
  const double strike = option.strike.to_double();
  return std::max(0.0, option.right == Right::call ? underlying - strike : strike - underlying);
}

market::Money usd(double amount) {
  return market::Money::from_micros(std::llround(amount * static_cast<double>(market::Money::scale)));
}

}  // namespace

void Broker::expire_day_orders(market::HoursClass hours, core::TimePoint now) {
  for (auto& [perm_id, order] : orders_) {
    const bool ends =
        order.live() && order.terms.tif == TimeInForce::day && market_.find(order.terms.legs.front().con_id)->terms->hours == hours;
    if (ends && order.placed_at < now) end(order, OrderStatus::cancelled, "Cancelled: end of day", now);
  }
}

void Broker::on_session(market::HoursClass hours, SessionPhase phase, core::TimePoint now) {
  if (phase == SessionPhase::closed) {
    expire_day_orders(hours, now);
    return;
  }
  if (hours == market::HoursClass::equity) {
    for (Account& account : accounts_) {
      account.start_day();
      day_start_value_[account.id()] = account_value(account);
      for (const auto& [con_id, position] : account.positions()) {
        day_start_mark_[{account.id(), con_id}] = market_.mark(*market_.find(con_id));
      }
    }
  }
  // What waited for the session goes to the exchange.
  for (const auto& [perm_id, order] : orders_) {
    if (order.status == OrderStatus::pre_submitted) later(now, {perm_id, Step::activate});
  }
}

void Broker::on_expiry(const ListingTerms& terms, Date expiry, double settlement, core::TimePoint now) {
  const auto expires = [&](std::int32_t con_id) {
    const Instrument* instrument = market_.find(con_id);
    return instrument->is_option() && instrument->terms == &terms && instrument->expiry == expiry;
  };
  for (auto& [perm_id, order] : orders_) {
    const auto& legs = order.terms.legs;
    const bool dead =
        order.live() && std::any_of(legs.begin(), legs.end(), [&](const TermsLeg& leg) { return expires(leg.con_id); });
    if (dead) end(order, OrderStatus::cancelled, "Cancelled: contract expired", now);
  }
  for (Account& account : accounts_) {
    std::vector<std::int32_t> ending;
    for (const auto& [con_id, position] : account.positions()) {
      if (position.quantity != 0 && expires(con_id)) ending.push_back(con_id);
    }
    for (const std::int32_t con_id : ending) settle_position(account, *market_.find(con_id), settlement);
  }
}

/// In the money by a cent: cash settles to intrinsic; physical delivery closes the option at zero and moves stock at the strike, for
/// the holder by exercise and for the writer by assignment. Nothing is announced; the position changes are the news.
void Broker::adjust_position(const std::string& account, std::int32_t con_id, std::int64_t change) {
  const Instrument* instrument = market_.find(con_id);
  Account* holder = account_of(account);
  if (instrument == nullptr || holder == nullptr || change == 0) return;
  const auto mark = market::Price::from_nanos(std::llround(market_.mark(*instrument) * 100) * (market::Price::scale / 100));
  holder->apply({con_id, change, mark, instrument->terms->multiplier, market::Money()});
  events_.emplace_back(PositionChanged{account, con_id});
}

void Broker::settle_position(Account& account, const Instrument& option, double settlement) {
  const std::int64_t quantity = account.quantity(option.con_id);
  const double value = intrinsic(option, settlement);
  const bool exercised = value >= 0.01 - 1e-9;
  const bool cash = option.terms->delivery == market::Delivery::cash;
  const double paid = exercised && cash ? value : 0.0;
  account.apply(
      {option.con_id, -quantity, market::Price::from_nanos(std::llround(paid * 1e9)), option.terms->multiplier, market::Money()});
  events_.emplace_back(PositionChanged{account.id(), option.con_id});
  if (exercised && !cash) {
    const std::int64_t shares = quantity * option.terms->multiplier * (option.right == Right::call ? 1 : -1);
    account.apply({option.underlying_con_id, shares, option.strike, 1, market::Money()});
    events_.emplace_back(PositionChanged{account.id(), option.underlying_con_id});
  }
}

std::optional<Reject> Broker::exercise(const std::string& account_id, const Instrument& option, std::int64_t quantity) {
  Account* account = account_of(account_id);
  if (account == nullptr)
    return Reject{321, fmt::format("Error validating request.-'bW' : cause - Invalid account code '{}'.", account_id)};
  if (!option.is_option() || option.terms->exercise != market::ExerciseStyle::american) {
    return Reject{321, "Error validating request.-'bW' : cause - This contract cannot be exercised before expiry."};
  }
  if (quantity <= 0 || account->quantity(option.con_id) < quantity) {
    return Reject{321, fmt::format("Error validating request.-'bW' : cause - {} contracts cannot be exercised, {} are held.",
                                   quantity, account->quantity(option.con_id))};
  }
  account->apply({option.con_id, -quantity, market::Price(), option.terms->multiplier, market::Money()});
  const std::int64_t shares = quantity * option.terms->multiplier * (option.right == Right::call ? 1 : -1);
  account->apply({option.underlying_con_id, shares, option.strike, 1, market::Money()});
  events_.emplace_back(PositionChanged{account_id, option.con_id});
  events_.emplace_back(PositionChanged{account_id, option.underlying_con_id});
  return std::nullopt;
}

void Broker::on_dividend(const Instrument& stock, double amount) {
  for (Account& account : accounts_) {
    const std::int64_t shares = account.quantity(stock.con_id);
    if (shares != 0) account.credit(usd(amount * static_cast<double>(shares)));
  }
}

}  // namespace legwork::simgw
