// Probe: a client of the simulated gateway for tests, in virtual time: it writes what it is told to and keeps all it hears. Knows nothing
// that a socket would not tell it.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "simgw/gateway/gateway.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::simgw {

class Probe {
 public:
  explicit Probe(Gateway& gateway) : gateway_(gateway) {}

  /// Connects, greets with `window` and reads the granted version; false when refused.
  bool connect(std::string_view window) {
    const auto id = gateway_.open(gateway_.now());
    if (!id) return false;
    id_ = *id;
    std::string bytes("API\0", 4);
    tws::append_frame(bytes, window);
    gateway_.on_bytes(id_, bytes, gateway_.now());
    pump();
    return true;
  }
  /// connect and startApi.
  void start(std::int32_t client_id, std::string_view window = "v157..200") {
    ASSERT_TRUE(connect(window));
    send(tws::StartApi{client_id, ""});
  }
  void send(const tws::Request& request) {
    std::string payload, bytes;
    tws::encode(request, version, payload);
    tws::append_frame(bytes, payload);
    gateway_.on_bytes(id_, bytes, gateway_.now());
    pump();
  }
  void run(core::Duration time) {
    gateway_.advance(gateway_.now() + time);
    pump();
  }
  void close() { gateway_.on_closed(id_, gateway_.now()); }
  bool hung_up() const { return gateway_.connection(id_) == nullptr || gateway_.wants_close(id_); }
  ConnectionId id() const { return id_; }

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const tws::Response& message : heard) {
      if (const T* match = std::get_if<T>(&message)) found.push_back(*match);
    }
    return found;
  }
  std::vector<int> codes() const {
    std::vector<int> codes;
    for (const auto& error : all<tws::ErrorMessage>()) {
      if (error.code < 2100 || error.code > 2169) codes.push_back(error.code);
    }
    return codes;
  }
  /// Names in the order heard, notices left out.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const tws::Response& message : heard) {
      const auto* error = std::get_if<tws::ErrorMessage>(&message);
      if (error == nullptr || error->code < 2100 || error->code > 2169) names.emplace_back(tws::name_of(message));
    }
    return names;
  }
  void forget() { heard.clear(); }
  /// Takes what has come in the meantime.
  void listen() { pump(); }

  /// Damaged streams are counted below and not reported as failures.
  bool lenient = false;
  bool out_of_step = false;  // the framing is lost
  int undecoded = 0, surplus = 0;  // messages
  std::vector<std::string> portions;  // bytes as they came

  int version = 0;
  std::string connection_time;
  std::vector<tws::Response> heard;

 private:
  void pump() {
    const std::string bytes = gateway_.take_output(id_);
    if (bytes.empty() || out_of_step) return;
    portions.push_back(bytes);
    framer_.push(bytes);
    while (true) {
      const auto next = framer_.next();
      out_of_step = !next.has_value();
      if (out_of_step) {
        EXPECT_TRUE(lenient);
        return;
      }
      if (!*next) return;
      if (version == 0) {
        const std::string reply(**next);
        version = std::stoi(reply);
        connection_time = reply.substr(reply.find('\0') + 1);
        connection_time.pop_back();
      } else {
        hear(**next);
      }
    }
  }

  void hear(std::string_view payload) {
    const auto decoded = tws::decode_response(payload, version);
    if (!decoded) {
      ++undecoded;
      EXPECT_TRUE(lenient) << decoded.error().message;
      return;
    }
    if (!decoded->surplus.empty()) ++surplus;
    EXPECT_TRUE(lenient || decoded->surplus.empty());
    heard.push_back(decoded->message);
  }

  Gateway& gateway_;
  ConnectionId id_{};
  tws::Framer framer_;
};

}  // namespace legwork::simgw
