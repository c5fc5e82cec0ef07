// Fields: the members of a control request, read one by one; the first that is wrong is the error, and one that nobody reads is wrong too.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/result.hpp"
#include "desk/control_protocol.hpp"
#include "market/price.hpp"

namespace legwork::desk {

class Fields {
 public:
  using Json = nlohmann::ordered_json;

  explicit Fields(const ControlRequest& request) : json_(Json::parse(request.text)) {
    json_.erase("id");
    json_.erase("do");
  }

  std::string text(const char* name, const std::string& otherwise, std::size_t bytes_max = text_bytes_max) {
    const Json* const value = take(name);
    if (value == nullptr) return otherwise;
    if (value->is_string() && value->get_ref<const std::string&>().size() <= bytes_max) return value->get<std::string>();
    fail(name, fmt::format("is a text of at most {} bytes", bytes_max));
    return otherwise;
  }
  bool has(const char* name) const { return json_.contains(name) && !json_.at(name).is_null(); }
  /// Per share, ≥ 0; nothing: it is not there.
  std::optional<market::Price> price(const char* name) {
    const std::string text_of_it = text(name, "");
    if (text_of_it.empty()) return std::nullopt;
    const auto price = market::Price::parse(text_of_it);
    if (price && *price >= market::Price()) return *price;
    fail(name, "is a price per share such as 1.05");
    return std::nullopt;
  }
  std::string required_text(const char* name) {
    std::string value = text(name, "");
    if (value.empty()) fail(name, "is needed");
    return value;
  }
  std::int64_t whole(const char* name, std::optional<std::int64_t> otherwise = std::nullopt) {
    const Json* const value = take(name);
    if (value != nullptr && value->is_number_integer()) return value->get<std::int64_t>();
    if (value != nullptr || !otherwise) fail(name, "is a whole number");
    return otherwise.value_or(0);
  }
  bool flag(const char* name, bool otherwise) {
    const Json* const value = take(name);
    if (value == nullptr) return otherwise;
    if (value->is_boolean()) return value->get<bool>();
    fail(name, "is true or false");
    return otherwise;
  }
  void fail(const char* name, const std::string& why) {
    if (!error_) error_ = wrong(name, fmt::format("'{}' {}", name, why));
  }
  void fail(const core::Error& error) {
    if (!error_) error_ = error;
  }
  /// After the last field.
  std::optional<core::Error> error() const {
    if (error_) return error_;
    for (const auto& [name, value] : json_.items())
      if (!taken_.contains(name)) return wrong(name, fmt::format("'{}' is no field of this request", name));
    return std::nullopt;
  }

 private:
  static constexpr std::size_t text_bytes_max = 512;
  static core::Error wrong(std::string field, std::string why) {
    return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::move(field)}};
  }

  const Json* take(const char* name) {
    taken_.insert(name);
    const auto at = json_.find(name);
    return at == json_.end() || at->is_null() ? nullptr : &*at;
  }

  Json json_;
  std::set<std::string> taken_;
  std::optional<core::Error> error_;
};

}  // namespace legwork::desk
