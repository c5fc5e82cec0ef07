// Places a vertical through a running engine and watches it. Usage: 07_place_spread SOCKET SPREAD [LIMIT]
//   legwork sim & legwork engine --account DU1000001 --gateway-time &
//   07_place_spread ~/.local/state/legwork/engine.sock SPXW:20260731:P:7300/7290 mid
#include <chrono>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "desk/control_client.hpp"
#include "io/local_socket.hpp"
#include "io/system_clock.hpp"
#include "io/task_group.hpp"

namespace desk = legwork::desk;
namespace io = legwork::io;
using Json = nlohmann::json;
using namespace std::chrono_literals;

/// The engine's answer, or nothing after saying why.
static io::Task<Json> ask(io::Clock* clock, io::Connector* connector, io::Endpoint engine, Json request) {
  const auto answer =
      co_await desk::ask_control(*clock, *connector, {.engine = engine, .request = request.dump()}, clock->now() + 30s);
  const Json json = answer ? Json::parse(answer->text) : Json{{"error", {{"message", answer.error().message}}}};
  if (json.value("ok", false)) co_return json;
  fmt::print(stderr, "{}\n", json.at("error").value("message", ""));
  co_return Json();
}

static io::Task<void> place(io::Clock* clock, io::Connector* connector, io::Endpoint engine, Json wish, int* code) {
  const Json ticket = co_await ask(clock, connector, engine, std::move(wish));
  if (ticket.is_null()) co_return;
  const Json& risk = ticket.at("at_expiry");
  fmt::print("{}\nmax profit ${}, max risk ${}, breakeven {}, margin ${}\n", ticket.at("order").get<std::string>(),
             risk.at("max_profit").get<std::string>(), risk.at("max_loss").get<std::string>(), risk.at("breakeven").dump(),
             ticket.at("margin").at("required").get<std::string>());
  // The key makes it safe to ask again when the answer is lost: the same key places nothing twice.
  const std::string key = fmt::format("example-07-{}", clock->now().time_since_epoch().count());
  const Json placed = co_await ask(clock, connector, engine,
                                   {{"do", "place"}, {"ticket", ticket.at("ticket")}, {"key", key}, {"actor", "person:example"}});
  if (placed.is_null()) co_return;
  std::string phase;
  for (int i = 0; i < 20 && phase != "Filled" && phase != "Working"; ++i) {
    boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor, 250ms);
    co_await pause.async_wait(boost::asio::use_awaitable);
    const Json order = co_await ask(clock, connector, engine, {{"do", "order"}, {"order", placed.at("order")}});
    if (order.is_null()) co_return;
    phase = order.value("phase", "");
  }
  fmt::print("{} is {}\n", placed.value("text", ""), phase);
  *code = 0;
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: 07_place_spread SOCKET SPREAD [LIMIT]\n");
    return 2;
  }
  boost::asio::io_context context{1};
  io::SystemClock clock;
  io::LocalConnector connector(clock);
  io::TaskGroup tasks(context.get_executor());
  int code = 1;
  const Json wish{{"do", "preview"}, {"spread", argv[2]}, {"limit", argc > 3 ? argv[3] : "mid"}};
  tasks.spawn(place(&clock, &connector, io::local_endpoint(argv[1]), wish, &code));
  context.run();
  return code;
}
