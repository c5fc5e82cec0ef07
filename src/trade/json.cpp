#include "trade/json.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace legwork::trade::json {
namespace {
using Node = nlohmann::json;
const Node& node_of(const void* node) { return *static_cast<const Node*>(node); }
}  // namespace

void append_text(std::string& out, std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= c >= ' ' && c <= '~' && c != '"' && c != '\\';
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += Node(text).dump(-1, ' ', true, Node::error_handler_t::replace);
  }
}

void append_number(std::string& out, double value) {
  if (std::isfinite(value))
    fmt::format_to(std::back_inserter(out), "{}", value);
  else
    out += "null";
}

struct Value::Tree {
  Node root;
};

core::Result<Value> Value::parse(std::string_view text) {
  auto tree = std::make_shared<Tree>();
  try {
    tree->root = Node::parse(text);
  } catch (const Node::parse_error& error) {
    return core::Error{core::ErrorCode::parse, fmt::format("no JSON from byte {} on", error.byte), {}};
  } catch (const Node::exception& error) {  // a number out of range
    return core::Error{core::ErrorCode::parse, error.what(), {}};
  }
  const Node* const root = &tree->root;
  return Value(std::move(tree), root);
}

bool Value::is_null() const { return node_of(node_).is_null(); }

std::optional<bool> Value::boolean() const {
  return node_of(node_).is_boolean() ? std::optional(node_of(node_).get<bool>()) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
  const Node& node = node_of(node_);
  if (!node.is_number_integer()) return std::nullopt;
  if (node.is_number_unsigned() && node.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return std::nullopt;
  return node.get<std::int64_t>();
}

std::optional<std::uint64_t> Value::natural() const {
  return node_of(node_).is_number_unsigned() ? std::optional(node_of(node_).get<std::uint64_t>()) : std::nullopt;
}

std::optional<double> Value::number() const {
  const Node& node = node_of(node_);
  if (node.is_null()) return std::numeric_limits<double>::quiet_NaN();
  return node.is_number() ? std::optional(node.get<double>()) : std::nullopt;
}

std::optional<std::string> Value::text() const {
  return node_of(node_).is_string() ? std::optional(node_of(node_).get<std::string>()) : std::nullopt;
}

std::optional<std::size_t> Value::size() const {
  return node_of(node_).is_array() ? std::optional(node_of(node_).size()) : std::nullopt;
}

Value Value::element(std::size_t index) const { return Value(tree_, &node_of(node_).at(index)); }

std::optional<Value> Value::member(std::string_view name) const {
  const Node& node = node_of(node_);
  if (!node.is_object()) return std::nullopt;
  const auto found = node.find(name);
  if (found == node.end()) return std::nullopt;
  return Value(tree_, &*found);
}

bool Reader::get(const Value& from, market::Price& value) {
  const auto text = from.text();
  const auto price = text ? market::Price::parse(*text) : core::Error{};
  if (price) value = *price;
  return price.has_value();
}

bool Reader::get(const Value& from, market::Money& value) {
  const auto text = from.text();
  const auto money = text ? market::Money::parse(*text) : core::Error{};
  if (money) value = *money;
  return money.has_value();
}

bool Reader::get(const Value& from, market::Date& value) {
  const auto text = from.text();
  const auto date = text ? market::parse_date(*text) : core::Error{};
  if (date) value = *date;
  return date.has_value();
}

bool Reader::get(const Value& from, core::TimePoint& value) {
  const auto nanos = from.integer();
  if (nanos) value = core::TimePoint(core::Duration(*nanos));
  return nanos.has_value();
}

bool Reader::get(const Value& from, core::Duration& value) {
  const auto nanos = from.integer();
  if (nanos) value = core::Duration(*nanos);
  return nanos.has_value();
}

}  // namespace legwork::trade::json
