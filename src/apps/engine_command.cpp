// `legwork engine`: the long-running process that owns the journal, the session with the gateway and every order.
#include <csignal>
#include <fstream>
#include <memory>
#include <random>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/engine_client.hpp"
#include "apps/terminal.hpp"
#include "desk/engine_host.hpp"
#include "io/local_socket.hpp"
#include "io/offset_clock.hpp"
#include "io/system_clock.hpp"
#include "io/tcp.hpp"
#include "journal/journal.hpp"
#include "journal/system_disk.hpp"
#include "tws_client/program.hpp"

namespace legwork::apps {
namespace {

struct EngineArguments {
  std::string host = "127.0.0.1", account, folder, socket, limits, limits_token;
  std::uint16_t port = 7497;
  std::int32_t client_id = 10;
  bool live = false, gateway_time = false;
};

core::Error wrong(const char* option, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, option}};
}

/// Paper accounts begin with D (DU, DF), live ones do not; TWS and the gateway listen for live trading on 7496 and 4001.
core::Result<void> check_mode(const EngineArguments& a) {
  const bool is_paper_account = a.account.starts_with("D");
  const bool is_live_port = a.port == 7496 || a.port == 4001;
  if (!a.live && !is_paper_account) return wrong("--account", a.account + " is no paper account; to trade for real say --live");
  if (a.live && is_paper_account) return wrong("--live", a.account + " is a paper account; leave --live away");
  if (!a.live && is_live_port)
    return wrong("--port", fmt::format("{} is a port for live trading; to trade for real say --live", a.port));
  if (a.live && a.gateway_time) return wrong("--gateway-time", "only a simulated gateway has a time of its own");
  return {};
}

std::string new_journal_name() {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::random_device chance;
  std::string name;
  for (int i = 0; i < 6; ++i) name += letters[chance() % letters.size()];
  return name;
}

io::Task<int> read_time(tws_client::Client* client, io::Clock* clock, core::Duration* ahead) {
  const auto ready = co_await client->ready(clock->now() + std::chrono::seconds(10));
  if (!ready) {
    fmt::print(stderr, "legwork: no gateway to take the time from: {}\n", ready.error().text);
    co_return exit_input;
  }
  const auto time = co_await client->current_time();
  if (!time) {
    fmt::print(stderr, "legwork: the gateway does not tell its time: {}\n", time.error().text);
    co_return exit_input;
  }
  *ahead = *time - clock->now();
  co_return exit_ok;
}

/// What the gateway's clock is ahead of ours, to the second that it tells.
int ask_gateway_time(const EngineArguments& a, core::Duration& ahead) {
  tws_client::ClientOptions options;
  options.plan.gateway = {a.host, a.port};
  options.session.client_id = a.client_id;
  return tws_client::run_program(
      options, [&ahead](tws_client::Client& client, io::Clock& clock) { return read_time(&client, &clock, &ahead); });
}

/// A file that cannot be used leaves what was in force: the engine says so, and opens nothing until it is mended.
void read_limits(const EngineArguments& a, trade::EngineOptions& options) {
  options.limits_token = a.limits_token;
  if (a.limits.empty()) return;
  std::ifstream file(a.limits);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto limits =
      file ? trade::parse_limits(text, a.limits)
           : core::Result<trade::Limits>(core::Error{core::ErrorCode::not_found, "cannot be read", {a.limits, 0, 0, ""}});
  if (limits)
    options.limits = *limits;
  else
    options.limits_fault = core::to_string(limits.error());
}

desk::EngineHostOptions host_options(const EngineArguments& a) {
  desk::EngineHostOptions options;
  read_limits(a, options.engine);
  options.engine.account = a.account;
  options.engine.live = a.live;
  options.engine.client_id = a.client_id;
  options.engine.journal = new_journal_name();
  options.engine.program_version = LEGWORK_VERSION;
  options.link.plan.gateway = {a.host, a.port};
  options.link.seed = std::random_device()();
  return options;
}

struct Paths {
  std::filesystem::path journal, socket;
};
core::Result<Paths> paths_of(const EngineArguments& a) {
  const std::filesystem::path state = state_folder();
  if (state.empty() && (a.folder.empty() || a.socket.empty()))
    return wrong("--journal", "neither HOME nor XDG_STATE_HOME is set; say where with --journal and --socket");
  return Paths{a.folder.empty() ? state / "journals" / a.account : std::filesystem::path(a.folder),
               a.socket.empty() ? state / "engine.sock" : std::filesystem::path(a.socket)};
}

int serve(const EngineArguments& a, const Paths& paths, io::Clock& clock) {
  journal::SystemDisk disk;
  desk::RecordKeeper keeper([&]() -> core::Result<std::unique_ptr<journal::Store>> {
    auto journal = journal::Journal::open(disk, paths.journal.string());
    if (!journal) return journal.error();
    return std::unique_ptr<journal::Store>(*std::move(journal));
  });
  boost::asio::io_context context{1};
  io::TcpConnector connector(clock);
  auto listener = io::listen_local(context.get_executor(), paths.socket);
  if (!listener) return report(listener.error());
  std::unique_ptr<desk::JournalThread> disk_thread;
  const auto say = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
  desk::EngineHost host({.executor = context.get_executor(),
                         .clock = clock,
                         .connector = connector,
                         .control = *std::move(listener),
                         .keeping =
                             [&disk_thread](trade::Append append, std::function<void(const trade::Event&)> answer) {
                               disk_thread->keep(std::move(append), std::move(answer));
                             },
                         .say = say},
                        host_options(a));
  if (auto replayed = keeper.start([&host](const trade::Record& record) { return host.replay(record); }); !replayed)
    return report(replayed.error());
  disk_thread = std::make_unique<desk::JournalThread>(keeper, context.get_executor());
  if (auto started = host.start(); !started) return report(started.error());
  // On stdout and alone, so that a script can wait for it.
  fmt::print("engine at {}\n", paths.socket.string());
  std::fflush(stdout);
  say(fmt::format("{} account {}, gateway {}:{}, client id {}, journal {} with {} records", a.live ? "LIVE" : "paper", a.account,
                  a.host, a.port, a.client_id, paths.journal.string(), host.engine().last_sequence()));
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&host, &say](const boost::system::error_code& error, int) {
    if (error) return;
    say("stopping; orders stay at the broker as they are");
    host.stop();
  });
  io::TaskGroup tasks(context.get_executor());
  tasks.spawn(host.run());
  while (tasks.running() > 0 && context.run_one() > 0) {
  }
  disk_thread.reset();  // writes what was asked for
  return exit_ok;
}

int run_engine(const EngineArguments& a) {
  if (auto mode = check_mode(a); !mode) return report(mode.error());
  const auto paths = paths_of(a);
  if (!paths) return report(paths.error());
  io::SystemClock system;
  core::Duration ahead{};
  if (a.gateway_time)
    if (const int code = ask_gateway_time(a, ahead); code != exit_ok) return code;
  io::OffsetClock shifted(system, ahead);
  return a.gateway_time ? serve(a, *paths, shifted) : serve(a, *paths, system);
}

}  // namespace

void add_engine_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("engine", "Run the order engine: it owns the journal, the session and every order");
  const auto a = std::make_shared<EngineArguments>();
  command->add_option("--account", a->account, "The only account that orders may name, e.g. DU1000001")
      ->required()
      ->type_name("ACCOUNT");
  command->add_option("--host", a->host, "Where TWS or the gateway runs")->capture_default_str()->type_name("HOST");
  command->add_option("--port", a->port, "7497 TWS paper, 4002 gateway paper, 7496 and 4001 live")->capture_default_str();
  command->add_option("--client-id", a->client_id, "Stays the same for ever: it owns the orders")
      ->check(CLI::Range(1, 999999))
      ->capture_default_str();
  command->add_option("--journal", a->folder, "Folder of the journal (default: journals/ACCOUNT in the state folder)")
      ->type_name("DIR");
  command->add_option("--socket", a->socket, "Where to listen for commands (default: engine.sock in the state folder)")
      ->type_name("PATH");
  command->add_option("--limits", a->limits, "Limits of the risk gate (default: built in; print them with `legwork order limits`)")
      ->type_name("FILE");
  command->add_option("--confirm-limits", a->limits_token, "The token that the engine names when a file loosens what is in force")
      ->type_name("TOKEN");
  command->add_flag("--live", a->live, "Trade real money. Without it only paper accounts are served");
  command->add_flag("--gateway-time", a->gateway_time,
                    "Take the time from the gateway: for `legwork sim`, which has a day of its own");
  command->footer(
      "The state folder is $XDG_STATE_HOME/legwork, else ~/.local/state/legwork.\n"
      "Stop with Ctrl-C: orders stay at the broker and the next run finds them. Only one engine can hold a journal.");
  command->callback([a, &exit_code] { exit_code = run_engine(*a); });
}

}  // namespace legwork::apps
