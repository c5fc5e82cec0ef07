#include "io/pipe_network.hpp"

#include <string>

#include <gtest/gtest.h>

#include "io/simulation.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

struct Network : testing::Test {
  Simulation world;
  PipeNetwork network{world.context.get_executor(), world.clock, core::Prng(3)};
  Endpoint at{"127.0.0.1", 7497};

  static Task<std::string> connect(PipeNetwork* network, Endpoint to, core::TimePoint deadline) {
    auto connected = co_await network->connect(to, deadline);
    co_return connected ? "connected to " + (*connected)->peer() : connected.error().message;
  }
  std::string connect(core::Duration patience = 5s) { return world.run(connect(&network, at, world.clock.now() + patience)); }
};

Task<void> echo(std::unique_ptr<Transport> with) {
  std::string buffer(64, '\0');
  while (true) {
    const auto got = co_await with->read_some(buffer);
    if (!got || *got == 0) co_return;
    const std::string answer = "echo " + buffer.substr(0, *got);
    if (!co_await with->write(answer)) co_return;
  }
}

Task<void> serve(Listener* listener, TaskGroup* clients) {
  while (true) {
    auto accepted = co_await listener->accept();
    if (!accepted) co_return;
    clients->spawn(echo(std::move(*accepted)));
  }
}

Task<std::string> ask(PipeNetwork* network, Endpoint to, Clock* clock, std::string words) {
  auto connected = co_await network->connect(to, clock->now() + 1s);
  if (!connected) co_return connected.error().message;
  if (!co_await (*connected)->write(words)) co_return std::string("not written");
  std::string buffer(64, '\0');
  const auto got = co_await (*connected)->read_some(buffer);
  co_return got ? buffer.substr(0, *got) : got.error().message;
}

TEST_F(Network, AServerAndItsClientsTalkInOneThread) {
  const auto listener = network.listen(at).value();
  world.tasks.spawn(serve(listener.get(), &world.tasks));
  EXPECT_EQ(world.run(ask(&network, at, &world.clock, "one")), "echo one");
  EXPECT_EQ(world.run(ask(&network, at, &world.clock, "two")), "echo two");
  EXPECT_EQ(network.connections(), 2U);
  EXPECT_EQ(network.pipes().size(), 0U);
  listener->close();
  world.clock.run_for(world.context, 0s);
  EXPECT_EQ(world.tasks.running(), 0U);
}

TEST_F(Network, NobodyListens) {
  EXPECT_EQ(connect(), "cannot connect to 127.0.0.1:7497: connection refused");
  {
    const auto listener = network.listen(at).value();
  }
  EXPECT_EQ(connect(), "cannot connect to 127.0.0.1:7497: connection refused");
}

TEST_F(Network, AnAddressIsTakenOnce) {
  const auto listener = network.listen(at).value();
  EXPECT_EQ(network.listen(at).error().message, "cannot listen on 127.0.0.1:7497: the address is in use");
  listener->close();
  EXPECT_TRUE(network.listen(at).has_value());
}

TEST_F(Network, PortZeroIsAnyFreeOne) {
  const auto one = network.listen({"127.0.0.1", 0}).value();
  const auto two = network.listen({"127.0.0.1", 0}).value();
  EXPECT_NE(one->local().port, 0);
  EXPECT_NE(one->local(), two->local());
}

TEST_F(Network, RefusesAndComesBack) {
  const auto listener = network.listen(at).value();
  network.set_reachability(Reachability::refused);
  EXPECT_EQ(connect(), "cannot connect to 127.0.0.1:7497: connection refused");
  network.set_reachability(Reachability::open);
  EXPECT_EQ(connect(), "connected to 127.0.0.1:7497");
}

TEST_F(Network, ASilentHostCostsTheWholeDeadline) {
  const auto listener = network.listen(at).value();
  network.set_reachability(Reachability::silent);
  const auto before = world.clock.now();
  EXPECT_EQ(connect(5s), "cannot connect to 127.0.0.1:7497: no answer in time");
  EXPECT_EQ(world.clock.now() - before, 5s);
}

TEST_F(Network, TheQueueOfConnectionsIsBounded) {
  const auto listener = network.listen(at).value();
  for (std::size_t k = 0; k < PipeNetwork::backlog_max; ++k) EXPECT_EQ(connect(), "connected to 127.0.0.1:7497");
  EXPECT_EQ(connect(), "cannot connect to 127.0.0.1:7497: connection refused, too many wait");
}

}  // namespace
}  // namespace legwork::io
