// SealedVariant: a std::variant whose copying, moving and destruction are compiled once, in the source that includes
// sealed_variant_bodies.hpp and instantiates it. With forty alternatives they cost every file that only passes such values on two to ten
// seconds. std::visit, std::get, std::get_if and std::holds_alternative work as on the variant itself.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace legwork::core {

template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... Types>
inline constexpr bool is_alternative<T, std::variant<Types...>> = (std::is_same_v<T, Types> || ...);

template <class Variant>
class SealedVariant : public Variant {
 public:
  using Alternatives = Variant;

  SealedVariant();
  SealedVariant(const SealedVariant& other);
  SealedVariant(SealedVariant&& other) noexcept;
  SealedVariant& operator=(const SealedVariant& other);
  SealedVariant& operator=(SealedVariant&& other) noexcept;
  ~SealedVariant();

  /// From exactly one of the alternatives.
  template <class T>
    requires is_alternative<std::remove_cvref_t<T>, Variant>
  // NOLINTNEXTLINE(google-explicit-constructor): as of the variant
  SealedVariant(T&& value) : Variant(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(value)) {}

  template <class T>
    requires is_alternative<std::remove_cvref_t<T>, Variant>
  SealedVariant& operator=(T&& value) {
    return *this = SealedVariant(std::forward<T>(value));
  }
};

}  // namespace legwork::core
