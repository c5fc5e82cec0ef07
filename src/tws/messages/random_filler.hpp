// RandomFiller: a visitor that fills what a layout has at a server version with values that survive the wire, special words among them
// so that every conditional part is met. For property tests and for making corpora; deterministic from its Prng.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/prng.hpp"
#include "tws/messages/order.hpp"
#include "tws/messages/visitors.hpp"

namespace legwork::tws {

class RandomFiller {
 public:
  RandomFiller(core::Prng& prng, int server_version) : prng_(&prng), version_(server_version) {}

  int version() const { return version_; }
  void message_version(int) {}

  template <class T>
    requires is_field_v<T>
  void operator()(const char* name, T& field) {
    make(name, field);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& field, Unset form = Unset::empty) {
    field.reset();
    if (form != Unset::zero && prng_->chance(1, 3)) return;  // unset that is written as 0 comes back as 0
    T value{};
    make(name, value);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      if (form == Unset::minus_one && value < T{0}) return;
      if (form == Unset::minus_two && value == T{-2}) return;
    }
    field = value;
  }
  void escaped(const char* /*name*/, std::string& field) {
    static constexpr std::array<std::string_view, 5> words = {"", "Société Générale", "株式会社", "plain \\ text", "\U0001F4C8 up"};
    field = pick(words);
  }
  void choice(const char*, bool& field, std::string_view, std::string_view) { field = prng_->chance(1, 2); }
  void fixed(const char*, std::string_view) {}
  void fixed_if_any(const char*, std::string_view) {}
  void skip_if_more(const char*, std::size_t) {}
  template <class F>
  void when(const char*, bool condition, F&& visit) {
    if (condition) visit();
  }
  template <class T, class F>
  void list(const char* name, std::vector<T>& elements, F&& visit, EmptyList = EmptyList::zero) {
    open_list(name, elements, visit);
  }
  template <class T, class F>
  void open_list(const char*, std::vector<T>& elements, F&& visit) {
    elements.clear();
    elements.resize(prng_->below(4));
    for (T& e : elements) visit(*this, e);
  }
  template <class T, class F>
  void optional(const char*, std::optional<T>& part, F&& visit) {
    part.reset();
    if (prng_->chance(1, 2)) visit(*this, part.emplace());
  }
  void invalid(const char*, const char*) {}

 private:
  core::Prng* prng_;
  int version_;

  template <class Words>
  typename Words::value_type pick(const Words& words) {
    return words[prng_->below(words.size())];
  }

  void make(std::string_view name, std::string& out) {
    static constexpr std::array<std::string_view, 5> security_types = {"STK", "OPT", "BAG", "FUND", "IND"};
    static constexpr std::array<std::string_view, 6> order_types = {"LMT", "MKT", "PEG BENCH", "PEG BEST", "PEG MID", "PEGMID"};
    static constexpr std::array<std::string_view, 3> exchanges = {"SMART", "IBKRATS", ""};
    static constexpr std::array<std::string_view, 3> sometimes = {"", "None", "LMT"};
    if (name == "security_type") {
      out = pick(security_types);
    } else if (name == "order_type") {
      out = pick(order_types);
    } else if (name == "exchange") {
      out = pick(exchanges);
    } else if (name == "delta_neutral_order_type") {
      out = pick(sometimes);
    } else {
      make_text(out);
    }
  }
  /// Any bytes but NUL.
  void make_text(std::string& out) {
    out.clear();
    for (std::uint64_t left = prng_->below(20); left > 0; --left)
      out += static_cast<char>(static_cast<unsigned char>(1 + prng_->below(255)));
  }
  void make(std::string_view, bool& out) { out = prng_->chance(1, 2); }
  void make(std::string_view, std::int32_t& out) {
    constexpr std::int64_t low = std::numeric_limits<std::int32_t>::min();
    constexpr std::int64_t below_unset = std::numeric_limits<std::int32_t>::max() - 1;
    out = static_cast<std::int32_t>(prng_->chance(1, 2) ? prng_->between(-3, 1000) : prng_->between(low, below_unset));
  }
  void make(std::string_view, std::int64_t& out) {
    out = static_cast<std::int64_t>(prng_->next());
    if (out == std::numeric_limits<std::int64_t>::max()) out = 0;
  }
  void make(std::string_view, double& out) {
    switch (prng_->below(6)) {
      case 0: out = static_cast<double>(prng_->between(-100'000, 10'000'000)) / 100; return;
      case 1: out = 0; return;
      case 2: out = std::numeric_limits<double>::infinity(); return;
      case 3: out = prng_->uniform(); return;
      case 4: out = std::ldexp(prng_->uniform() - 0.5, static_cast<int>(prng_->between(-1000, 1000))); return;
      default: out = static_cast<double>(prng_->between(-3, 500)); return;
    }
  }
  /// Every digit that a Decimal holds exactly.
  void make(std::string_view, Decimal& out) {
    constexpr std::int64_t largest = 999'999'999'999'999'999;
    const std::int64_t mantissa = prng_->chance(1, 2) ? prng_->between(-1000, 100'000) : prng_->between(-largest, largest);
    out = Decimal(mantissa, static_cast<std::int8_t>(prng_->between(-20, 10)));
  }
  void make(std::string_view, OrderCondition::Type& out) {
    using Type = OrderCondition::Type;
    static constexpr std::array types = {Type::price,     Type::time,   Type::margin,
                                         Type::execution, Type::volume, Type::percent_change};
    out = pick(types);
  }
};

}  // namespace legwork::tws
