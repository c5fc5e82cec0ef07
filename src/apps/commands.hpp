// The subcommands. Each adds itself to the program and sets the exit code when it runs.
#pragma once

#include <CLI/CLI.hpp>

namespace legwork::apps {

void add_scan_command(CLI::App& app, int& exit_code);
void add_chain_command(CLI::App& app, int& exit_code);
void add_filters_command(CLI::App& app, int& exit_code);
void add_presets_command(CLI::App& app, int& exit_code);
void add_price_command(CLI::App& app, int& exit_code);
void add_tws_command(CLI::App& app, int& exit_code);
void add_sim_command(CLI::App& app, int& exit_code);
void add_engine_command(CLI::App& app, int& exit_code);
void add_order_command(CLI::App& app, int& exit_code);
/// preview, place, cancel, status, list of `order`.
void add_order_actions(CLI::App& order, int& exit_code);
/// status, positions, kill, mode: of the whole desk.
void add_desk_commands(CLI::App& app, int& exit_code);
void add_journal_command(CLI::App& app, int& exit_code);
void add_completion_command(CLI::App& app, int& exit_code);

}  // namespace legwork::apps
