// StrongId<Tag>: an integer that cannot be mistaken for another kind of id. Ordered and hashable; no arithmetic.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace legwork::core {

template <class Tag, class Rep = std::uint32_t>
class StrongId {
 public:
  using rep = Rep;

  constexpr StrongId() = default;
  constexpr explicit StrongId(Rep value) : value_(value) {}

  constexpr Rep value() const { return value_; }
  friend constexpr auto operator<=>(StrongId, StrongId) = default;

 private:
  Rep value_{};
};

}  // namespace legwork::core

template <class Tag, class Rep>
struct std::hash<legwork::core::StrongId<Tag, Rep>> {
  std::size_t operator()(legwork::core::StrongId<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value()); }
};
