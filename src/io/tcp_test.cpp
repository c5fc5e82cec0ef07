#include "io/tcp.hpp"

#include <string>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "io/system_clock.hpp"
#include "io/task_group.hpp"

namespace legwork::io {
namespace {

using namespace std::chrono_literals;

struct Tcp : testing::Test {
  boost::asio::io_context context;
  SystemClock clock;
  TcpConnector connector{clock};
  TaskGroup tasks{context.get_executor()};
};

Task<void> answer_once(Listener* listener) {
  auto client = co_await listener->accept();
  EXPECT_TRUE(client.has_value());
  if (!client) co_return;
  std::string heard, buffer(3, '\0');
  while (true) {  // to the peer's end
    const auto got = co_await (*client)->read_some(buffer);
    EXPECT_TRUE(got.has_value());
    if (!got || *got == 0) break;
    heard += buffer.substr(0, *got);
  }
  const std::string answer = "heard " + heard;
  EXPECT_TRUE((co_await (*client)->write(answer)).has_value());
}

Task<void> ask_once(TcpConnector* connector, Endpoint to, core::TimePoint deadline, std::string words, std::string* answer) {
  auto server = co_await connector->connect(to, deadline);
  EXPECT_TRUE(server.has_value()) << server.error().message;
  if (!server) co_return;
  EXPECT_EQ((*server)->peer(), to_string(to));
  EXPECT_TRUE((co_await (*server)->write(words)).has_value());
  (*server)->end_writing();
  std::string buffer(4096, '\0');
  while (true) {
    const auto got = co_await (*server)->read_some(buffer);
    if (!got || *got == 0) co_return;
    answer->append(buffer, 0, *got);
  }
}

TEST_F(Tcp, AConversationOverTheLoopback) {
  const auto listener = listen_tcp(context.get_executor(), {}).value();
  EXPECT_EQ(listener->local().host, "127.0.0.1");
  std::string answer;
  tasks.spawn(answer_once(listener.get()));
  tasks.spawn(ask_once(&connector, listener->local(), clock.now() + 10s, std::string(100'000, 'x'), &answer));
  context.run();
  EXPECT_EQ(answer, "heard " + std::string(100'000, 'x'));
}

TEST_F(Tcp, ANameIsResolved) {
  const auto listener = listen_tcp(context.get_executor(), {}).value();
  bool connected = false;
  const auto try_name = [](TcpConnector* connector, Endpoint to, core::TimePoint deadline, bool* done) -> Task<void> {
    *done = (co_await connector->connect(to, deadline)).has_value();
  };
  tasks.spawn(try_name(&connector, {"localhost", listener->local().port}, clock.now() + 10s, &connected));
  context.run();
  EXPECT_TRUE(connected);
}

Task<void> connect_only(TcpConnector* connector, Endpoint to, core::TimePoint deadline, std::string* error) {
  auto server = co_await connector->connect(to, deadline);
  *error = server ? "" : server.error().message;
}

TEST_F(Tcp, NobodyListens) {
  auto listener = listen_tcp(context.get_executor(), {}).value();
  const auto at = listener->local();
  listener.reset();
  std::string error;
  tasks.spawn(connect_only(&connector, at, clock.now() + 10s, &error));
  context.run();
  EXPECT_EQ(error, "cannot connect to " + to_string(at) + ": Connection refused");
}

TEST_F(Tcp, ADeadlineThatHasPassedEndsTheAttempt) {
  std::string error;
  tasks.spawn(connect_only(&connector, {"192.0.2.1", 7497}, clock.now() + 1ms, &error));  // TEST-NET-1: nobody is there
  context.run();
  EXPECT_TRUE(error.starts_with("cannot connect to 192.0.2.1:7497: ")) << error;
}

TEST_F(Tcp, ATakenPortIsAnError) {
  const auto listener = listen_tcp(context.get_executor(), {}).value();
  const auto second = listen_tcp(context.get_executor(), listener->local());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, core::ErrorCode::io);
  EXPECT_EQ(listen_tcp(context.get_executor(), {"localhost.", 0}).error().code, core::ErrorCode::parse);
}

Task<void> accept_to_the_end(Listener* listener, bool* ended) {
  const auto client = co_await listener->accept();
  *ended = !client && !listener->is_open();
}

TEST_F(Tcp, ClosingAListenerEndsItsAccept) {
  const auto listener = listen_tcp(context.get_executor(), {}).value();
  bool ended = false;
  tasks.spawn(accept_to_the_end(listener.get(), &ended));
  context.poll();
  listener->close();
  context.run();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace legwork::io
