// The scan against the plainest program that could compute it: every pair, every filter, one row at a time.
#include "scan/scanner.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "scan/random_scan.hpp"
#include "scan/small_chain.hpp"

namespace legwork::scan {
namespace {

/// The order in which a row meets the conjuncts; the price gate stands before the pair's.
int level(Scope scope) {
  switch (scope) {
    case Scope::underlying: return 0;
    case Scope::expiry: return 1;
    case Scope::short_leg: return 2;
    case Scope::long_leg: return 3;
    case Scope::structure: return 4;
    default: return 6;
  }
}
constexpr int price_level = 5, deferred_level = 7;

bool priced(const Scanner& scanner, const VerticalRow& row) {
  const auto at = [&](std::string_view id) { return scanner.value(spread_column(id), row); };
  if (scanner.legs().parameters().basis == PriceBasis::natural && !(at("long_ask") > 0)) return false;
  const double premium = at("is_credit") != 0 ? at("net_price") : -at("net_price");
  return premium >= 0.005 && premium <= at("width") - 0.005;
}

bool better(const Ranked& a, const Ranked& b, bool descending) {
  if (std::isnan(a.key) != std::isnan(b.key)) return std::isnan(b.key);
  if (!std::isnan(a.key) && a.key != b.key) return descending ? a.key > b.key : a.key < b.key;
  return a.row < b.row;
}

struct Reference {
  const Scanner& scanner;
  const Request& request;
  Counts counts;
  std::vector<Ranked> found;

  Reference(const Scanner& of, const Request& asked) : scanner(of), request(asked) {}

  bool passes(const Conjunct& conjunct, std::size_t index, const VerticalRow& row) {
    const Truth truth = evaluate(conjunct, [&](ColumnId c) { return scanner.value(c, row); });
    counts.unknown[index] += truth == Truth::unknown ? 1 : 0;
    const bool pass = truth == Truth::yes || (truth == Truth::unknown && request.missing == Missing::skip && !conjunct.required);
    counts.removed[index] += pass ? 0 : 1;
    return pass;
  }

  bool passes_level(int wanted, const VerticalRow& row) {
    const auto& conjuncts = request.program.conjuncts;
    for (std::size_t i = 0; i < conjuncts.size(); ++i) {
      const int at = conjuncts[i].cost == Cost::deferred ? deferred_level : level(conjuncts[i].scope);
      if (at == wanted && !passes(conjuncts[i], i, row)) return false;
    }
    return true;
  }

  bool passes_cheap(const VerticalRow& row) {
    for (int at = 0; at < deferred_level; ++at) {
      if (at == price_level && !priced(scanner, row)) {
        ++counts.unpriced;
        return false;
      }
      if (!passes_level(at, row)) return false;
    }
    return true;
  }

  void sort(ColumnId key, bool descending) {
    for (Ranked& r : found) r.key = scanner.value(key, r.row);
    std::ranges::sort(found, [descending](const Ranked& a, const Ranked& b) { return better(a, b, descending); });
  }

  void run() {
    counts.removed.resize(request.program.conjuncts.size());
    counts.unknown.resize(request.program.conjuncts.size());
    for (const VerticalRow& row : all_verticals(scanner.legs().store())) {
      ++counts.enumerated;
      if (passes_cheap(row)) found.push_back({row, 0});
    }
    const bool sort_deferred = info(Table::spreads, request.sort.column).cost == Cost::deferred;
    const bool deferred =
        sort_deferred || std::ranges::any_of(request.program.conjuncts, [](const Conjunct& c) { return c.cost == Cost::deferred; });
    if (deferred) judge_deferred(sort_deferred);
    counts.survivors = found.size();
    sort(request.sort.column, request.sort.descending);
    if (request.best_per_symbol) keep_best_per_symbol();
    if (found.size() > request.top) found.resize(request.top);
  }

  void judge_deferred(bool sort_deferred) {
    sort(sort_deferred ? spread_column("score") : request.sort.column, sort_deferred || request.sort.descending);
    counts.deferred = std::min<std::uint64_t>(found.size(), request.deferred_max);
    counts.beyond_deferred = found.size() - counts.deferred;
    counts.deferred_capped = counts.beyond_deferred > 0;
    found.resize(counts.deferred);
    std::erase_if(found, [this](const Ranked& r) { return !passes_level(deferred_level, r.row); });
  }

  void keep_best_per_symbol() {
    std::set<double> seen;
    std::erase_if(found, [&](const Ranked& r) { return !seen.insert(scanner.value(spread_column("symbol"), r.row)).second; });
  }
};

void expect_equal(const ScanResult& got, const Reference& wanted) {
  EXPECT_EQ(got.counts.enumerated, wanted.counts.enumerated);
  EXPECT_EQ(got.counts.unpriced, wanted.counts.unpriced);
  EXPECT_EQ(got.counts.removed, wanted.counts.removed);
  EXPECT_EQ(got.counts.unknown, wanted.counts.unknown);
  EXPECT_EQ(got.counts.survivors, wanted.counts.survivors);
  EXPECT_EQ(got.counts.deferred, wanted.counts.deferred);
  EXPECT_EQ(got.counts.beyond_deferred, wanted.counts.beyond_deferred);
  EXPECT_EQ(got.counts.deferred_capped, wanted.counts.deferred_capped);
  ASSERT_EQ(got.rows.size(), wanted.found.size());
  for (std::size_t i = 0; i < got.rows.size(); ++i) {
    ASSERT_EQ(got.rows[i].row, wanted.found[i].row) << "place " << i;
    ASSERT_TRUE(got.rows[i].key == wanted.found[i].key || (std::isnan(got.rows[i].key) && std::isnan(wanted.found[i].key)))
        << "place " << i;
  }
}

std::uint64_t accounted(const Counts& c) {
  std::uint64_t sum = c.unpriced + c.beyond_deferred + c.survivors;
  for (const std::uint64_t removed : c.removed) sum += removed;
  return sum;
}

Request random_request(core::Prng& prng, const Scanner& scanner, const std::vector<VerticalRow>& rows,
                       const std::vector<ColumnId>& usable) {
  const Expression expression = random_expression(prng, scanner, rows, usable, 5);
  std::vector<std::string> required;
  if (prng.chance(1, 4)) required.emplace_back(info(Table::spreads, usable[prng.below(usable.size())]).id);
  Request request;
  request.program = compile(expression, scanner.words(), required).value();
  request.sort = {prng.chance(1, 2) ? spread_column("score") : usable[prng.below(usable.size())], prng.chance(1, 2)};
  request.top = static_cast<std::size_t>(prng.chance(1, 10) ? 1'000'000 : prng.between(0, 150));
  request.missing = prng.chance(1, 2) ? Missing::skip : Missing::fail;
  request.best_per_symbol = prng.chance(1, 5);
  return request;
}

Parameters random_parameters(core::Prng& prng) {
  Parameters parameters;
  parameters.basis = prng.chance(1, 3) ? PriceBasis::natural : PriceBasis::mid;
  parameters.managed.paths = 8;
  return parameters;
}

void compare_with_reference(core::Prng& prng, const std::vector<ColumnId>& usable, int requests) {
  const chain::Store store = RandomChain(prng).build();
  const Scanner scanner(store, random_parameters(prng));
  const auto rows = all_verticals(store);
  for (int i = 0; i < requests; ++i) {
    Request request = random_request(prng, scanner, rows, usable);
    request.deferred_max = static_cast<std::size_t>(prng.between(0, 12));
    SCOPED_TRACE([&] {
      std::string text = "filters:";
      for (const Conjunct& c : request.program.conjuncts) text += " [" + c.text + "]";
      return text + " sort " + std::string(info(Table::spreads, request.sort.column).id);
    }());
    const ScanResult got = scanner.run(request);
    Reference wanted{scanner, request};
    wanted.run();
    expect_equal(got, wanted);
    EXPECT_EQ(accounted(got.counts), got.counts.enumerated);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Scan, equals_a_brute_force_reference_on_random_chains_and_programs) {
  const auto usable = columns_of(Table::spreads, Cost::cheap);
  core::Prng prng(20260710);
  for (int chain = 0; chain < 600 && !testing::Test::HasFailure(); ++chain) compare_with_reference(prng, usable, 6);
}

TEST(Scan, with_simulated_columns_equals_the_reference_too) {
  const auto usable = columns_of(Table::spreads, Cost::deferred);
  auto mixed = columns_of(Table::spreads, Cost::cheap);
  for (int i = 0; i < 12; ++i) mixed.insert(mixed.end(), usable.begin(), usable.end());
  core::Prng prng(7);
  for (int chain = 0; chain < 60 && !testing::Test::HasFailure(); ++chain) compare_with_reference(prng, mixed, 4);
}

class ScanOfASmallChain : public testing::Test {
 protected:
  Request request(std::string_view where, std::string_view sort = "score", std::vector<std::string> required = {}) const {
    Request r;
    r.program = compile(parse_expression(Table::spreads, where).value(), scanner.words(), required).value();
    r.sort = {spread_column(sort), true};
    r.top = 1000;
    return r;
  }

 public:
  chain::Store store = SmallChain{}.build();
  Scanner scanner{store, Parameters{}};
};

TEST_F(ScanOfASmallChain, enumerates_every_ordered_pair_of_every_slice) {
  const ScanResult all = scanner.run(request(""));
  EXPECT_EQ(all.counts.enumerated, 4u * 9 * 8);
  EXPECT_EQ(all.counts.survivors, all.rows.size());
}

TEST_F(ScanOfASmallChain, an_unknown_input_is_skipped_counted_and_rejected_where_required) {
  const ScanResult skipped = scanner.run(request("iv_percentile >= 50"));
  EXPECT_EQ(skipped.counts.removed[0], 0u);
  EXPECT_EQ(skipped.counts.unknown[0], skipped.counts.enumerated);

  const ScanResult required = scanner.run(request("iv_percentile >= 50", "score", {"iv_percentile"}));
  EXPECT_EQ(required.counts.removed[0], required.counts.enumerated);
  EXPECT_TRUE(required.rows.empty());

  Request strict = request("iv_percentile >= 50");
  strict.missing = Missing::fail;
  EXPECT_TRUE(scanner.run(strict).rows.empty());
}

TEST_F(ScanOfASmallChain, a_row_counts_for_the_cheapest_filter_that_rejects_it) {
  const ScanResult both = scanner.run(request("width < 0 and dte = 30"));
  EXPECT_EQ(both.counts.removed[1], 2u * 9 * 8) << "the later expiry goes first, although written last";
  EXPECT_EQ(both.counts.removed[0] + both.counts.unpriced, 2u * 9 * 8);
}

TEST_F(ScanOfASmallChain, words_name_what_a_row_is) {
  const VerticalRow row = row_of(store, "XYZ:20260809:P:95/90");
  EXPECT_EQ(scanner.word(spread_column("structure"), row), "bull_put");
  EXPECT_EQ(scanner.word(spread_column("symbol"), row), "XYZ");
  EXPECT_EQ(scanner.word(spread_column("trading_class"), row), "XYZ");
  EXPECT_EQ(scanner.word(spread_column("right"), row), "put");
}

TEST_F(ScanOfASmallChain, a_symbol_is_found_in_any_case_and_an_unknown_one_matches_nothing) {
  EXPECT_GT(scanner.run(request("symbol = xyz")).counts.survivors, 0u);
  EXPECT_EQ(scanner.run(request("symbol = SPY")).counts.survivors, 0u);
  EXPECT_EQ(scanner.run(request("symbol != SPY")).counts.survivors, scanner.run(request("")).counts.survivors);
}

TEST_F(ScanOfASmallChain, top_keeps_a_prefix_of_the_full_ranking) {
  const ScanResult all = scanner.run(request("", "ror"));
  for (const std::size_t top : {0u, 1u, 5u, 64u}) {
    Request some = request("", "ror");
    some.top = top;
    const ScanResult best = scanner.run(some);
    ASSERT_EQ(best.rows.size(), std::min(top, all.rows.size()));
    for (std::size_t i = 0; i < best.rows.size(); ++i) EXPECT_EQ(best.rows[i].row, all.rows[i].row);
    EXPECT_EQ(best.counts.survivors, all.counts.survivors);
  }
}

TEST_F(ScanOfASmallChain, options_pass_the_same_language) {
  const Program program =
      compile(parse_expression(Table::options, "right = put and delta in 0.2..0.5 and dte = 30").value(), scanner.words()).value();
  const auto delta = find_column(Table::options, "delta").value();
  const auto rows = scanner.run_options(program, {delta, true}, 10, Missing::skip);
  ASSERT_FALSE(rows.empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(store.contract(rows[i].row).right, market::Right::put);
    EXPECT_EQ(rows[i].key, scanner.option_value(delta, rows[i].row));
    EXPECT_TRUE(rows[i].key >= 0.2 && rows[i].key <= 0.5);
    if (i > 0) {
      EXPECT_GE(rows[i - 1].key, rows[i].key);
    }
  }
}

TEST_F(ScanOfASmallChain, simulations_tell_how_far_they_are) {
  Request some = request("structure = bull_put and p50 >= 0");
  some.deferred_max = 7;
  std::vector<std::pair<std::size_t, std::size_t>> told;
  some.progress = [&](std::size_t done, std::size_t total) { told.emplace_back(done, total); };
  const ScanResult result = scanner.run(some);
  ASSERT_EQ(result.counts.deferred, 7u);
  ASSERT_EQ(told.size(), 7u);
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i], std::pair(i + 1, std::size_t{7}));
}

TEST_F(ScanOfASmallChain, simulating_beforehand_in_any_order_changes_no_number) {
  const ColumnId p50 = spread_column("p50");
  std::vector<VerticalRow> rows;
  for (const char* id : {"XYZ:20260908:P:95/90", "XYZ:20260809:P:95/90", "XYZ:20260908:C:105/110", "XYZ:20260809:P:90/85"})
    rows.push_back(row_of(store, id));
  std::size_t done = 0;
  scanner.simulate(rows, [&](std::size_t so_far, std::size_t) { done = so_far; });
  EXPECT_EQ(done, rows.size());
  const Scanner fresh(store, {});
  for (const VerticalRow& row : rows) EXPECT_EQ(scanner.value(p50, row), fresh.value(p50, row));
  scanner.simulate({}, {});  // nobody listens
}

TEST_F(ScanOfASmallChain, the_score_needs_a_simulation_when_one_of_its_terms_does) {
  EXPECT_TRUE(scanner.needs_simulation(spread_column("p50")));
  EXPECT_FALSE(scanner.needs_simulation(spread_column("score")));
  Parameters parameters;
  parameters.score = {{"p50", 1, {{0, 0}, {1, 1}}}};
  EXPECT_TRUE(Scanner(store, parameters).needs_simulation(spread_column("score")));
}

TEST(OptionsScan, equals_a_reference_on_random_chains) {
  const auto usable = columns_of(Table::options, Cost::cheap);
  core::Prng prng(3);
  for (int i = 0; i < 300; ++i) {
    const chain::Store store = RandomChain(prng).build();
    const Scanner scanner(store, {});
    std::vector<chain::Row> all;
    for (const chain::Slice& slice : store.slices())
      for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) all.push_back(row);
    const auto value = [&](ColumnId c) { return all.empty() ? 0.0 : scanner.option_value(c, all[prng.below(all.size())]); };
    const std::string text = RandomExpression(prng, Table::options, usable, value).text(3);
    SCOPED_TRACE(text);
    const Program program = compile(parse_expression(Table::options, text).value(), scanner.words()).value();
    const auto delta = find_column(Table::options, "delta").value();
    std::set<chain::Row> wanted;
    for (const chain::Row row : all)
      if (std::ranges::all_of(program.conjuncts, [&](const Conjunct& c) {
            return evaluate(c, [&](ColumnId id) { return scanner.option_value(id, row); }) == Truth::yes;
          }))
        wanted.insert(row);
    std::set<chain::Row> got;
    for (const auto& found : scanner.run_options(program, {delta, false}, all.size(), Missing::fail)) got.insert(found.row);
    ASSERT_EQ(got, wanted);
  }
}

}  // namespace
}  // namespace legwork::scan
