#include "drill/mix.hpp"

#include <algorithm>
#include <array>

namespace legwork::drill {
namespace {

constexpr std::array mixes{
    Mix{"calm", 12, 2, 0.2, 0.2, 0.2, 0.1, 0.1},
    Mix{"rough", 30, 20, 1, 1, 1, 0.5, 0.3},
    Mix{"hostile", 60, 80, 6, 4, 6, 3, 1},
};

}  // namespace

std::optional<Mix> mix_called(std::string_view name) {
  const auto at = std::ranges::find(mixes, name, &Mix::name);
  return at == mixes.end() ? std::nullopt : std::optional(*at);
}

}  // namespace legwork::drill
