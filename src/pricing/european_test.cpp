#include "pricing/european.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::pricing {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Right call = Right::call, put = Right::put;

double log_uniform(core::Prng& prng, double low, double high) { return low * std::exp(prng.uniform() * std::log(high / low)); }

/// How many ε of price one ε of total vol or log-moneyness moves: x²/s² at least.
double condition(double forward, double strike, double s) {
  const double h = std::log(forward / strike) / s;
  return 1 + h * h + s * s / 4;
}

struct Price {
  Right right;
  double forward, strike, total_vol, price;
};
// From 120-digit arithmetic (mpmath).
constexpr Price prices[] = {
    {call, 100.0, 100.0, 0.0001, 0.003989422802352068},   {call, 100.0, 100.0, 0.2, 7.965567455405797},
    {put, 100.0, 100.0, 8.0, 99.99366575163337},          {call, 100.0, 100.0001, 0.0001, 0.003939624266439797},
    {call, 100.0, 100.3, 0.0001, 6.300074300819465e-201}, {put, 100.0, 99.7, 0.0001, 4.196060435594982e-202},
    {call, 100.0, 101.0, 0.002, 1.2272611257308764e-08},  {call, 100.0, 150.0, 0.012, 6.262298658651329e-252},
    {put, 100.0, 40.0, 0.03, 2.1690713663064357e-206},    {call, 100.0, 105.0, 0.05, 0.4468113777844586},
    {put, 100.0, 95.0, 0.3, 9.293649102263297},           {call, 100.0, 400.0, 0.4, 0.005264342588182117},
    {call, 100.0, 1000.0, 0.7, 0.027787168124022318},     {call, 100.0, 100000.0, 0.4, 2.8527448605475313e-65},
    {put, 5000.0, 1.0, 0.5, 4.561528407162093e-65},       {call, 1.0, 10000000000.0, 1.0, 4.905666685487679e-114},
    {call, 1.0, 1e+30, 2.5, 9.7683189951466e-155},        {call, 1e-20, 1e+80, 6.5, 3.380172376075545e-248},
    {call, 1e-50, 1e+80, 8.0, 7.487838634106132e-296},    {put, 1e+100, 1e-20, 8.0, 8.259391888293788e-226},
    {call, 100.0, 271.8281828, 1.4, 28.053801334748346},  {call, 100.0, 500.0, 1.9, 36.01794671089071},
    {put, 100.0, 0.5, 3.3, 0.20227708961682636},          {call, 100.0, 300.0, 7.5, 99.96966304157392},
    {call, 20.0, 20.5, 0.9, 6.785086267547432},           {call, 100.0, 170.0, 1.2, 30.997168209044244},
    {call, 100.0, 1000000.0, 3.0, 3.382134714693415},     {put, 1e+150, 1e-150, 40.0, 9.965820310992055e-151},
};

TEST(BlackPrice, agrees_with_high_precision_values_in_every_corner) {
  for (const Price& p : prices) {
    const double actual = black_price(p.right, p.forward, p.strike, p.total_vol);
    EXPECT_LE(std::fabs(actual / p.price - 1), 4 * epsilon * condition(p.forward, p.strike, p.total_vol))
        << p.forward << " " << p.strike << " " << p.total_vol;
  }
}

TEST(BlackPrice, agrees_with_extended_precision_where_that_does_not_cancel) {
  core::Prng prng(1);
  const auto phi = [](long double x) { return std::erfc(-x / std::numbers::sqrt2_v<long double>) / 2; };
  for (int i = 0; i < 100'000; ++i) {
    const double forward = log_uniform(prng, 1e-2, 1e4), s = log_uniform(prng, 0.01, 8);
    const double strike = forward * std::exp(6 * s * (prng.uniform() - 0.5));
    const Right right = strike > forward ? call : put;
    const long double sign = core::sign(right), d1 = std::log(static_cast<long double>(forward) / strike) / s + s / 2.0L;
    const auto expected = static_cast<double>(sign * (forward * phi(sign * d1) - strike * phi(sign * (d1 - s))));
    const double actual = black_price(right, forward, strike, s);
    ASSERT_LE(std::fabs(actual / expected - 1), 8 * epsilon * condition(forward, strike, s))
        << forward << " " << strike << " " << s;
  }
}

TEST(BlackPrice, of_a_call_is_that_of_the_put_with_forward_and_strike_exchanged) {
  core::Prng prng(2);
  for (int i = 0; i < 10'000; ++i) {
    const double a = log_uniform(prng, 1e-3, 1e5), b = log_uniform(prng, 1e-3, 1e5), s = log_uniform(prng, 1e-4, 8);
    EXPECT_EQ(black_price(call, a, b, s), black_price(put, b, a, s));
  }
}

TEST(BlackPrice, keeps_put_call_parity) {
  core::Prng prng(3);
  for (int i = 0; i < 50'000; ++i) {
    const double forward = log_uniform(prng, 1, 1e4), strike = forward * log_uniform(prng, 0.01, 100),
                 s = log_uniform(prng, 1e-4, 8);
    const double c = black_price(call, forward, strike, s), p = black_price(put, forward, strike, s);
    ASSERT_LE(std::fabs((c - p) - (forward - strike)), epsilon * std::fmax(c, p)) << forward << " " << strike << " " << s;
  }
}

TEST(BlackPrice, rises_with_vol_from_intrinsic_value_to_its_maximum) {
  for (const double strike : {1e-3, 20.0, 99.0, 100.0, 101.0, 500.0, 1e6}) {
    for (const Right right : {call, put}) {
      double last = std::fmax(core::sign(right) * (100 - strike), 0);
      EXPECT_EQ(black_price(right, 100, strike, 0), last);
      for (double s = 1e-5; s < 100; s *= 1.001) {
        const double price = black_price(right, 100, strike, s);
        ASSERT_GE(price, last * (1 - 4 * epsilon)) << strike << " " << s;
        last = price;
      }
      const double maximum = right == call ? 100 : strike;
      EXPECT_DOUBLE_EQ(last, maximum);
      EXPECT_EQ(black_price(right, 100, strike, infinity), maximum);
    }
  }
}

TEST(BlackPrice, of_nonsense_is_unknown) {
  for (const double bad : {0.0, -1.0, infinity, std::nan("")}) {
    EXPECT_TRUE(std::isnan(black_price(call, bad, 100, 0.2))) << bad;
    EXPECT_TRUE(std::isnan(black_price(call, 100, bad, 0.2))) << bad;
  }
  EXPECT_TRUE(std::isnan(black_price(put, 100, 100, -0.1)));
  EXPECT_TRUE(std::isnan(black_price(put, 100, 100, std::nan(""))));
}

struct GreeksRow {
  Right right = call;
  Carry carry;  // spot, rate, yield, years
  double strike = 0, vol = 0;
  Greeks expected;  // price, delta, gamma, theta, vega, rho
};
// Prices from 120-digit arithmetic (mpmath), Greeks by central differences of them: no formula for a Greek is involved.
// clang-format off
constexpr GreeksRow greeks_rows[] = {
    {call, {100.0, 0.04, 0.01, 0.5}, 100.0, 0.2,
     {6.3392523077419, 0.5673144270014828, 0.027633617655000157, -0.01910985402656111, 0.2763361765500016, 0.2519609519620319}},
    {put, {100.0, 0.04, 0.01, 0.5}, 100.0, 0.2,
     {4.857871719149198, -0.4276980521911995, 0.027633617655000157, -0.01109401234427525, 0.2763361765500016, -0.23813838469134574}},
    {call, {100.0, 0.0, 0.0, 1e-06}, 100.0, 0.2,
     {0.007978845594730577, 0.5000398942279737, 19.947113920336065, -10.929925435800584, 0.0003989422784067213, 4.999601057720264e-07}},
    {call, {100.0, 0.03, 0.0, 0.1}, 160.0, 0.15,
     {2.1417777765691772e-23, 4.545194488750604e-23, 9.506787530764637e-23, -2.967355965325963e-23, 1.4260181296146956e-22, 4.523776710984913e-24}},
    {put, {100.0, 0.05, 0.02, 0.25}, 30.0, 0.3,
     {3.2561271437480183e-16, -1.788441391927959e-16, 9.861132713999122e-17, -1.200610524923258e-16, 7.395849535499341e-16, -4.552506658413598e-17}},
    {call, {100.0, 0.05, 0.03, 1.0}, 60.0, 0.25,
     {40.08290620223825, 0.9585299628346615, 0.001236777079096204, -0.0008202943911643138, 0.0309194269774051, 0.557700900812279}},
    {put, {100.0, 0.02, 0.04, 2.0}, 190.0, 0.2,
     {90.33427129263946, -0.9123849707652816, 0.0009916930073171593, -0.0005929400469622074, 0.03966772029268637, -3.6314553673833525}},
    {call, {100.0, 0.04, 0.0, 1 / 525'600.0}, 101.0, 0.4,
     {1.5984388929798209e-75, 5.2566695336903963e-73, 1.723450600297262e-70, -3.777483578839915e-70, 1.3116062407132892e-74, 1.0000969729454144e-78}},
    {put, {100.0, 0.04, 0.0, 1e-07}, 99.99, 0.1,
     {6.7261756476297e-07, -0.000781893949329662, 0.8492294422441127, -0.11632423153288662, 8.492294422441127e-07, -7.819006755053096e-11}},
    {call, {500.0, -0.01, -0.03, 3.0}, 510.0, 0.05,
     {31.259808850355228, 0.7594490219547934, 0.008862923462248845, -0.029251375041107534, 3.323596298343317, 10.453941063811243}},
    {call, {100.0, 0.05, 0.01, 10.0}, 100.0, 2.5,
     {90.47802729291546, 0.9048091748431568, 1.5107763433811458e-07, 0.0024655986005481627, 0.0003776940858452865, 0.00028901914002267814}},
    {put, {100.0, 0.05, 0.01, 10.0}, 100.0, 2.5,
     {60.64735146058284, -2.8243192802775326e-05, 1.5107763433811458e-07, 0.008295231149937772, 0.0003776940858452865, -6.065017577986311}},
    {call, {100.0, 0.1, 0.0, 5.0}, 1000.0, 0.6,
     {11.721189606114088, 0.2505540644083698, 0.0023713486040007944, -0.015347531974448545, 0.7114045812002383, 0.6667108417361447}},
    {put, {100.0, 0.5, 0.1, 1.0}, 5.0, 0.9,
     {0.00025970938779527035, -1.0904804325051803e-05, 5.378080424539185e-07, -4.416645767229213e-06, 4.840272382085267e-05, -1.3501898203004507e-05}},
    {call, {0.001, 0.03, 0.01, 0.7}, 0.002, 1.1,
     {0.00016178813028337526, 0.38786644273687604, 414.1645964124793, -6.944473034953049e-07, 3.1890673923760906e-06, 1.5825481871745054e-06}},
    {call, {6000.0, 0.043, 0.012, 0.02}, 7500.0, 0.12,
     {1.2005291870088245e-38, 1.564666204148013e-39, 2.0251921192860576e-40, -1.4461230525565951e-37, 1.7497659910631536e-37, 1.875198386603598e-39}},
    {put, {6000.0, 0.043, 0.012, 0.01}, 4000.0, 0.5,
     {7.090293095209208e-15, -1.967972861092365e-16, 5.418412847154397e-18, -6.6701229135275e-14, 9.753143124877915e-15, -1.1878740097506282e-16}},
    {call, {100.0, 0.04, 0.0, 0.01}, 100.5, 0.01,
     {4.5171556215475844e-08, 2.2478565877032185e-06, 0.00010762814732474784, -1.7206491274229637e-07, 1.0762814732474785e-06, 2.2474048721410638e-08}},
    {call, {100.0, 0.04, 0.01, 1e-07}, 99.9999, 0.1,
     {0.0013123501474482412, 0.5126576987773629, 126.09312126652273, -17.27724379158483, 0.00012609312126652273, 5.1264457527588836e-08}},
    {put, {100.0, 0.04, 0.0, 1e-06}, 100.02, 0.1,
     {0.02008105132033631, -0.9772147525463833, 5.406118610951963, -0.7298527898503009, 5.406118610951963e-05, -9.774155630595866e-07}},
};
// clang-format on

TEST(EuropeanGreeks, agree_with_the_differentiated_high_precision_price) {
  for (const GreeksRow& row : greeks_rows) {
    const Greeks g = european_greeks(row.right, row.carry, row.strike, row.vol);
    const double s = row.vol * std::sqrt(row.carry.years);
    const double tolerance = 8 * epsilon * condition(row.carry.forward(), row.strike, s);
    const auto near = [&](double actual, double expected, const char* name) {
      EXPECT_LE(std::fabs(actual / expected - 1), tolerance)
          << name << " at strike " << row.strike << ", years " << row.carry.years;
    };
    near(g.price, row.expected.price, "price");
    near(g.delta, row.expected.delta, "delta");
    near(g.gamma, row.expected.gamma, "gamma");
    near(g.vega, row.expected.vega, "vega");
    near(g.rho, row.expected.rho, "rho");
    // Theta is a sum of terms of both signs.
    const double terms = std::fabs(row.carry.yield * row.carry.spot) + std::fabs(row.carry.rate * row.strike);
    EXPECT_LE(std::fabs(g.theta - row.expected.theta),
              tolerance * (std::fabs(row.expected.theta) + std::fabs(g.delta) * terms / 365))
        << "theta at strike " << row.strike << ", years " << row.carry.years;
  }
}

struct Case {
  Carry carry;
  double strike, vol;
};

Case random_case(core::Prng& prng) {
  const double spot = log_uniform(prng, 0.1, 1e4), years = log_uniform(prng, 1e-6, 10), vol = log_uniform(prng, 0.01, 3);
  const double width = 8 * vol * std::sqrt(years);
  return {.carry = {.spot = spot, .rate = 0.15 * prng.uniform() - 0.03, .yield = 0.15 * prng.uniform() - 0.05, .years = years},
          .strike = spot * std::exp(width * (2 * prng.uniform() - 1)),
          .vol = vol};
}

TEST(EuropeanGreeks, of_call_and_put_differ_by_those_of_the_forward) {
  core::Prng prng(4);
  for (int i = 0; i < 50'000; ++i) {
    const Case c = random_case(prng);
    const Greeks of_call = european_greeks(call, c.carry, c.strike, c.vol), of_put = european_greeks(put, c.carry, c.strike, c.vol);
    const double grown = std::exp(-c.carry.yield * c.carry.years), paid = c.strike * c.carry.discount();
    ASSERT_NEAR(of_call.delta - of_put.delta, grown, 8 * epsilon * grown);
    ASSERT_NEAR(of_call.price - of_put.price, c.carry.spot * grown - paid, 8 * epsilon * (c.carry.spot * grown + paid));
    ASSERT_EQ(of_call.gamma, of_put.gamma);
    ASSERT_EQ(of_call.vega, of_put.vega);
    ASSERT_NEAR(of_call.rho - of_put.rho, paid * c.carry.years / 100, 8 * epsilon * paid * c.carry.years / 100);
    const double carried = (c.carry.yield * c.carry.spot * grown - c.carry.rate * paid) / 365;
    const double size = (std::fabs(c.carry.yield) * c.carry.spot * grown + std::fabs(c.carry.rate) * paid) / 365;
    ASSERT_NEAR(of_call.theta - of_put.theta, carried, 8 * epsilon * (size + std::fabs(of_call.theta) + std::fabs(of_put.theta)));
  }
}

TEST(EuropeanGreeks, solve_the_pricing_equation_of_Black_Scholes_and_Merton) {
  core::Prng prng(5);
  for (int i = 0; i < 50'000; ++i) {
    const Case c = random_case(prng);
    const Right right = i % 2 ? call : put;
    const Greeks g = european_greeks(right, c.carry, c.strike, c.vol);
    const double spot = c.carry.spot, decay = g.theta * 365, convexity = c.vol * c.vol * spot * spot * g.gamma / 2;
    const double drift = (c.carry.rate - c.carry.yield) * spot * g.delta, funding = c.carry.rate * g.price;
    const double paid = c.carry.rate * g.rho * 100 / c.carry.years;  // cancels inside `funding`
    const double size = 1e-300 + std::fabs(decay) + convexity + std::fabs(drift) + std::fabs(funding) + std::fabs(paid);
    const double bound = 8 * epsilon * condition(c.carry.forward(), c.strike, c.vol * std::sqrt(c.carry.years));
    ASSERT_LE(std::fabs(decay + convexity + drift - funding), bound * size) << spot << " " << c.strike << " " << c.carry.years;
  }
}

TEST(EuropeanGreeks, are_the_slopes_of_the_price) {
  core::Prng prng(6);
  const auto slope = [](auto price, double at, double step) {  // fourth order
    return (8 * (price(at + step) - price(at - step)) - (price(at + 2 * step) - price(at - 2 * step))) / (12 * step);
  };
  for (int i = 0; i < 5'000; ++i) {
    Case c = random_case(prng);
    c.carry.years += 0.02;
    c.strike = c.carry.forward() * std::exp(2 * c.vol * std::sqrt(c.carry.years) * (2 * prng.uniform() - 1));
    const Right right = i % 2 ? call : put;
    const Greeks g = european_greeks(right, c.carry, c.strike, c.vol);
    const double s = c.vol * std::sqrt(c.carry.years), unit = c.carry.spot + c.strike;
    const auto with = [&](auto change) {
      return [&, change](double v) {
        Case moved = c;
        change(moved, v);
        return european_greeks(right, moved.carry, moved.strike, moved.vol).price;
      };
    };
    const double step = 1e-3 * std::fmin(s, 1), noise = 1e-10;
    ASSERT_NEAR(g.delta, slope(with([](Case& k, double v) { k.carry.spot = v; }), c.carry.spot, step * c.carry.spot),
                noise * unit / c.carry.spot / step * 1e-3);
    ASSERT_NEAR(g.vega * 100, slope(with([](Case& k, double v) { k.vol = v; }), c.vol, 1e-3 * c.vol), 10 * noise * unit / c.vol);
    ASSERT_NEAR(-g.theta * 365, slope(with([](Case& k, double v) { k.carry.years = v; }), c.carry.years, step * c.carry.years),
                noise * unit / c.carry.years / step * 1e-3);
    ASSERT_NEAR(g.rho * 100, slope(with([](Case& k, double v) { k.carry.rate = v; }), c.carry.rate, step / c.carry.years),
                noise * unit * c.carry.years / step * 1e-3);
  }
}

TEST(EuropeanGreeks, keep_the_digits_of_a_forward_that_is_a_trillionth_of_spot) {
  const Carry carry{.spot = 100, .rate = 0, .yield = 1, .years = 30};
  const double expected = 100 * std::exp(-30.0) - 1e-12;
  EXPECT_NEAR(european_greeks(call, carry, 1e-12, 0.01).price, expected, 8 * epsilon * expected);
}

TEST(EuropeanGreeks, of_an_option_without_time_or_vol_are_those_of_its_intrinsic_value) {
  const Greeks in = european_greeks(call, {.spot = 110, .rate = 0.05, .years = 0}, 100, 0.2);
  EXPECT_EQ(in.price, 10);
  EXPECT_EQ(in.delta, 1);
  EXPECT_EQ(in.gamma, 0);
  EXPECT_EQ(in.vega, 0);
  const Greeks out = european_greeks(put, {.spot = 110, .years = 1}, 100, 0);
  EXPECT_EQ(out.price, 0);
  EXPECT_EQ(out.delta, 0);
  EXPECT_EQ(out.theta, 0);
  const Greeks at = european_greeks(call, {.spot = 100, .years = 0}, 100, 0.2);
  EXPECT_EQ(at.price, 0);
  EXPECT_EQ(at.delta, 0.5);
}

TEST(EuropeanGreeks, of_nonsense_are_all_unknown) {
  const Carry good{.spot = 100, .rate = 0.04, .yield = 0.01, .years = 0.5};
  const double nan = std::nan("");
  const auto all_unknown = [](const Greeks& g) {
    for (const double v : {g.price, g.delta, g.gamma, g.theta, g.vega, g.rho})
      if (!std::isnan(v)) return false;
    return true;
  };
  EXPECT_FALSE(all_unknown(european_greeks(call, good, 100, 0.2)));
  for (const double bad : {0.0, -1.0, infinity, nan}) {
    Carry carry = good;
    carry.spot = bad;
    EXPECT_TRUE(all_unknown(european_greeks(call, carry, 100, 0.2))) << bad;
    EXPECT_TRUE(all_unknown(european_greeks(call, good, bad, 0.2))) << bad;
  }
  for (const double bad : {-1.0, infinity, nan}) {
    Carry carry = good;
    carry.years = bad;
    EXPECT_TRUE(all_unknown(european_greeks(put, carry, 100, 0.2))) << bad;
    EXPECT_TRUE(all_unknown(european_greeks(put, good, 100, bad))) << bad;
  }
  for (const double bad : {infinity, -infinity, nan}) {
    Carry carry = good;
    carry.rate = bad;
    EXPECT_TRUE(all_unknown(european_greeks(put, carry, 100, 0.2))) << bad;
  }
}

}  // namespace
}  // namespace legwork::pricing
