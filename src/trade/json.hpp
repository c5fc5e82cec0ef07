// The JSON of records: any struct with a `fields` function can be written and read back, and nothing else decides what stands in the
// journal. Numbers that money or identity hang on travel as integers in their own units or as decimal text, never as floating point.
// Members that a newer build wrote are ignored; members that are missing keep their defaults only when they are optional.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/result.hpp"
#include "core/strong_id.hpp"
#include "core/time.hpp"
#include "market/date.hpp"
#include "market/price.hpp"

namespace legwork::trade {

/// An enum's words: to_string(E), found by its namespace, and this, specialised per enum that stands in a record. The number of
/// enumerators bounds the search for a word.
template <class E>
inline constexpr int enumerators = 0;

namespace json {

template <class T>
concept Enum = std::is_enum_v<T>;

void append_text(std::string& out, std::string_view text);  // quoted and escaped; bytes that are no UTF-8 become U+FFFD
void append_number(std::string& out, double value);  // shortest text that reads back the same; NaN and infinities are null

/// Appends members to an object: writer("name", value).
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) { out_ += '{'; }
  ~Writer() { out_ += '}'; }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <class T>
  void operator()(std::string_view name, const T& value) {
    if (!first_) out_ += ',';
    first_ = false;
    append_text(out_, name);
    out_ += ':';
    put(value);
  }

 private:
  void put(bool value) { out_ += value ? "true" : "false"; }
  void put(double value) { append_number(out_, value); }
  template <std::integral T>
  void put(T value) {
    out_ += std::to_string(value);
  }
  void put(const std::string& value) { append_text(out_, value); }
  void put(market::Price value) { append_text(out_, value.to_string()); }
  void put(market::Money value) { append_text(out_, value.to_string()); }
  void put(market::Date value) { append_text(out_, market::to_string(value)); }
  void put(core::TimePoint value) { put(value.time_since_epoch().count()); }
  void put(core::Duration value) { put(value.count()); }
  template <class Tag, class Rep>
  void put(core::StrongId<Tag, Rep> value) {
    put(value.value());
  }
  template <Enum E>
  void put(E value) {
    append_text(out_, to_string(value));
  }
  template <class T>
  void put(const std::optional<T>& value) {
    if (value)
      put(*value);
    else
      out_ += "null";
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      put(values[i]);
    }
    out_ += ']';
  }
  template <class T>
    requires requires(const T& value, Writer& writer) { T::fields(value, writer); }
  void put(const T& value) {
    Writer members(out_);
    T::fields(value, members);
  }

  std::string& out_;
  bool first_ = true;
};

/// One value of a parsed text; cheap to copy, keeps the text's tree alive.
class Value {
 public:
  /// Errors: parse, with the byte where it stopped being JSON.
  static core::Result<Value> parse(std::string_view text);

  bool is_null() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;
  std::optional<std::uint64_t> natural() const;
  std::optional<double> number() const;  // null is NaN
  std::optional<std::string> text() const;
  std::optional<std::size_t> size() const;  // of an array
  Value element(std::size_t index) const;
  std::optional<Value> member(std::string_view name) const;

 private:
  struct Tree;
  explicit Value(std::shared_ptr<const Tree> tree, const void* node) : tree_(std::move(tree)), node_(node) {}
  std::shared_ptr<const Tree> tree_;
  const void* node_;
};

template <class T>
inline constexpr bool may_be_missing = false;
template <class T>
inline constexpr bool may_be_missing<std::optional<T>> = true;

/// Fills members from an object: reader("name", value). The first member that is missing or of the wrong kind is remembered.
class Reader {
 public:
  explicit Reader(Value object) : object_(std::move(object)) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    if (!wrong_.empty()) return;
    const std::optional<Value> member = object_.member(name);
    if (member ? !get(*member, value) : !may_be_missing<T>)
      wrong_ = wrong_inside_.empty() ? std::string(name) : std::string(name) + "." + wrong_inside_;
  }
  /// Empty when all was well; else the path of the member that was not.
  const std::string& wrong() const { return wrong_; }

 private:
  static bool get(const Value& from, bool& value) { return take(from.boolean(), value); }
  static bool get(const Value& from, double& value) { return take(from.number(), value); }
  template <std::integral T>
  static bool get(const Value& from, T& value) {
    if constexpr (std::is_unsigned_v<T>) {
      const auto number = from.natural();
      if (!number || !std::in_range<T>(*number)) return false;
      value = static_cast<T>(*number);
    } else {
      const auto number = from.integer();
      if (!number || !std::in_range<T>(*number)) return false;
      value = static_cast<T>(*number);
    }
    return true;
  }
  static bool get(const Value& from, std::string& value) { return take(from.text(), value); }
  static bool get(const Value& from, market::Price& value);
  static bool get(const Value& from, market::Money& value);
  static bool get(const Value& from, market::Date& value);
  static bool get(const Value& from, core::TimePoint& value);
  static bool get(const Value& from, core::Duration& value);
  template <class Tag, class Rep>
  static bool get(const Value& from, core::StrongId<Tag, Rep>& value) {
    Rep number{};
    if (!get(from, number)) return false;
    value = core::StrongId<Tag, Rep>(number);
    return true;
  }
  template <Enum E>
  static bool get(const Value& from, E& value) {
    static_assert(enumerators<E> > 0, "specialise enumerators<E>");
    const auto word = from.text();
    if (!word) return false;
    for (int i = 0; i < enumerators<E>; ++i)
      if (to_string(static_cast<E>(i)) == *word) {
        value = static_cast<E>(i);
        return true;
      }
    return false;
  }
  template <class T>
  bool get(const Value& from, std::optional<T>& value) {
    if (from.is_null()) {
      value.reset();
      return true;
    }
    return get(from, value.emplace());
  }
  template <class T>
  bool get(const Value& from, std::vector<T>& values) {
    const auto size = from.size();
    if (!size) return false;
    values.clear();
    for (std::size_t i = 0; i < *size; ++i)
      if (!get(from.element(i), values.emplace_back())) return false;
    return true;
  }
  template <class T>
    requires requires(T& value, Reader& reader) { T::fields(value, reader); }
  bool get(const Value& from, T& value) {
    Reader members(from);
    T::fields(value, members);
    wrong_inside_ = members.wrong();
    return wrong_inside_.empty();
  }
  template <class T>
  static bool take(std::optional<T> from, T& value) {
    if (!from) return false;
    value = *std::move(from);
    return true;
  }

  Value object_;
  std::string wrong_, wrong_inside_;
};

}  // namespace json

template <class T>
std::string to_json(const T& value) {
  std::string text;
  {
    json::Writer writer(text);
    T::fields(value, writer);
  }
  return text;
}

/// Errors: parse, naming the member.
template <class T>
core::Result<T> from_json(std::string_view text) {
  const core::Result<json::Value> parsed = json::Value::parse(text);
  if (!parsed) return parsed.error();
  T value{};
  json::Reader reader(*parsed);
  T::fields(value, reader);
  if (!reader.wrong().empty())
    return core::Error{core::ErrorCode::parse, "missing or of the wrong kind", {"", 0, 0, reader.wrong()}};
  return value;
}

}  // namespace legwork::trade
