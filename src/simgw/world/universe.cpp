#include "simgw/world/universe.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "chain/csv_line.hpp"
#include "core/assert.hpp"

extern "C" {
extern const unsigned char legwork_simgw_universe[];
extern const unsigned char legwork_simgw_universe_end[];
}

namespace legwork::simgw {
namespace {

constexpr std::size_t file_bytes_max = 4 << 20;
constexpr std::size_t underlyings_max = 2000;

/// What a cell may hold. Every number has a range: a vol of 25 instead of 0.25 must not become a market.
struct Number {
  double UnderlyingSpec::* member;
  double low, high;
};
struct Column {
  std::string_view name;
  bool required;
  std::optional<Number> number;               // a double member
  std::string UnderlyingSpec::* text = nullptr;
};

using Spec = UnderlyingSpec;
const std::array<Column, 22>& columns() {
  static const std::array<Column, 22> all{{
      {"symbol", true, {}, &Spec::symbol},
      {"kind", true, {}},
      {"name", false, {}, &Spec::name},
      {"industry", false, {}, &Spec::industry},
      {"category", false, {}, &Spec::category},
      {"primary_exchange", false, {}, &Spec::primary_exchange},
      {"spot", true, Number{&Spec::spot, 0.5, 1e6}},
      {"vol", true, Number{&Spec::vol, 0.01, 3}},
      {"correlation", false, Number{&Spec::correlation, -1, 1}},
      {"vol_of_vol", false, Number{&Spec::vol_of_vol, 0, 3}},
      {"skew", false, Number{&Spec::skew, -0.25, 0.25}},
      {"jumps_per_year", false, Number{&Spec::jumps_per_year, 0, 50}},
      {"jump_vol", false, Number{&Spec::jump_vol, 0, 0.5}},
      {"dividend", false, Number{&Spec::dividend, 0, 1e4}},
      {"dividend_month", false, {}},
      {"yield", false, Number{&Spec::yield, -0.05, 0.2}},
      {"shares_per_day", false, Number{&Spec::shares_per_day, 0, 1e10}},
      {"option_liquidity", false, Number{&Spec::option_liquidity, 0.01, 1}},
      {"strike_step", false, Number{&Spec::strike_step, 0.01, 1000}},
      {"expiries", false, {}},
      {"leaps", false, {}},
      {"tracks", false, {}, &Spec::tracks},
  }};
  return all;
}

class UniverseReader {
 public:
  explicit UniverseReader(std::string_view name) : name_(name) {}

  core::Result<UniverseSpec> read(std::string_view text) {
    while (!text.empty() && !error_) {
      const auto end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++line_number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.empty() && line.front() != '#') take(line);
    }
    if (!error_ && spec_.underlyings.empty())
      fail(0, "", "no underlying in it; a header line and one line per underlying are expected");
    if (error_) return *error_;
    return std::move(spec_);
  }

 private:
  void fail(std::size_t column, std::string_view field, std::string message) {
    if (!error_)
      error_ = core::Error{core::ErrorCode::parse, std::move(message), {name_, line_number_, column, std::string(field)}};
  }

  void take(std::string_view line) {
    if (!line_.split(line)) return fail(1, "", "a quote is not closed");
    if (header_.empty()) return take_header();
    if (line_.size() != header_.size())
      return fail(1, "", fmt::format("{} fields where the header has {}", line_.size(), header_.size()));
    UnderlyingSpec spec;
    for (std::size_t i = 0; i < header_.size(); ++i) take_cell(*header_[i], line_[i], spec);
    if (!error_) add(std::move(spec));
  }

  void take_header() {
    for (std::size_t i = 0; i < line_.size(); ++i) {
      const auto found = std::ranges::find(columns(), line_[i].text, &Column::name);
      if (found == columns().end()) {
        std::vector<std::string_view> names;
        for (const auto& column : columns()) names.push_back(column.name);
        return fail(line_[i].column, line_[i].text,
                    fmt::format("is no column of a universe; known are {}", fmt::join(names, ", ")));
      }
      if (std::ranges::find(header_, &*found) != header_.end()) return fail(line_[i].column, line_[i].text, "stands twice");
      header_.push_back(&*found);
    }
    for (const auto& column : columns())
      if (column.required && std::ranges::find(header_, &column) == header_.end())
        return fail(1, column.name, "is missing from the header");
  }

  void take_cell(const Column& column, const chain::CsvField& cell, UnderlyingSpec& spec) {
    if (column.text) {
      spec.*column.text = std::string(cell.text);
      if (column.required && cell.text.empty()) fail(cell.column, column.name, "is empty");
    } else if (column.number) {
      take_number(column, cell, spec);
    } else {
      take_word(column, cell, spec);
    }
  }

  void take_number(const Column& column, const chain::CsvField& cell, UnderlyingSpec& spec) {
    if (cell.text.empty() && !column.required) return;
    const auto value = chain::parse_number(cell.text, line_.separator(), scratch_);
    const Number& number = *column.number;
    if (!value) return fail(cell.column, column.name, fmt::format("'{}' is no number", cell.text));
    if (!(*value >= number.low && *value <= number.high))
      return fail(cell.column, column.name, fmt::format("{} is outside {} … {}", *value, number.low, number.high));
    spec.*number.member = *value;
  }

  void take_word(const Column& column, const chain::CsvField& cell, UnderlyingSpec& spec) {
    const auto one_of = [&](std::initializer_list<std::string_view> words) {
      const auto found = std::ranges::find(words, cell.text);
      if (found == words.end())
        fail(cell.column, column.name, fmt::format("'{}' is none of {}", cell.text, fmt::join(words, ", ")));
      return static_cast<int>(found - words.begin());
    };
    if (column.name == "kind") spec.kind = one_of({"stock", "index"}) == 1 ? SecurityKind::index : SecurityKind::stock;
    if (cell.text.empty()) return;
    if (column.name == "dividend_month") spec.dividend_month = one_of({"0", "1", "2", "3"});
    if (column.name == "expiries") spec.expiries = static_cast<ExpiryCycle>(one_of({"monthly", "weekly", "daily"}));
    if (column.name == "leaps") spec.leaps = one_of({"false", "true"}) == 1;
  }

  void add(UnderlyingSpec spec) {
    const auto known = [&](std::string_view symbol) { return std::ranges::find(spec_.underlyings, symbol, &Spec::symbol); };
    const auto is_capital = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (spec.symbol.size() > 6 || !std::ranges::all_of(spec.symbol, is_capital))
      return fail(1, "symbol", fmt::format("'{}' is not 1 to 6 capitals and digits", spec.symbol));
    if (known(spec.symbol) != spec_.underlyings.end()) return fail(1, "symbol", fmt::format("{} stands twice", spec.symbol));
    if (!spec.tracks.empty() && known(spec.tracks) == spec_.underlyings.end())
      return fail(1, "tracks", fmt::format("{} must stand on an earlier line than {}", spec.tracks, spec.symbol));
    if (spec.dividend > 0 && (spec.dividend_month == 0 || spec.dividend > spec.spot / 10))
      return fail(1, "dividend", "needs a dividend_month of 1 to 3 and at most a tenth of spot");
    if (spec_.underlyings.size() == underlyings_max)
      return fail(1, "symbol", fmt::format("more than {} underlyings", underlyings_max));
    if (spec.name.empty()) spec.name = spec.symbol;
    if (spec.primary_exchange.empty()) spec.primary_exchange = spec.kind == SecurityKind::index ? "CBOE" : "NYSE";
    spec_.underlyings.push_back(std::move(spec));
  }

  std::string name_;
  std::size_t line_number_ = 0;
  chain::CsvLine line_{','};
  std::string scratch_;
  std::vector<const Column*> header_;
  UniverseSpec spec_;
  std::optional<core::Error> error_;
};

}  // namespace

std::string_view to_string(SecurityKind kind) {
  switch (kind) {
    case SecurityKind::stock: return "STK";
    case SecurityKind::index: return "IND";
    case SecurityKind::option: break;
  }
  return "OPT";
}

core::Result<UniverseSpec> UniverseSpec::parse(std::string_view text, std::string_view name) {
  return UniverseReader(name).read(text);
}

core::Result<UniverseSpec> UniverseSpec::read(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    return core::Error{core::ErrorCode::not_found, "there is no such file", {file.string(), 0, 0, {}}};
  if (std::filesystem::file_size(file, failed) > file_bytes_max)
    return core::Error{
        core::ErrorCode::too_large, "is larger than 4 MiB; a universe is one short line per underlying", {file.string(), 0, 0, {}}};
  std::ifstream stream(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad() || !stream.is_open()) return core::Error{core::ErrorCode::io, "cannot be read", {file.string(), 0, 0, {}}};
  return parse(text, file.string());
}

const UniverseSpec& UniverseSpec::standard() {
  static const UniverseSpec spec = [] {
    const auto* begin = reinterpret_cast<const char*>(legwork_simgw_universe);
    const auto size = reinterpret_cast<std::uintptr_t>(legwork_simgw_universe_end) - reinterpret_cast<std::uintptr_t>(begin);
    auto parsed = parse(std::string_view(begin, size), "universe.csv");
    ASSERT(parsed.has_value(), "the built-in universe: {}", core::to_string(parsed.error()));
    return std::move(*parsed);
  }();
  return spec;
}

}  // namespace legwork::simgw
