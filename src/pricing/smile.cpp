#include "pricing/smile.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pricing/svi_fit.hpp"

namespace legwork::pricing {

double Svi::total_variance(double k) const {
  const double x = k - m;
  return a + b * (rho * x + std::sqrt(x * x + sigma * sigma));
}

double Svi::slope(double k) const {
  const double x = k - m;
  return b * (rho + x / std::sqrt(x * x + sigma * sigma));
}

double Svi::curvature(double k) const {
  const double x = k - m, root = std::sqrt(x * x + sigma * sigma);
  return b * sigma * sigma / (root * root * root);
}

double Smile::vol(double strike) const { return std::sqrt(svi.total_variance(std::log(strike / forward)) / years); }

double Smile::vol_slope(double strike) const {
  const double k = std::log(strike / forward);
  return svi.slope(k) / (2 * std::sqrt(svi.total_variance(k) * years) * strike);
}

// Gatheral, Jacquier 2014, equation (2.1).
double durrleman(const Svi& svi, double k) {
  const double w = svi.total_variance(k), slope = svi.slope(k);
  const double tilt = 1 - k * slope / (2 * w);
  return tilt * tilt - slope * slope / 4 * (1 / w + 0.25) + svi.curvature(k) / 2;
}

double calendar_violation(const Smile& near, const Smile& far) {
  if (!near.valid() || !far.valid()) return unknown;
  // Five standard deviations of the far smile, and never less than ± 10 %.
  const double reach = std::max(5 * std::sqrt(far.svi.total_variance(0)), 0.1);
  double worst = 0;
  constexpr int steps = 200;
  for (int i = 0; i <= steps; ++i) {
    const double k = reach * (2.0 * i / steps - 1);
    worst = std::max(worst, near.svi.total_variance(k) - far.svi.total_variance(k));
  }
  return worst;
}

namespace {

using svi::Domain, svi::Sample, svi::Wings;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<SmileQuote> usable(std::span<const SmileQuote> quotes) {
  std::vector<SmileQuote> kept;
  for (const auto& quote : quotes) {
    const bool finite = std::isfinite(quote.strike + quote.vol + quote.weight);
    if (finite && quote.strike > 0 && quote.vol > 0 && quote.weight > 0) kept.push_back(quote);
  }
  return kept;
}

/// One very tight quote must not outvote the rest, since the five parameters of the model cannot follow every one of them anyway.
constexpr double weight_cap = 3;  // times the median

/// No five parameters follow a smile out to twenty deviations. Where something has to give, it is what trades least: the weight
/// falls with the distance from the forward in standard deviations.
double relevance(double k, double deviation) {
  const double distance = k / (3 * deviation);
  return 1 / (1 + distance * distance);
}

/// σ√T of the quote nearest to the forward.
double at_the_money_deviation(std::span<const SmileQuote> quotes, double forward, double years) {
  const auto nearest = std::min_element(quotes.begin(), quotes.end(), [&](const SmileQuote& x, const SmileQuote& y) {
    return std::abs(x.strike - forward) < std::abs(y.strike - forward);
  });
  return nearest->vol * std::sqrt(years);
}

std::vector<Sample> samples_of(std::span<const SmileQuote> quotes, double forward, double years) {
  std::vector<double> weights;
  for (const auto& quote : quotes) weights.push_back(quote.weight);
  const double usual = median(std::move(weights)), deviation = at_the_money_deviation(quotes, forward, years);
  std::vector<Sample> samples;
  for (const auto& quote : quotes) {
    const double k = std::log(quote.strike / forward), to_vol = 1 / (2 * quote.vol * years);
    const double weight = std::min(quote.weight / usual, weight_cap) * relevance(k, deviation);
    const double base = weight * weight * to_vol * to_vol;
    samples.push_back({k, quote.vol, quote.vol * quote.vol * years, base, base});
  }
  return samples;
}

Domain domain_of(std::span<const Sample> samples) {
  Domain domain{samples.front().k, samples.front().k, samples.front().w};
  for (const auto& sample : samples) {
    domain.k_low = std::min(domain.k_low, sample.k);
    domain.k_high = std::max(domain.k_high, sample.k);
    domain.w_low = std::min(domain.w_low, sample.w);
  }
  return domain;
}

enum class Loss { huber, biweight };

/// Robust factors after P. Huber (bounded influence, for the first look) and J. Tukey (no influence beyond six deviations).
double robust_factor(Loss loss, double deviations) {
  if (loss == Loss::huber) return 1 / std::max(1.0, std::abs(deviations) / 1.5);
  const double share = deviations / 6;
  return std::abs(share) < 1 ? (1 - share * share) * (1 - share * share) : 0;
}

constexpr double vol_noise_floor = 2e-4;  // deviations below this are agreement, however good the rest of the fit

void reweight(std::span<Sample> samples, const Svi& fitted, double years, Loss loss) {
  std::vector<double> deviations, sizes;
  for (const auto& sample : samples) {
    const double vol = std::sqrt(fitted.total_variance(sample.k) / years);
    const double weight = std::sqrt(sample.base) * 2 * sample.vol * years;
    deviations.push_back(weight * (vol - sample.vol));
    sizes.push_back(std::abs(deviations.back()));
  }
  const double scale = 1.4826 * std::max(median(std::move(sizes)), vol_noise_floor);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i].precision = samples[i].base * robust_factor(loss, deviations[i] / scale);
}

Svi fit_full(std::vector<Sample>& samples, const Domain& domain, double years) {
  Wings wings = svi::fit(samples, domain);
  for (const Loss loss : {Loss::huber, Loss::biweight, Loss::biweight, Loss::biweight}) {
    reweight(samples, wings.svi(), years, loss);
    wings = svi::refit(samples, domain, wings);
  }
  return svi::without_butterflies(samples, domain, wings);
}

/// Too few quotes for five parameters: the weighted straight line in (k, w), bent to a constant where it would come down to half of
/// the lowest quote; flat with one strike.
Svi fit_line(std::span<const Sample> samples, const Domain& domain) {
  double s = 0, sk = 0, sw = 0, skk = 0, skw = 0;
  for (const auto& sample : samples) {
    const double p = sample.base, k = sample.k - domain.k_low;
    s += p;
    sk += p * k;
    sw += p * sample.w;
    skk += p * k * k;
    skw += p * k * sample.w;
  }
  const double determinant = s * skk - sk * sk;
  if (!(determinant > 1e-12 * s * skk)) return {sw / s, 0, 0, 0, 0.1};
  const double slope = std::clamp((s * skw - sk * sw) / determinant, -svi::lee_slope, svi::lee_slope);
  const double level = (sw - slope * sk) / s, bottom = 0.5 * domain.w_low;
  if (std::abs(slope) * domain.span() < 1e-9 * level) return {level, 0, 0, 0, 0.1};
  const double kink = domain.k_low + (bottom - level) / slope;
  return {bottom, std::abs(slope) / 2, slope > 0 ? 1.0 : -1.0, kink, 0.05 * domain.span()};
}

/// Over the quotes that the reweighting kept, each with its weight.
void measure_fit(Smile& smile, std::span<const Sample> samples) {
  double squares = 0, weights = 0;
  for (const auto& sample : samples) {
    const double to_vol = 1 / (2 * sample.vol * smile.years), weight = sample.precision / (to_vol * to_vol);
    const double error = std::sqrt(smile.svi.total_variance(sample.k) / smile.years) - sample.vol;
    squares += weight * error * error;
    weights += weight;
    smile.quotes += sample.precision > 0;
  }
  smile.rms_error = std::sqrt(squares / weights);
}

constexpr std::size_t quotes_for_svi = 5;

}  // namespace

Smile fit_smile(std::span<const SmileQuote> quotes, double forward, double years) {
  Smile smile;
  const std::vector<SmileQuote> kept = usable(quotes);
  if (kept.empty() || !(forward > 0 && years > 0) || !std::isfinite(forward + years)) return smile;
  smile.forward = forward;
  smile.years = years;
  std::vector<Sample> samples = samples_of(kept, forward, years);
  const Domain domain = domain_of(samples);
  const bool full = kept.size() >= quotes_for_svi && domain.span() > 1e-6;
  smile.svi = full ? fit_full(samples, domain, years) : svi::projected(fit_line(samples, domain), domain);
  smile.butterfly_free = svi::is_butterfly_free(smile.svi, domain);
  measure_fit(smile, samples);
  return smile;
}

}  // namespace legwork::pricing
