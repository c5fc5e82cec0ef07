#include "dialogue.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tws/messages/codec.hpp"

namespace legwork::tws {

namespace {

constexpr core::TimePoint start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

std::string encoded(const Response& message, int server_version) {
  std::string payload;
  encode(message, server_version, payload);
  return fields_of(payload);
}

struct EventText {
  int server_version;

  std::string operator()(const Ready& ready) const {
    return fmt::format("ready at {}, accounts {}, next order {}, epoch {}", ready.server_version, fmt::join(ready.accounts, " "),
                       ready.next_order_id, ready.epoch);
  }
  std::string operator()(const Closed& closed) const {
    return fmt::format("closed, {}{}", to_string(closed.cause), closed.redirect.empty() ? "" : ": " + closed.redirect);
  }
  std::string operator()(const Gap& gap) const {
    return fmt::format("gap, {}{}, epoch {}", to_string(gap.cause),
                       gap.cause == GapCause::farm_lost || gap.cause == GapCause::farm_restored ? " " + gap.text : "", gap.epoch);
  }
  std::string operator()(const Reply& reply) const {
    return fmt::format("reply {}: {}", reply.key.value(), encoded(reply.message, server_version));
  }
  std::string operator()(const Done& done) const { return fmt::format("done {}", done.key.value()); }
  std::string operator()(const Failed& failed) const {
    const auto& failure = failed.failure;
    return fmt::format("failed {}: {}{}", failed.key.value(), to_string(failure.reason),
                       failure.code == 0 ? "" : fmt::format(" ({})", failure.code));
  }
  std::string operator()(const Unkeyed& unkeyed) const { return "unkeyed: " + encoded(unkeyed.message, server_version); }
  std::string operator()(const Notice& notice) const {
    auto text = fmt::format("notice {}", notice.code);
    if (notice.order_id) text += fmt::format(" for order {}", *notice.order_id);
    if (notice.key) text += fmt::format(" for request {}", notice.key->value());
    return text;
  }
  std::string operator()(const Throttled& throttled) const { return throttled.on ? "throttled" : "no longer throttled"; }
};

}  // namespace

std::string text_of(const Event& event, int server_version) {
  return std::visit(EventText{server_version == 0 ? max_server_version : server_version}, event);
}

std::string payload_of(std::string_view fields) {
  std::string payload(fields);
  std::replace(payload.begin(), payload.end(), '|', '\0');
  return payload + '\0';
}

std::string fields_of(std::string_view payload) {
  if (!payload.empty() && payload.back() == '\0') payload.remove_suffix(1);
  std::string text(payload);
  std::replace(text.begin(), text.end(), '\0', '|');
  return text;
}

Dialogue::Dialogue(SessionOptions options) : session_(std::move(options)), now_(start) {}

Dialogue::~Dialogue() {
  EXPECT_THAT(sent_, testing::IsEmpty()) << "sent, and not spoken of";
  EXPECT_THAT(events_, testing::IsEmpty()) << "emitted, and not spoken of";
}

void Dialogue::take_written(std::string_view bytes) {
  if (!has_greeted_) {
    greeting_ += bytes;
    if (greeting_.size() < 4) return;
    ASSERT_EQ(greeting_.substr(0, 4), std::string("API\0", 4));
    has_greeted_ = true;
    bytes = std::string_view(greeting_).substr(4);
    sent_framer_.push(bytes);
    const auto window = sent_framer_.next();
    ASSERT_TRUE(window.has_value() && window->has_value());
    sent_.push_back("API " + std::string(**window));
    return;
  }
  sent_framer_.push(bytes);
  while (true) {
    const auto frame = sent_framer_.next();
    ASSERT_TRUE(frame.has_value()) << core::to_string(frame.error());
    if (!frame->has_value()) return;
    sent_.push_back(fields_of(**frame));
  }
}

void Dialogue::take_output() {
  for (int rounds = 0;; ++rounds) {
    ASSERT_LT(rounds, 100) << "it never ends";
    const auto bytes = session_.output(now_);
    if (bytes.empty() || is_blocked_) break;  // a blocked write has its bytes, and none of them leave
    take_written(bytes);
    session_.written(bytes.size(), now_);
  }
  while (auto event = session_.next_event()) events_.push_back(text_of(*event, session_.server_version()));
}

void Dialogue::transport_flows() {
  is_blocked_ = false;
  take_output();
}

void Dialogue::transport_takes(std::size_t bytes) {
  const auto due = session_.output(now_);
  ASSERT_GE(due.size(), bytes);
  take_written(due.substr(0, bytes));
  session_.written(bytes, now_);
  is_blocked_ = true;
}

void Dialogue::gateway_accepts() {
  has_greeted_ = false;
  greeting_.clear();
  sent_framer_ = Framer{};
  is_blocked_ = false;
  session_.on_connected(now_);
  take_output();
}

void Dialogue::gateway_sends(std::string_view fields) {
  std::string bytes;
  append_frame(bytes, payload_of(fields));
  gateway_sends_bytes(bytes);
}

void Dialogue::gateway_sends_bytes(std::string_view bytes) {
  session_.on_bytes(bytes, now_);
  take_output();
}

void Dialogue::gateway_closes(std::string_view why) {
  session_.on_closed(why, now_);
  take_output();
}

void Dialogue::time_passes(core::Duration duration) {
  const auto end = now_ + duration;
  int wakings_at_once = 0;
  while (true) {
    const auto next = session_.deadline();
    if (!next || *next > end) break;
    wakings_at_once = *next > now_ ? 0 : wakings_at_once + 1;
    ASSERT_LT(wakings_at_once, 50) << "it wants to be woken again and again at the same moment";
    now_ = std::max(now_, *next);
    session_.on_time(now_);
    take_output();
  }
  now_ = end;
}

RequestKey Dialogue::asks(Request message, RequestOptions options) {
  const auto key = session_.request(std::move(message), now_, options);
  take_output();
  return key;
}

RequestKey Dialogue::subscribes(Request message, RequestOptions options) {
  const auto key = session_.subscribe(std::move(message), now_, options);
  take_output();
  return key;
}

void Dialogue::cancels(RequestKey key) {
  session_.cancel(key, now_);
  take_output();
}

void Dialogue::session_sends(const Lines& messages, Here here) {
  const testing::ScopedTrace where(here.file_name(), static_cast<int>(here.line()), "session_sends");
  EXPECT_EQ(take_sent(), messages);
}

void Dialogue::session_emits(const Lines& events, Here here) {
  const testing::ScopedTrace where(here.file_name(), static_cast<int>(here.line()), "session_emits");
  EXPECT_EQ(take_events(), events);
}

void Dialogue::session_wants_to_be_woken_in(core::Duration duration, Here here) {
  const testing::ScopedTrace where(here.file_name(), static_cast<int>(here.line()), "session_wants_to_be_woken_in");
  const auto at = session_.deadline();
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(std::chrono::duration<double>(*at - now_).count(), std::chrono::duration<double>(duration).count());
}

Dialogue::Lines Dialogue::take_sent() { return std::exchange(sent_, {}); }

Dialogue::Lines Dialogue::take_events() { return std::exchange(events_, {}); }

void Dialogue::opens(int server_version) {
  gateway_accepts();
  gateway_sends(fmt::format("{}|20261123 09:30:00 EST", server_version));
  gateway_sends("15|1|DU1");
  gateway_sends("9|1|1");
  take_sent();
  take_events();
}

}  // namespace legwork::tws
