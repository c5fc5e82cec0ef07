// What an account has, holds and has open. Usage: 05_account [host:port]
#include <chrono>

#include <fmt/format.h>

#include "tws_client/program.hpp"

namespace io = legwork::io;
namespace tws = legwork::tws;
namespace tws_client = legwork::tws_client;

static int fail(const tws::Failure& failure) {
  fmt::print(stderr, "{}\n", to_string(failure));
  return 1;
}

static io::Task<int> print_account(tws_client::Client& client, io::Clock& clock) {
  const auto ready = co_await client.ready(clock.now() + std::chrono::seconds(20));
  if (!ready) co_return fail(ready.error());

  const auto summary = co_await client.account_summary("NetLiquidation,TotalCashValue,BuyingPower,MaintMarginReq");
  if (!summary) co_return fail(summary.error());
  for (const auto& row : *summary) fmt::print("{} {:<16} {:>14} {}\n", row.account, row.tag, row.value, row.currency);

  const auto positions = co_await client.positions();
  if (!positions) co_return fail(positions.error());
  fmt::print("{} positions\n", positions->size());
  for (const auto& row : *positions) {
    fmt::print("{} {} {} at {:.4f}\n", row.account, row.contract.local_symbol, to_string(row.position), row.average_cost);
  }

  const auto orders = co_await client.open_orders(true);
  if (!orders) co_return fail(orders.error());
  fmt::print("{} open orders\n", orders->size());
  for (const auto& row : *orders) {
    fmt::print("{} {} {} {} {}\n", row.order.perm_id, row.order.action, to_string(row.order.total_quantity),
               row.contract.local_symbol, row.state.status);
  }

  tws::Contract stock;
  stock.symbol = "AAPL";
  stock.security_type = "STK";
  stock.exchange = "SMART";
  stock.currency = "USD";
  tws::Order order;
  order.action = "BUY";
  order.order_type = "LMT";
  order.limit_price = 100;
  order.time_in_force = "DAY";
  order.total_quantity = tws::Decimal(10);
  const auto figures = co_await client.what_if(stock, order);  // nothing is placed
  if (!figures) co_return fail(figures.error());
  fmt::print("10 AAPL at 100 would change the initial margin by {:.2f}\n", figures->margin_change.initial.value_or(0));
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
  options.session.client_id = 15;
  return tws_client::run_program(options, print_account);
}
