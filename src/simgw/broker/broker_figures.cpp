// Figures: values, margin and previews of accounts. Everything is computed when asked for.
#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "simgw/broker/broker.hpp"
#include "simgw/broker/commission.hpp"
#include "simgw/broker/package_book.hpp"

namespace legwork::simgw {
namespace {

/// Classes that margin calls broad-based indices.
bool is_broad_index(const Instrument& instrument, const BrokerMarket& market) {
  const Instrument* underlying = market.find(instrument.underlying_con_id);
  return underlying != nullptr && underlying->terms->kind == SecurityKind::index;
}

MarginHolding holding_of(const Instrument& instrument, std::int64_t quantity, const BrokerMarket& market) {
  const Instrument* underlying = market.find(instrument.underlying_con_id);
  const double underlying_mark = underlying == nullptr ? 0.0 : market.mark(*underlying);
  return {.kind = instrument.is_option() ? HoldingKind::option : HoldingKind::stock,
          .underlying = instrument.terms->symbol,
          .broad_index = is_broad_index(instrument, market),
          .right = instrument.right,
          .strike = instrument.strike.to_double(),
          .expiry = instrument.expiry,
          .multiplier = instrument.terms->multiplier,
          .quantity = quantity,
          .mark = market.mark(instrument),
          .underlying_mark = underlying_mark};
}

/// What an order would trade at: its limit, else the middle of the market.
double expected_price(const OrderTerms& terms, const BrokerMarket& market) {
  if (terms.limit) return terms.limit->to_double();
  double net = 0;
  for (const TermsLeg& leg : terms.legs) net += leg.ratio * market.mark(*market.find(leg.con_id));
  return net;
}

double expected_commission(const OrderTerms& terms, const BrokerMarket& market) {
  double total = 0;
  for (const TermsLeg& leg : terms.legs) {
    const Instrument& instrument = *market.find(leg.con_id);
    const auto mark = market::Price::from_nanos(std::llround(market.mark(instrument) * 1e9));
    total += commission_for(instrument, terms.quantity * std::abs(leg.ratio), mark, true).to_double();
  }
  return total;
}

}  // namespace

std::vector<MarginHolding> Broker::holdings(const Account& account, const OrderTerms* with, std::int64_t quantity) const {
  std::map<std::int32_t, std::int64_t> held;
  for (const auto& [con_id, position] : account.positions()) held[con_id] = position.quantity;
  if (with != nullptr) {
    for (const TermsLeg& leg : with->legs) held[leg.con_id] += std::int64_t{sign(with->side)} * leg.ratio * quantity;
  }
  std::vector<MarginHolding> holdings;
  for (const auto& [con_id, count] : held) {
    if (count != 0) holdings.push_back(holding_of(*market_.find(con_id), count, market_));
  }
  return holdings;
}

MarginFigures Broker::margin_figures(const Account& account, const OrderTerms* with, MarginHours hours) const {
  const MarginRequirement requirement = reg_t_requirement(holdings(account, with, with == nullptr ? 0 : with->quantity), hours);
  double equity = account.cash().to_double();
  for (const auto& [con_id, position] : account.positions()) {
    const Instrument& instrument = *market_.find(con_id);
    if (!instrument.is_option()) equity += static_cast<double>(position.quantity) * market_.mark(instrument);
  }
  if (with != nullptr) {
    const Instrument& first = *market_.find(with->legs.front().con_id);
    const double paid =
        sign(with->side) * static_cast<double>(with->quantity) * expected_price(*with, market_) * first.terms->multiplier;
    // Stock bought is equity again; options bought are not.
    if (first.is_option()) equity -= paid;
    equity -= expected_commission(*with, market_);
  }
  return {requirement.initial, requirement.maintenance, equity};
}

MarginPreview Broker::preview(const OrderTerms& terms) const {
  const Account* held = account(terms.account);
  ASSERT(held != nullptr);
  MarginPreview preview;
  preview.before = margin_figures(*held, nullptr, MarginHours::regular);
  preview.after = margin_figures(*held, &terms, MarginHours::regular);
  preview.before_outside = margin_figures(*held, nullptr, MarginHours::outside);
  preview.after_outside = margin_figures(*held, &terms, MarginHours::outside);
  preview.commission = expected_commission(terms, market_);
  preview.commission_min = preview.commission;
  preview.commission_max = preview.commission * 1.15;  // exchange and clearing fees
  if (preview.after.initial > preview.before.initial && preview.after.equity_with_loan < preview.after.initial) {
    preview.warning = "Equity with loan value after this order would be below the initial margin.";
  }
  return preview;
}

double Broker::account_value(const Account& account) const {
  double value = account.cash().to_double();
  for (const auto& [con_id, position] : account.positions()) {
    const Instrument& instrument = *market_.find(con_id);
    value += static_cast<double>(position.quantity) * market_.mark(instrument) * instrument.terms->multiplier;
  }
  return value;
}

AccountFigures Broker::figures(const Account& account) const {
  AccountFigures figures;
  figures.cash = account.cash().to_double();
  figures.realized = account.realized().to_double();
  for (const auto& [con_id, position] : account.positions()) {
    const PositionFigures held = position_figures(account, con_id);
    (market_.find(con_id)->is_option() ? figures.option_value : figures.stock_value) += held.value;
    figures.gross_position_value += std::abs(held.value);
    figures.unrealized += held.unrealized;
  }
  figures.net_liquidation = figures.cash + figures.option_value + figures.stock_value;
  const MarginFigures regular = margin_figures(account, nullptr, MarginHours::regular);
  const MarginFigures outside = margin_figures(account, nullptr, MarginHours::outside);
  figures.equity_with_loan = regular.equity_with_loan;
  figures.initial_margin = regular.initial;
  figures.maintenance_margin = regular.maintenance;
  figures.initial_margin_outside = outside.initial;
  figures.maintenance_margin_outside = outside.maintenance;
  figures.available_funds = figures.equity_with_loan - figures.initial_margin;
  figures.excess_liquidity = figures.equity_with_loan - figures.maintenance_margin;
  figures.buying_power = std::max(0.0, figures.available_funds) * 4;  // day trading, Regulation T margin accounts
  figures.cushion = figures.net_liquidation > 0 ? figures.excess_liquidity / figures.net_liquidation : 0;
  const auto start = day_start_value_.find(account.id());
  figures.daily = figures.net_liquidation - (start == day_start_value_.end() ? figures.net_liquidation : start->second);
  return figures;
}

PositionFigures Broker::position_figures(const Account& account, std::int32_t con_id) const {
  PositionFigures figures;
  const auto found = account.positions().find(con_id);
  if (found == account.positions().end()) return figures;
  const Position& position = found->second;
  const Instrument& instrument = *market_.find(con_id);
  figures.quantity = position.quantity;
  figures.mark = market_.mark(instrument);
  figures.value = static_cast<double>(position.quantity) * figures.mark * instrument.terms->multiplier;
  figures.average_cost = position.average_cost();
  figures.unrealized = figures.value - static_cast<double>(position.cost_micros) / static_cast<double>(market::Money::scale);
  figures.realized = static_cast<double>(position.realized_micros) / static_cast<double>(market::Money::scale);
  const auto start = day_start_mark_.find({account.id(), con_id});
  const double change = start == day_start_mark_.end() ? 0.0 : figures.mark - start->second;
  figures.daily = start == day_start_mark_.end() ? figures.unrealized + figures.realized
                                                 : change * static_cast<double>(position.quantity) * instrument.terms->multiplier;
  return figures;
}

}  // namespace legwork::simgw
