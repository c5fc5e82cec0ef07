#include "scan/preset.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "scan/column.hpp"
#include "scan/expression.hpp"
#include "scan/preset_toml.hpp"

namespace legwork::scan {
namespace {

// Embedded by CMake, in catalogue order (filters.md).
extern "C" {
extern const char legwork_preset_put_credit[], legwork_preset_put_credit_end[];
extern const char legwork_preset_call_credit[], legwork_preset_call_credit_end[];
extern const char legwork_preset_debit_trend[], legwork_preset_debit_trend_end[];
extern const char legwork_preset_index_weekly[], legwork_preset_index_weekly_end[];
extern const char legwork_preset_0dte[], legwork_preset_0dte_end[];
extern const char legwork_preset_convex[], legwork_preset_convex_end[];
extern const char legwork_preset_crush[], legwork_preset_crush_end[];
extern const char legwork_preset_classic[], legwork_preset_classic_end[];
}

Preset shipped(std::string_view name, const char* begin, const char* end) {
  Preset preset = parse_preset(std::string_view(begin, end), name).value();
  preset.shipped = true;
  return preset;
}

core::Error bad(const std::string& name, std::string field, std::string message) {
  return {core::ErrorCode::parse, std::move(message), {name, 0, 0, std::move(field)}};
}

core::Result<void> check_column(const std::string& name, const std::string& field, std::string_view column) {
  if (find_column(Table::spreads, column)) return {};
  const auto near = similar_columns(Table::spreads, column);
  return bad(name, field,
             fmt::format("there is no column '{}'{}", column,
                         near.empty() ? "" : fmt::format("; did you mean {}", fmt::join(near, ", "))));
}

/// What the TOML cannot know: that expressions parse and columns exist.
core::Result<void> check(const Preset& preset, const std::string& file) {
  if (const auto expression = parse_expression(Table::spreads, preset.where); !expression)
    return bad(file, "where", core::to_string(expression.error()));
  if (const auto ok = check_column(file, "sort", preset.sort); !ok) return ok.error();
  for (const std::string& column : preset.columns)
    if (const auto ok = check_column(file, "columns", column); !ok) return ok.error();
  for (const std::string& column : preset.required)
    if (const auto ok = check_column(file, "required", column); !ok) return ok.error();
  for (const ScoreTerm& term : preset.parameters.score) {
    if (const auto ok = check_column(file, "score", term.column); !ok) return ok.error();
    if (term.column == "score") return bad(file, "score", "the score cannot be a term of itself");
  }
  return {};
}

core::Result<Preset> read_preset(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf()))
    return core::Error{core::ErrorCode::io, "cannot be read as a preset file", {file.string(), 0, 0, ""}};
  auto preset = preset_from_toml(text.str(), file.string());
  if (!preset) return preset.error();
  preset->name = file.stem().string();
  if (const auto ok = check(*preset, file.string()); !ok) return ok.error();
  return preset;
}

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c))) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

core::Result<Preset> parse_preset(std::string_view toml, std::string_view name) {
  auto preset = preset_from_toml(toml, std::string(name));
  if (!preset) return preset.error();
  preset->name = name;
  if (const auto ok = check(*preset, std::string(name)); !ok) return ok.error();
  return preset;
}

const std::vector<Preset>& shipped_presets() {
  static const std::vector<Preset> presets{
      shipped("put-credit-30-45", legwork_preset_put_credit, legwork_preset_put_credit_end),
      shipped("call-credit-downtrend", legwork_preset_call_credit, legwork_preset_call_credit_end),
      shipped("debit-trend-45-75", legwork_preset_debit_trend, legwork_preset_debit_trend_end),
      shipped("index-weekly", legwork_preset_index_weekly, legwork_preset_index_weekly_end),
      shipped("0dte-index", legwork_preset_0dte, legwork_preset_0dte_end),
      shipped("convex-debit", legwork_preset_convex, legwork_preset_convex_end),
      shipped("post-earnings-crush", legwork_preset_crush, legwork_preset_crush_end),
      shipped("classic", legwork_preset_classic, legwork_preset_classic_end)};
  return presets;
}

core::Result<std::vector<Preset>> all_presets(const std::filesystem::path& folder) {
  std::vector<Preset> presets = shipped_presets();
  std::error_code ignored;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    auto preset = read_preset(file);
    if (!preset) return preset.error();
    const auto same = std::ranges::find(presets, preset->name, &Preset::name);
    if (same != presets.end())
      *same = std::move(*preset);
    else
      presets.push_back(std::move(*preset));
  }
  return presets;
}

core::Result<Preset> find_preset(const std::vector<Preset>& presets, std::string_view name_or_path) {
  for (const Preset& p : presets)
    if (folded(p.name) == folded(name_or_path) || folded(p.title) == folded(name_or_path)) return p;
  const std::filesystem::path path(name_or_path);
  std::error_code ignored;
  if (path.extension() == ".toml" && std::filesystem::exists(path, ignored)) return read_preset(path);
  std::vector<std::string> names;
  for (const Preset& p : presets) names.push_back(p.name);
  return core::Error{core::ErrorCode::invalid_argument,
                     fmt::format("there is no preset '{}'; there are {}", name_or_path, fmt::join(names, ", ")),
                     {"", 0, 0, "--preset"}};
}

}  // namespace legwork::scan
