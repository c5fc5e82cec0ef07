#include "scan/formula.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace legwork::scan {
namespace {

bool starts_word(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

struct NotEvaluable {};

class Evaluator {
 public:
  Evaluator(std::string_view text, const Lookup& lookup) : text_(text), lookup_(lookup) {}

  double run() {
    const double value = sum();
    if (skip(), !text_.empty()) throw NotEvaluable{};
    return value;
  }

 private:
  void skip() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }
  bool take(char c) {
    skip();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  double sum() {
    double value = product();
    for (;;) {
      if (take('+'))
        value += product();
      else if (take('-'))
        value -= product();
      else
        return value;
    }
  }
  double product() {
    double value = unary();
    for (;;) {
      if (take('*'))
        value *= unary();
      else if (take('/'))
        value /= unary();
      else
        return value;
    }
  }
  double unary() { return take('-') ? -unary() : atom(); }

  double atom() {
    if (take('(')) {
      const double value = sum();
      if (!take(')')) throw NotEvaluable{};
      return value;
    }
    skip();
    if (text_.empty()) throw NotEvaluable{};
    return starts_word(text_.front()) ? word() : number();
  }

  double number() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc{}) throw NotEvaluable{};
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return value;
  }

  double word() {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text_, in_word) - text_.begin());
    const std::string_view name = text_.substr(0, length);
    text_.remove_prefix(length);
    if (take('(')) return function(name, arguments());
    const auto value = lookup_(name);
    if (!value) throw NotEvaluable{};
    return *value;
  }

  std::vector<double> arguments() {
    std::vector<double> values{sum()};
    while (take(',')) values.push_back(sum());
    if (!take(')')) throw NotEvaluable{};
    return values;
  }

  static double function(std::string_view name, const std::vector<double>& a) {
    if (a.size() == 1 && name == "abs") return std::abs(a[0]);
    if (a.size() == 1 && name == "sqrt") return std::sqrt(a[0]);
    if (a.size() == 1 && name == "exp") return std::exp(a[0]);
    if (a.size() == 1 && name == "ln") return std::log(a[0]);
    if (a.size() == 2 && (name == "min" || name == "max")) {
      if (std::isnan(a[0]) || std::isnan(a[1])) return a[0] + a[1];
      return name == "min" ? std::min(a[0], a[1]) : std::max(a[0], a[1]);
    }
    if (a.size() == 3 && name == "if") return a[0] != 0 ? a[1] : a[2];
    throw NotEvaluable{};
  }

  std::string_view text_;
  const Lookup& lookup_;
};

/// Calls `visit(piece, is_identifier)` over the text in order.
template <class Visit>
void pieces(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const bool word = starts_word(text.front());
    std::size_t length = 1;
    while (length < text.size() && (word ? in_word(text[length]) : !starts_word(text[length]))) ++length;
    const bool called = word && length < text.size() && text[length] == '(';
    visit(text.substr(0, length), word && !called);
    text.remove_prefix(length);
  }
}

}  // namespace

std::optional<double> evaluate_formula(std::string_view formula, const Lookup& lookup) {
  try {
    return Evaluator(formula, lookup).run();
  } catch (NotEvaluable) {
    return std::nullopt;
  }
}

std::string insert_values(std::string_view formula, const std::function<std::optional<std::string>(std::string_view)>& text) {
  std::string out;
  pieces(formula, [&](std::string_view piece, bool identifier) {
    const auto value = identifier ? text(piece) : std::nullopt;
    out += value ? *value : std::string(piece);
  });
  return out;
}

std::vector<std::string_view> identifiers(std::string_view formula) {
  std::vector<std::string_view> found;
  pieces(formula, [&](std::string_view piece, bool identifier) {
    if (identifier && std::ranges::find(found, piece) == found.end()) found.push_back(piece);
  });
  return found;
}

}  // namespace legwork::scan
