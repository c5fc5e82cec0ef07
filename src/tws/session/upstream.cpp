#include "tws/session/upstream.hpp"

#include <algorithm>

namespace legwork::tws {

std::optional<GapCause> Upstream::on_notice(CodeEffect effect, std::string_view text) {
  const auto farm = farm_of(text);
  const auto at = std::find(farms_lost_.begin(), farms_lost_.end(), farm);
  switch (effect) {
    case CodeEffect::upstream_lost:
      // 833 repeats in 15 hours were seen: one episode, one gap.
      if (lost_) return std::nullopt;
      lost_ = true;
      return GapCause::upstream_lost;
    case CodeEffect::data_lost: lost_ = false; return GapCause::data_lost;
    case CodeEffect::data_kept: lost_ = false; return GapCause::data_kept;
    case CodeEffect::farm_lost:
      if (at != farms_lost_.end() || farms_lost_.size() >= farms_max) return std::nullopt;
      farms_lost_.push_back(farm);
      return GapCause::farm_lost;
    case CodeEffect::farm_restored:
      if (at == farms_lost_.end()) return std::nullopt;
      farms_lost_.erase(at);
      return GapCause::farm_restored;
    default: return std::nullopt;
  }
}

}  // namespace legwork::tws
