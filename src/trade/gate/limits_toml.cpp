// limits.toml read and written by the table of limits: no key is known here that is not in it.
#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "trade/gate/limit_value.hpp"
#include "trade/gate/limits.hpp"

namespace legwork::trade {
namespace {

using core::Duration;
using core::Error;
using core::Result;
using market::Money;
using Names = std::vector<std::string>;

/// Whole dollars as a number, cents in quotes: "1250.50". Binary fractions are no money.
std::optional<Money> money(const toml::node& node) {
  if (const auto whole = node.value_exact<std::int64_t>())
    return *whole < 0 || *whole > 1'000'000'000'000 ? std::nullopt : std::optional(Money::from_micros(*whole * Money::scale));
  const auto text = node.value_exact<std::string>();
  const auto parsed = text ? Money::parse(*text) : Result<Money>(Error{});
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<Names> names(const toml::node& node) {
  const toml::array* const array = node.as_array();
  if (array == nullptr) return std::nullopt;
  Names all;
  for (const toml::node& one : *array) {
    const auto text = one.value_exact<std::string>();
    if (!text) return std::nullopt;
    all.push_back(*text);
  }
  std::ranges::sort(all);
  return all;
}

/// Empty: it was taken.
std::string_view take(const LimitInfo& info, const toml::node& node, Limits& limits) {
  const auto whole = node.value_exact<std::int64_t>();
  if (const auto* const member = std::get_if<std::int64_t Limits::*>(&info.member)) {
    if (!whole) return "should be a whole number";
    limits.*(*member) = *whole;
  } else if (const auto* const time = std::get_if<Duration Limits::*>(&info.member)) {
    if (!whole || *whole < 0 || *whole > 1'000'000'000) return "should be a whole number, 0 or more";
    limits.*(*time) = Duration(*whole * fine_unit(info));
  } else if (const auto* const amount = std::get_if<Money Limits::*>(&info.member)) {
    const auto value = money(node);
    if (!value) return "should be whole dollars, or dollars and cents in quotes such as \"1250.50\"";
    limits.*(*amount) = *value;
  } else if (const auto* const flag = std::get_if<bool Limits::*>(&info.member)) {
    const auto value = node.value_exact<bool>();
    if (!value) return "should be true or false";
    limits.*(*flag) = *value;
  } else {
    auto value = names(node);
    if (!value) return "should be a list of symbols in quotes";
    limits.*(std::get<Names Limits::*>(info.member)) = *std::move(value);
  }
  return {};
}

std::string value_text(const LimitInfo& info, const Limits& limits) {
  if (const auto* const list = std::get_if<Names Limits::*>(&info.member)) {
    const Names& all = limits.*(*list);
    return all.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(all, "\", \""));
  }
  if (std::holds_alternative<bool Limits::*>(info.member)) return fine_value(info, limits) != 0 ? "true" : "false";
  const std::int64_t value = fine_value(info, limits), unit = fine_unit(info);
  if (value % unit == 0) return fmt::format("{}", value / unit);
  return fmt::format("\"{}\"", Money::from_micros(value).to_string());
}

std::string bounds_text(const LimitInfo& info) {
  if (std::holds_alternative<bool Limits::*>(info.member)) return "";
  if (std::holds_alternative<Names Limits::*>(info.member)) return fmt::format("; at most {} names", info.max);
  return fmt::format("; {} to {}", info.min, info.max);
}

}  // namespace

std::string to_toml(const Limits& limits) {
  std::string text = "# The limits of the risk gate. Read as a whole: one wrong value and the limits in force stay as they are.\n";
  std::optional<ControlId> control;
  for (const LimitInfo& one : limit_infos()) {
    if (one.control != control) text += fmt::format("\n# --- {}\n", to_string(one.control));
    control = one.control;
    text += fmt::format("# {}{}\n{} = {}\n", one.meaning, bounds_text(one), one.key, value_text(one, limits));
  }
  return text;
}

Result<Limits> parse_limits(std::string_view text, const std::string& file) {
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    return Error{core::ErrorCode::parse, std::string(error.description()), {file, at.line, at.column, ""}};
  }
  const auto fail = [&](std::string_view key, std::string why) {
    const toml::node* const node = document.get(key);
    const auto at = node != nullptr ? node->source().begin : toml::source_position{};
    return Error{core::ErrorCode::parse, std::move(why), {file, at.line, at.column, std::string(key)}};
  };
  for (const auto& [key, node] : document)
    if (std::ranges::find(limit_infos(), key.str(), &LimitInfo::key) == limit_infos().end())
      return fail(key.str(), "is no limit; the page of the risk gate lists them");
  Limits limits;
  for (const LimitInfo& one : limit_infos()) {
    const toml::node* const node = document.get(one.key);
    if (node == nullptr) continue;
    if (const std::string_view why = take(one, *node, limits); !why.empty()) return fail(one.key, std::string(why));
  }
  if (const auto valid = validate(limits); !valid) return fail(valid.error().where.field, valid.error().message);
  return limits;
}

}  // namespace legwork::trade
