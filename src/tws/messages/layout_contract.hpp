// Contracts as parts of messages. Requests carry twelve fields, answers eleven (no primary exchange), and a few messages their own
// selection. Source of all layouts of this folder: the tables of docs/protocol.md, checked against tests/data/tws.
#pragma once

#include "tws/messages/contract.hpp"

namespace legwork::tws {

template <class V>
void layout_contract_terms(V& v, Contract& c) {
  v("contract_id", c.contract_id);
  v("symbol", c.symbol);
  v("security_type", c.security_type);
  v("last_trade_date_or_month", c.last_trade_date_or_month);
  v("strike", c.strike);
  v("right", c.right);
  v("multiplier", c.multiplier);
}

/// The twelve fields of requests.
template <class V>
void layout_request_contract(V& v, Contract& c) {
  layout_contract_terms(v, c);
  v("exchange", c.exchange);
  v("primary_exchange", c.primary_exchange);
  v("currency", c.currency);
  v("local_symbol", c.local_symbol);
  v("trading_class", c.trading_class);
}

/// The eleven fields of answers; exerciseOptions asks with them too.
template <class V>
void layout_answer_contract(V& v, Contract& c) {
  layout_contract_terms(v, c);
  v("exchange", c.exchange);
  v("currency", c.currency);
  v("local_symbol", c.local_symbol);
  v("trading_class", c.trading_class);
}

/// The legs of a BAG as market data and history ask for them: four fields each, without those of an order.
template <class V>
void layout_short_legs(V& v, Contract& c) {
  v.when("security_type is BAG", c.security_type == "BAG", [&] {
    v.list("combo_legs", c.combo_legs, [](auto& e, ComboLeg& leg) {
      e("contract_id", leg.contract_id);
      e("ratio", leg.ratio);
      e("action", leg.action);
      e("exchange", leg.exchange);
    });
  });
}

template <class V>
void layout_delta_neutral(V& v, Contract& c) {
  v.optional("delta_neutral", c.delta_neutral, [](auto& e, DeltaNeutralContract& d) {
    e("delta_neutral_contract_id", d.contract_id);
    e("delta_neutral_delta", d.delta);
    e("delta_neutral_price", d.price);
  });
}

template <class V>
void layout_tag_value(V& v, TagValue& pair) {
  v("tag", pair.tag);
  v("value", pair.value);
}

}  // namespace legwork::tws
