// JsonPrinter: the visitor that reads a message's fields through a Reader and prints each as it is read. Lives on the stack of one
// call. See visitors.hpp for what a visitor offers.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tws/messages/json.hpp"
#include "tws/messages/visitors.hpp"

namespace legwork::tws {

class JsonPrinter {
 public:
  JsonPrinter(Reader& reader, std::string& out) : reader_(&reader), out_(&out) {}

  int version() const { return reader_->version(); }
  void message_version(int version) { reader_->message_version(version); }

  template <class T>
  void operator()(const char* name, T& field) {
    (*reader_)(name, field);
    print(name, field);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& field, Unset form = Unset::empty) {
    (*reader_)(name, field, form);
    print(name, field);
  }
  void escaped(const char* name, std::string& field) {
    reader_->escaped(name, field);
    print(name, field);
  }
  void choice(const char* name, bool& field, std::string_view yes, std::string_view no) {
    reader_->choice(name, field, yes, no);
    print(name, field);
  }
  void fixed(const char* name, std::string_view text) { reader_->fixed(name, text); }
  void fixed_if_any(const char* name, std::string_view text) { reader_->fixed_if_any(name, text); }
  void skip_if_more(const char* name, std::size_t left) { reader_->skip_if_more(name, left); }
  void invalid(const char* name, const char* why) { reader_->invalid(name, why); }
  template <class F>
  void when(const char* what, bool condition, const F& visit) {
    reader_->when(what, condition, visit);
  }

  template <class T, class F>
  void list(const char* name, std::vector<T>& elements, const F& visit, EmptyList form = EmptyList::zero) {
    array(name, [&] { reader_->list(name, elements, [&](Reader&, T& e) { element(e, visit); }, form); });
  }
  template <class T, class F>
  void open_list(const char* name, std::vector<T>& elements, const F& visit) {
    array(name, [&] { reader_->open_list(name, elements, [&](Reader&, T& e) { element(e, visit); }); });
  }
  template <class T, class F>
  void optional(const char* name, std::optional<T>& part, const F& visit) {
    bool there = false;
    reader_->optional(name, part, [&](Reader&, T& e) {
      there = true;
      bracketed(name, "{}", false, [&] { visit(*this, e); });
    });
    if (there || !readable()) return;
    key(name);
    *out_ += "null";
  }

 private:
  Reader* reader_;
  std::string* out_;
  bool first_ = true;
  bool keyless_ = false;  // directly inside an array

  bool readable() const { return reader_->fault() == ReadFault::none; }

  void key(const char* name) {
    if (!first_) *out_ += ',';
    first_ = false;
    if (keyless_) return;
    append_json_text(*out_, name);
    *out_ += ':';
  }

  /// What is cut off inside still gets its closing bracket.
  template <class F>
  void bracketed(const char* name, const char* brackets, bool keyless, const F& inside) {
    key(name);
    *out_ += brackets[0];
    const bool was_keyless = keyless_;
    first_ = true;
    keyless_ = keyless;
    inside();
    *out_ += brackets[1];
    first_ = false;
    keyless_ = was_keyless;
  }

  /// A list whose very count could not be read leaves no trace.
  template <class F>
  void array(const char* name, const F& read_elements) {
    if (!readable()) return;
    const std::size_t mark = out_->size();
    const bool was_first = first_;
    bracketed(name, "[]", true, [&] {
      read_elements();
      if (first_ && !readable()) out_->resize(mark);
    });
    if (readable() || out_->size() > mark + 1) return;
    out_->resize(mark);
    first_ = was_first;
  }

  /// An element of which nothing could be read, because the message ends there, leaves no trace.
  template <class T, class F>
  void element(T& e, const F& visit) {
    if constexpr (is_field_v<T> || std::is_same_v<T, std::optional<double>>) {  // dates; prices of legs
      visit(*this, e);
    } else {
      const std::size_t mark = out_->size();
      const bool was_first = first_;
      bracketed("", "{}", false, [&] { visit(*this, e); });
      if (readable() || !out_->ends_with("{}")) return;
      out_->resize(mark);
      first_ = was_first;
    }
  }

  template <class T>
  void print(const char* name, const std::optional<T>& field) {
    if (!readable()) return;
    if (field) return print(name, *field);
    key(name);
    *out_ += "null";
  }
  template <class T>
  void print(const char* name, const T& field) {
    if (!readable()) return;
    key(name);
    if constexpr (std::is_same_v<T, std::string>) {
      append_json_text(*out_, field);
    } else if constexpr (std::is_same_v<T, bool>) {
      *out_ += field ? "true" : "false";
    } else if constexpr (std::is_enum_v<T>) {
      append_number(*out_, static_cast<std::int32_t>(field));
    } else if constexpr (std::is_same_v<T, double>) {
      print_double(field);
    } else {
      append_number(*out_, field);
    }
  }
  void print_double(double value) {
    if (std::isnan(value)) {
      *out_ += "null";
    } else if (std::isinf(value)) {
      *out_ += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    } else {
      append_number(*out_, value);
    }
  }
};

}  // namespace legwork::tws
