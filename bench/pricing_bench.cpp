// pricing_bench: what one price, one implied vol, one set of Greeks, one slice and one fit cost. Inputs are drawn from a seed.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/prng.hpp"
#include "per_item.hpp"
#include "pricing/american.hpp"
#include "pricing/american_pde.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/european.hpp"
#include "pricing/smile.hpp"

namespace legwork::pricing {
namespace {

struct Option {
  Right right = Right::call;
  Carry carry;
  double strike = 0, vol = 0, price = 0;
};

/// Two standard deviations around the forward, a week to a year, vols of 10 to 80 %, priced by `price`.
template <class Price>
std::vector<Option> options(std::size_t count, bool one_expiry, const Price& price) {
  core::Prng prng(20260710);
  std::vector<Option> all;
  while (all.size() < count) {
    Option o{
        prng.chance(1, 2) && !one_expiry ? Right::call : Right::put, {100, 0.04, 0.01, 0.25}, 0, 0.1 + 0.7 * prng.uniform(), 0};
    if (!one_expiry) o.carry.years = (7 + 358 * prng.uniform()) / 365;
    o.strike = o.carry.forward() * std::exp((4 * prng.uniform() - 2) * o.vol * std::sqrt(o.carry.years));
    o.price = price(o);
    all.push_back(o);
  }
  return all;
}

/// One iteration goes over all options; the counter is the time per option.
template <class Work>
void for_each_option(benchmark::State& state, const std::vector<Option>& all, const Work& work) {
  while (state.KeepRunning())
    for (const Option& o : all) benchmark::DoNotOptimize(work(o));
  state.counters["per_option"] = bench::per_item(static_cast<double>(all.size()));
}

std::vector<Option> european_options() {
  return options(1000, false, [](const Option& o) { return european_greeks(o.right, o.carry, o.strike, o.vol).price; });
}

void european_iv(benchmark::State& state) {
  for_each_option(state, european_options(),
                  [](const Option& o) { return european_implied_vol(o.right, o.carry, o.strike, o.price); });
}
BENCHMARK(european_iv);

void european_greeks_all(benchmark::State& state) {
  for_each_option(state, european_options(), [](const Option& o) { return european_greeks(o.right, o.carry, o.strike, o.vol); });
}
BENCHMARK(european_greeks_all);

SliceTerms slice_terms() { return {Right::put, {100, 0.04, 0.01, 0.25}, {}}; }

void american_slice_build(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(AmericanSlice::build(slice_terms()));
}
BENCHMARK(american_slice_build)->Unit(benchmark::kMicrosecond);

void american_slice_build_dividend(benchmark::State& state) {
  SliceTerms terms = slice_terms();
  terms.dividends = {{0.1, 0.5}};
  while (state.KeepRunning()) benchmark::DoNotOptimize(AmericanSlice::build(terms));
}
BENCHMARK(american_slice_build_dividend)->Unit(benchmark::kMicrosecond);

std::vector<Option> slice_options(const AmericanSlice& slice) {
  return options(1000, true, [&](const Option& o) { return slice.price(o.carry.spot, o.strike, o.vol); });
}

void american_slice_iv(benchmark::State& state) {
  const AmericanSlice slice = AmericanSlice::build(slice_terms());
  for_each_option(state, slice_options(slice), [&](const Option& o) { return slice.implied_vol(o.carry.spot, o.strike, o.price); });
}
BENCHMARK(american_slice_iv);

void american_slice_greeks(benchmark::State& state) {
  const AmericanSlice slice = AmericanSlice::build(slice_terms());
  for_each_option(state, slice_options(slice), [&](const Option& o) { return slice.greeks(o.carry.spot, o.strike, o.vol); });
}
BENCHMARK(american_slice_greeks);

void american_collocation_price(benchmark::State& state) {
  const auto few = options(10, true, [](const Option&) { return 0.0; });
  for_each_option(state, few, [](const Option& o) { return american_price(o.right, o.carry, o.strike, o.vol); });
}
BENCHMARK(american_collocation_price)->Unit(benchmark::kMicrosecond);

void american_pde_solve(benchmark::State& state) {
  const SliceTerms terms = slice_terms();
  const std::vector<CashDividend> dividends{{0.1, 0.5}};
  while (state.KeepRunning())
    benchmark::DoNotOptimize(solve_pde(Exercise::american, terms.right, terms.carry, dividends, 100, 0.2));
}
BENCHMARK(american_pde_solve)->Unit(benchmark::kMicrosecond);

/// 41 quotes of an equity-index smile, each off by up to a tenth of a vol point.
void svi_fit(benchmark::State& state) {
  core::Prng prng(41);
  const Smile truth{{0.001, 0.02, -0.4, 0.0, 0.15}, 100, 0.125, 0, 41, true};
  std::vector<SmileQuote> quotes;
  for (double strike = 80; strike <= 120; strike += 1)
    quotes.push_back({strike, truth.vol(strike) + 0.002 * (prng.uniform() - 0.5), 1.0});
  while (state.KeepRunning()) benchmark::DoNotOptimize(fit_smile(quotes, truth.forward, truth.years));
}
BENCHMARK(svi_fit)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace legwork::pricing

BENCHMARK_MAIN();
