// Prints the reference prices in this folder with QuantLib 1.29. Not part of the build: README.md says how to compile it apart.
//   generate_american_reference yield    > american_reference.csv
//   generate_american_reference dividend > american_dividend_reference.csv
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <ql/quantlib.hpp>
#include <vector>

using namespace QuantLib;

namespace {

constexpr double spot = 100;

struct Market {
  Date today{2, January, 2024};
  ext::shared_ptr<SimpleQuote> rate = ext::make_shared<SimpleQuote>(0.03), yield = ext::make_shared<SimpleQuote>(0.01),
                               vol = ext::make_shared<SimpleQuote>(0.2);
  ext::shared_ptr<BlackScholesMertonProcess> process;

  Market() {
    Settings::instance().evaluationDate() = today;
    const DayCounter days = Actual365Fixed();
    const auto curve = [&](const ext::shared_ptr<SimpleQuote>& q) {
      return Handle<YieldTermStructure>(ext::make_shared<FlatForward>(today, Handle<Quote>(q), days));
    };
    process = ext::make_shared<BlackScholesMertonProcess>(
        Handle<Quote>(ext::make_shared<SimpleQuote>(spot)), curve(yield), curve(rate),
        Handle<BlackVolTermStructure>(ext::make_shared<BlackConstantVol>(today, TARGET(), Handle<Quote>(vol), days)));
  }
};

struct Terms {
  bool call;
  double strike;
  int days;
  double rate, yield, vol;

  double years() const { return days / 365.0; }
};

/// The engine's own put pricer, without dates: a call is a put with spot and strike, rate and yield exchanged.
struct Boundary : QdFpAmericanEngine {
  using QdFpAmericanEngine::QdFpAmericanEngine;
  double price(const Terms& t) const {
    return t.call ? calculatePut(t.strike, spot, t.yield, t.rate, t.vol, t.years())
                  : calculatePut(spot, t.strike, t.rate, t.yield, t.vol, t.years());
  }
};

double european(const Terms& t) {
  const double forward = spot * std::exp((t.rate - t.yield) * t.years());
  return blackFormula(t.call ? Option::Call : Option::Put, t.strike, forward, t.vol * std::sqrt(t.years()),
                      std::exp(-t.rate * t.years()));
}

enum class Region { european, single, twofold };

/// As seen from the put (a call: rate and yield exchanged). Early exercise never pays when the effective rate is <= 0 and not above
/// the yield; it pays between two boundaries when yield < rate < 0.
Region region(const Terms& t) {
  const double r = t.call ? t.yield : t.rate, q = t.call ? t.rate : t.yield;
  if (r > 0) return Region::single;
  if (r == 0 && q >= 0) return Region::european;
  return q >= r ? Region::european : Region::twofold;
}

struct Counts {
  int asked = 0, european = 0, boundary = 0, twofold = 0, threw = 0, disagreed = 0;
};

void print_yield_row(const Terms& t, const Boundary& precise, const Boundary& second, Counts& counts) {
  ++counts.asked;
  double price = 0;
  const char* engine = "analytic";
  switch (region(t)) {
    case Region::european:
      price = european(t);
      ++counts.european;
      break;
    case Region::twofold: ++counts.twofold; return;  // QuantLib 1.29 has the single boundary only
    case Region::single:
      try {
        price = precise.price(t);
        if (!(std::abs(price - second.price(t)) <= 1e-6)) {
          ++counts.disagreed;
          return;
        }
      } catch (const std::exception&) {
        ++counts.threw;
        return;
      }
      engine = "qdfp";
      ++counts.boundary;
  }
  std::printf("%s,%g,%g,%d,%g,%g,%g,%.12g,%s\n", t.call ? "call" : "put", spot, t.strike, t.days, t.rate, t.yield, t.vol, price,
              engine);
}

/// Every n-th point of a grid; n is prime to the grid's dimensions, so that all values of every dimension occur together.
struct Grid {
  std::vector<int> days;
  std::vector<double> rates, yields, vols, strikes;
  int every;

  template <typename Visit>
  void visit(Visit visit) const {
    int i = 0;
    for (int d : days)
      for (double r : rates)
        for (double q : yields)
          for (double v : vols)
            for (double k : strikes)
              for (bool call : {false, true})
                if (i++ % every == 0) visit(Terms{call, k, d, r, q, v});
  }
};

void yield_reference() {
  Market market;
  const Boundary precise(market.process, QdFpAmericanEngine::highPrecisionScheme());
  const Boundary second(market.process, ext::make_shared<QdFpLegendreScheme>(96, 12, 32, 201));
  const std::vector<double> strikes{70, 80, 90, 100, 110, 120, 130}, vols{0.1, 0.2, 0.35, 0.6, 1};
  const std::vector<Grid> grids{
      {{1, 7, 30, 91, 182, 365}, {0, 0.01, 0.03, 0.05}, {0, 0.01, 0.03}, vols, strikes, 11},
      {{730, 1095}, {0.01, 0.05, 0.1}, {0, 0.02, 0.06}, vols, strikes, 3},
      {{7, 91, 365}, {0.1}, {0, 0.01, 0.03, 0.1}, vols, strikes, 3},
      {{30, 365}, {-0.01, 0.02}, {-0.03, -0.005, 0.01}, {0.1, 0.35}, strikes, 1},
      {{30, 91, 365}, {0.04}, {0.015}, {0.02, 0.05, 2, 4}, {95, 98, 100, 102, 105}, 1},
  };
  Counts counts;
  std::puts("right,spot,strike,days,rate,yield,vol,price,engine");
  for (const Grid& grid : grids) grid.visit([&](const Terms& t) { print_yield_row(t, precise, second, counts); });
  std::fprintf(stderr, "asked %d, kept: analytic %d, qdfp %d; left out: two boundaries %d, threw %d, disagreed %d\n", counts.asked,
               counts.european, counts.boundary, counts.twofold, counts.threw, counts.disagreed);
}

struct Dividends {
  std::vector<int> days;
  std::vector<double> amounts;
};

struct DividendCase {
  bool american;
  Terms terms;
  Dividends dividends;
};

double finite_differences(const Market& market, const DividendCase& c, Size grid) {
  market.rate->setValue(c.terms.rate);
  market.yield->setValue(c.terms.yield);
  market.vol->setValue(c.terms.vol);
  std::vector<Date> dates;
  for (int d : c.dividends.days) dates.push_back(market.today + d);
  const Date expiry = market.today + c.terms.days;
  const auto payoff = ext::make_shared<PlainVanillaPayoff>(c.terms.call ? Option::Call : Option::Put, c.terms.strike);
  ext::shared_ptr<Exercise> exercise = ext::make_shared<EuropeanExercise>(expiry);
  if (c.american) exercise = ext::make_shared<AmericanExercise>(market.today, expiry);
  DividendVanillaOption option(payoff, exercise, dates, c.dividends.amounts);
  option.setPricingEngine(ext::make_shared<FdBlackScholesVanillaEngine>(market.process, grid, grid, 4));
  return option.NPV();
}

void print_list(const std::vector<int>& days) {
  for (std::size_t i = 0; i < days.size(); ++i) std::printf("%s%d", i ? ";" : "", days[i]);
}

void print_list(const std::vector<double>& amounts) {
  for (std::size_t i = 0; i < amounts.size(); ++i) std::printf("%s%g", i ? ";" : "", amounts[i]);
}

void print_dividend_row(const Market& market, const DividendCase& c) {
  const double coarse = finite_differences(market, c, 2000), fine = finite_differences(market, c, 4000);
  const Terms& t = c.terms;
  std::printf("%s,%s,%g,%g,%d,%g,%g,%g,", c.american ? "american" : "european", t.call ? "call" : "put", spot, t.strike, t.days,
              t.rate, t.yield, t.vol);
  print_list(c.dividends.days);
  std::printf(",");
  print_list(c.dividends.amounts);
  std::printf(",%.10g,%.1e\n", fine, std::abs(fine - coarse));
  std::fflush(stdout);
}

void dividend_reference() {
  const Market market;
  const Dividends one{{20}, {1}}, late{{85}, {0.6}}, large{{45}, {8}}, quarterly{{40, 131, 222, 313}, {0.8, 0.8, 0.85, 0.85}};
  std::puts("exercise,right,spot,strike,days,rate,yield,vol,dividend_days,dividend_amounts,price,grid_difference");
  for (bool call : {false, true})
    for (double strike : {85.0, 100.0, 115.0}) {
      for (bool american : {true, false}) {
        print_dividend_row(market, {american, {call, strike, 45, 0.05, 0, 0.25}, one});
        print_dividend_row(market, {american, {call, strike, 365, 0.04, 0, 0.3}, quarterly});
      }
      print_dividend_row(market, {true, {call, strike, 91, 0.04, 0.005, 0.15}, late});
      print_dividend_row(market, {true, {call, strike, 91, 0.03, 0, 0.4}, large});
      print_dividend_row(market, {true, {call, strike, 365, 0.06, 0.01, 0.2}, quarterly});
      print_dividend_row(market, {true, {call, strike, 365, 0, 0, 0.6}, quarterly});
      print_dividend_row(market, {true, {call, strike, 30, 0.05, 0, 0.2}, one});
      print_dividend_row(market, {true, {call, strike, 21, 0.05, 0, 0.12}, one});
    }
}

}  // namespace

int main(int argc, char** argv) {
  const bool dividend = argc > 1 && std::strcmp(argv[1], "dividend") == 0;
  dividend ? dividend_reference() : yield_reference();
}
