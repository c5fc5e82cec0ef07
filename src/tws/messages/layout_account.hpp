// Layouts of account messages. See visitors.hpp for the vocabulary.
#pragma once

#include "tws/messages/account_messages.hpp"
#include "tws/messages/layout_contract.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

template <class V>
void layout(V& v, RequestAccountData& m) {
  v.message_version(2);
  v("subscribe", m.subscribe);
  v("account", m.account);
}

template <class V>
void layout(V& v, RequestPositions&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, CancelPositions&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, RequestAccountSummary& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("group", m.group);
  v("tags", m.tags);
}

template <class V>
void layout(V& v, CancelAccountSummary& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestPositionsMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("account", m.account);
  v("model_code", m.model_code);
}

template <class V>
void layout(V& v, CancelPositionsMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestAccountUpdatesMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("account", m.account);
  v("model_code", m.model_code);
  v("ledger_and_nlv", m.ledger_and_nlv);
}

template <class V>
void layout(V& v, CancelAccountUpdatesMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestPnl& m) {
  v("request_id", m.request_id);
  v("account", m.account);
  v("model_code", m.model_code);
}

template <class V>
void layout(V& v, CancelPnl& m) {
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestPnlSingle& m) {
  v("request_id", m.request_id);
  v("account", m.account);
  v("model_code", m.model_code);
  v("contract_id", m.contract_id);
}

template <class V>
void layout(V& v, CancelPnlSingle& m) {
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, AccountValue& m) {
  v.message_version(2);
  v("key", m.key);
  v("value", m.value);
  v("currency", m.currency);
  v("account", m.account);
}

template <class V>
void layout(V& v, PortfolioValue& m) {
  v.message_version(8);
  layout_contract_terms(v, m.contract);
  v("primary_exchange", m.contract.primary_exchange);
  v("currency", m.contract.currency);
  v("local_symbol", m.contract.local_symbol);
  v("trading_class", m.contract.trading_class);
  v("position", m.position);
  v("market_price", m.market_price);
  v("market_value", m.market_value);
  v("average_cost", m.average_cost);
  v("unrealized_pnl", m.unrealized_pnl, Unset::max);
  v("realized_pnl", m.realized_pnl, Unset::max);
  v("account", m.account);
}

template <class V>
void layout(V& v, AccountUpdateTime& m) {
  v.message_version(1);
  v("time", m.time);
}

template <class V>
void layout(V& v, AccountDownloadEnd& m) {
  v.message_version(1);
  v("account", m.account);
}

template <class V>
void layout(V& v, Position& m) {
  v.message_version(3);
  v("account", m.account);
  layout_answer_contract(v, m.contract);
  v("position", m.position);
  v("average_cost", m.average_cost);
}

template <class V>
void layout(V& v, PositionEnd&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, AccountSummary& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("account", m.account);
  v("tag", m.tag);
  v("value", m.value);
  v("currency", m.currency);
}

template <class V>
void layout(V& v, AccountSummaryEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, PositionMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("account", m.account);
  layout_answer_contract(v, m.contract);
  v("position", m.position);
  v("average_cost", m.average_cost);
  v("model_code", m.model_code);
}

template <class V>
void layout(V& v, PositionMultiEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, AccountUpdateMulti& m) {
  v.message_version(1);
  v("request_id", m.request_id);
  v("account", m.account);
  v("model_code", m.model_code);
  v("key", m.key);
  v("value", m.value);
  v("currency", m.currency);
}

template <class V>
void layout(V& v, AccountUpdateMultiEnd& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, Pnl& m) {
  v("request_id", m.request_id);
  v("daily", m.daily, Unset::max);
  v("unrealized", m.unrealized, Unset::max);
  v("realized", m.realized, Unset::max);
}

template <class V>
void layout(V& v, PnlSingle& m) {
  v("request_id", m.request_id);
  v("position", m.position);
  v("daily", m.daily, Unset::max);
  v("unrealized", m.unrealized, Unset::max);
  v("realized", m.realized, Unset::max);
  v("value", m.value, Unset::max);
}

}  // namespace legwork::tws
