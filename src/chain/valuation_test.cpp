// Valuation on chains priced here from known inputs, so that what comes out can be held against what went in; and on recorded
// chains, against the vendor's own numbers.
#include "chain/valuation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "chain/delivery_date.hpp"
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
  int step = 5;  // between strikes
  static constexpr auto delivery = market::Delivery::physical;
  market::ExerciseStyle exercise = market::ExerciseStyle::european;
  std::vector<int> days{7, 28, 91};  // Fridays that are sessions; the Monday after the first is a holiday

  UnderlyingSnapshot build() const {
    UnderlyingSnapshot snapshot;
    snapshot.symbol = "XYZ";
    snapshot.as_of = snapshot.quoted_at = market::eastern_to_utc(as_of_date(), market::WallTime{16 * 3600});
    snapshot.price = spot;
    snapshot.snapshots = 1;
    for (const int d : days)
      for (const Right right : {Right::call, Right::put})
        for (int k = 70; k <= 130; k += step) snapshot.rows.push_back(row(snapshot.as_of, d, right, k));
    return snapshot;
  }

  static market::Date as_of_date() {
    using namespace std::chrono;
    return market::Date(2026y / January / 9);
  }
  /// The stock is financed from delivery to delivery (delivery_date.hpp), the option lives from now to expiry.
  static pricing::Carry carry(const PricedChain& c, int d) {
    const double years = d / 365.0, financed = financing_years(as_of_date(), market::add_days(as_of_date(), d), c.delivery);
    return {c.spot, c.rate, c.rate - (c.rate - c.yield) * financed / years, years};
  }

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
                        delivery,
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

// On a Friday the weekend is before the delivery of the stock: an option that expires on Monday is financed for one day, not for three,
// and calendar days would put the spot two days' interest too low.
TEST(Valuation, the_spot_is_the_near_forward_less_interest_from_delivery_to_delivery) {
  PricedChain chain;
  chain.exercise = market::ExerciseStyle::american;
  chain.yield = 0;
  chain.days = {3, 4, 5};
  chain.step = 1;
  UnderlyingSnapshot snapshot = chain.build();
  snapshot.price = 99.4;
  const Store store = valued(snapshot);
  EXPECT_NEAR(store.underlyings()[0].spot, 100, 0.003);
  EXPECT_GT(store.underlyings()[0].spot * 0.04 * 2 / 365, 0.02) << "what two days' interest is worth";
  EXPECT_TRUE(store.underlyings()[0].lag);
}

/// The same chain with a dividend ten days before the last expiry, priced with it.
UnderlyingSnapshot with_dividend(const PricedChain& chain, const pricing::CashDividend& dividend) {
  UnderlyingSnapshot snapshot = chain.build();
  for (SnapshotRow& r : snapshot.rows) {
    const market::Contract& c = r.quote.contract;
    const int d = market::days_between(PricedChain::as_of_date(), c.expiry);
    const double strike = c.strike.to_double(), vol = smile_vol(strike, chain.spot);
    const double price =
        pricing::solve_pde(pricing::Exercise::american, c.right, PricedChain::carry(chain, d), {&dividend, 1}, strike, vol)
            .price(chain.spot);
    r.quote.bid = price > chain.half ? price - chain.half : 0;
    r.quote.ask = price + chain.half;
  }
  return snapshot;
}

TEST(Valuation, with_a_known_dividend_forward_and_both_vols_are_those_the_quotes_were_made_with) {
  PricedChain chain;
  chain.exercise = market::ExerciseStyle::american;
  chain.days = {7, 28};
  chain.yield = 0;
  chain.step = 2;
  Event event;
  event.symbol = "XYZ";
  event.kind = EventKind::dividend;
  event.date = market::add_days(PricedChain::as_of_date(), 24);
  event.amount = 0.8;
  const double opens = 24 - 6.5 / 24;  // from 16:00 to the open at 9:30
  const pricing::CashDividend dividend{opens / 365, 0.8};
  ValuationOptions options;
  options.dividends = {event};
  const Store store = valued(with_dividend(chain, dividend), options);
  const Expiry& after = store.expiries()[1];
  EXPECT_NEAR(after.forward, PricedChain::carry(chain, 28).forward() - 0.8, 0.01);
  EXPECT_NEAR(after.yield, PricedChain::carry(chain, 28).yield, 0.001) << "beside the dividend";
  int compared = 0;
  for (const Row row : rows_of(store)) {
    if (expiry_of(store, row).dte != 28 || has(store.flags()[row], QuoteFlag::modelled) || store.at(Column::vega, row) < 0.05)
      continue;
    EXPECT_NEAR(store.at(Column::iv, row), smile_vol(store.at(Column::strike, row), chain.spot), 2e-3)
        << store.at(Column::strike, row);
    EXPECT_FALSE(has(store.flags()[row], QuoteFlag::below_intrinsic));
    ++compared;
  }
  EXPECT_GE(compared, 14);
}

TEST(Valuation, an_expiry_without_pairs_is_carried_like_its_neighbour) {
  PricedChain chain;
  chain.yield = 0;
  UnderlyingSnapshot snapshot = chain.build();
  std::erase_if(snapshot.rows, [](const SnapshotRow& r) {
    return r.quote.contract.right == Right::put && market::days_between(PricedChain::as_of_date(), r.quote.contract.expiry) == 28;
  });
  const Store store = valued(snapshot);
  EXPECT_EQ(store.expiries()[1].forward_source, ForwardSource::neighbours);
  EXPECT_NEAR(store.expiries()[1].forward, PricedChain::carry(chain, 28).forward(), 0.005);
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

/// Call and put of one strike within 10 % of the forward, both quoted and solved: with the exercise style treated right, two views of one
/// vol.
struct Twin {
  int dte;
  double difference;  // |IV of the call − IV of the put|
  double open;  // what the half spreads of both leave open of it: their sum over vega
  bool firm;  // the wider of the two spreads is below 30 % of what the out-of-the-money one costs
};

std::optional<Twin> twin_of(const Store& store, const Expiry& e, Row call, Row put) {
  const auto spread = [&](Row row) { return store.at(Column::ask, row) - store.at(Column::bid, row); };
  const auto two_sided = [&](Row row) { return store.at(Column::bid, row) > 0 && spread(row) >= 0; };
  const double strike = store.at(Column::strike, call);
  if (std::abs(std::log(strike / e.forward)) > 0.1 || !two_sided(call) || !two_sided(put)) return std::nullopt;
  if (spread(call) > std::max(0.15 * store.at(Column::mid, call), 0.05)) return std::nullopt;
  if (has(store.flags()[call] | store.flags()[put], QuoteFlag::modelled)) return std::nullopt;
  const Row outside = strike >= e.forward ? call : put;
  return Twin{e.dte, std::abs(store.at(Column::iv, call) - store.at(Column::iv, put)),
              0.5 * (spread(call) + spread(put)) / (100 * store.at(Column::vega, outside)),
              std::max(spread(call), spread(put)) < 0.3 * store.at(Column::mid, outside)};
}

std::vector<Twin> twins_of(const Store& store) {
  std::vector<Twin> twins;
  for (std::size_t s = 0; s + 1 < store.slices().size(); ++s) {
    const Slice &calls = store.slices()[s], &puts = store.slices()[s + 1];
    const Expiry& e = store.expiries()[calls.expiry];
    if (calls.expiry != puts.expiry || e.years > 1.5) continue;
    Row put = puts.begin;
    for (Row call = calls.begin; call < calls.begin + calls.count; ++call) {
      while (put < puts.begin + puts.count && store.strike(put) < store.strike(call)) ++put;
      if (put == puts.begin + puts.count) break;
      if (store.strike(put) != store.strike(call)) continue;
      if (const auto twin = twin_of(store, e, call, put)) twins.push_back(*twin);
    }
  }
  return twins;
}

double median_difference(std::span<const Twin> twins, const std::function<bool(const Twin&)>& wanted) {
  std::vector<double> differences;
  for (const Twin& t : twins)
    if (wanted(t)) differences.push_back(t.difference);
  return quantile(differences, 0.5);
}

bool near(const Twin& t) { return t.dte <= 60; }
bool far(const Twin& t) { return t.dte > 60; }

TEST_F(Recorded, american_treatment_brings_call_and_put_together) {
  constexpr auto file = "SPY/SPY_2026-07-10_1615_yahoo-cboe.csv.gz";
  const Store store = load_or_skip(file);
  SKIP_WITHOUT_DATA(store);
  const auto american = twins_of(store), european = twins_of(load_or_skip(file, Treatment::european));
  EXPECT_LE(median_difference(american, near), 0.0010);
  EXPECT_LE(median_difference(american, far), 0.0007);
  EXPECT_GT(median_difference(european, near), 3 * median_difference(american, near));
  EXPECT_GT(median_difference(european, far), 3 * median_difference(american, far));
  RecordProperty("american_near", fmt::format("{:.5f}", median_difference(american, near)));
  RecordProperty("american_far", fmt::format("{:.5f}", median_difference(american, far)));
  RecordProperty("european_near", fmt::format("{:.5f}", median_difference(european, near)));
  RecordProperty("european_far", fmt::format("{:.5f}", median_difference(european, far)));
}

TEST_F(Recorded, so_it_does_on_a_friday_and_on_other_dates) {
  for (const char* file : {"SPY/SPY_2025-05-16_1615_cboe.csv.gz", "SPY/SPY_2025-09-25_1615_cboe.csv.gz"}) {
    const Store store = load_or_skip(file);
    SKIP_WITHOUT_DATA(store);
    EXPECT_LE(median_difference(twins_of(store), near), 0.0012) << file;
  }
}

// After the close most in-the-money quotes are dollars wide, their mids off by tens of cents and all in one direction; a vol of them has no
// more than one digit. What such a twin differs by is the quote's, and less than a quarter of what its own spread leaves open. Where
// both quotes are firm the difference is the model's, and that is small on every date.
TEST_F(Recorded, where_both_quotes_are_firm_they_agree_on_every_date) {
  for (const char* file : {"SPY/SPY_2025-05-16_1615_cboe.csv.gz", "SPY/SPY_2025-09-25_1615_cboe.csv.gz",
                           "SPY/SPY_2026-07-08_1615_yahoo-cboe.csv.gz", "SPY/SPY_2026-07-09_1615_yahoo-cboe.csv.gz",
                           "SPY/SPY_2026-07-10_1615_yahoo-cboe.csv.gz", "QQQ/QQQ_2026-07-08_1615_yahoo-cboe.csv.gz",
                           "QQQ/QQQ_2026-07-09_1615_yahoo-cboe.csv.gz", "QQQ/QQQ_2026-07-10_1615_yahoo-cboe.csv.gz"}) {
    const Store store = load_or_skip(file);
    SKIP_WITHOUT_DATA(store);
    const auto twins = twins_of(store);
    const auto firm = [](const Twin& t) { return near(t) && t.firm; };
    EXPECT_GE(std::ranges::count_if(twins, firm), 150) << file;
    EXPECT_LE(median_difference(twins, firm), 0.0008) << file;
    std::vector<double> shares;
    for (const Twin& t : twins) shares.push_back(t.difference / t.open);
    EXPECT_LE(quantile(shares, 0.5), 0.25) << file;
    EXPECT_LE(quantile(shares, 0.9), 0.75) << file;
  }
}

TEST_F(Recorded, single_names_agree_within_a_fifth_of_their_spreads) {
  for (const char* file : {"AAPL/AAPL_2026-08-21_1600_yahoo-cboe.csv.gz", "AMZN/AMZN_2026-08-21_1600_yahoo-cboe.csv.gz",
                           "KO/KO_2026-08-21_1600_yahoo-cboe.csv.gz", "MCD/MCD_2026-08-21_1600_yahoo-cboe.csv.gz",
                           "MSFT/MSFT_2026-08-21_1600_yahoo-cboe.csv.gz", "TSLA/TSLA_2026-08-21_1600_yahoo-cboe.csv.gz",
                           "WMT/WMT_2026-08-21_1600_yahoo-cboe.csv.gz"}) {
    const Store store = load_or_skip(file);
    SKIP_WITHOUT_DATA(store);
    std::vector<double> shares;
    for (const Twin& t : twins_of(store)) shares.push_back(t.difference / t.open);
    EXPECT_GE(shares.size(), 50u) << file;
    EXPECT_LE(quantile(shares, 0.5), 0.20) << file;
  }
}

}  // namespace
}  // namespace legwork::chain
