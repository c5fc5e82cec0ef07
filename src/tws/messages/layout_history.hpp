// Layouts of bars and head timestamps. See visitors.hpp for the vocabulary.
#pragma once

#include "tws/messages/history_messages.hpp"
#include "tws/messages/layout_contract.hpp"
#include "tws/messages/unset.hpp"

namespace legwork::tws {

template <class V>
void layout(V& v, RequestHistoricalData& m) {
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("include_expired", m.contract.include_expired);
  v("end_date_time", m.end_date_time);
  v("bar_size", m.bar_size);
  v("duration", m.duration);
  v("use_rth", m.use_rth);
  v("what_to_show", m.what_to_show);
  v("format_date", m.format_date);
  layout_short_legs(v, m.contract);
  v("keep_up_to_date", m.keep_up_to_date);
  v("chart_options", m.chart_options);
}

template <class V>
void layout(V& v, CancelHistoricalData& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestHeadTimestamp& m) {
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("include_expired", m.contract.include_expired);
  v("use_rth", m.use_rth);
  v("what_to_show", m.what_to_show);
  v("format_date", m.format_date);
}

template <class V>
void layout(V& v, CancelHeadTimestamp& m) {
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, RequestRealTimeBars& m) {
  v.message_version(3);
  v("request_id", m.request_id);
  layout_request_contract(v, m.contract);
  v("bar_size_seconds", m.bar_size_seconds);
  v("what_to_show", m.what_to_show);
  v("use_rth", m.use_rth);
  v("options", m.options);
}

template <class V>
void layout(V& v, CancelRealTimeBars& m) {
  v.message_version(1);
  v("request_id", m.request_id);
}

template <class V>
void layout(V& v, HistoricalData& m) {
  v("request_id", m.request_id);
  if (v.version() < 196) {
    v("start", m.start);
    v("end", m.end);
  }
  v.list("bars", m.bars, [](auto& e, Bar& bar) {
    e("date", bar.date);
    e("open", bar.open, Unset::question);
    e("high", bar.high, Unset::question);
    e("low", bar.low, Unset::question);
    e("close", bar.close, Unset::question);
    e("volume", bar.volume, Unset::question);
    e("wap", bar.wap, Unset::question);
    e("count", bar.count, Unset::question);
  });
}

template <class V>
void layout(V& v, HistoricalDataEnd& m) {
  v("request_id", m.request_id);
  v("start", m.start);
  v("end", m.end);
}

template <class V>
void layout(V& v, HistoricalDataUpdate& m) {
  Bar& bar = m.bar;
  v("request_id", m.request_id);
  v("count", bar.count, Unset::question);
  v("date", bar.date);
  v("open", bar.open, Unset::question);
  v("close", bar.close, Unset::question);
  v("high", bar.high, Unset::question);
  v("low", bar.low, Unset::question);
  v("wap", bar.wap, Unset::question);
  v("volume", bar.volume, Unset::question);
}

template <class V>
void layout(V& v, HeadTimestamp& m) {
  v("request_id", m.request_id);
  v("timestamp", m.timestamp);
}

template <class V>
void layout(V& v, RealTimeBar& m) {
  v.message_version(3);
  v("request_id", m.request_id);
  v("time", m.time);
  v("open", m.open, Unset::question);
  v("high", m.high, Unset::question);
  v("low", m.low, Unset::question);
  v("close", m.close, Unset::question);
  v("volume", m.volume, Unset::question);
  v("wap", m.wap, Unset::question);
  v("count", m.count, Unset::question);
}

}  // namespace legwork::tws
