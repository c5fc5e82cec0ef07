// What a gateway says out of the blue: notices and errors, other messages, and bytes that are no message at all.
#include <fmt/format.h>

#include "simgw/faults/error_texts.hpp"
#include "simgw/faults/injector.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::simgw {
namespace {

/// `times` messages, `every` seconds; `id` is that of nothing, of a market-data line, or of an order of the client.
class Notice final : public Injector {
 public:
  using Injector::Injector;

  void begin() override { next_ = now(); }
  void step() override {
    while (told_ < parameters().integer("times", 1) && next_ <= now()) {
      tell();
      ++told_;
      next_ += std::max<core::Duration>(parameters().duration("every", 1), std::chrono::milliseconds(1));
    }
  }
  std::optional<core::TimePoint> next_event() const override {
    return told_ < parameters().integer("times", 1) ? std::optional(next_) : std::nullopt;
  }

 private:
  void tell() {
    const int code = parameters().integer("code", 0);
    const std::string text = parameters().has("text") ? std::string(parameters().text("text")) : error_text(code);
    for (const ConnectionId id : ready_clients()) {
      gateway().send_error(id, about(id), code, text);
      if (parameters().yes("close")) gateway().hang_up(id, false);
    }
  }
  std::int32_t about(ConnectionId client) {
    if (parameters().text("id") == "line") {
      const auto lines = gateway().market_data().requests_of(client);
      if (!lines.empty()) return lines.front();
    }
    if (parameters().text("id") == "order") {
      if (const SimOrder* order = newest_order(client)) return order->owner.order_id;
    }
    return -1;
  }

  core::TimePoint next_;
  int told_ = 0;
};

/// A message without a request: a new order id, or another class of data on every line and, with `back`, the old one at the end.
class Push final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    for (const ConnectionId id : ready_clients()) {
      const std::string_view what = parameters().text("what");
      if (what == "next-id") {
        gateway().send(id, tws::NextValidId{gateway().broker().next_order_id() + parameters().integer("value", 0)});
      } else if (what == "margins") {
        account_value(id);
      } else {
        data_type(id, parameters().integer("value", 2));
      }
    }
  }
  void end() override {
    if (!parameters().has("back")) return;
    for (const ConnectionId id : ready_clients()) data_type(id, parameters().integer("back", 1));
  }

 private:
  void data_type(ConnectionId id, std::int32_t type) {
    for (const std::int32_t line : gateway().market_data().requests_of(id)) gateway().send(id, tws::MarketDataType{line, type});
  }
  /// Somebody else used up the funds since the preview.
  void account_value(ConnectionId id) {
    tws::AccountValue value;
    value.key = "AvailableFunds";
    value.value = fmt::format("{:.2f}", parameters().number("value", 0));
    value.currency = "USD";
    value.account = gateway().options().accounts.front();
    gateway().send(id, value);
  }
};

class Raw final : public Injector {
 public:
  using Injector::Injector;

  void begin() override {
    for (const ConnectionId id : ready_clients()) {
      gateway().send_raw(id, bytes());
      if (parameters().yes("close")) gateway().hang_up(id, false);
    }
  }

 private:
  std::string bytes() {
    using namespace std::string_view_literals;
    const std::string_view what = parameters().text("what");
    if (what == "zero-length") return std::string(tws::frame_header_size, '\0');
    if (what == "huge-length") return std::string(tws::frame_header_size, '\xff');
    if (what == "half-frame")
      return std::string(
          "\0\0\0\x64"
          "4\0002\0-1\0"sv);
    std::string framed;
    // An order status whose numbers are words, or an id that nobody has.
    tws::append_frame(framed, what == "unparsable" ? "3\0one\0Submitted\0some\0more\0"sv : "250\0001\0surprise\0"sv);
    return framed;
  }
};

}  // namespace

InjectorPtr make_message_fault(InjectorKind kind, Injector::Setting setting) {
  if (kind == InjectorKind::notice) return std::make_unique<Notice>(std::move(setting));
  if (kind == InjectorKind::push) return std::make_unique<Push>(std::move(setting));
  return std::make_unique<Raw>(std::move(setting));
}

}  // namespace legwork::simgw
