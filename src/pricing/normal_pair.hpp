// Normal density and both tails from one exponential: about half the price of asking for each.
#pragma once

#include <cmath>
#include <numbers>

#include "pricing/normal.hpp"

namespace legwork::pricing {

struct NormalPair {
  double density;
  double cumulative;
  double rest;  // 1 − cumulative, with its own digits

  explicit NormalPair(double x) {
    const double kernel = std::exp(-0.5 * x * x), beyond = 0.5 * kernel * erfcx(std::fabs(x) / std::numbers::sqrt2);
    density = 0.39894228040143267794 * kernel;
    cumulative = x > 0 ? 1 - beyond : beyond;
    rest = x > 0 ? beyond : 1 - beyond;
  }
};

}  // namespace legwork::pricing
