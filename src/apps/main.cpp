// legwork: one binary, many subcommands. Builds the commands, runs the one that was asked for, turns what escapes into a message.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/terminal.hpp"

namespace {

constexpr const char* description =
    "legwork: an options-spread desk. Values option chains, ranks every vertical spread in them and says why.\n"
    "Start with: legwork scan CHAIN.csv.gz --preset put-credit-30-45";

void build(CLI::App& app, int& exit_code) {
  using namespace legwork::apps;
  app.require_subcommand(1);
  app.fallthrough(false);
  app.set_version_flag("--version", "legwork " LEGWORK_VERSION);
  app.set_help_all_flag("--help-all", "Help of every command");
  app.footer(exit_code_help);
  add_scan_command(app, exit_code);
  add_chain_command(app, exit_code);
  add_filters_command(app, exit_code);
  add_presets_command(app, exit_code);
  add_price_command(app, exit_code);
  add_tws_command(app, exit_code);
  add_sim_command(app, exit_code);
  add_engine_command(app, exit_code);
  add_order_command(app, exit_code);
  add_desk_commands(app, exit_code);
  add_journal_command(app, exit_code);
  add_completion_command(app, exit_code);
}

int not_written(std::string_view why) {
  fmt::print(stderr, "legwork: the result could not be written: {}; free some space or write elsewhere\n", why);
  return legwork::apps::exit_write;
}

/// What stdio still holds may fail to reach a full disk: half a result must not look like a whole one.
int written(int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  return not_written(std::strerror(errno));
}

}  // namespace

int main(int argc, char** argv) {
  int exit_code = legwork::apps::exit_ok;
  CLI::App app(description, "legwork");
  try {
    build(app, exit_code);
    app.parse(argc, argv);
    return written(exit_code);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? written(legwork::apps::exit_ok) : legwork::apps::exit_usage;
  } catch (const std::system_error& error) {
    return not_written(error.code().message());
  } catch (const std::exception& error) {
    fmt::print(stderr, "legwork: internal failure: {}\n", error.what());
    return legwork::apps::exit_failure;
  }
}
