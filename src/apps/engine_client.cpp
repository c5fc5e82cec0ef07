#include "apps/engine_client.hpp"

#include <unistd.h>

#include <cstdlib>
#include <random>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include "apps/arguments.hpp"
#include "apps/terminal.hpp"
#include "desk/control_client.hpp"
#include "io/local_socket.hpp"
#include "io/system_clock.hpp"
#include "io/task_group.hpp"

namespace legwork::apps {
namespace {

using Json = nlohmann::ordered_json;

io::Task<void> ask_into(io::Clock* clock, io::Connector* connector, desk::ControlQuestion question, core::TimePoint deadline,
                        std::optional<core::Result<desk::ControlAnswer>>* answer) {
  answer->emplace(co_await desk::ask_control(*clock, *connector, std::move(question), deadline));
}

}  // namespace

std::filesystem::path state_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != '\0')
    return std::filesystem::path(state) / "legwork";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return std::filesystem::path(home) / ".local/state/legwork";
  return {};
}

void EngineClient::add_to(CLI::App& command) {
  command.add_option("--socket", socket, "Where the engine listens (default: engine.sock in its state folder)")->type_name("PATH");
  command.add_option("--wait", patience_s, "Seconds to wait for the answer")->check(CLI::Range(0.1, 3600.0))->capture_default_str();
  command.add_flag("--json", json, "Print the engine's answer as JSON");
}

core::Result<std::string> EngineClient::ask(const Json& request) const {
  const std::filesystem::path path = socket.empty() ? state_folder() / "engine.sock" : std::filesystem::path(socket);
  boost::asio::io_context context{1};
  io::SystemClock clock;
  io::LocalConnector connector(clock);
  std::optional<core::Result<desk::ControlAnswer>> answer;
  io::TaskGroup tasks(context.get_executor());
  const auto deadline = clock.now() + std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(patience_s));
  tasks.spawn(ask_into(&clock, &connector, {.engine = io::local_endpoint(path), .request = request.dump()}, deadline, &answer));
  context.run();
  if (!*answer) {
    core::Error error = answer->error();
    if (error.code == core::ErrorCode::not_found)
      error.message = fmt::format("no engine runs at {}; start one with: legwork engine --account ACCOUNT", path.string());
    return error;
  }
  return (*answer)->text;
}

std::optional<Json> EngineClient::ask_or_report(const Json& request, int& exit_code) const {
  const auto text = ask(request);
  if (!text) {
    exit_code = report(text.error());
    return std::nullopt;
  }
  Json answer = Json::parse(*text);
  if (json) fmt::print("{}\n", answer.dump(2));
  if (answer.value("ok", false)) return answer;
  const Json error = answer.value("error", Json::object());
  const std::string where = error.value("where", "");
  if (!json)
    fmt::print(stderr, "{} {}{}\n", paint(stderr, Ink::bad, "legwork:"), where.empty() ? "" : where + ": ",
               error.value("message", "the engine refused without a reason"));
  exit_code = error.value("code", "") == "not_found" ? exit_not_found : exit_refused;
  return std::nullopt;
}

std::string new_key() {
  std::random_device chance;
  return fmt::format("cli-{:08x}{:08x}", chance(), chance());
}

std::string this_person() {
  const char* const name = std::getenv("USER");
  return fmt::format("person:{}", name != nullptr && *name != '\0' ? std::string(name) : fmt::format("uid{}", ::getuid()));
}

}  // namespace legwork::apps
