// Reports on single rows and whole scans, against plain counting.
#include "scan/why_not.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "scan/limits.hpp"
#include "scan/priced.hpp"
#include "scan/random_scan.hpp"
#include "scan/small_chain.hpp"
#include "scan/top_rows.hpp"

namespace legwork::scan {
namespace {

Request make_request(const Scanner& scanner, std::string_view where, std::string_view sort = "score") {
  Request request;
  request.program = compile(parse_expression(Table::spreads, where).value(), scanner.words()).value();
  request.sort = {spread_column(sort), true};
  request.top = 10'000'000;
  return request;
}

Truth truth_of(const Scanner& scanner, const Conjunct& c, const VerticalRow& row) {
  return evaluate(c, [&](ColumnId id) { return scanner.value(id, row); });
}

std::vector<VerticalRow> priced_rows(const Scanner& scanner) {
  auto rows = all_verticals(scanner.legs().store());
  std::erase_if(rows, [&](const VerticalRow& r) {
    return !is_priced(leg_pair(scanner.legs(), r.slice, structure_of(scanner.legs().store(), r), r.short_row, r.long_row));
  });
  return rows;
}

class WhyNot : public testing::Test {
 protected:
  RowReport report(std::string_view where, std::string_view id) const {
    return why_not(scanner, make_request(scanner, where), row_of(store, id));
  }
  std::string reason(std::string_view where, std::string_view id = "XYZ:20260809:P:95/90") const {
    return report(where, id).verdicts.at(0).reason;
  }

 public:
  chain::Store store = SmallChain{}.build();
  Scanner scanner{store, Parameters{}};
};

TEST_F(WhyNot, names_every_filter_that_a_row_fails_with_value_and_limit) {
  const RowReport r = report("width <= 4 and dte = 30 and short_delta in 0.01..0.02 and is_credit", "XYZ:20260809:P:95/90");
  EXPECT_FALSE(r.passes);
  EXPECT_FALSE(r.rank);
  ASSERT_EQ(r.verdicts.size(), 4u);
  EXPECT_EQ(r.verdicts[0].filter, "width <= 4");
  EXPECT_EQ(r.verdicts[0].truth, Truth::no);
  EXPECT_EQ(r.verdicts[0].reason, "the width is outside the range: 5.000 > 4");
  EXPECT_EQ(r.verdicts[1].truth, Truth::yes);
  EXPECT_EQ(r.verdicts[1].reason, "");
  EXPECT_NE(r.verdicts[2].reason.find(" > 0.02"), std::string::npos) << r.verdicts[2].reason;
  EXPECT_EQ(r.verdicts[3].truth, Truth::yes);
}

TEST_F(WhyNot, says_what_a_word_or_flag_is_instead) {
  EXPECT_EQ(reason("structure = bear_call"), "it is another structure: bull_put");
  EXPECT_EQ(reason("not is_credit"), std::string(info(Table::spreads, spread_column("is_credit")).reason));
  EXPECT_EQ(reason("is_credit", "XYZ:20260809:P:90/95"), "is_credit: no");
}

TEST_F(WhyNot, shows_the_values_of_a_composed_filter) {
  EXPECT_EQ(reason("dte > 90 or strikes_between > 3"), "dte = 30, strikes_between = 0");
}

TEST_F(WhyNot, says_which_inputs_are_unknown) {
  EXPECT_EQ(reason("iv_percentile > 50"), "iv_percentile is unknown");
  EXPECT_EQ(reason("iv_percentile > 50 and dte > 3 or iv_rank > 3 and dte > 3"), "iv_percentile and iv_rank are unknown");
  EXPECT_TRUE(report("iv_percentile > 50", "XYZ:20260809:P:95/90").passes) << "skipped by default";
}

TEST_F(WhyNot, does_not_round_a_value_onto_the_limit_it_violates) {
  const double width = scanner.value(spread_column("credit_width"), row_of(store, "XYZ:20260809:P:95/90"));
  const double limit = width + 1e-7;
  const std::string text = reason("credit_width >= " + value_text(Table::spreads, spread_column("credit_width"), limit, {}));
  EXPECT_NE(text.find(value_text(Table::spreads, spread_column("credit_width"), width, {}) + " < "), std::string::npos) << text;
}

TEST_F(WhyNot, ranks_a_row_that_passes_among_all_survivors) {
  for (const std::string_view where : {"is_credit", "dte < 40 and width <= 10"}) {
    const Request request = make_request(scanner, where, "ror");
    const auto rows = scanner.run(request).rows;
    ASSERT_GT(rows.size(), 3u);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const RowReport r = why_not(scanner, request, rows[i].row);
      EXPECT_TRUE(r.passes);
      EXPECT_EQ(r.rank, i + 1);
    }
  }
}

TEST_F(WhyNot, ranks_within_the_best_of_each_symbol_where_only_these_are_shown) {
  Request request = make_request(scanner, "", "ror");
  request.best_per_symbol = true;
  const auto best = scanner.run(request).rows.at(0).row;
  request.best_per_symbol = false;
  const auto second = scanner.run(request).rows.at(1).row;
  request.best_per_symbol = true;
  EXPECT_EQ(why_not(scanner, request, best).rank, 1u);
  EXPECT_EQ(why_not(scanner, request, second).rank, std::nullopt);
}

TEST(WhyNotUnpriced, tells_the_fault_of_the_quotes) {
  SmallChain small;
  const auto unpriced = [](const chain::Store& store, Parameters parameters, std::string_view id) {
    const Scanner scanner(store, std::move(parameters));
    return why_not(scanner, make_request(scanner, ""), row_of(store, id)).unpriced.value_or("priced");
  };
  EXPECT_EQ(unpriced(small.build(), {}, "XYZ:20260809:P:95/90"), "priced");
  small.half_spread = 3;  // what crosses both spreads costs more than it brings
  Parameters natural;
  natural.basis = PriceBasis::natural;
  const std::string text = unpriced(small.build(), natural, "XYZ:20260809:P:85/80");
  EXPECT_EQ(text.substr(0, 29), "the credit would be negative:") << text;
}

class ScanReports : public testing::Test {
 protected:
  /// Plain counting of what each filter removes alone and last.
  static void expect_counts(const Scanner& scanner, const Request& request, const ScanReport& report) {
    const auto& conjuncts = request.program.conjuncts;
    std::vector<std::uint64_t> alone(conjuncts.size()), last(conjuncts.size()), unknown(conjuncts.size());
    for (const VerticalRow& row : priced_rows(scanner)) {
      std::vector<std::size_t> failed;
      for (std::size_t i = 0; i < conjuncts.size(); ++i) {
        const Truth t = truth_of(scanner, conjuncts[i], row);
        unknown[i] += t == Truth::unknown ? 1 : 0;
        if (!lets_pass(conjuncts[i], t, request.missing)) failed.push_back(i);
      }
      for (const std::size_t i : failed) ++alone[i];
      if (failed.size() == 1) ++last[failed[0]];
    }
    ASSERT_EQ(report.filters.size(), conjuncts.size());
    for (std::size_t i = 0; i < conjuncts.size(); ++i) {
      EXPECT_EQ(report.filters[i].filter, conjuncts[i].text);
      EXPECT_EQ(report.filters[i].alone, alone[i]) << conjuncts[i].text;
      EXPECT_EQ(report.filters[i].last, last[i]) << conjuncts[i].text;
      EXPECT_EQ(report.filters[i].unknown, unknown[i]) << conjuncts[i].text;
    }
    if (!conjuncts.empty()) {
      EXPECT_EQ(last[report.binding], *std::ranges::max_element(last));
    }
  }

  /// Each step, put in place of its filter, adds what it says.
  static void expect_relaxed(const Scanner& scanner, const Request& request, const ScanReport& report) {
    for (std::size_t i = 0; i < report.filters.size(); ++i) {
      const FilterReport& f = report.filters[i];
      std::uint64_t before = 0;
      for (const auto& step : f.relaxed) {
        Request wider = request;
        const Conjunct old = wider.program.conjuncts[i];
        wider.program.conjuncts[i] =
            compile(parse_expression(Table::spreads, step.filter).value(), scanner.words()).value().conjuncts.at(0);
        wider.program.conjuncts[i].required = old.required;
        EXPECT_EQ(scanner.run(wider).counts.survivors, report.counts.survivors + step.adds) << f.filter << " -> " << step.filter;
        EXPECT_GT(step.adds, before);
        EXPECT_LE(step.adds, f.last);
        before = step.adds;
      }
      if (!f.relaxed.empty()) {
        EXPECT_GE(f.relaxed.front().adds * 10, f.last);
      }
    }
  }

  static void expect_near_misses(const Scanner& scanner, const Request& request, const ScanReport& report, std::size_t most) {
    struct Miss {
      double distance;
      VerticalRow row;
      std::size_t conjunct;
    };
    std::vector<Miss> wanted;
    for (const VerticalRow& row : priced_rows(scanner)) {
      std::vector<std::size_t> failed;
      for (std::size_t i = 0; i < request.program.conjuncts.size(); ++i)
        if (!lets_pass(request.program.conjuncts[i], truth_of(scanner, request.program.conjuncts[i], row), request.missing))
          failed.push_back(i);
      if (failed.size() != 1) continue;
      const auto limits = limits_of(Table::spreads, request.program.conjuncts[failed[0]]);
      const double value = limits ? scanner.value(limits->column, row) : std::nan("");
      if (std::isnan(value)) continue;
      const double limit = value < limits->low_end() || (value == limits->low_end()) ? limits->low_end() : limits->high_end();
      wanted.push_back({std::abs(value - limit) / std::max(std::abs(limit), 0.01), row, failed[0]});
    }
    std::ranges::sort(wanted,
                      [](const Miss& a, const Miss& b) { return std::tie(a.distance, a.row) < std::tie(b.distance, b.row); });
    ASSERT_EQ(report.near_misses.size(), std::min(wanted.size(), most));
    for (std::size_t i = 0; i < report.near_misses.size(); ++i) {
      EXPECT_EQ(report.near_misses[i].row, wanted[i].row);
      EXPECT_EQ(report.near_misses[i].conjunct, wanted[i].conjunct);
      EXPECT_EQ(report.near_misses[i].distance, wanted[i].distance);
    }
  }
};

TEST_F(ScanReports, agree_with_plain_counting_on_random_chains_and_programs) {
  const auto usable = columns_of(Table::spreads, Cost::cheap);
  core::Prng prng(99);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    const chain::Store store = RandomChain(prng).build();
    const Scanner scanner(store, {});
    const auto rows = all_verticals(store);
    if (rows.size() > 20'000) continue;
    Request request;
    request.program = compile(random_expression(prng, scanner, rows, usable, 4), scanner.words()).value();
    request.sort = {spread_column("score"), true};
    request.missing = prng.chance(1, 2) ? Missing::skip : Missing::fail;
    std::string text;
    for (const Conjunct& c : request.program.conjuncts) text += " [" + c.text + "]";
    SCOPED_TRACE(text);
    const ScanReport report = explain_scan(scanner, request, 7);
    EXPECT_EQ(report.counts.survivors, scanner.run(request).counts.survivors);
    expect_counts(scanner, request, report);
    expect_relaxed(scanner, request, report);
    expect_near_misses(scanner, request, report, 7);
  }
}

TEST_F(WhyNot, the_binding_filter_is_the_one_whose_removal_adds_most) {
  const ScanReport report = explain_scan(scanner, make_request(scanner, "width <= 5 and dte < 1000 and is_credit"));
  EXPECT_EQ(report.filters[1].last, 0u);
  for (const FilterReport& f : report.filters) EXPECT_LE(f.last, report.filters[report.binding].last);
  const Request without = make_request(scanner, "dte < 1000 and is_credit");
  EXPECT_EQ(scanner.run(without).counts.survivors, report.counts.survivors + report.filters[0].last);
}

TEST_F(WhyNot, simulated_filters_are_judged_on_what_passes_the_cheap_ones) {
  Parameters parameters;
  parameters.managed.paths = 20;
  const Scanner simulating(store, parameters);
  const Request request = make_request(simulating, "is_credit and width <= 5 and p50 > 60%");
  const ScanReport report = explain_scan(simulating, request);
  const ScanResult cheap = simulating.run(make_request(simulating, "is_credit and width <= 5"));
  EXPECT_EQ(report.filters[2].alone + report.counts.survivors, cheap.counts.survivors);
  EXPECT_EQ(report.filters[2].last, report.filters[2].alone);
  EXPECT_GT(report.filters[2].alone, 0u);
  for (const NearMiss& miss : report.near_misses) EXPECT_LT(miss.conjunct, 3u);
  const auto best = simulating.run(request).rows;
  ASSERT_FALSE(best.empty());
  EXPECT_EQ(why_not(simulating, request, best[0].row).rank, 1u);
}

TEST_F(WhyNot, a_histogram_counts_every_row_of_the_other_filters_once) {
  const Request request = make_request(scanner, "is_credit and credit_width in 10%..30%");
  const Histogram h = histogram(scanner, request, spread_column("credit_width"), 8);
  ASSERT_EQ(h.bins.size(), 8u);
  std::uint64_t total = h.unknown, inside = 0;
  for (std::size_t i = 0; i < h.bins.size(); ++i) {
    total += h.bins[i].count;
    inside += h.bins[i].inside ? 1 : 0;
    if (i > 0) {
      EXPECT_DOUBLE_EQ(h.bins[i].low, h.bins[i - 1].high);
    }
  }
  const auto others = scanner.run(make_request(scanner, "is_credit")).rows;
  EXPECT_EQ(total, others.size());
  EXPECT_GT(inside, 0u);
  EXPECT_LT(inside, 8u);
  for (const Ranked& r : others) {
    const double v = scanner.value(spread_column("credit_width"), r.row);
    EXPECT_TRUE(v >= h.bins.front().low && v <= h.bins.back().high);
  }
}

TEST_F(WhyNot, a_histogram_of_words_has_a_bin_per_word) {
  const Histogram h = histogram(scanner, make_request(scanner, "structure = bull_put"), spread_column("structure"));
  ASSERT_EQ(h.bins.size(), 4u);
  for (const auto& bin : h.bins) EXPECT_EQ(bin.inside, bin.low == static_cast<double>(market::Vertical::bull_put));
}

TEST_F(WhyNot, a_histogram_of_nothing_is_empty) {
  const Histogram none = histogram(scanner, make_request(scanner, "dte > 1000"), spread_column("width"));
  EXPECT_TRUE(none.bins.empty());
  EXPECT_EQ(none.unknown, 0u);
  const Histogram unknown = histogram(scanner, make_request(scanner, ""), spread_column("iv_percentile"));
  EXPECT_TRUE(unknown.bins.empty());
  EXPECT_EQ(unknown.unknown, scanner.run(make_request(scanner, "")).counts.survivors);
}

TEST(TopRows, keep_the_best_of_a_stream_in_any_order_of_keys) {
  core::Prng prng(1);
  for (int round = 0; round < 300; ++round) {
    const bool descending = prng.chance(1, 2);
    const std::size_t capacity = prng.below(90);
    std::vector<TopRows<int>::Entry> all;
    TopRows<int> top(capacity, descending);
    for (int row = 0; row < 700; ++row) {
      const double key = prng.chance(1, 3) ? std::nan("") : prng.chance(1, 50) ? -INFINITY : static_cast<double>(prng.below(40));
      all.push_back({row, key});
      top.add(key, row);
    }
    std::ranges::sort(all, [&](const auto& a, const auto& b) { return TopRows<int>::precedes(a, b, descending); });
    const auto got = top.take();
    ASSERT_EQ(got.size(), capacity);
    for (std::size_t i = 0; i < capacity; ++i) ASSERT_EQ(got[i].row, all[i].row);
  }
}

}  // namespace
}  // namespace legwork::scan
