// Lists the option chain of a stock: its expiries and strikes, then every contract of the nearest expiry.
// Usage: 02_option_chain [host:port] [SYMBOL]
#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "tws_client/program.hpp"

namespace io = legwork::io;
namespace tws = legwork::tws;
namespace tws_client = legwork::tws_client;

static int fail(const tws::Failure& failure) {
  fmt::print(stderr, "{}\n", to_string(failure));
  return 1;
}

static tws::Contract contract_of(const char* type, const std::string& symbol) {
  tws::Contract contract;
  contract.symbol = symbol;
  contract.security_type = type;
  contract.exchange = "SMART";
  contract.currency = "USD";
  return contract;
}

static io::Task<int> list_chain(tws_client::Client& client, const std::string symbol) {
  const auto stock = co_await client.contract_details(contract_of("STK", symbol));
  if (!stock) co_return fail(stock.error());
  const auto& found = stock->front();
  fmt::print("{} is contract {}, {}\n", symbol, found.contract.contract_id, found.long_name);

  const auto classes = co_await client.option_parameters(symbol, "STK", found.contract.contract_id);
  if (!classes) co_return fail(classes.error());
  std::string nearest, trading_class;
  for (const auto& one : *classes) {
    if (one.exchange != "SMART" || one.expirations.empty()) continue;
    const auto first = *std::ranges::min_element(one.expirations);
    fmt::print("class {}: {} expiries from {}, {} strikes, multiplier {}\n", one.trading_class, one.expirations.size(), first,
               one.strikes.size(), one.multiplier);
    if (!nearest.empty() && first >= nearest) continue;
    nearest = first;
    trading_class = one.trading_class;
  }

  // Not every strike exists at every expiry: the contracts themselves tell. One request, throttled by the gateway when wide.
  auto wanted = contract_of("OPT", symbol);
  wanted.last_trade_date_or_month = nearest;
  wanted.trading_class = trading_class;
  wanted.right = "C";
  const auto calls = co_await client.contract_details(wanted);
  if (!calls) co_return fail(calls.error());
  fmt::print("{} calls of {}\n", calls->size(), nearest);
  for (const auto& call : *calls) fmt::print("  {:>10} {:>9.2f}\n", call.contract.contract_id, call.contract.strike);
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
  options.session.client_id = 12;
  const std::string symbol = argc > 2 ? argv[2] : "AAPL";
  return tws_client::run_program(options, [symbol](tws_client::Client& client, io::Clock&) { return list_chain(client, symbol); });
}
