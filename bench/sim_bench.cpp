// sim_bench: what one simulated second costs the gateway, with 20 clients that watch 500 option lines each: 10,000 contracts among them,
// at the busiest time of a day. `seconds_per_second` below 1 is what `--speed 1` needs of one core, sockets apart.
#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/assert.hpp"
#include "market/date.hpp"
#include "simgw/gateway/gateway.hpp"
#include "tws/wire/framer.hpp"

namespace legwork::simgw {
namespace {

constexpr std::size_t clients = 20, lines = 500;
constexpr int version = tws::max_server_version;

void send(Gateway& gateway, ConnectionId client, const tws::Request& request) {
  std::string payload, bytes;
  tws::encode(request, version, payload);
  tws::append_frame(bytes, payload);
  gateway.on_bytes(client, bytes, gateway.now());
}

/// Options of the most liquid names, as many as the clients can watch together, each once.
std::vector<std::int32_t> contracts(const World& world) {
  std::vector<std::int32_t> found;
  for (const char* symbol : {"SPY", "QQQ", "SPX", "AAPL"}) {
    for (const auto& listed : world.options_of(symbol)) {
      for (const auto& expiry : listed.expiries) {
        for (const auto& strike : expiry.strikes) {
          for (const Instrument* option : {strike.call, strike.put}) {
            if (option && found.size() < clients * lines) found.push_back(option->con_id);
          }
        }
      }
    }
  }
  ASSERT(found.size() == clients * lines, "only {} contracts", found.size());
  return found;
}

void connect(Gateway& gateway, std::size_t number, const std::vector<std::int32_t>& watched) {
  const auto id = gateway.open(gateway.now());
  ASSERT(id.has_value(), "client {} was refused", number);
  std::string greeting("API\0", 4);
  tws::append_frame(greeting, "v157..200");
  gateway.on_bytes(*id, greeting, gateway.now());
  send(gateway, *id, tws::StartApi{static_cast<std::int32_t>(number), ""});
  for (std::size_t line = 0; line < lines; ++line) {
    tws::RequestMarketData request;
    request.request_id = static_cast<std::int32_t>(line + 1);
    request.contract.contract_id = watched[number * lines + line];
    request.contract.exchange = "SMART";
    send(gateway, *id, request);
  }
}

void one_second_of_20_clients(benchmark::State& state) {
  const auto day = market::Date{std::chrono::year(2026), std::chrono::July, std::chrono::day(13)};
  auto world = World::synthetic(UniverseSpec::standard(), {.start = market::eastern_to_utc(day, {9 * 3600 + 31 * 60})});
  ASSERT(world.has_value(), "{}", world.error().message);
  const auto watched = contracts(*world);
  GatewayOptions options;
  options.market_data.lines_max = clients * lines;
  options.pacing.messages_per_second = static_cast<int>(lines + 50);
  Gateway gateway(*world, options);
  for (std::size_t number = 0; number < clients; ++number) connect(gateway, number, watched);
  ASSERT(gateway.market_data().lines() == clients * lines, "only {} lines", gateway.market_data().lines());
  gateway.advance(gateway.now() + std::chrono::seconds(5));
  for (const auto client : gateway.clients()) gateway.take_output(client);

  std::size_t bytes = 0;
  const auto frames_before = gateway.counters().frames_out;
  while (state.KeepRunning()) {
    // In the server's steps, with the output taken after each.
    for (const auto end = gateway.now() + std::chrono::seconds(1); gateway.now() < end;) {
      gateway.advance(std::min(gateway.next_event(), end));
      for (const auto client : gateway.clients()) bytes += gateway.take_output(client).size();
    }
  }
  const auto seconds = static_cast<double>(state.iterations());
  state.counters["ticks_per_second"] = static_cast<double>(gateway.counters().frames_out - frames_before) / seconds;
  state.counters["bytes_per_second"] = static_cast<double>(bytes) / seconds;
  state.counters["seconds_per_second"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(one_second_of_20_clients)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace legwork::simgw

BENCHMARK_MAIN();
