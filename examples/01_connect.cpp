// Connects to TWS, IB Gateway or `legwork sim` and says who answered. Usage: 01_connect [host:port], 127.0.0.1:7497 by default.
#include <chrono>

#include <fmt/format.h>

#include "tws_client/program.hpp"

namespace io = legwork::io;
namespace tws_client = legwork::tws_client;

static io::Task<int> say_who(tws_client::Client& client, io::Clock& clock) {
  const auto ready = co_await client.ready(clock.now() + std::chrono::seconds(20));
  if (!ready) {
    fmt::print(stderr, "{}\n", to_string(ready.error()));
    co_return 1;
  }
  fmt::print("server version {}, connected at {}\n", ready->server_version, ready->connection_time);
  for (const auto& account : ready->accounts) fmt::print("account {}\n", account);
  fmt::print("next order id {}\n", ready->next_order_id);

  const auto time = co_await client.current_time();
  if (!time) {
    fmt::print(stderr, "{}\n", to_string(time.error()));
    co_return 1;
  }
  const auto seconds = time->time_since_epoch() / std::chrono::seconds(1);
  fmt::print("the gateway's clock: {} s since 1970\n", seconds);
  co_return 0;
}

int main(int argc, char** argv) {
  const auto gateway = io::parse_endpoint(argc > 1 ? argv[1] : "127.0.0.1", 7497);
  if (!gateway) {
    fmt::print(stderr, "{}\n", to_string(gateway.error()));
    return 2;
  }
  tws_client::ClientOptions options;
  options.plan.gateway = *gateway;
  options.session.client_id = 11;
  return tws_client::run_program(options, say_who);
}
