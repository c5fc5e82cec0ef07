// A month of daily bars of a stock beside the implied vol of its options. Usage: 04_history [host:port] [SYMBOL]
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tws_client/program.hpp"

namespace io = legwork::io;
namespace tws = legwork::tws;
namespace tws_client = legwork::tws_client;

static tws::RequestHistoricalData daily(const std::string& symbol, const char* what) {
  tws::RequestHistoricalData request;
  request.contract.symbol = symbol;
  request.contract.security_type = "STK";
  request.contract.exchange = "SMART";
  request.contract.currency = "USD";
  request.bar_size = "1 day";
  request.duration = "1 M";
  request.what_to_show = what;
  return request;
}

static io::Task<int> print_history(tws_client::Client& client, const std::string symbol) {
  // The client spaces historical requests as the gateway wants them: two of the same contract within its windows, never six.
  const auto prices = co_await client.history(daily(symbol, "TRADES"));
  if (!prices) {
    fmt::print(stderr, "{}\n", to_string(prices.error()));
    co_return 1;
  }
  const auto vols = co_await client.history(daily(symbol, "OPTION_IMPLIED_VOLATILITY"));
  if (!vols) {
    fmt::print(stderr, "{}\n", to_string(vols.error()));
    co_return 1;
  }
  fmt::print("{:>10} {:>10} {:>10} {:>10} {:>8}\n", "date", "low", "high", "close", "iv");
  for (const auto& bar : prices->bars) {
    const auto same_day = std::ranges::find(vols->bars, bar.date, &tws::Bar::date);
    const double vol = same_day == vols->bars.end() ? 0 : same_day->close.value_or(0);
    fmt::print("{:>10} {:>10.2f} {:>10.2f} {:>10.2f} {:>7.1f}%\n", bar.date, bar.low.value_or(0), bar.high.value_or(0),
               bar.close.value_or(0), 100 * vol);
  }
  fmt::print("{} bars of {}\n", prices->bars.size(), symbol);
  co_return prices->bars.empty() ? 1 : 0;
}

int main(int argc, char** argv) {
  const auto gateway = io::parse_endpoint(argc > 1 ? argv[1] : "127.0.0.1", 7497);
  if (!gateway) {
    fmt::print(stderr, "{}\n", to_string(gateway.error()));
    return 2;
  }
  tws_client::ClientOptions options;
  options.plan.gateway = *gateway;
  options.session.client_id = 14;
  const std::string symbol = argc > 2 ? argv[2] : "AAPL";
  return tws_client::run_program(options,
                                 [symbol](tws_client::Client& client, io::Clock&) { return print_history(client, symbol); });
}
