// Layouts of the session's own messages. See visitors.hpp for the vocabulary.
#pragma once

#include "tws/messages/session_messages.hpp"

namespace legwork::tws {

template <class V>
void layout(V& v, StartApi& m) {
  v.message_version(2);
  v("client_id", m.client_id);
  v("optional_capabilities", m.optional_capabilities);
}

template <class V>
void layout(V& v, RequestIds& m) {
  v.message_version(1);
  v("count", m.count);
}

template <class V>
void layout(V& v, RequestManagedAccounts&) {
  v.message_version(1);
}

template <class V>
void layout(V& v, RequestCurrentTime&) {
  v.message_version(1);
}

template <class V>
void layout(V&, RequestCurrentTimeMillis&) {}

template <class V>
void layout(V& v, SetLogLevel& m) {
  v.message_version(1);
  v("level", m.level);
}

template <class V>
void layout(V& v, NextValidId& m) {
  v.message_version(1);
  v("order_id", m.order_id);
}

template <class V>
void layout(V& v, ManagedAccounts& m) {
  v.message_version(1);
  v("accounts", m.accounts);
}

template <class V>
void layout(V& v, CurrentTime& m) {
  v.message_version(1);
  v("time", m.time);
}

template <class V>
void layout(V& v, CurrentTimeMillis& m) {
  v("time_ms", m.time_ms);
}

template <class V>
void layout(V& v, ErrorMessage& m) {
  if (v.version() < 194) v.message_version(2);
  v("request_id", m.request_id);
  v("code", m.code);
  v.escaped("text", m.text);
  if (v.version() >= 166) v.escaped("advanced_reject_json", m.advanced_reject_json);
  if (v.version() >= 194) v("time_ms", m.time_ms);
}

}  // namespace legwork::tws
