// Streams the quote and the broker's Greeks of one option until a few pictures have come.
// Usage: 03_greeks [host:port] [SYMBOL yyyymmdd STRIKE C|P]
#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "tws_client/program.hpp"

namespace io = legwork::io;
namespace tws = legwork::tws;
namespace tws_client = legwork::tws_client;

static std::string number(const std::optional<double>& value) { return value ? fmt::format("{:9.4f}", *value) : "        -"; }

static io::Task<int> stream_greeks(tws_client::Client& client, const tws::Contract option) {
  constexpr int pictures_wanted = 3;
  constexpr int bid_type = 1, ask_type = 2, model_type = 13, delayed_model_type = 83;
  std::optional<double> bid, ask;
  auto ticks = client.market_data(option);
  fmt::print("{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "bid", "ask", "vol", "delta", "gamma", "vega", "theta");
  for (int pictures = 0; pictures < pictures_wanted;) {
    const auto tick = co_await ticks.next();
    if (!tick) {
      fmt::print(stderr, "{}\n", to_string(*ticks.failure()));
      co_return 1;
    }
    if (const auto* price = std::get_if<tws::TickPrice>(&tick->message)) {
      if (price->tick_type == bid_type) bid = price->price;
      if (price->tick_type == ask_type) ask = price->price;
    }
    const auto* greeks = std::get_if<tws::TickOptionComputation>(&tick->message);
    if (greeks == nullptr || (greeks->tick_type != model_type && greeks->tick_type != delayed_model_type)) continue;
    fmt::print("{} {} {} {} {} {} {}\n", number(bid), number(ask), number(greeks->implied_vol), number(greeks->delta),
               number(greeks->gamma), number(greeks->vega), number(greeks->theta));
    ++pictures;
  }
  co_return 0;
}

int main(int argc, char** argv) {
  const auto gateway = io::parse_endpoint(argc > 1 ? argv[1] : "127.0.0.1", 7497);
  if (!gateway) {
    fmt::print(stderr, "{}\n", to_string(gateway.error()));
    return 2;
  }
  tws::Contract option;
  option.symbol = argc > 2 ? argv[2] : "AAPL";
  option.security_type = "OPT";
  option.last_trade_date_or_month = argc > 3 ? argv[3] : "20260821";
  option.strike = argc > 4 ? std::atof(argv[4]) : 210;
  option.right = argc > 5 ? argv[5] : "C";
  option.multiplier = "100";
  option.exchange = "SMART";
  option.currency = "USD";
  tws_client::ClientOptions options;
  options.plan.gateway = *gateway;
  options.session.client_id = 13;
  return tws_client::run_program(options,
                                 [option](tws_client::Client& client, io::Clock&) { return stream_greeks(client, option); });
}
