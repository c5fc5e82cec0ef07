#include "simgw/server/server.hpp"

#include <gtest/gtest.h>

#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "simgw/world/small_world_fixture.hpp"

namespace legwork::simgw {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const auto greeting = "API\0\0\0\0\x09v157..200"s;

/// A server in virtual time and whoever connects to it.
struct Served : testing::Test {
  explicit Served(ServerOptions options = {}) : time(at(monday, 10)), world(small_world(time.clock.now())), gateway(world, {}) {
    options.on_client = [this](const std::string& text) { said.push_back(text); };
    server.emplace(gateway, time.context.get_executor(), time.clock, network.listen({"127.0.0.1", 7497}).value(),
                   std::move(options));
    time.tasks.spawn(server->run());
  }
  ~Served() override { time.tasks.cancel(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  void connect() {
    client = time.run(network.connect({"127.0.0.1", 7497}, time.clock.now() + 1s)).value();
    time.run(write(client.get(), greeting));
  }
  static io::Task<bool> write(io::Transport* to, std::string bytes) { co_return (co_await to->write(bytes)).has_value(); }
  /// What has come by now; "end" once the connection has closed.
  static io::Task<std::string> read(io::Transport* from) {
    std::string buffer(65536, '\0');
    const auto count = co_await from->read_some(buffer);
    if (!count || *count == 0) co_return "end";
    buffer.resize(*count);
    co_return buffer;
  }

  io::Simulation time;
  World world;
  Gateway gateway;
  io::PipeNetwork network{time.context.get_executor(), time.clock, core::Prng(1)};
  std::optional<Server> server;
  std::unique_ptr<io::Transport> client;
  std::vector<std::string> said;
};

TEST_F(Served, AGreetingIsAnsweredWithTheVersionAndTheTime) {
  connect();
  EXPECT_EQ(time.run(read(client.get())).substr(4), "200\0"s + "20260713 10:00:00 EST\0"s);
  EXPECT_EQ(said, std::vector<std::string>{"client 1 connected"});
}

TEST_F(Served, TheWorldMovesWithTheClock) {
  time.clock.run_for(time.context, 90s);
  EXPECT_GE(gateway.now(), at(monday, 10, 1, 29));
  EXPECT_LE(gateway.now(), at(monday, 10, 1, 30));
}

TEST_F(Served, AClientThatLeavesIsForgotten) {
  connect();
  client.reset();
  time.clock.run_for(time.context, 1s);
  EXPECT_TRUE(gateway.clients().empty());
  EXPECT_EQ(said.back(), "client 1 is gone");
}

TEST_F(Served, StoppingClosesEveryConnectionAndTheDoor) {
  connect();
  time.run(read(client.get()));
  server->stop();
  EXPECT_EQ(time.run(read(client.get())), "end");
  EXPECT_FALSE(time.run(network.connect({"127.0.0.1", 7497}, time.clock.now() + 1s)).has_value());
}

struct ServedTenTimesAsFast : Served {
  ServedTenTimesAsFast() : Served({.speed = 10}) {}
};

TEST_F(ServedTenTimesAsFast, TenSecondsPassInOne) {
  time.clock.run_for(time.context, 6s);
  EXPECT_GE(gateway.now(), at(monday, 10, 0, 59));
  EXPECT_LE(gateway.now(), at(monday, 10, 1, 0));
}

struct ServedWithLittlePatience : Served {
  ServedWithLittlePatience() : Served({.backlog_bytes_max = 10'000}) {}
};

TEST_F(ServedWithLittlePatience, AClientThatDoesNotReadIsDropped) {
  network.set_options(io::Side::server, {.capacity_bytes = 1000});
  connect();
  for (int i = 0; i < 100 && gateway.clients().size() == 1; ++i) {
    gateway.send_raw(gateway.clients().front(), std::string(1000, 'x'));
    time.clock.run_for(time.context, 1s);
  }
  EXPECT_TRUE(gateway.clients().empty());
  ASSERT_GE(said.size(), 2U);
  EXPECT_EQ(said[said.size() - 2].substr(0, 24), "client 1 does not read: ");
}

}  // namespace
}  // namespace legwork::simgw
