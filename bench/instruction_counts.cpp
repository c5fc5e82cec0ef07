// instruction_counts CASE: a fixed piece of work in a function called `measured`, whose instructions instructions.sh counts. Prints
// what came out, so that a change of the answer is seen as well as a change of the cost.
#include <cmath>
#include <exception>
#include <functional>

#include <fmt/format.h>

#include "chain_under_test.hpp"
#include "core/prng.hpp"
#include "pricing/american_slice.hpp"
#include "pricing/european.hpp"

using Work = std::function<double()>;

extern "C" [[gnu::noinline]] double measured(const Work& work) { return work(); }

namespace legwork::bench {
namespace {

using pricing::AmericanSlice;
using pricing::Carry;
using pricing::european_greeks;
using pricing::european_implied_vol;
using pricing::ImpliedVol;
using pricing::Right;

struct Quote {
  double strike, price;
};

/// Strikes within two standard deviations of 100 at vols of 10 to 80 %.
template <class Price>
std::vector<Quote> quotes(std::size_t count, double years, const Price& price) {
  core::Prng prng(1);
  std::vector<Quote> all;
  for (std::size_t i = 0; i < count; ++i) {
    const double vol = 0.1 + 0.7 * prng.uniform();
    const double strike = 100 * std::exp((4 * prng.uniform() - 2) * vol * std::sqrt(years));
    all.push_back({strike, price(strike, vol)});
  }
  return all;
}

template <class Vol>
double sum_of_vols(const std::vector<Quote>& all, const Vol& vol) {
  return measured([&] {
    double sum = 0;
    for (const Quote& q : all)
      if (const ImpliedVol found = vol(q)) sum += found.vol;
    return sum;
  });
}

constexpr Carry carry{100, 0.04, 0.01, 0.25};

double european_iv() {
  const auto all = quotes(1000, carry.years, [](double k, double vol) { return european_greeks(Right::put, carry, k, vol).price; });
  return sum_of_vols(all, [](const Quote& q) { return european_implied_vol(Right::put, carry, q.strike, q.price); });
}

double american_slice_iv() {
  const AmericanSlice slice = AmericanSlice::build({Right::put, carry, {}});
  const auto all = quotes(200, carry.years, [&](double k, double vol) { return slice.price(carry.spot, k, vol); });
  return sum_of_vols(all, [&](const Quote& q) { return slice.implied_vol(carry.spot, q.strike, q.price); });
}

double scan_of(const std::function<scan::Request(const scan::Scanner&)>& request_on) {
  const chain::Loaded loaded = load_chain(bundled_chain());
  const scan::Scanner scanner(loaded.store, {});
  const scan::Request request = request_on(scanner);
  return measured([&] { return static_cast<double>(scanner.run(request).counts.survivors); });
}

double preset_scan() {
  return scan_of([](const scan::Scanner& scanner) { return preset_request(scanner, "index-weekly"); });
}

double full_scan() { return scan_of(unfiltered_request); }

double run(std::string_view name) {
  if (name == "european_iv") return european_iv();
  if (name == "american_slice_iv") return american_slice_iv();
  if (name == "preset_scan") return preset_scan();
  if (name == "full_scan") return full_scan();
  throw std::invalid_argument(fmt::format("no case '{}'", name));
}

}  // namespace
}  // namespace legwork::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: instruction_counts european_iv|american_slice_iv|preset_scan|full_scan\n");
    return 2;
  }
  try {
    fmt::print("{}\n", legwork::bench::run(argv[1]));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "instruction_counts: {}\n", error.what());
    return 1;
  }
}
