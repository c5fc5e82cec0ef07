// ScriptedGateway: the other side of a Client in tests, in virtual time: it greets as TWS does, keeps what it hears and answers what a
// test tells it to. Header only; for tests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/framer.hpp"
#include "tws_client/client.hpp"

namespace legwork::tws_client {

class ScriptedGateway {
 public:
  ScriptedGateway(io::Simulation& world, io::PipeNetwork& network, io::Endpoint at = {"127.0.0.1", 7497})
      : world_(world), listener_(network.listen(std::move(at)).value()) {
    world_.tasks.spawn(serve(this));
  }
  ~ScriptedGateway() { listener_->close(); }
  ScriptedGateway(const ScriptedGateway&) = delete;
  ScriptedGateway& operator=(const ScriptedGateway&) = delete;

  /// Called with every message after startApi; answer with send().
  std::function<void(const tws::Request&)> on_request;
  std::string greeting = std::string(
      "200\0"
      "20260717 10:00:00 EST\0",
      26);  // the frame that answers the client's version window
  std::string accounts = "DU1,";
  bool starts = true;  // answers startApi
  int sessions = 0;  // begun

  void send(const tws::Response& message) {
    std::string payload;
    tws::encode(message, version, payload);
    tws::append_frame(waiting_, payload);
    world_.tasks.spawn(flush(this));
  }
  void hang_up() {
    if (client_) client_->close();
  }
  template <class T>
  std::vector<T> heard() const {
    std::vector<T> found;
    for (const auto& one : heard_) {
      if (const T* match = std::get_if<T>(&one)) found.push_back(*match);
    }
    return found;
  }
  void forget() { heard_.clear(); }

  static constexpr int version = 200;

 private:
  static io::Task<void> serve(ScriptedGateway* self) {
    while (true) {
      auto accepted = co_await self->listener_->accept();
      if (!accepted) co_return;
      ++self->sessions;
      self->client_ = std::move(*accepted);
      self->waiting_.clear();
      self->world_.tasks.spawn(talk(self, self->client_));
    }
  }

  static io::Task<void> talk(ScriptedGateway* self, std::shared_ptr<io::Transport> client) {
    tws::Framer framer;
    std::string buffer(4096, '\0');
    std::size_t to_skip = 4;  // "API\0"
    bool is_greeted = false;
    while (true) {
      const auto got = co_await client->read_some(buffer);
      if (!got || *got == 0) co_return;
      auto bytes = std::string_view(buffer).substr(0, *got);
      const auto skipped = std::min(to_skip, bytes.size());
      to_skip -= skipped;
      framer.push(bytes.substr(skipped));
      while (true) {
        const auto frame = framer.next();
        EXPECT_TRUE(frame.has_value());
        if (!frame || !*frame) break;
        if (std::exchange(is_greeted, true)) {
          self->take(**frame);
        } else {
          tws::append_frame(self->waiting_, self->greeting);
          self->world_.tasks.spawn(flush(self));
        }
      }
    }
  }

  static io::Task<void> flush(ScriptedGateway* self) {
    const auto client = self->client_;
    const auto bytes = std::exchange(self->waiting_, {});
    if (client && !bytes.empty()) co_await client->write(bytes);
  }

  void take(std::string_view payload) {
    const auto decoded = tws::decode_request(payload, version);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_TRUE(decoded->surplus.empty());
    const auto& message = decoded->message;
    if (std::holds_alternative<tws::StartApi>(message)) {
      if (!starts) return;
      send(tws::ManagedAccounts{accounts});
      send(tws::NextValidId{100});
    } else if (std::holds_alternative<tws::RequestCurrentTime>(message)) {
      send(tws::CurrentTime{world_.clock.now().time_since_epoch() / std::chrono::seconds(1)});
    } else {
      heard_.push_back(message);
      if (on_request) on_request(message);
    }
  }

  io::Simulation& world_;
  std::unique_ptr<io::Listener> listener_;
  std::shared_ptr<io::Transport> client_;
  std::string waiting_;
  std::vector<tws::Request> heard_;
};

/// A client and a gateway on one network, in one thread.
struct ClientAndGateway : testing::Test {
  io::Simulation world;
  io::PipeNetwork network{world.context.get_executor(), world.clock, core::Prng(11)};
  ScriptedGateway gateway{world, network};
  ClientOptions options;
  std::unique_ptr<Client> client;
  std::unique_ptr<Stream<ClientEvent>> events;

  void start() {
    client = std::make_unique<Client>(world.context.get_executor(), world.clock, network, options);
    events = std::make_unique<Stream<ClientEvent>>(client->events());
    world.tasks.spawn(client->run());
  }
  void start_and_wait() {
    start();
    ASSERT_TRUE(world.run(client->ready(world.clock.now() + std::chrono::seconds(10))).has_value());
  }
  void wait(core::Duration time) { world.clock.run_for(world.context, time); }
  void TearDown() override {
    if (!client) return;
    client->stop();
    wait(std::chrono::seconds(0));
  }
  /// Events of one kind that have come since the last look; others are dropped.
  template <class T>
  std::vector<T> told() {
    std::vector<T> found;
    while (auto event = events->try_next()) {
      if (T* const match = std::get_if<T>(&*event)) found.push_back(std::move(*match));
    }
    return found;
  }
};

}  // namespace legwork::tws_client
