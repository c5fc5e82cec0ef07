// Preset: a named scan as a TOML file: filter expression, required inputs, sort key, parameters, default exits, columns.
// Shipped ones are embedded; a user's own lie beside them in the configuration folder and win by name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "scan/parameters.hpp"

namespace legwork::scan {

/// What a playbook will do after the fill (used by order management later; shown today).
struct ExitRules {
  double target = 0.5;            // share of max profit
  double stop = 2.0;              // loss as a multiple of the credit, or share of the debit
  int stop_hits = 3;
  int exit_dte = 21;
  int days_before_event = 1;
  std::string all_out_at;         // "15:45" Eastern; empty: none
};

/// When a playbook may enter, Eastern; empty: any time of the session.
struct EntryWindow {
  std::string from, until;
};

struct Preset {
  std::string name;               // "put-credit-30-45", the file's stem
  std::string title;              // "Put credit 30-45"
  std::string description;
  std::string where;              // filter expression on the spreads table
  std::vector<std::string> required;
  std::string sort = "score";
  bool descending = true;
  std::vector<std::string> columns;  // empty: the default ones
  Parameters parameters;
  ExitRules exits;
  EntryWindow entry;
  bool shipped = false;
};

/// Errors: parse (file, line, column, field), not_found (unknown column in `where`, `sort`, `columns`, `score`).
core::Result<Preset> parse_preset(std::string_view toml, std::string_view name);
std::string to_toml(const Preset& preset);

/// The eight shipped presets, in catalogue order.
const std::vector<Preset>& shipped_presets();
/// Shipped ones and those of `folder` (may not exist), by name. A broken user file is an error naming it.
core::Result<std::vector<Preset>> all_presets(const std::filesystem::path& folder);
/// By name, title, or path of a TOML file. Errors: not_found with the nearest names.
core::Result<Preset> find_preset(const std::vector<Preset>& presets, std::string_view name_or_path);

}  // namespace legwork::scan
