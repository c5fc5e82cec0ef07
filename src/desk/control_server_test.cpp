#include "desk/control_server.hpp"

#include <cstdlib>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "desk/control_client.hpp"
#include "io/local_socket.hpp"
#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "io/system_clock.hpp"

namespace legwork::desk {
namespace {

using namespace std::chrono_literals;

const io::Endpoint engine_at{"engine.sock", 1};

/// A person with a terminal: writes what the test says and keeps what comes.
struct Terminal {
  std::unique_ptr<io::Transport> transport;
  std::string heard;
  bool is_open = true;
};
io::Task<void> listen_to(Terminal* terminal) {
  std::string buffer(4096, '\0');
  while (true) {
    const auto got = co_await terminal->transport->read_some(buffer);
    if (!got || *got == 0) break;
    terminal->heard.append(buffer, 0, *got);
  }
  terminal->is_open = false;
}
io::Task<void> say(io::Transport* transport, std::string words) {
  const auto ignored = co_await transport->write(words);
  (void)ignored;  // the server may have closed
}
io::Task<bool> call(io::PipeNetwork* network, core::TimePoint deadline, Terminal* terminal) {
  auto connected = co_await network->connect(engine_at, deadline);
  if (connected) terminal->transport = std::move(*connected);
  co_return connected.has_value();
}

struct Control : testing::Test {
  io::Simulation world;
  io::PipeNetwork network{world.context.get_executor(), world.clock, core::Prng(3)};
  ControlServerOptions options;
  bool stop_after_status = false;
  std::vector<std::string> asked;
  std::vector<ControlReply> kept;  // to be answered later
  std::vector<std::unique_ptr<Terminal>> terminals;
  std::unique_ptr<ControlServer> server;

  void start() {
    server = std::make_unique<ControlServer>(
        world.context.get_executor(), world.clock, network.listen(engine_at).value(),
        [this](const ControlRequest& request, ControlReply reply) { handle(request, std::move(reply)); }, options);
    world.tasks.spawn(server->run());
  }
  void handle(const ControlRequest& request, ControlReply reply) {
    asked.push_back(request.action);
    if (request.action == "status") reply.answer(R"({"mode":"normal"})");
    if (request.action == "status" && stop_after_status) server->stop();
    if (request.action == "halt") reply.refuse({"invalid_argument", "halted already", "mode"});
    if (request.action == "later") kept.push_back(std::move(reply));
  }
  Terminal& open(bool reads = true) {
    auto& terminal = *terminals.emplace_back(std::make_unique<Terminal>());
    EXPECT_TRUE(world.run(call(&network, world.clock.now() + 1s, &terminal)));
    if (reads) world.tasks.spawn(listen_to(&terminal));
    return terminal;
  }
  void tell(Terminal& terminal, std::string words) {
    world.tasks.spawn(say(terminal.transport.get(), std::move(words)));
    wait(1s);
  }
  void wait(core::Duration time) { world.clock.run_for(world.context, time); }
  core::Result<ControlAnswer> ask(std::string request, std::function<bool(const ControlAnswer&)> on_part = {}) {
    return world.run(
        ask_control(world.clock, network, {engine_at, std::move(request), std::move(on_part)}, world.clock.now() + 10s));
  }
  void TearDown() override {
    if (server) server->stop();
    for (const auto& one : terminals) one->transport->close();
    wait(1s);
    EXPECT_EQ(world.tasks.running(), 0U);
    if (server) EXPECT_EQ(server->connections(), 0U);
  }
};

TEST_F(Control, AQuestionAndItsAnswer) {
  start();
  const auto status = ask(R"({"do":"status"})").value();
  EXPECT_TRUE(status.is_ok);
  EXPECT_EQ(status.text, R"({"id":1,"ok":true,"mode":"normal"})");
  const auto halt = ask(R"({"do":"halt"})").value();
  EXPECT_FALSE(halt.is_ok);
  EXPECT_EQ(halt.error, (ControlError{"invalid_argument", "halted already", "mode"}));
  EXPECT_EQ(ask(R"({"do":"unknown"})").value().error.code, "unanswered");
}

TEST_F(Control, AnswersComeWhenTheyAreThereAndInTheirOrder) {
  start();
  auto& one = open();
  tell(one, R"({"id":1,"do":"later"}
{"id":"b","do":"status"}

{"id":3,"do)");
  EXPECT_EQ(std::exchange(one.heard, {}), "{\"id\":\"b\",\"ok\":true,\"mode\":\"normal\"}\n");
  tell(one, "\":\"later\"}\r\n");
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_TRUE(kept[1].answer());
  EXPECT_TRUE(kept[0].answer());
  wait(1s);
  EXPECT_EQ(one.heard, "{\"id\":3,\"ok\":true}\n{\"id\":1,\"ok\":true}\n");
}

TEST_F(Control, AReplyOutlivesItsConnectionAndItsServer) {
  start();
  tell(open(), "{\"id\":1,\"do\":\"later\"}\n{\"id\":2,\"do\":\"later\"}\n");
  terminals[0]->transport->close();
  wait(1s);
  kept[0].part("{}");  // may find the other end gone only by writing to it
  wait(1s);
  EXPECT_FALSE(kept[0].answer());
  server->stop();
  wait(1s);
  server.reset();
  EXPECT_FALSE(kept[1].answer());
}

TEST_F(Control, WhoHasSaidAllIsStillAnswered) {
  start();
  auto& one = open();
  tell(one, "{\"id\":1,\"do\":\"later\"}\n");
  one.transport->end_writing();
  wait(1min);
  EXPECT_TRUE(one.is_open);
  kept[0].answer();
  wait(1s);
  EXPECT_EQ(one.heard, "{\"id\":1,\"ok\":true}\n");
  EXPECT_FALSE(one.is_open);
}

TEST_F(Control, ASubscriptionHasManyLinesAndAnEnd) {
  start();
  std::vector<std::string> parts;
  std::optional<core::Result<ControlAnswer>> last;
  const auto follow = [](io::SimulatedClock* clock, io::PipeNetwork* net, ControlQuestion question,
                         std::optional<core::Result<ControlAnswer>>* into) -> io::Task<void> {
    const auto deadline = clock->now() + 1h;
    into->emplace(co_await ask_control(*clock, *net, std::move(question), deadline));
  };
  world.tasks.spawn(follow(&world.clock, &network,
                           {engine_at, R"({"do":"later"})",
                            [&](const ControlAnswer& part) {
                              parts.push_back(part.text);
                              return true;
                            }},
                           &last));
  wait(1s);
  ASSERT_EQ(kept.size(), 1U);
  for (int tick = 0; tick < 3; ++tick) {
    wait(10min);  // who waits is not idle
    EXPECT_TRUE(kept[0].part(R"({"bid":1})"));
  }
  wait(1s);
  EXPECT_EQ(parts, std::vector<std::string>(3, R"({"id":1,"ok":true,"end":false,"bid":1})"));
  kept[0].answer();
  wait(1s);
  ASSERT_TRUE(last && last->has_value());
  EXPECT_EQ(last->value().text, R"({"id":1,"ok":true,"end":true})");
}

TEST_F(Control, GarbageGetsItsAnswerAndThenAnEnd) {
  start();
  auto& one = open();
  tell(one, "GET / HTTP/1.1\nHost: x\n{\"id\":1,\"do\":\"status\"}\n");
  EXPECT_TRUE(one.is_open);  // two in a row may happen
  tell(one, "a\nb\nc\n{\"id\":2,\"do\":\"status\"}\n");
  EXPECT_FALSE(one.is_open);
  EXPECT_EQ(std::ranges::count(one.heard, '\n'), 6);
  EXPECT_EQ(asked, std::vector<std::string>{"status"});
}

TEST_F(Control, ALineHasABound) {
  options.line_bytes_max = 100;
  start();
  auto& one = open();
  tell(one, std::string(101, ' '));
  EXPECT_FALSE(one.is_open);
  EXPECT_EQ(one.heard,
            "{\"id\":null,\"ok\":false,\"error\":{\"code\":\"too_large\",\"message\":\"a line has at most 100 bytes\"}}\n");
  auto& other = open();
  tell(other, std::string(101, ' ') + "\n");  // with its end in the same piece
  EXPECT_FALSE(other.is_open);
}

TEST_F(Control, OneConnectionTooManyIsToldSo) {
  options.connections_max = 2;
  start();
  auto& first = open();
  open();
  const auto refused = ask(R"({"do":"status"})").value();
  EXPECT_EQ(refused.error, (ControlError{"busy", "the engine serves 2 connections already"}));
  EXPECT_TRUE(asked.empty());
  first.transport->close();
  wait(1s);
  EXPECT_TRUE(ask(R"({"do":"status"})").value().is_ok);
}

TEST_F(Control, AConnectionOwesOnlySoMuch) {
  options.requests_out_max = 1;
  start();
  auto& one = open();
  tell(one, "{\"id\":1,\"do\":\"later\"}\n{\"id\":2,\"do\":\"later\"}\n");
  EXPECT_NE(one.heard.find("{\"id\":2,\"ok\":false,\"error\":{\"code\":\"busy\""), std::string::npos);
  kept[0].answer();
  tell(one, "{\"id\":3,\"do\":\"later\"}\n");
  EXPECT_EQ(kept.size(), 2U);
}

TEST_F(Control, ASlowReaderIsDropped) {
  options.backlog_bytes_max = 100'000;
  network.set_options(io::Side::server, {.capacity_bytes = 1000});
  start();
  tell(open(false), "{\"id\":1,\"do\":\"later\"}\n");
  const std::string fields = R"({"text":")" + std::string(1000, 'x') + "\"}";
  int heard = 0;
  while (kept[0].part(fields)) {
    ASSERT_LT(++heard, 200);
    wait(1ms);
  }
  EXPECT_GT(heard, 90);
  wait(1s);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Control, SilenceEndsAConnectionThatIsOwedNothing) {
  start();
  auto& idle = open();
  auto& owed = open();
  tell(owed, "{\"id\":1,\"do\":\"later\"}\n");
  wait(4min);
  EXPECT_TRUE(idle.is_open);
  wait(2min);
  EXPECT_FALSE(idle.is_open);
  wait(10min);
  EXPECT_TRUE(owed.is_open);
  kept[0].answer();
  wait(11min);
  EXPECT_FALSE(owed.is_open);
}

TEST_F(Control, AHandlerMayAnswerAndStopTheServer) {
  start();
  stop_after_status = true;
  auto& other = open();
  EXPECT_TRUE(ask(R"({"do":"status"})").value().is_ok);
  wait(1s);
  EXPECT_FALSE(other.is_open);
  EXPECT_EQ(ask(R"({"do":"status"})").error().code, core::ErrorCode::not_found);
}

TEST_F(Control, WithoutAnEngineAPersonReadsWhatToDo) {
  const auto nobody = ask(R"({"do":"status"})");
  EXPECT_EQ(nobody.error().code, core::ErrorCode::not_found);
  EXPECT_TRUE(nobody.error().message.starts_with("no engine runs on engine.sock:1: start one with `legwork engine` ("))
      << nobody.error().message;
  EXPECT_EQ(ask("{}").error().code, core::ErrorCode::invalid_argument);
}

TEST_F(Control, AnEngineThatSaysNothingOrLeaves) {
  start();
  EXPECT_EQ(ask(R"({"do":"later"})").error().message,
            "the engine on engine.sock:1 has not answered in time; whether it did what it was asked is not known");
  std::optional<core::Result<ControlAnswer>> answer;
  const auto once = [](Control* test, std::optional<core::Result<ControlAnswer>>* into) -> io::Task<void> {
    const auto deadline = test->world.clock.now() + 10s;
    into->emplace(co_await ask_control(test->world.clock, test->network, {engine_at, R"({"do":"later"})"}, deadline));
  };
  world.tasks.spawn(once(this, &answer));
  wait(1s);
  server->stop();
  wait(1s);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->error().message, "the engine ended the connection before its answer");
}

TEST(ControlOverALocalSocket, AnswersAndIsGoneAtItsEnd) {
  std::string folder = testing::TempDir() + "controlXXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto path = std::filesystem::path(folder) / "engine.sock";
  io::SystemClock clock;
  boost::asio::io_context context{1};
  io::TaskGroup tasks(context.get_executor());
  io::LocalConnector connector(clock);
  ControlServer server(context.get_executor(), clock, io::listen_local(context.get_executor(), path).value(),
                       [](const ControlRequest&, const ControlReply& reply) { reply.answer(R"({"mode":"normal"})"); });
  std::vector<std::string> heard;
  const auto ask_twice = [](io::Clock* time, io::LocalConnector* net, std::string at, ControlServer* of,
                            std::vector<std::string>* into) -> io::Task<void> {
    for (int turn = 0; turn < 2; ++turn) {
      const auto deadline = time->now() + 10s;
      const ControlQuestion question{io::local_endpoint(at), R"({"do":"status"})"};
      const auto answer = co_await ask_control(*time, *net, question, deadline);
      into->push_back(answer ? answer->text : answer.error().message);
      of->stop();
    }
  };
  tasks.spawn(server.run());
  tasks.spawn(ask_twice(&clock, &connector, path.string(), &server, &heard));
  context.run();
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0], R"({"id":1,"ok":true,"mode":"normal"})");
  EXPECT_EQ(heard[1], "no engine runs on " + path.string() + ": start one with `legwork engine` (cannot connect to " +
                          path.string() + ": No such file or directory)");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace legwork::desk
