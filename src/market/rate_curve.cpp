#include "market/rate_curve.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/assert.hpp"
#include "market/text.hpp"

extern "C" {
extern const unsigned char legwork_treasury_par_curve[];
extern const unsigned char legwork_treasury_par_curve_end[];
}

namespace legwork::market {
namespace {

constexpr std::string_view header = "date,m1,m3,m6,y1,y2,y3,y5,y7,y10,y20,y30,fed_funds";
constexpr std::array<double, 11> terms{1.0 / 12, 0.25, 0.5, 1, 2, 3, 5, 7, 10, 20, 30};

/// "4.05" in percent with two coupons a year, as a continuous rate.
double continuous_rate(std::string_view percent) {
  double value = 0;
  const auto [end, error] = std::from_chars(percent.data(), percent.data() + percent.size(), value);
  ASSERT(error == std::errc{} && end == percent.data() + percent.size(), "treasury table: '{}' is not a yield", percent);
  return 2 * std::log1p(value / 200);
}

/// The lines of the table by date; they are parsed when asked for.
struct Row {
  Date date{};
  std::string_view yields;
};

std::vector<Row> parse_table() {
  std::string_view text = embedded_text(legwork_treasury_par_curve, legwork_treasury_par_curve_end);
  ASSERT(take_until(text, '\n') == header, "treasury table: the columns are not the ones this code was written for");
  std::vector<Row> rows;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    if (line.empty()) continue;
    const auto date = parse_date(take_until(line, ','));
    ASSERT(date.has_value() && (rows.empty() || rows.back().date < *date), "treasury table: dates do not ascend at '{}'", line);
    rows.push_back({*date, line});
  }
  ASSERT(!rows.empty(), "treasury table is empty");
  return rows;
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows = parse_table();
  return rows;
}

}  // namespace

RateCurve RateCurve::flat(double rate, Date as_of) {
  RateCurve curve;
  curve.years_ = {0};
  curve.rates_ = {rate};
  curve.as_of_ = as_of;
  return curve;
}

RateCurve RateCurve::treasury(Date date) {
  auto row = std::ranges::upper_bound(table(), date, {}, &Row::date);
  if (row != table().begin()) --row;
  RateCurve curve;
  curve.as_of_ = row->date;
  std::string_view yields = row->yields;
  for (const double years : terms) {
    const auto field = take_until(yields, ',');
    if (field.empty()) continue;  // not published that day
    curve.years_.push_back(years);
    curve.rates_.push_back(continuous_rate(field));
  }
  ASSERT(!curve.years_.empty(), "treasury table: no yield on {}", to_string(row->date));
  return curve;
}

double RateCurve::rate(double years) const {
  const auto above = std::ranges::upper_bound(years_, years);
  if (above == years_.begin()) return rates_.front();
  if (above == years_.end()) return rates_.back();
  const auto i = static_cast<std::size_t>(above - years_.begin());
  const double share = (years - years_[i - 1]) / (years_[i] - years_[i - 1]);
  return std::lerp(rates_[i - 1], rates_[i], share);
}

}  // namespace legwork::market
