// Layouts of streaming market data. See visitors.hpp for the vocabulary.
#pragma once

#include "tws/messages/layout_contract.hpp"
#include "tws/messages/market_data.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

template <class V>
void layout(V& v, RequestMarketData& m) {
  v.message_version(11);
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  layout_short_legs(v, m.contract);
  layout_delta_neutral(v, m.contract);
  v("generic_ticks", m.generic_ticks);
  v("snapshot", m.snapshot);
  v("regulatory_snapshot", m.regulatory_snapshot);
  v("options", m.options);
}

template <class V>
void layout(V& v, CancelMarketData& m) {
  v.message_version(2);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestMarketDataType& m) {
  v.message_version(1);
  v("market_data_type", m.market_data_type);
}

template <class V>
void layout(V& v, CalculateImpliedVolatility& m) {
  v.message_version(3);
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("option_price", m.option_price);
  v("under_price", m.under_price);
  v.skip_if_more("option_count", 1);  // Python clients put the number of options before their text
  v("options", m.options);
}

template <class V>
void layout(V& v, CalculateOptionPrice& m) {
  v.message_version(2);
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("volatility", m.volatility);
  v("under_price", m.under_price);
  v.skip_if_more("option_count", 1);
  v("options", m.options);
}

template <class V>
void layout(V& v, CancelCalculateImpliedVolatility& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, CancelCalculateOptionPrice& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, TickPrice& m) {
  v.message_version(6);
  v("request_id", m.request_id);
  v("tick_type", m.tick_type);
  v("price", m.price);
  v("size", m.size);
  v("attributes", m.attributes);
}

template <class V>
void layout(V& v, TickSize& m) {
  v.message_version(6);
  v("request_id", m.request_id);
  v("tick_type", m.tick_type);
  v("size", m.size);
}

template <class V>
void layout(V& v, TickOptionComputation& m) {
  v("request_id", m.request_id);
  v("tick_type", m.tick_type);
  v("tick_attributes", m.tick_attributes);
  v("implied_vol", m.implied_vol, Unset::minus_one);
  v("delta", m.delta, Unset::minus_two);
  v("option_price", m.option_price, Unset::minus_one);
  v("pv_dividend", m.pv_dividend, Unset::minus_one);
  v("gamma", m.gamma, Unset::minus_two);
  v("vega", m.vega, Unset::minus_two);
  v("theta", m.theta, Unset::minus_two);
  v("under_price", m.under_price, Unset::minus_one);
}

template <class V>
void layout(V& v, TickGeneric& m) {
  v.message_version(6);
  v("request_id", m.request_id);
  v("tick_type", m.tick_type);
  v("value", m.value, Unset::max);
}

template <class V>
void layout(V& v, TickString& m) {
  v.message_version(6);
  v("request_id", m.request_id);
  v("tick_type", m.tick_type);
  v("value", m.value);
}

template <class V>
void layout(V& v, TickSnapshotEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, MarketDataType& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("market_data_type", m.market_data_type);
}

template <class V>
void layout(V& v, TickRequestParameters& m) {
  v("request_id", m.request_id);
  v("min_tick", m.min_tick, Unset::max);
  v("bbo_exchange", m.bbo_exchange);
  v("snapshot_permissions", m.snapshot_permissions);
}

}  // namespace legwork::tws
