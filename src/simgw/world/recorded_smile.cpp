#include "simgw/world/recorded_smile.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace legwork::simgw {
namespace {

constexpr double z_max = 8, cell = 0.125;
constexpr std::size_t cells = 129;  // from −8 to 8

struct Cells {
  std::array<double, cells> sum{}, count{};
  int points = 0;

  void add(double z, double ratio) {
    if (!(std::fabs(z) <= z_max) || !(ratio > 0.2 && ratio < 8)) return;
    const auto i = static_cast<std::size_t>(std::lround((z + z_max) / cell));
    sum[i] += ratio;
    ++count[i];
    ++points;
  }
};

void collect(const chain::Store& store, const chain::Slice& slice, const chain::Expiry& expiry, Cells& found) {
  for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) {
    const double iv = store.at(chain::Column::iv, row), strike = store.strike(row).to_double();
    const bool is_out = core::sign(slice.right) * (strike - expiry.forward) >= 0;
    if (!is_out || !(iv > 0) || chain::has(store.flags()[row], chain::QuoteFlag::modelled)) continue;
    found.add(std::log(strike / expiry.forward) / (expiry.atm_iv * std::sqrt(expiry.years)), iv / expiry.atm_iv);
  }
}

/// Cells without a quote lie on the line between their neighbours, beyond the last ones as those.
std::vector<double> filled(const Cells& found) {
  std::vector<double> ratios(cells, 0);
  std::size_t last = cells;
  for (std::size_t i = 0; i < cells; ++i) {
    if (found.count[i] == 0) continue;
    ratios[i] = found.sum[i] / found.count[i];
    const std::size_t begin = last == cells ? 0 : last + 1;
    for (std::size_t j = begin; j < i; ++j) {
      const double share = last == cells ? 1 : static_cast<double>(j - last) / static_cast<double>(i - last);
      ratios[j] = last == cells ? ratios[i] : ratios[last] + share * (ratios[i] - ratios[last]);
    }
    last = i;
  }
  for (std::size_t j = last + 1; j < cells; ++j) ratios[j] = ratios[last];
  return ratios;
}

}  // namespace

Smile recorded_smile(const chain::Store& store, std::size_t expiry) {
  Cells found;
  if (store.expiries()[expiry].atm_iv > 0)
    for (const auto& slice : store.slices())
      if (slice.expiry == expiry) collect(store, slice, store.expiries()[expiry], found);
  if (found.points < 3) return Smile::recorded({1, 1}, -z_max, z_max);
  return Smile::recorded(filled(found), -z_max, z_max);
}

}  // namespace legwork::simgw
