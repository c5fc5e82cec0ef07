// The two visitors that move messages over the wire. A message has ONE layout,
//
//   template <class V> void layout(V& v, CancelOrder& m) {
//     if (v.version() < 192) v.message_version(1);
//     v("order_id", m.order_id);
//     if (v.version() >= 169) v("manual_cancel_time", m.manual_cancel_time);
//   }
//
// and every visitor walks it: Reader, Writer, and (elsewhere) JsonPrinter, RandomFiller, FieldLister. What a visitor offers:
//   v.version()                          the server version; gates are plain ifs
//   v.message_version(n)                 the version field that older messages carry second
//   v("name", member [, Unset])          one field: string, bool, int32, int64, double, Decimal, an enum of int32, or optional of those
//   v.escaped("name", text)              text that travels as \uXXXX
//   v.choice("name", flag, "a", "o")     a bool written as one of two words
//   v.fixed("name", "text")              a field that is dead, or always the same; reading skips it
//   v.fixed_if_any("name", "text")       the same at the end of a message, where some clients leave it out
//   v.skip_if_more("name", n)            a field some clients send and others do not: skipped when more than n are left; not written
//   v.when("what for a person", condition, [&] {…})   fields that are there only then; the condition uses members already visited
//   v.list("name", vector, [](auto& v, auto& e) {…} [, EmptyList])   count, then the elements
//   v.open_list("name", vector, […])     elements to the end of the message, no count
//   v.optional("name", opt, [](auto& v, auto& e) {…})   "0", or "1" and the element's fields
//   v.invalid("name", "why")             a value that makes the rest unreadable (an unknown condition type)
// Names are those of the members, and unique within a message: they are the JSON keys. A Reader is used on the stack of one call.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tws/messages/unset.hpp"
#include "tws/wire/escapes.hpp"
#include "tws/wire/fields.hpp"
#include "tws/wire/numbers.hpp"

namespace legwork::tws {

template <class T>
inline constexpr bool is_field_v =
    std::is_same_v<T, std::string> || std::is_same_v<T, bool> || std::is_same_v<T, std::int32_t> ||
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, double> || std::is_same_v<T, Decimal> || std::is_enum_v<T>;

/// What went wrong first; everything after it is skipped.
enum class ReadFault : std::uint8_t { none, missing, not_a_number, not_a_flag, not_a_count, too_many_fields, invalid };

class Reader {
 public:
  Reader(FieldReader& fields, int server_version) : fields_(&fields), version_(server_version) {}

  /// For a message known to be cut: a count larger than what is left is believed, and the elements that are there are read.
  void expect_a_cut() { cut_ = true; }

  int version() const { return version_; }
  ReadFault fault() const { return fault_; }
  const char* fault_field() const { return fault_field_; }
  std::string_view fault_text() const { return fault_text_; }  // into the payload

  void message_version(int /*version*/) { fixed("version", ""); }

  void operator()(const char* name, std::string& field) {
    std::string_view text;
    if (take(name, text)) field.assign(text);
  }
  void operator()(const char* name, bool& field) {
    std::string_view text;
    if (take(name, text) && read_bool(text, field) == Reading::error) fail(ReadFault::not_a_flag, name, text);
  }
  template <class T>
    requires(is_field_v<T> && !std::is_same_v<T, std::string> && !std::is_same_v<T, bool>)
  void operator()(const char* name, T& field) {
    if (quick(field)) return;
    std::string_view text;
    if (take(name, text) && number(text, field) == Reading::error) fail(ReadFault::not_a_number, name, text);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& field, Unset form = Unset::empty) {
    T value{};
    Reading reading = Reading::value;
    std::string_view text;
    if (!quick(value)) {
      if (!take(name, text)) return;
      reading = number(text, value);
    }
    if (reading == Reading::error)
      return fail(std::is_same_v<T, bool> ? ReadFault::not_a_flag : ReadFault::not_a_number, name, text);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      if (reading == Reading::value && means_unset(value, form)) reading = Reading::unset;
    }
    if (reading == Reading::value) field = value;
  }

  void escaped(const char* name, std::string& field) {
    std::string_view text;
    if (!take(name, text)) return;
    if (text.find("\\u") == std::string_view::npos) {
      field.assign(text);
    } else {
      field = unescaped(text);
    }
  }
  void choice(const char* name, bool& field, std::string_view /*yes*/, std::string_view no) {
    std::string_view text;
    if (take(name, text)) field = text != no;
  }
  void fixed(const char* name, std::string_view /*text*/) {
    std::string_view ignored;
    take(name, ignored);
  }
  void fixed_if_any(const char* name, std::string_view text) {
    if (!fields_->done()) fixed(name, text);
  }
  void skip_if_more(const char* name, std::size_t left) {
    if (fault_ == ReadFault::none && fields_->has(left + 1)) fixed(name, "");
  }
  template <class F>
  void when(const char* /*what*/, bool condition, F&& visit) {
    if (condition && fault_ == ReadFault::none) visit();
  }

  template <class T, class F>
  void list(const char* name, std::vector<T>& elements, F&& visit, EmptyList /*form*/ = EmptyList::zero) {
    elements.clear();
    std::string_view text;
    if (!take(name, text)) return;
    std::int32_t count = 0;
    const Reading reading = read_number(text, count);
    // Every element has a field at least, and every field a byte: a count beyond the rest of the frame is a lie.
    if (reading == Reading::error || count < 0 || (!cut_ && static_cast<std::size_t>(count) > fields_->rest().size()))
      return fail(ReadFault::not_a_count, name, text);
    for (std::int32_t i = 0; i < count && fault_ == ReadFault::none; ++i) element(elements, visit);
  }
  template <class T, class F>
  void open_list(const char* /*name*/, std::vector<T>& elements, F&& visit) {
    elements.clear();
    while (fault_ == ReadFault::none && !fields_->done()) element(elements, visit);
  }
  template <class T, class F>
  void optional(const char* name, std::optional<T>& part, F&& visit) {
    bool there = false;
    (*this)(name, there);
    part.reset();
    if (there && fault_ == ReadFault::none) visit(*this, part.emplace());
  }
  void invalid(const char* name, const char* why) { fail(ReadFault::invalid, name, why); }

 private:
  FieldReader* fields_;
  int version_;
  bool cut_ = false;
  ReadFault fault_ = ReadFault::none;
  const char* fault_field_ = "";
  std::string_view fault_text_;

  bool take(const char* name, std::string_view& text) {
    if (fault_ != ReadFault::none) return false;
    if (fields_->next(text)) return true;
    fail(ReadFault::missing, name, {});
    return false;
  }
  void fail(ReadFault fault, const char* name, std::string_view text) {
    if (fault_ != ReadFault::none) return;
    fault_ = fault;
    fault_field_ = name;
    fault_text_ = text;
  }
  template <class T, class F>
  void element(std::vector<T>& elements, F& visit) {
    if (fields_->read() >= fields_max) return fail(ReadFault::too_many_fields, "elements", {});
    T value{};
    visit(*this, value);
    if (fault_ == ReadFault::none) elements.push_back(std::move(value));
  }
  /// The usual spelling of the usual types, in one pass. Nine digits are never a sentinel and fit every whole type.
  template <class T>
  bool quick(T& out) {
    if (fault_ != ReadFault::none) return false;
    if constexpr (std::is_same_v<T, double>) {
      return fields_->next_quick(out);
    } else if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, Decimal>) {
      std::int64_t value = 0;
      if (!fields_->next_quick(value)) return false;
      out = static_cast<T>(value);
      return true;
    } else {
      return false;
    }
  }
  template <class T>
  static Reading number(std::string_view text, T& out) {
    if constexpr (std::is_same_v<T, bool>) {
      return read_bool(text, out);
    } else if constexpr (std::is_enum_v<T>) {
      std::int32_t value = 0;
      const Reading reading = read_number(text, value);
      if (reading == Reading::value) out = static_cast<T>(value);
      return reading;
    } else {
      return read_number(text, out);
    }
  }
  template <class T>
  static bool means_unset(T value, Unset form) {
    if (form == Unset::minus_one) return value < T{0};
    return form == Unset::minus_two && value == T{-2};
  }
};

class Writer {
 public:
  Writer(std::string& payload, int server_version) : payload_(&payload), version_(server_version) {}

  int version() const { return version_; }
  void message_version(int version) { write(version); }

  void operator()(const char* /*name*/, const std::string& field) { append_field(*payload_, field); }
  void operator()(const char* /*name*/, const bool& field) { append_field(*payload_, field ? "1" : "0"); }
  template <class T>
    requires(is_field_v<T> && !std::is_same_v<T, std::string> && !std::is_same_v<T, bool>)
  void operator()(const char* /*name*/, const T& field) {
    write(field);
  }
  template <class T>
  void operator()(const char* /*name*/, const std::optional<T>& field, Unset form = Unset::empty) {
    if (field && is_number(*field)) return write(*field);
    append_field(*payload_, unset_text<T>(form));
  }

  void escaped(const char* /*name*/, const std::string& field) { append_field(*payload_, tws::escaped(field)); }
  void choice(const char* /*name*/, bool field, std::string_view yes, std::string_view no) {
    append_field(*payload_, field ? yes : no);
  }
  void fixed(const char* /*name*/, std::string_view text) { append_field(*payload_, text); }
  void fixed_if_any(const char* name, std::string_view text) { fixed(name, text); }
  void skip_if_more(const char* /*name*/, std::size_t /*left*/) {}
  template <class F>
  void when(const char* /*what*/, bool condition, F&& visit) {
    if (condition) visit();
  }
  template <class T, class F>
  void list(const char* /*name*/, std::vector<T>& elements, F&& visit, EmptyList form = EmptyList::zero) {
    if (elements.empty() && form == EmptyList::nothing) {
      append_field(*payload_, "");
    } else {
      write(static_cast<std::int64_t>(elements.size()));
    }
    for (T& e : elements) visit(*this, e);
  }
  template <class T, class F>
  void open_list(const char* /*name*/, std::vector<T>& elements, F&& visit) {
    for (T& e : elements) visit(*this, e);
  }
  template <class T, class F>
  void optional(const char* name, std::optional<T>& part, F&& visit) {
    (*this)(name, part.has_value());
    if (part) visit(*this, *part);
  }
  void invalid(const char* /*name*/, const char* /*why*/) {}

 private:
  std::string* payload_;
  int version_;

  /// A NaN is nobody's price: it travels as an empty field.
  template <class T>
  void write(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      *payload_ += value ? '1' : '0';
    } else if constexpr (std::is_same_v<T, double>) {
      if (is_number(value)) append_number(*payload_, value);
    } else if constexpr (std::is_enum_v<T>) {
      append_number(*payload_, static_cast<std::int32_t>(value));
    } else {
      append_number(*payload_, value);
    }
    *payload_ += '\0';
  }
  template <class T>
  static bool is_number(const T& value) {
    if constexpr (std::is_same_v<T, double>) {
      return value == value;
    } else {
      return true;
    }
  }
  template <class T>
  static std::string_view unset_text(Unset form) {
    switch (form) {
      case Unset::empty: return "";
      case Unset::zero: return "0";
      case Unset::question: return "?";
      case Unset::minus_one: return "-1";
      case Unset::minus_two: return "-2";
      case Unset::suggested_size: return unset_suggested_size_text;
      case Unset::max: break;
    }
    if constexpr (std::is_same_v<T, double>) return unset_double_text;
    if constexpr (std::is_same_v<T, std::int64_t>) return unset_int64_text;
    if constexpr (std::is_same_v<T, Decimal>) return unset_decimal_text;
    return unset_int32_text;
  }
};

}  // namespace legwork::tws
