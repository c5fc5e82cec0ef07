// Valuation on chains priced here from known inputs, so that what comes out can be held against what went in; and on recorded
// chains, against the vendor's own numbers.
#include "chain/valuation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "chain/load.hpp"
#include "pricing/american.hpp"
#include "pricing/european.hpp"

namespace legwork::chain {
namespace {

using market::Right;

double smile_vol(double strike, double forward) { return 0.22 - 0.15 * std::log(strike / forward); }

/// One underlying at 100, rate 4 %, yield 1 %, priced under the smile above; half a spread of `half` on both sides.
struct PricedChain {
  double spot = 100, rate = 0.04, yield = 0.01, half = 0.01;
  market::ExerciseStyle exercise = market::ExerciseStyle::european;
  std::vector<int> days{7, 28, 91};  // Fridays that are sessions

  UnderlyingSnapshot build() const {
    UnderlyingSnapshot snapshot;
    snapshot.symbol = "XYZ";
    snapshot.as_of = snapshot.quoted_at = market::eastern_to_utc(as_of_date(), market::WallTime{16 * 3600});
    snapshot.price = spot;
    snapshot.snapshots = 1;
    for (const int d : days)
      for (const Right right : {Right::call, Right::put})
        for (int k = 70; k <= 130; k += 5) snapshot.rows.push_back(row(snapshot.as_of, d, right, k));
    return snapshot;
  }

  static market::Date as_of_date() {
    using namespace std::chrono;
    return market::Date(2026y / January / 9);
  }
  static pricing::Carry carry(const PricedChain& c, int d) { return {c.spot, c.rate, c.yield, d / 365.0}; }

 private:
  SnapshotRow row(TimePoint at, int d, Right right, int strike) const {
    const pricing::Carry c = carry(*this, d);
    const double vol = smile_vol(strike, c.forward());
    const double price = exercise == market::ExerciseStyle::european ? pricing::european_greeks(right, c, strike, vol).price
                                                                     : pricing::american_price(right, c, strike, vol);
    SnapshotRow r;
    r.quote.quoted_at = r.changed_at = at;
    r.quote.contract = {"XYZ",
                        "XYZ",
                        market::add_days(as_of_date(), d),
                        market::Price::from_nanos(strike * 1'000'000'000LL),
                        right,
                        exercise,
                        market::Settlement::pm,
                        market::Delivery::physical,
                        100};
    r.quote.underlying_price = r.underlying_at_change = spot;
    r.quote.bid = price > half ? price - half : 0;
    r.quote.ask = price + half;
    r.quote.bid_size = r.quote.ask_size = 20;
    return r;
  }
};

Store valued(const UnderlyingSnapshot& snapshot, ValuationOptions options = {}, RejectLog* log = nullptr) {
  if (!options.rate) options.rate = 0.04;
  RejectLog local;
  return value(std::span(&snapshot, 1), options, {}, log ? *log : local);
}

std::vector<Row> rows_of(const Store& store) {
  std::vector<Row> rows;
  for (const Slice& slice : store.slices())
    for (Row row = slice.begin; row < slice.begin + slice.count; ++row) rows.push_back(row);
  return rows;
}

const Expiry& expiry_of(const Store& store, Row row) { return store.expiries()[store.slices()[store.slice_of()[row]].expiry]; }

TEST(Valuation, finds_forward_and_yield_that_the_quotes_were_made_with) {
  for (const auto exercise : {market::ExerciseStyle::european, market::ExerciseStyle::american}) {
    PricedChain chain;
    chain.exercise = exercise;
    const Store store = valued(chain.build());
    ASSERT_EQ(store.expiries().size(), 3u);
    for (std::size_t e = 0; e < 3; ++e) {
      const double forward = PricedChain::carry(chain, chain.days[e]).forward();
      EXPECT_NEAR(store.expiries()[e].forward, forward, 2e-4 * forward) << to_string(exercise) << " " << chain.days[e];
    }
    EXPECT_FALSE(store.underlyings()[0].lag);
  }
}

TEST(Valuation, own_iv_is_the_vol_that_the_quote_was_made_with) {
  for (const auto exercise : {market::ExerciseStyle::european, market::ExerciseStyle::american}) {
    PricedChain chain;
    chain.exercise = exercise;
    const Store store = valued(chain.build());
    int compared = 0;
    for (const Row row : rows_of(store)) {
      const double strike = store.at(Column::strike, row);
      const Expiry& e = expiry_of(store, row);
      if (has(store.flags()[row], QuoteFlag::modelled) || store.at(Column::vega, row) < 0.03) continue;
      EXPECT_NEAR(store.at(Column::iv, row), smile_vol(strike, PricedChain::carry(chain, e.dte).forward()), 2e-3)
          << strike << " " << e.dte;
      ++compared;
    }
    EXPECT_GT(compared, 20);
  }
}

TEST(Valuation, a_vendor_price_that_lags_is_found_out_and_not_used) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  snapshot.price = 99.2;
  const Store store = valued(snapshot);
  EXPECT_TRUE(store.underlyings()[0].lag);
  EXPECT_NEAR(store.underlyings()[0].spot, 100, 0.05);
  for (const Row row : rows_of(store)) EXPECT_TRUE(has(store.flags()[row], QuoteFlag::underlying_lag));
}

TEST(Valuation, a_contract_without_a_bid_gets_its_vol_from_the_twin_or_the_smile_and_says_so) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  for (SnapshotRow& r : snapshot.rows)
    if (r.quote.contract.strike == market::Price::from_nanos(85'000'000'000) && r.quote.contract.right == Right::put)
      r.quote.bid = 0;
  const Store store = valued(snapshot);
  int seen = 0;
  for (const Row row : rows_of(store)) {
    const market::Contract c = store.contract(row);
    if (c.right != Right::put || store.at(Column::strike, row) != 85) continue;
    EXPECT_TRUE(has(store.flags()[row], QuoteFlag::zero_bid));
    EXPECT_TRUE(has(store.flags()[row], QuoteFlag::modelled));
    EXPECT_EQ(store.confidence()[row], Confidence::D);
    EXPECT_TRUE(std::isnan(store.at(Column::mid, row)));
    EXPECT_GT(store.at(Column::iv, row), 0.15);
    ++seen;
  }
  EXPECT_EQ(seen, 3);
}

TEST(Valuation, crossed_and_locked_quotes_are_flagged_and_never_solved) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  SnapshotRow& crossed = snapshot.rows[6];
  std::swap(crossed.quote.bid, crossed.quote.ask);
  SnapshotRow& locked = snapshot.rows[7];
  locked.quote.bid = locked.quote.ask;
  const Store store = valued(snapshot);
  EXPECT_TRUE(has(store.flags()[6], QuoteFlag::crossed));
  EXPECT_TRUE(has(store.flags()[6], QuoteFlag::modelled));
  EXPECT_EQ(store.confidence()[6], Confidence::D);
  EXPECT_TRUE(has(store.flags()[7], QuoteFlag::locked));
}

TEST(Valuation, an_executable_arbitrage_between_neighbours_marks_both) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  snapshot.rows[4].quote.bid = snapshot.rows[3].quote.ask + 1;  // a call bid above the lower strike's ask
  snapshot.rows[4].quote.ask = snapshot.rows[4].quote.bid + 0.1;
  const Store store = valued(snapshot);
  EXPECT_TRUE(has(store.flags()[3], QuoteFlag::non_monotone));
  EXPECT_TRUE(has(store.flags()[4], QuoteFlag::non_monotone));
  EXPECT_FALSE(has(store.flags()[8], QuoteFlag::non_monotone));
}

TEST(Valuation, refuses_expired_rows_and_adjusted_contracts_with_a_reason) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  snapshot.rows[0].quote.contract.multiplier = 150;
  UnderlyingSnapshot late = snapshot;
  late.as_of = late.as_of + std::chrono::hours(24 * 10);
  RejectLog rejects;
  const Store store = valued(late, {}, &rejects);
  EXPECT_EQ(store.expiries().size(), 2u);
  EXPECT_EQ(rejects.by_reason().at("adjusted_contract"), 1u);
  EXPECT_EQ(rejects.by_reason().at("expired"), 25u);
}

TEST(Valuation, a_quote_that_stood_still_while_its_underlying_moved_is_stale) {
  UnderlyingSnapshot snapshot = PricedChain{}.build();
  SnapshotRow& r = snapshot.rows[5];
  r.change_seen = true;
  r.changed_at = snapshot.as_of - std::chrono::hours(1);
  r.underlying_at_change = 98;
  const Store store = valued(snapshot);
  EXPECT_TRUE(has(store.flags()[5], QuoteFlag::stale));
  EXPECT_TRUE(std::isinf(store.at(Column::confirmed_age, 5)));
  EXPECT_DOUBLE_EQ(store.at(Column::quote_age, 5), 3600);
  EXPECT_FALSE(has(store.flags()[6], QuoteFlag::stale));
}

TEST(Valuation, a_known_cash_dividend_is_taken_out_of_the_forward_once) {
  PricedChain chain;
  chain.exercise = market::ExerciseStyle::american;
  ValuationOptions options;
  Event dividend;
  dividend.symbol = "XYZ";
  dividend.kind = EventKind::dividend;
  dividend.date = market::add_days(PricedChain::as_of_date(), 20);
  dividend.amount = 0.25;
  options.dividends = {dividend};
  const Store store = valued(chain.build(), options);
  EXPECT_TRUE(store.expiries()[0].dividends.empty()) << "expires before the ex-date";
  ASSERT_EQ(store.expiries()[1].dividends.size(), 1u);
  EXPECT_NEAR(store.expiries()[1].forward, PricedChain::carry(chain, 28).forward(), 0.02) << "parity decides the forward";
  EXPECT_LT(store.expiries()[1].yield, -0.015) << "what is left after the dividend";
}

TEST(Valuation, iv30_lies_between_the_expiries_around_it) {
  const Store store = valued(PricedChain{}.build());
  EXPECT_NEAR(store.underlyings()[0].iv30, 0.22, 0.005);
  EXPECT_NEAR(store.underlyings()[0].iv90, 0.22, 0.005);
}

TEST(Valuation, expected_moves_are_two_different_numbers) {
  const Store store = valued(PricedChain{}.build());
  const Expiry& e = store.expiries()[1];
  EXPECT_NEAR(e.expected_move, 100 * 0.22 * std::sqrt(28 / 365.0), 0.1);
  EXPECT_NEAR(e.expected_move_straddle / e.expected_move, 0.68, 0.02);
}

// ---- recorded chains, with LEGWORK_DATA naming the data folder

double quantile(std::vector<double> v, double p) {
  std::ranges::sort(v);
  return v.at(std::min(v.size() - 1, static_cast<std::size_t>(p * static_cast<double>(v.size()))));
}

std::filesystem::path data_file(const std::string& relative) {
  const char* folder = std::getenv("LEGWORK_DATA");
  return folder ? std::filesystem::path(folder) / "open/chains" / relative : std::filesystem::path();
}

class Recorded : public testing::Test {
 protected:
  /// Skips with a notice when the data is not there.
  Store load_or_skip(const std::string& relative, Treatment treatment = Treatment::as_listed) {
    const auto file = data_file(relative);
    if (file.empty() || !std::filesystem::exists(file)) return {};
    LoadOptions options;
    options.chains = {file};
    options.valuation.treatment = treatment;
    return load(options).value().store;
  }

  static bool narrow(const Store& store, Row row) {
    const double bid = store.at(Column::bid, row), ask = store.at(Column::ask, row);
    return bid > 0 && ask >= bid && ask - bid <= std::max(0.15 * 0.5 * (bid + ask), 0.05);
  }

  struct Differences {
    std::vector<double> iv, delta;
  };
  static Differences against_vendor(const Store& store) {
    Differences d;
    for (const Row row : rows_of(store)) {
      const Expiry& e = expiry_of(store, row);
      const double strike = store.at(Column::strike, row), vendor = store.at(Column::iv_vendor, row);
      const bool otm = store.contract(row).right == Right::call ? strike >= e.forward : strike < e.forward;
      if (e.dte <= 2 || !otm || !narrow(store, row) || !(vendor >= 0.005)) continue;
      d.iv.push_back(std::abs(store.at(Column::iv, row) - vendor));
      d.delta.push_back(std::abs(store.at(Column::delta, row) - store.at(Column::delta_vendor, row)));
    }
    return d;
  }
};

#define SKIP_WITHOUT_DATA(store)                                                             \
  if ((store).contracts() == 0) GTEST_SKIP() << "LEGWORK_DATA does not name the data folder"

TEST_F(Recorded, spx_agrees_with_cboe) {
  for (const char* file : {"SPX/SPX_2025-10-01_1615_cboe.csv.gz", "SPX/SPX_2026-03-13_1615_cboe.csv.gz"}) {
    const Store store = load_or_skip(file);
    SKIP_WITHOUT_DATA(store);
    const Differences d = against_vendor(store);
    EXPECT_GT(d.iv.size(), 900u);
    EXPECT_LE(quantile(d.iv, 0.5), 0.0005) << file;
    EXPECT_LE(quantile(d.iv, 0.9), 0.0012) << file;
    EXPECT_LE(quantile(d.delta, 0.5), 0.0025) << file;
  }
}

TEST_F(Recorded, spy_agrees_with_cboe) {
  const Store store = load_or_skip("SPY/SPY_2025-09-25_1615_cboe.csv.gz");
  SKIP_WITHOUT_DATA(store);
  const Differences d = against_vendor(store);
  EXPECT_GT(d.iv.size(), 1700u);
  EXPECT_LE(quantile(d.iv, 0.5), 0.0006);
  EXPECT_LE(quantile(d.iv, 0.9), 0.0018);
  EXPECT_LE(quantile(d.delta, 0.5), 0.0010);
  EXPECT_LE(quantile(d.delta, 0.9), 0.0036);
}

/// |IV of the call − IV of the put| at one strike near the money: 0 when the exercise style is treated right.
std::pair<double, double> twin_medians(const Store& store) {
  std::vector<double> near, far;
  for (std::size_t s = 0; s + 1 < store.slices().size(); ++s) {
    const Slice &call = store.slices()[s], &put = store.slices()[s + 1];
    const Expiry& e = store.expiries()[call.expiry];
    if (call.expiry != put.expiry || e.years > 1.5) continue;
    for (Row c = call.begin; c < call.begin + call.count; ++c)
      for (Row p = put.begin; p < put.begin + put.count; ++p) {
        if (store.strike(c) != store.strike(p) || std::abs(std::log(store.at(Column::strike, c) / e.forward)) > 0.1) continue;
        const auto two_sided = [&](Row row) {
          return store.at(Column::bid, row) > 0 && store.at(Column::ask, row) >= store.at(Column::bid, row);
        };
        if (!two_sided(c) || !two_sided(p) ||
            store.at(Column::ask, c) - store.at(Column::bid, c) > std::max(0.15 * store.at(Column::mid, c), 0.05))
          continue;
        if (has(store.flags()[c] | store.flags()[p], QuoteFlag::modelled)) continue;
        (e.dte > 60 ? far : near).push_back(std::abs(store.at(Column::iv, c) - store.at(Column::iv, p)));
      }
  }
  return {quantile(near, 0.5), quantile(far, 0.5)};
}

TEST_F(Recorded, american_treatment_brings_call_and_put_together) {
  const Store american = load_or_skip("SPY/SPY_2026-07-10_1615_yahoo-cboe.csv.gz");
  SKIP_WITHOUT_DATA(american);
  const auto [near, far] = twin_medians(american);
  EXPECT_LE(near, 0.0012);
  EXPECT_LE(far, 0.0008);
  const auto [european_near, european_far] =
      twin_medians(load_or_skip("SPY/SPY_2026-07-10_1615_yahoo-cboe.csv.gz", Treatment::european));
  EXPECT_GT(european_near, 2 * near);
  EXPECT_GT(european_far, 2 * far);
  RecordProperty("american_near", fmt::format("{:.5f}", near));
  RecordProperty("american_far", fmt::format("{:.5f}", far));
  RecordProperty("european_near", fmt::format("{:.5f}", european_near));
  RecordProperty("european_far", fmt::format("{:.5f}", european_far));
}

}  // namespace
}  // namespace legwork::chain
