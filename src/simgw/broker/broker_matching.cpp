// Matching: what works against the market, one step of time after the other.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/broker/broker.hpp"
#include "simgw/broker/commission.hpp"
#include "simgw/broker/package_book.hpp"

namespace legwork::simgw {
namespace {

constexpr std::int64_t commission_ms_min = 80, commission_ms_max = 400;

market::Price divided(market::Price price, std::int32_t by) { return market::Price::from_nanos(price.nanos() / by); }
market::Price times(market::Price price, std::int32_t by) { return market::Price::from_nanos(price.nanos() * by); }

}  // namespace

void Broker::match_all(core::TimePoint now) {
  const std::vector<std::int64_t> working(working_.begin(), working_.end());  // fills may end others
  for (const std::int64_t perm_id : working) {
    if (working_.contains(perm_id)) match(*order(perm_id), now);
  }
}

/// The price a MIDPRICE order works at: the middle of the market, capped by its limit.
std::optional<market::Price> Broker::working_limit(const SimOrder& order, const PackageBook& book, bool& is_market) const {
  is_market = order.terms.type == OrderType::market || order.terms.type == OrderType::stop;
  if (is_market) return std::nullopt;
  if (order.terms.type != OrderType::midprice) return order.terms.limit;
  const auto middle = book.mid();
  if (!middle) return std::nullopt;
  const bool buys = order.terms.side == Side::buy;
  const auto pegged = tick_rule_of(order.terms.legs, market_).round(*middle, buys ? market::Rounding::down : market::Rounding::up);
  if (!pegged) return std::nullopt;
  if (!order.terms.limit) return *pegged;
  return buys ? std::min(*pegged, *order.terms.limit) : std::max(*pegged, *order.terms.limit);
}

/// Stops on options and packages trigger on the quote that would close them, not on a last price that may be hours old.
bool Broker::trigger(SimOrder& order, const PackageBook& book) {
  const bool is_stop = order.terms.type == OrderType::stop || order.terms.type == OrderType::stop_limit;
  if (!is_stop || order.triggered) return true;
  const bool buys = order.terms.side == Side::buy;
  const auto& side = buys ? book.implied_ask : book.implied_bid;
  if (!side || (buys ? side->price < *order.terms.stop : side->price > *order.terms.stop)) return false;
  order.triggered = true;
  order.status = OrderStatus::submitted;
  tell(order);
  return true;
}

void Broker::match(SimOrder& order, core::TimePoint now) {
  if (order.terms.tif == TimeInForce::gtd && order.terms.good_till && now >= *order.terms.good_till) {
    end(order, OrderStatus::cancelled, "Cancelled: good till date", now);
    return;
  }
  const PackageBook book = package_book(order.terms.legs, market_, options_.seed, now);
  if (!trigger(order, book)) return;
  const double seconds = std::chrono::duration<double>(options_.step).count();
  bool is_market = false;
  const auto limit = working_limit(order, book, is_market);
  const bool whole = order.terms.all_or_none || order.terms.tif == TimeInForce::fok;
  if (limit || is_market) {
    if (const auto trade =
            trade_in_step({order.terms.side, limit, order.remaining(), whole}, book, seconds, order.chance, options_.rates)) {
      fill(order, *trade, now);
    }
  }
  const bool immediate = order.terms.tif == TimeInForce::ioc || order.terms.tif == TimeInForce::fok;
  if (immediate && order.live() && book.open) end(order, OrderStatus::cancelled, "Cancelled: immediate or cancel", now);
}

bool Broker::fill_now(OrderOwner owner, std::int64_t quantity, core::TimePoint now) {
  SimOrder* order = this->order(owner);
  if (order == nullptr || !order->live() || quantity <= 0) return false;
  std::optional<market::Price> price = order->terms.limit;
  if (!price) {
    const auto middle = package_book(order->terms.legs, market_, options_.seed, now).mid();
    if (!middle) return false;
    const auto rounded = tick_rule_of(order->terms.legs, market_).round(*middle, market::Rounding::down);
    if (!rounded) return false;
    price = *rounded;
  }
  fill(*order, {std::min(quantity, order->remaining()), *price, false}, now);
  return true;
}

std::string Broker::new_exec_id(core::TimePoint now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  return fmt::format("{:08x}.{:08x}.{:02x}.01", 0x1f400 + next_exec_++, static_cast<std::uint64_t>(seconds) & 0xFFFFFFFFU, 1);
}

/// Prices of the legs that add up to `net` exactly: middles of their own quotes in pennies, and the rest on a leg of ratio ±1.
std::vector<market::Price> Broker::leg_prices(const SimOrder& order, market::Price net) const {
  const std::vector<TermsLeg>& legs = order.terms.legs;
  if (legs.size() == 1) return {divided(net, legs.front().ratio)};
  std::size_t balance = 0;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (std::abs(legs[i].ratio) == 1) balance = i;
  }
  std::vector<market::Price> prices(legs.size());
  market::Price rest = net;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (i == balance) continue;
    const double mark = market_.mark(*market_.find(legs[i].con_id));
    prices[i] = market::Price::from_nanos(std::llround(mark * 100) * (market::Price::scale / 100));
    rest = rest - times(prices[i], legs[i].ratio);
  }
  prices[balance] = divided(rest, legs[balance].ratio);
  return prices;
}

void Broker::fill(SimOrder& order, const Trade& trade, core::TimePoint now) {
  const std::string exec_id = new_exec_id(now);
  order.filled += trade.quantity;
  order.traded_nanos += static_cast<decltype(order.traded_nanos)>(trade.price.nanos()) * trade.quantity;
  order.last_fill_price = trade.price;
  if (order.terms.is_combo) {
    Execution summary;
    summary.exec_id = exec_id;
    summary.perm_id = order.perm_id;
    summary.owner = order.owner;
    summary.account = order.terms.account;
    summary.combo = order.terms.legs;
    summary.symbol = order.terms.symbol;
    summary.side = order.terms.side;
    summary.quantity = trade.quantity;
    summary.price = trade.price;
    summary.cumulative = order.filled;
    summary.average_price = order.average_fill_price();
    summary.at = now;
    summary.order_ref = order_refs_[order.perm_id];
    summary.exchange = "SMART";
    summary.took_liquidity = trade.took;
    executions_.push_back(summary);
    events_.emplace_back(Executed{std::move(summary)});
  }
  const std::vector<market::Price> prices = leg_prices(order, trade.price);
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const std::string leg_id = order.terms.is_combo ? fmt::format("{}.{:02x}", exec_id, i + 1) : exec_id;
    fill_leg(order, order.terms.legs[i], trade, prices[i], leg_id, now);
  }
  after_fill(order, trade, now);
}

void Broker::fill_leg(SimOrder& order, const TermsLeg& leg, const Trade& trade, market::Price price, const std::string& exec_id,
                      core::TimePoint now) {
  const Instrument& instrument = *market_.find(leg.con_id);
  const std::int64_t count = trade.quantity * std::abs(leg.ratio);
  const int direction = sign(order.terms.side) * (leg.ratio > 0 ? 1 : -1);
  const bool first = order.filled == trade.quantity;
  Execution execution;
  execution.exec_id = exec_id;
  execution.perm_id = order.perm_id;
  execution.owner = order.owner;
  execution.account = order.terms.account;
  execution.con_id = leg.con_id;
  execution.symbol = order.terms.symbol;
  execution.side = direction > 0 ? Side::buy : Side::sell;
  execution.quantity = count;
  execution.price = price;
  execution.cumulative = order.filled * std::abs(leg.ratio);
  execution.average_price = order.terms.is_combo ? price.to_double() : order.average_fill_price();
  execution.at = now;
  execution.order_ref = order_refs_[order.perm_id];
  execution.exchange = instrument.is_option() ? "CBOE" : instrument.terms->primary_exchange;
  execution.took_liquidity = trade.took;
  execution.commission = commission_for(instrument, count, price, first);
  execution.realized = account_of(order.terms.account)
                           ->apply({leg.con_id, direction * count, price, instrument.terms->multiplier, execution.commission});
  market_.print_trade(instrument, price, count);
  executions_.push_back(execution);
  events_.emplace_back(Executed{execution});
  events_.emplace_back(PositionChanged{order.terms.account, leg.con_id});
  commissions_due_.emplace(now + std::chrono::milliseconds(chance_.between(commission_ms_min, commission_ms_max)),
                           std::move(execution));
}

void Broker::after_fill(SimOrder& order, const Trade& trade, core::TimePoint now) {
  if (order.remaining() == 0) {
    end(order, OrderStatus::filled, fmt::format("Filled Size: {}", order.filled), now);
    for (auto& [perm_id, child] : orders_) {
      const bool is_child = child.terms.parent_id == order.owner.order_id && child.owner.client_id == order.owner.client_id;
      if (is_child && child.status == OrderStatus::pre_submitted) {
        later(now + std::chrono::milliseconds(chance_.between(5, 30)), {perm_id, Step::activate});
      }
    }
  } else {
    tell(order);
  }
  if (!order.terms.oca_group.empty()) shrink_group(order, trade.quantity, now);
}

void Broker::shrink_group(const SimOrder& filled, std::int64_t quantity, core::TimePoint now) {
  for (auto& [perm_id, other] : orders_) {
    const bool member = perm_id != filled.perm_id && other.live() && other.terms.oca_group == filled.terms.oca_group &&
                        other.terms.account == filled.terms.account;
    if (!member) continue;
    const std::int64_t left = other.terms.quantity - quantity;
    const bool reduces = filled.terms.oca_type != OcaType::cancel_with_block && filled.remaining() > 0 && left > other.filled;
    if (reduces) {
      other.terms.quantity = left;
      tell(other);
    } else if (other.status != OrderStatus::pending_cancel) {
      begin_cancel(other, "Cancelled: OCA group", now);
    }
  }
}

}  // namespace legwork::simgw
