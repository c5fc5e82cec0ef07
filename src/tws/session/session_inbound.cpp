#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "tws/session/session_state.hpp"

namespace legwork::tws {

namespace {

using namespace std::chrono_literals;

// A gateway was seen to send one wrong length and swallow a field (erdewit/ib_insync#393): one bad message is skipped. More of them
// mean that we and the gateway are out of step, and then every number is in doubt.
constexpr std::size_t malformed_max = 3;
constexpr core::Duration malformed_window = 60s;

/// Messages that say what orders and executions do. One that cannot be read is a hole in the truth: only a fresh pull closes it.
bool is_order_fact(std::int32_t message_id) {
  switch (message_id) {
    case OrderStatus::id:
    case OpenOrder::id:
    case ExecutionDetails::id:
    case CommissionReport::id:
    case CompletedOrder::id: return true;
    default: return false;
  }
}

std::int32_t leading_id(std::string_view payload) {
  std::int32_t id = 0;
  std::from_chars(payload.data(), payload.data() + payload.size(), id);
  return id;
}

}  // namespace

void Session::on_bytes(std::string_view bytes, core::TimePoint now) {
  auto& state = *state_;
  state.clock = now;
  if (state.phase == SessionState::disconnected) return;
  state.counters.bytes_in += bytes.size();
  state.has_heard = state.has_heard || !bytes.empty();
  state.framer.push(bytes);
  while (state.phase != SessionState::disconnected) {
    const auto frame = state.framer.next();
    if (!frame) {
      state.close(CloseCause::protocol_error, frame.error().message, now);
      return;
    }
    if (!*frame) break;
    state.on_frame(**frame, now);
  }
  if (state.framer.pending() > 0) state.life.on_part(now);
}

void Session::State::on_frame(std::string_view payload, core::TimePoint now) {
  ++counters.frames_in;
  life.on_frame(now);
  if (phase == SessionState::handshaking) {
    on_handshake_reply(payload, now);
  } else {
    on_message(payload, now);
  }
}

void Session::State::on_handshake_reply(std::string_view payload, core::TimePoint now) {
  auto reply = read_handshake_reply(payload);
  if (!reply) {
    close(CloseCause::protocol_error, reply.error().message, now);
    return;
  }
  const int version = reply->server_version;
  if (version == -1) {
    close(CloseCause::redirected, fmt::format("the gateway sends us to {}", reply->redirect), now, reply->redirect);
  } else if (version < options.min_version) {
    close(CloseCause::version_too_old,
          fmt::format("server version {} is below {}: update TWS or IB Gateway", version, options.min_version), now);
  } else if (version > options.max_version) {
    close(CloseCause::version_unknown,
          fmt::format("server version {} is above {}, the newest that can be read", version, options.max_version), now);
  } else {
    server_version = version;
    connection_time = std::move(reply->connection_time);
    phase = SessionState::starting;
    start_api(now);
  }
}

void Session::State::on_message(std::string_view payload, core::TimePoint now) {
  const auto decoded = decode_response(payload, server_version, scratch);
  if (!decoded) {
    on_malformed(payload, decoded.error(), now);
    return;
  }
  counters.surplus_fields += scratch.surplus.size();
  auto& message = scratch.message;
  if (std::holds_alternative<RawMessage>(message)) ++counters.unknown_messages;
  if (const auto* error = std::get_if<ErrorMessage>(&message)) {
    on_error(*error, now);
    return;
  }
  if (const auto* ids = std::get_if<NextValidId>(&message)) {
    desk.raise_floor(ids->order_id);
    has_id = true;
  } else if (const auto* list = std::get_if<ManagedAccounts>(&message)) {
    accounts = account_names(*list);
  } else if (const auto* status = std::get_if<OrderStatus>(&message)) {
    if (status->client_id == options.client_id) desk.seen(status->order_id);
  } else if (const auto* order = std::get_if<OpenOrder>(&message)) {
    if (desk.on_open_order(*order, epoch)) return;
  }
  router.on_response(std::move(message), now);
  if (phase == SessionState::starting) consider_ready(now);
}

void Session::State::consider_ready(core::TimePoint now) {
  if (!has_id || accounts.empty()) return;
  phase = SessionState::ready;
  ++epoch;
  router.set_epoch(epoch);
  events.push(Ready{.server_version = server_version,
                    .connection_time = connection_time,
                    .accounts = accounts,
                    .next_order_id = desk.next_order_id(),
                    .epoch = epoch});
  if (was_ready) events.push(Gap{.cause = GapCause::reconnected, .epoch = epoch, .text = {}});
  was_ready = true;
  desk.on_ready(server_version);
  router.on_ready(server_version, now);
}

void Session::State::on_malformed(std::string_view payload, const core::Error& error, core::TimePoint now) {
  ++counters.malformed_messages;
  const auto text = core::to_string(error);
  while (!malformed_at.empty() && now - malformed_at.front() > malformed_window) malformed_at.pop_front();
  malformed_at.push_back(now);
  if (is_order_fact(leading_id(payload)) || malformed_at.size() > malformed_max) {
    close(CloseCause::protocol_error, text, now);
    return;
  }
  events.push(Notice{std::nullopt, 0, "a message could not be read: " + text, {}});
  router.on_malformed(scratch.message, text, now);
}

void Session::State::on_error(const ErrorMessage& error, core::TimePoint now) {
  const auto meaning = meaning_of(error.code);
  if (meaning.effect == CodeEffect::pacing_violation) {
    ++counters.pacing_violations;
    outbox.pacer().violation(now);
    events.push(Throttled{.on = true, .queued = outbox.pacer().waiting(), .rate = outbox.pacer().rate()});
    is_throttled = true;
  }
  if (meaning.effect == CodeEffect::misread) desk.stop();
  if (error.request_id == -1) {
    on_session_code(error, meaning, now);
    return;
  }
  if (router.on_error(error, meaning, now) || desk.on_error(error, meaning)) return;
  const bool names_an_order = error.request_id < options.first_request_id;
  events.push(Notice{.order_id = names_an_order ? std::optional(error.request_id) : std::nullopt,
                     .code = error.code,
                     .text = error.text,
                     .advanced_reject = error.advanced_reject_json});
}

void Session::State::on_session_code(const ErrorMessage& error, const CodeMeaning& meaning, core::TimePoint now) {
  if (meaning.effect == CodeEffect::client_id_in_use) {
    close(CloseCause::client_id_in_use, error.text, now);
    return;
  }
  if (const auto gap = upstream.on_notice(meaning.effect, error.text)) {
    const bool is_farm = *gap == GapCause::farm_lost || *gap == GapCause::farm_restored;
    open_gap(*gap, is_farm ? farm_of(error.text) : error.text, now);
    return;
  }
  // A farm that never said it was lost may still have forgotten its lines: NautilusTrader issue 3968 had dead bars for eight hours.
  if (meaning.effect == CodeEffect::farm_restored) router.verify_streams(now);
  if (router.on_error_without_id(error, meaning, now)) return;
  events.push(
      Notice{.order_id = std::nullopt, .code = error.code, .text = error.text, .advanced_reject = error.advanced_reject_json});
}

void Session::State::open_gap(GapCause cause, const std::string& text, core::TimePoint now) {
  ++epoch;
  router.set_epoch(epoch);
  events.push(Gap{.cause = cause, .epoch = epoch, .text = text});
  if (cause == GapCause::data_lost) router.ask_again_for_streams(now);
  if (cause == GapCause::data_kept || cause == GapCause::farm_restored) router.verify_streams(now);
}

}  // namespace legwork::tws
