#include "tws_client/program.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "io/system_clock.hpp"
#include "io/task_group.hpp"
#include "io/tcp.hpp"

namespace legwork::tws_client {
namespace asio = boost::asio;
namespace {

constexpr int interrupted = 130;

io::Task<void> run_then_stop(io::Task<int> program, Client* client, asio::signal_set* signals, int* code) {
  *code = co_await std::move(program);
  client->stop();
  signals->cancel();
}

}  // namespace

int run_program(ClientOptions options, std::function<io::Task<int>(Client&, io::Clock&)> program) {
  asio::io_context context{1};
  io::SystemClock clock;
  io::TcpConnector connector(clock);
  Client client(context.get_executor(), clock, connector, std::move(options));
  asio::signal_set signals(context, SIGINT, SIGTERM);
  int code = interrupted;
  io::TaskGroup connection(context.get_executor()), work(context.get_executor());
  connection.spawn(client.run());
  work.spawn(run_then_stop(program(client, clock), &client, &signals, &code));
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    work.cancel();
    client.stop();
  });
  context.run();
  return code;
}

}  // namespace legwork::tws_client
