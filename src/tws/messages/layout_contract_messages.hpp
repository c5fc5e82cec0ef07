// Layouts of messages that find and describe contracts. See visitors.hpp for the vocabulary.
#pragma once

#include <string>

#include "tws/messages/contract_messages.hpp"
#include "tws/messages/layout_contract.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

template <class V>
void layout(V& v, RequestContractData& m) {
  v.message_version(8);
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("include_expired", m.contract.include_expired);
  v("security_id_type", m.contract.security_id_type);
  v("security_id", m.contract.security_id);
  if (v.version() >= 176) v("issuer_id", m.contract.issuer_id);
}

template <class V>
void layout(V& v, RequestOptionParameters& m) {
  v("request_id", m.request_id);
  v("under_symbol", m.under_symbol);
  v("futures_exchange", m.futures_exchange);
  v("under_security_type", m.under_security_type);
  v("under_contract_id", m.under_contract_id);
}

template <class V>
void layout(V& v, RequestMatchingSymbols& m) {
  v("request_id", m.request_id);
  v("pattern", m.pattern);
}

template <class V>
void layout(V& v, RequestMarketRule& m) {
  v("market_rule_id", m.market_rule_id);
}

template <class V>
void layout_fund(V& v, FundDetails& f) {
  v("fund_name", f.name);
  v("fund_family", f.family);
  v("fund_type", f.type);
  v("fund_front_load", f.front_load);
  v("fund_back_load", f.back_load);
  v("fund_back_load_time_interval", f.back_load_time_interval);
  v("fund_management_fee", f.management_fee);
  v("fund_closed", f.closed);
  v("fund_closed_for_new_investors", f.closed_for_new_investors);
  v("fund_closed_for_new_money", f.closed_for_new_money);
  v("fund_notify_amount", f.notify_amount);
  v("fund_minimum_initial_purchase", f.minimum_initial_purchase);
  v("fund_subsequent_minimum_purchase", f.subsequent_minimum_purchase);
  v("fund_blue_sky_states", f.blue_sky_states);
  v("fund_blue_sky_territories", f.blue_sky_territories);
  v("fund_distribution_policy_indicator", f.distribution_policy_indicator);
  v("fund_asset_type", f.asset_type);
}

/// What contractData says of the contract itself, in its own order.
template <class V>
void layout_described_contract(V& v, ContractDetails& d) {
  Contract& c = d.contract;
  v("symbol", c.symbol);
  v("security_type", c.security_type);
  v("last_trade_date_or_month", c.last_trade_date_or_month);
  if (v.version() >= 182) v("last_trade_date", c.last_trade_date);
  v("strike", c.strike);
  v("right", c.right);
  v("exchange", c.exchange);
  v("currency", c.currency);
  v("local_symbol", c.local_symbol);
  v("market_name", d.market_name);
  v("trading_class", c.trading_class);
  v("contract_id", c.contract_id);
  v("min_tick", d.min_tick);
  if (v.version() < 164) v.fixed("market_data_size_multiplier", "100");
  v("multiplier", c.multiplier);
  v("order_types", d.order_types);
  v("valid_exchanges", d.valid_exchanges);
  v("price_magnifier", d.price_magnifier);
  v("under_contract_id", d.under_contract_id);
  v.escaped("long_name", d.long_name);
  v("primary_exchange", c.primary_exchange);
}

template <class V>
void layout_sizes(V& v, ContractDetails& d) {
  if (v.version() < 163) return;
  if (v.version() < 164) return v("size_min_tick", d.min_size, Unset::max);  // 163 alone has one figure
  v("min_size", d.min_size, Unset::max);
  v("size_increment", d.size_increment, Unset::max);
  v("suggested_size_increment", d.suggested_size_increment, Unset::max);
}

template <class V>
void layout(V& v, ContractData& m) {
  ContractDetails& d = m.details;
  if (v.version() < 164) v.message_version(8);
  v("request_id", m.request_id);
  layout_described_contract(v, d);
  v("contract_month", d.contract_month);
  v("industry", d.industry);
  v("category", d.category);
  v("subcategory", d.subcategory);
  v("time_zone_id", d.time_zone_id);
  v("trading_hours", d.trading_hours);
  v("liquid_hours", d.liquid_hours);
  v("ev_rule", d.ev_rule);
  v("ev_multiplier", d.ev_multiplier);
  v.list("security_ids", d.security_ids, [](auto& e, TagValue& pair) { layout_tag_value(e, pair); });
  v("aggregation_group", d.aggregation_group, Unset::max);
  v("under_symbol", d.under_symbol);
  v("under_security_type", d.under_security_type);
  v("market_rule_ids", d.market_rule_ids);
  v("real_expiration_date", d.real_expiration_date);
  v("stock_type", d.stock_type);
  layout_sizes(v, d);
  if (v.version() >= 179) v.when("security_type is FUND", d.contract.security_type == "FUND", [&] { layout_fund(v, d.fund); });
  if (v.version() < 186) return;
  v.list("ineligibility_reasons", d.ineligibility_reasons, [](auto& e, IneligibilityReason& reason) {
    e("id", reason.id);
    e("description", reason.description);
  });
}

template <class V>
void layout(V& v, ContractDataEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, OptionParameters& m) {
  v("request_id", m.request_id);
  v("exchange", m.exchange);
  v("under_contract_id", m.under_contract_id);
  v("trading_class", m.trading_class);
  v("multiplier", m.multiplier);
  v.list("expirations", m.expirations, [](auto& e, std::string& expiration) { e("expiration", expiration); });
  v.list("strikes", m.strikes, [](auto& e, double& strike) { e("strike", strike); });
}

template <class V>
void layout(V& v, OptionParametersEnd& m) {
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, SymbolSamples& m) {
  v("request_id", m.request_id);
  v.list("samples", m.samples, [](auto& e, SymbolSample& s) {
    e("contract_id", s.contract_id);
    e("symbol", s.symbol);
    e("security_type", s.security_type);
    e("primary_exchange", s.primary_exchange);
    e("currency", s.currency);
    e.list("derivative_security_types", s.derivative_security_types,
           [](auto& inner, std::string& type) { inner("security_type", type); });
    if (e.version() < 176) return;
    e("description", s.description);
    e("issuer_id", s.issuer_id);
  });
}

template <class V>
void layout(V& v, MarketRule& m) {
  v("market_rule_id", m.market_rule_id);
  v.list("increments", m.increments, [](auto& e, PriceIncrement& step) {
    e("low_edge", step.low_edge);
    e("increment", step.increment);
  });
}

}  // namespace legwork::tws
