// A session against a gateway that says anything at any time. The input is a script: each step's first byte chooses bytes from the peer,
// time, wishes, orders, cancels, a blocked or half-taken write, a loss or a new connection. What must hold whatever happens: no more
// than 45 messages in a sliding second leave, every key ends at most once and never speaks after its end, wake-ups make progress.
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "tws/session/session.hpp"
#include "tws/wire/framer.hpp"

namespace {

using namespace legwork;
using namespace legwork::tws;

constexpr std::size_t rate_max = 45;

class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}
  bool done() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::string_view text(std::size_t size) {
    const auto piece = rest_.substr(0, size);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

/// '|' stands for NUL, so that a corpus of real messages can be read.
std::string framed(std::string_view fields) {
  std::string payload(fields);
  for (char& letter : payload) letter = letter == '|' ? '\0' : letter;
  payload += '\0';
  std::string bytes;
  append_frame(bytes, payload);
  return bytes;
}

class World {
 public:
  void step(Script& script) {
    const auto choice = script.byte();
    switch (choice % 12) {
      case 0: session_.on_bytes(script.text(script.byte()), now_); break;
      case 1:
      case 2:
      case 3: session_.on_bytes(framed(script.text(script.byte())), now_); break;
      case 4: pass(std::chrono::milliseconds(script.byte())); break;
      case 5: pass(std::chrono::milliseconds(script.byte() * 500)); break;
      case 6: connect(); break;
      case 7: session_.on_closed("gone", now_); break;
      case 8: wish(script.byte()); break;
      case 9: order(script.byte()); break;
      case 10: session_.cancel(RequestKey(script.byte()), now_); break;
      case 11: is_blocked_ = !is_blocked_; break;
      default: break;
    }
    settle(script.byte());
  }

 private:
  void connect() {
    if (session_.state() != SessionState::disconnected) return;
    session_.on_connected(now_);
    has_hello_ = true;
    session_.on_bytes(framed("200|20260828 20:24:22 CET"), now_);
    settle(0);
    session_.on_bytes(framed("15|1|DU1"), now_);
    session_.on_bytes(framed("9|1|43"), now_);
  }

  void wish(std::uint8_t which) {
    switch (which % 8) {
      case 0: session_.subscribe(RequestMarketData{}, now_); break;
      case 1: session_.request(RequestContractData{}, now_); break;
      case 2: session_.request(RequestAllOpenOrders{}, now_); break;
      case 3: session_.request(RequestPositions{}, now_); break;
      case 4: session_.subscribe(RequestPositions{}, now_); break;
      case 5:
        session_.request(RequestHistoricalData{.bar_size = "5 secs", .what_to_show = which > 128 ? "TRADES" : "BID_ASK"}, now_);
        break;
      case 6: session_.request(RequestHeadTimestamp{}, now_, {.waits_for_connection = false}); break;
      default: session_.subscribe(RequestAccountSummary{.group = "All"}, now_); break;
    }
  }

  void order(std::uint8_t which) {
    PlaceOrder message;
    const auto fresh = session_.take_order_id();
    message.order_id = fresh ? *fresh : which;
    message.order.what_if = which % 2 == 1;
    if (which % 4 == 3) {
      static_cast<void>(session_.cancel_order({.order_id = message.order_id}, now_));
    } else {
      static_cast<void>(session_.place_order(message, now_));
    }
  }

  void pass(core::Duration duration) {
    const auto end = now_ + duration;
    int at_once = 0;
    while (true) {
      const auto next = session_.deadline();
      if (!next || *next > end) break;
      at_once = *next > now_ ? 0 : at_once + 1;
      ASSERT(at_once < 100, "it wants to be woken again and again at the same moment");
      now_ = std::max(now_, *next);
      session_.on_time(now_);
      settle(0);
    }
    now_ = end;
  }

  void settle(std::uint8_t part) {
    while (auto event = session_.next_event()) check(*event);
    for (int rounds = 0;; ++rounds) {
      ASSERT(rounds < 1000, "output never ends");
      const auto bytes = session_.output(now_);
      if (bytes.empty() || is_blocked_) break;  // a blocked write has its bytes, and none of them leave
      const auto size = part % 4 == 1 ? std::min<std::size_t>(part, bytes.size()) : bytes.size();
      const auto before = session_.counters().frames_out;
      session_.written(size, now_);
      count(session_.counters().frames_out - before);
      if (size < bytes.size()) break;
    }
    while (auto event = session_.next_event()) check(*event);
  }

  void count(std::uint64_t messages) {
    while (!left_.empty() && now_ - left_.front() > std::chrono::seconds(1)) left_.pop_front();
    // The hello is no message, and the peer's flapping decides how many there are.
    if (messages > 0 && has_hello_) {
      has_hello_ = false;
      --messages;
    }
    for (std::uint64_t one = 0; one < messages; ++one) left_.push_back(now_);
    ASSERT(left_.size() <= rate_max, "{} messages in a second", left_.size());
  }

  void check(const Event& event) {
    if (const auto* reply = std::get_if<Reply>(&event)) ASSERT(!ended_.contains(reply->key), "speaks after its end");
    if (const auto* done = std::get_if<Done>(&event)) end(done->key);
    if (const auto* failed = std::get_if<Failed>(&event)) end(failed->key);
  }

  void end(RequestKey key) { ASSERT(ended_.insert(key).second, "request {} ends twice", key.value()); }

  Session session_{SessionOptions{}};
  core::TimePoint now_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
  bool is_blocked_ = false;
  bool has_hello_ = false;
  std::deque<core::TimePoint> left_;
  std::set<RequestKey> ended_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  World world;
  while (!script.done()) world.step(script);
  return 0;
}
