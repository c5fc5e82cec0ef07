#include "drill/violations.hpp"

#include <algorithm>
#include <utility>

#include "core/assert.hpp"

namespace legwork::drill {

void Violations::add(std::string_view invariant, core::TimePoint at, std::string what) {
  const auto name = std::ranges::find(invariant_names, invariant);
  ASSERT(name != invariant_names.end(), "'{}' is no invariant", invariant);
  if (count_++ < kept_max) kept_.push_back({*name, at, std::move(what)});
}

}  // namespace legwork::drill
