#include "days/simulated_day.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "days/traced_transport.hpp"
#include "io/pipe_network.hpp"
#include "io/simulation.hpp"
#include "market/date.hpp"
#include "simgw/faults/faults.hpp"
#include "simgw/server/server.hpp"
#include "tws_client/client.hpp"

namespace legwork::days {
namespace {

using namespace std::chrono_literals;

/// When the storm is over: in the middle of a Tuesday's session, so that lines that live also tick.
core::TimePoint calm_begins() {
  constexpr market::Date tuesday{std::chrono::year(2026), std::chrono::July, std::chrono::day(14)};
  return market::eastern_to_utc(tuesday, {12 * 3600});
}

/// Any fault of the wire but those that say 100 though nobody sent too much, and those that a calm does not outlast: a log-off that a
/// person must end.
simgw::FaultPlan plan_of(const DayOptions& options) {
  auto plan = simgw::FaultPlan::random_wire(options.faults_per_hour);
  for (const auto& entry : simgw::fault_catalogue()) {
    if (entry.injector == simgw::InjectorKind::none) continue;
    const auto parameters = simgw::parameters_for(entry, {}).value();
    const bool outlasts = parameters.duration("seconds", 0) > options.calm / 3;
    if (entry.id.starts_with("pace.") || outlasts) ASSERT(plan.exclude(entry.id), "{} is in the catalogue", entry.id);
  }
  return plan;
}

std::string text_of(const tws_client::ClientEvent& event) {
  if (const auto* ready = std::get_if<tws::Ready>(&event)) return fmt::format("ready, epoch {}", ready->epoch);
  if (const auto* closed = std::get_if<tws::Closed>(&event))
    return fmt::format("closed, {}: {}", to_string(closed->cause), closed->text);
  if (const auto* gap = std::get_if<tws::Gap>(&event)) return fmt::format("gap, {} {}", to_string(gap->cause), gap->text);
  if (const auto* unreachable = std::get_if<tws_client::Unreachable>(&event)) return "unreachable: " + unreachable->why;
  return {};
}

/// Gateway and client, wired through a network in memory.
class Day {
 public:
  explicit Day(const DayOptions& options)
      : options_(options),
        simulation_(calm_begins() - options.storm),
        world_(simgw::World::synthetic(simgw::UniverseSpec::standard(), {.seed = options.seed, .start = simulation_.clock.now()})
                   .value()),
        gateway_(world_, {.seed = options.seed}),
        faults_(gateway_, plan_of(options), options.seed,
                [this](core::TimePoint, std::string_view id, const std::string& detail) {
                  say(fmt::format("fault {} {}", id, detail));
                }),
        network_(executor(), simulation_.clock, core::Prng(options.seed).split("network")),
        traced_(network_, simulation_.clock),
        server_(gateway_, executor(), simulation_.clock, network_.listen({"127.0.0.1", 7497}).value()),
        client_(executor(), simulation_.clock, traced_, {.session = {.client_id = 7}, .seed = options.seed}) {}

  DayReport run() {
    simulation_.tasks.spawn(server_.run());
    simulation_.tasks.spawn(client_.run());
    simulation_.tasks.spawn(listen(this));
    simulation_.tasks.spawn(find_lines(this));
    simulation_.tasks.spawn(ask_things(this));
    simulation_.tasks.spawn(trade(this));
    simulation_.clock.run_for(simulation_.context, options_.storm);
    faults_.calm();
    simulation_.clock.run_for(simulation_.context, options_.calm / 2);
    const auto since = simulation_.clock.now();
    simulation_.clock.run_for(simulation_.context, options_.calm / 2);
    report_.is_ready = client_.state() == tws::SessionState::ready;
    for (const auto at : last_tick_) report_.lines_alive += at > since ? 1 : 0;
    client_.stop();
    server_.stop();
    simulation_.clock.run_for(simulation_.context, 1min);
    simulation_.tasks.cancel();
    simulation_.clock.run_for(simulation_.context, 0s);
    return finish();
  }

 private:
  io::Executor executor() { return simulation_.context.get_executor(); }

  DayReport finish() {
    const auto& counters = gateway_.counters();
    report_.trace = traced_.trace();
    report_.busiest_second = counters.busiest_second;
    report_.gateway_violations = counters.pacing_violations;
    report_.error_100 = client_.counters().pacing_violations;
    report_.faults = faults_.triggered();
    report_.connections = network_.connections();
    return std::move(report_);
  }

  void say(const std::string& text) {
    if (text.empty()) return;
    const auto at = market::utc_to_eastern(simulation_.clock.now());
    report_.timeline.push_back(fmt::format("{} {} {}", market::to_string(at.date), market::to_string(at.time), text));
  }

  void count(const tws::Failure& failure) { ++report_.failures[std::string(to_string(failure.reason))]; }
  template <class T>
  bool note(const tws_client::Outcome<T>& outcome) {
    if (outcome) {
      ++report_.answers;
    } else {
      count(outcome.error());
    }
    return outcome.has_value();
  }

  static io::Task<void> listen(Day* day) {
    auto events = day->client_.events();
    while (const auto event = co_await events.next()) {
      if (std::holds_alternative<tws::Ready>(*event)) ++day->report_.sessions;
      day->say(text_of(*event));
    }
  }

  /// The options of SPY nearest the money in the first expiries, until there are enough lines.
  static io::Task<void> find_lines(Day* day) {
    tws::Contract query;
    query.symbol = "SPY";
    query.security_type = "OPT";
    query.exchange = "SMART";
    query.currency = "USD";
    std::vector<tws::ContractDetails> found;
    for (const char* expiry : {"20260714", "20260715", "20260717"}) {
      query.last_trade_date_or_month = expiry;
      auto details = co_await day->client_.contract_details(query);
      while (!day->note(details)) {
        co_await day->simulation_.clock.sleep_until(day->simulation_.clock.now() + 1min);
        details = co_await day->client_.contract_details(query);
      }
      found.insert(found.end(), details->begin(), details->end());
    }
    const auto count = static_cast<std::size_t>(day->options_.lines);
    ASSERT(found.size() >= count, "{} options are too few for {} lines", found.size(), count);
    day->last_tick_.resize(count);
    const std::size_t step = found.size() / count;
    for (std::size_t line = 0; line < count; ++line) {
      day->simulation_.tasks.spawn(follow(day, line, found[line * step].contract));
    }
  }

  /// One market-data line for good: a stream that ends with a reason is asked for again.
  static io::Task<void> follow(Day* day, std::size_t line, tws::Contract contract) {
    while (true) {
      auto ticks = day->client_.market_data(contract);
      while (co_await ticks.next()) {
        ++day->report_.ticks;
        day->last_tick_[line] = day->simulation_.clock.now();
      }
      day->count(*ticks.failure());
      co_await day->simulation_.clock.sleep_until(day->simulation_.clock.now() + 30s);
    }
  }

  static tws::Contract stock(const char* symbol) {
    tws::Contract contract;
    contract.symbol = symbol;
    contract.security_type = "STK";
    contract.exchange = "SMART";
    contract.currency = "USD";
    return contract;
  }

  /// What a desk asks all day: bars, accounts, books, definitions.
  static io::Task<void> ask_things(Day* day) {
    auto& client = day->client_;
    while (true) {
      tws::RequestHistoricalData bars;
      bars.contract = stock("AAPL");
      bars.duration = "20 D";
      bars.bar_size = "1 day";
      bars.what_to_show = "TRADES";
      day->note(co_await client.history(bars));
      day->note(co_await client.account_summary("NetLiquidation,BuyingPower"));
      day->note(co_await client.positions());
      day->note(co_await client.open_orders());
      day->note(co_await client.executions());
      day->note(co_await client.matching_symbols("AA"));
      day->note(co_await client.contract_details(stock("QQQ")));
      co_await day->simulation_.clock.sleep_until(day->simulation_.clock.now() + 20s);
    }
  }

  /// An order far from the market every few minutes, previewed before and cancelled after.
  static io::Task<void> trade(Day* day) {
    tws::Order order;
    order.action = "BUY";
    order.total_quantity = tws::Decimal(10);
    order.order_type = "LMT";
    order.limit_price = 100;
    order.time_in_force = "DAY";
    while (true) {
      co_await day->simulation_.clock.sleep_until(day->simulation_.clock.now() + 5min);
      day->note(co_await day->client_.what_if(stock("AAPL"), order));
      const auto placed = co_await day->client_.place_order(stock("AAPL"), order);
      if (!day->note(placed)) continue;
      co_await day->simulation_.clock.sleep_until(day->simulation_.clock.now() + 10s);
      (void)day->client_.cancel_order(*placed);
    }
  }

  DayOptions options_;
  DayReport report_;
  std::vector<core::TimePoint> last_tick_;
  io::Simulation simulation_;
  simgw::World world_;
  simgw::Gateway gateway_;
  simgw::Faults faults_;
  io::PipeNetwork network_;
  TracedConnector traced_;
  simgw::Server server_;
  tws_client::Client client_;
};

}  // namespace

DayReport simulate_day(const DayOptions& options) { return Day(options).run(); }

}  // namespace legwork::days
