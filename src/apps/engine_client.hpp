// What the commands that ask a running engine share: where it is, the question and its answer, keys and names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "core/result.hpp"

namespace legwork::apps {

/// $XDG_STATE_HOME/legwork, else ~/.local/state/legwork; empty where neither is set.
std::filesystem::path state_folder();

struct EngineClient {
  std::string socket;  // empty: engine.sock in the state folder
  double patience_s = 30;
  bool json = false;  // print the answer as it came

  void add_to(CLI::App& command);
  /// Its answer as JSON text, whatever it says. Errors: as of desk::ask_control.
  core::Result<std::string> ask(const nlohmann::ordered_json& request) const;
  /// The same; a refusal is reported here. Nothing: it was, and `exit_code` is set.
  std::optional<nlohmann::ordered_json> ask_or_report(const nlohmann::ordered_json& request, int& exit_code) const;
};

/// Never the same twice: a command that is sent again after a lost answer must use the first one's.
std::string new_key();
/// "person:ann", by the login.
std::string this_person();

}  // namespace legwork::apps
