// `legwork sim`: the simulated TWS on a TCP port, for our own client, for other people's, and for practice.
#include <csignal>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "io/system_clock.hpp"
#include "io/task_group.hpp"
#include "io/tcp.hpp"
#include "market/date.hpp"
#include "simgw/faults/faults.hpp"
#include "simgw/gateway/gateway.hpp"
#include "simgw/server/server.hpp"

namespace legwork::apps {
namespace {

constexpr const char* default_start = "2026-07-10 09:45:00";

struct SimArguments {
  std::uint16_t port = 7497;
  std::string address = "127.0.0.1";
  std::uint64_t seed = 1;
  double speed = 1;
  std::string universe;
  std::vector<std::string> chains, replays;
  std::string start, faults;
  int server_version = tws::max_server_version;
  int accounts = 1;
  double cash = 1'000'000;
  std::size_t lines = 100;
  int messages_per_second = 50;
  bool read_only = false, delayed = false, quiet = false, faults_table = false;
};

void add_options(CLI::App& command, SimArguments& a) {
  command.add_option("--port", a.port, "TCP port; 0 takes a free one and prints it")->capture_default_str();
  command.add_option("--address", a.address, "Address to listen on. The protocol has no password: stay on loopback")
      ->capture_default_str();
  command.add_option("--seed", a.seed, "Seed of everything that is chance; same seed, same day")->capture_default_str();
  command.add_option("--speed", a.speed, "Simulated seconds per second")->check(CLI::Range(0.01, 1000.0))->capture_default_str();
  auto* universe = command.add_option("--universe", a.universe,
                                      "CSV of underlyings and how they move (default: SPY, QQQ, SPX, AAPL and 46 more)");
  auto* chain = command.add_option("--chain", a.chains, "Start from the contracts and quotes of recorded chains (CSV, also .gz)")
                    ->excludes(universe);
  command.add_option("--replay", a.replays, "Play recorded snapshots of chains one after the other")
      ->excludes(universe)
      ->excludes(chain);
  command.add_option("--start", a.start, fmt::format("First moment, US Eastern (default {}; files: their own)", default_start));
  command.add_option("--server-version", a.server_version, "Highest version granted")
      ->check(CLI::Range(tws::min_server_version, tws::max_server_version))
      ->capture_default_str();
  command.add_option("--accounts", a.accounts, "Number of paper accounts, DU1000001 and up")
      ->check(CLI::Range(1, 50))
      ->capture_default_str();
  command.add_option("--cash", a.cash, "USD in each account")->check(CLI::Range(0.0, 1e11))->capture_default_str();
  command.add_option("--lines", a.lines, "Market-data lines of the login")->check(CLI::Range(1, 100000))->capture_default_str();
  command.add_option("--max-rate", a.messages_per_second, "Messages a second of one client before error 100")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command.add_flag("--read-only", a.read_only, "Refuse orders as a gateway in read-only mode does");
  command.add_flag("--delayed-data", a.delayed, "No live market-data permission: delayed ticks, or error 354");
  command.add_option("--faults", a.faults,
                     "Plan of faults to bring about: lines such as `after 90s conn.1100-upstream-lost seconds=30`,\n"
                     "`at 10:31:00 ID`, `rate wire 6/h`; see docs/simulation.md");
  command.add_flag("--faults-table", a.faults_table, "Print the faults and their parameters as Markdown, and end");
  command.add_flag("-q,--quiet", a.quiet, "Only errors");
  command.footer(
      "Clients connect as to TWS: host 127.0.0.1, the port, any client id. Stop with Ctrl-C.\n"
      "Nothing here is a real market or a real account.");
}

std::vector<std::filesystem::path> paths(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

core::Result<simgw::World> build_world(const SimArguments& a) {
  simgw::WorldOptions options;
  options.seed = a.seed;
  const bool from_files = !a.chains.empty() || !a.replays.empty();
  if (!a.start.empty() || !from_files) {
    const auto start = parse_as_of(a.start.empty() ? default_start : a.start);
    if (!start) return start.error();
    options.start = *start;
  }
  if (!a.chains.empty()) return simgw::World::from_chains(paths(a.chains), options);
  if (!a.replays.empty()) return simgw::World::replay(paths(a.replays), options);
  if (a.universe.empty()) return simgw::World::synthetic(simgw::UniverseSpec::standard(), options);
  const auto universe = simgw::UniverseSpec::read(a.universe);
  if (!universe) return universe.error();
  return simgw::World::synthetic(*universe, options);
}

simgw::GatewayOptions gateway_options(const SimArguments& a) {
  simgw::GatewayOptions options;
  options.server_version = a.server_version;
  options.seed = a.seed;
  options.read_only = a.read_only;
  options.accounts.clear();
  for (int i = 1; i <= a.accounts; ++i) options.accounts.push_back(fmt::format("DU{}", 1000000 + i));
  options.cash = market::Money::from_micros(static_cast<std::int64_t>(a.cash) * market::Money::scale);
  options.market_data.lines_max = a.lines;
  options.market_data.live_permission = !a.delayed;
  options.market_data.seed = a.seed;
  // A client's second is a real one; the gateway counts simulated ones.
  options.pacing.messages_per_second = static_cast<int>(a.messages_per_second / std::min(1.0, a.speed));
  return options;
}

/// Nothing without --faults. A plan that cannot be used is a wrong argument, whatever is wrong with it.
core::Result<std::optional<simgw::FaultPlan>> read_plan(const SimArguments& a) {
  if (a.faults.empty()) return std::optional<simgw::FaultPlan>();
  auto plan = simgw::FaultPlan::read(a.faults);
  if (!plan) return plan.error();
  return std::optional(*std::move(plan));
}

int run_sim(const SimArguments& a) {
  if (a.faults_table) {
    fmt::print("{}", simgw::faults_markdown());
    return exit_ok;
  }
  auto plan = read_plan(a);
  if (!plan) {
    report(plan.error());
    return exit_usage;
  }
  auto world = build_world(a);
  if (!world) return report(world.error());
  simgw::Gateway gateway(*world, gateway_options(a));
  boost::asio::io_context context{1};
  auto listener = io::listen_tcp(context.get_executor(), {a.address, a.port});
  if (!listener) {
    auto error = listener.error();
    error.message += "; choose another with --port";
    return report(error);
  }
  const auto say = [&a](const std::string& text) {
    if (a.quiet) return;
    fmt::print(stderr, "{}\n", text);
  };
  std::optional<simgw::Faults> faults;
  if (*plan) {
    faults.emplace(gateway, **plan, a.seed, [&say](core::TimePoint at, std::string_view id, const std::string& detail) {
      say(fmt::format("{} fault {} {}", eastern_text(at), id, detail));
    });
  }
  // On stdout and alone, so that a script can wait for it.
  fmt::print("listening on {}\n", io::to_string((*listener)->local()));
  std::fflush(stdout);
  say(fmt::format("simulated TWS: server version {}, {} at {}x from seed {}, {} contracts, {} account{}", a.server_version,
                  eastern_text(world->now()), a.speed, a.seed, world->instrument_count(), a.accounts, a.accounts == 1 ? "" : "s"));
  io::SystemClock clock;
  simgw::Server server(gateway, context.get_executor(), clock, std::move(*listener), {.speed = a.speed, .on_client = say});
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&server](const boost::system::error_code& error, int) {
    if (!error) server.stop();
  });
  io::TaskGroup tasks(context.get_executor());
  tasks.spawn(server.run());
  context.run();
  const simgw::GatewayCounters c = gateway.counters();
  say(fmt::format("served {} connections, {} frames in, {} out, busiest second {}, {} pacing violations, {} malformed, {} unknown",
                  c.connections, c.frames_in, c.frames_out, c.busiest_second, c.pacing_violations, c.malformed, c.raw_requests));
  return exit_ok;
}

}  // namespace

void add_sim_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("sim", "Run a simulated TWS that real clients can connect to");
  const auto arguments = std::make_shared<SimArguments>();
  add_options(*command, *arguments);
  command->callback([arguments, &exit_code] { exit_code = run_sim(*arguments); });
}

}  // namespace legwork::apps
