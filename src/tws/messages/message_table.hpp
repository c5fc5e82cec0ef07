// MessageTable: for each alternative of Request or Response a function, found by message id in one look-up. Built at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "tws/messages/raw_message.hpp"

namespace legwork::tws {

inline constexpr std::size_t message_ids = 256;  // ids of the text dialect are below 201

/// `Maker<T>::function` for every laid-out alternative T of Message; null for ids without a layout.
template <class Message, template <class> class Maker>
class MessageTable {
 public:
  using Variant = typename Message::Alternatives;
  using Function = std::remove_const_t<decltype(Maker<std::variant_alternative_t<0, Variant>>::function)>;

  constexpr MessageTable() { fill(std::make_index_sequence<std::variant_size_v<Variant>>{}); }

  constexpr Function find(std::int32_t id) const {
    return id >= 0 && static_cast<std::size_t>(id) < message_ids ? functions_[static_cast<std::size_t>(id)] : nullptr;
  }

 private:
  std::array<Function, message_ids> functions_{};

  template <std::size_t... I>
  constexpr void fill(std::index_sequence<I...>) {
    (add<std::variant_alternative_t<I, Variant>>(), ...);
  }
  template <class T>
  constexpr void add() {
    if constexpr (!std::is_same_v<T, RawMessage>) functions_[static_cast<std::size_t>(T::id)] = Maker<T>::function;
  }
};

}  // namespace legwork::tws
