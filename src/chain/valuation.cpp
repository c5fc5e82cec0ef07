#include "chain/valuation.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "chain/confidence.hpp"
#include "chain/expiry_model.hpp"
#include "chain/store_builder.hpp"
#include "pricing/probability.hpp"

namespace legwork::chain {
namespace {

using market::Right;

constexpr double wide_share = 0.30;        // of mid: beyond it a mid says little about vol
constexpr double tick_spread = 0.05;       // a quote this narrow in dollars is believed however cheap the option
constexpr double lag_limit = 0.001;        // vendor's underlying against the parity-implied one
constexpr double stale_sigmas = 0.1;       // of a day's move of the underlying since the quote changed
constexpr double seconds_per_year = 365.0 * 86400.0;

/// Rows of one (trading class, expiry, right), strikes ascending.
using Rows = std::vector<const SnapshotRow*>;

struct Group {
  market::Date date;
  const market::Contract* sample = nullptr;
  TimePoint settles_at;
  double years = 0, rate = 0;
  Rows calls, puts;
  std::vector<pricing::ParityPair> pairs;
};

bool two_sided(const Quote& q) { return q.bid > 0 && q.ask >= q.bid; }
double mid_of(const Quote& q) { return two_sided(q) ? 0.5 * (q.bid + q.ask) : unknown; }

/// Good enough to imply a vol from: both sides, and narrow against the price or in dollars.
bool solvable(const Quote& q) {
  if (!two_sided(q)) return false;
  const double spread = q.ask - q.bid;
  return spread < wide_share * mid_of(q) || spread <= tick_spread + 1e-9;
}

core::Location place(const Quote& q) { return {"", 0, 0, fmt::format("{} {} {} {}", q.contract.trading_class, market::to_string(q.contract.expiry),
                                                                     q.contract.strike.to_string(), core::letter(q.contract.right))}; }

/// Refuses what cannot be valued, and sorts the rest into expiries.
std::vector<Group> group_rows(const UnderlyingSnapshot& snapshot, const ValuationOptions& options, const market::RateCurve& curve,
                              RejectLog& rejects) {
  const auto& calendar = market::ExchangeCalendar::us_options();
  std::vector<Group> groups;
  for (const SnapshotRow& row : snapshot.rows) {
    const market::Contract& c = row.quote.contract;
    if (!options.include_adjusted && market::is_adjusted(c)) {
      rejects.add("adjusted contract", place(row.quote), "multiplier or deliverable differs; scanned only with --include-adjusted");
      continue;
    }
    if (groups.empty() || groups.back().date != c.expiry || groups.back().sample->trading_class != c.trading_class) {
      Group group;
      group.date = c.expiry;
      group.sample = &c;
      group.settles_at = calendar.settlement_instant(c.expiry, c.settlement);
      group.years = core::seconds_between(snapshot.as_of, group.settles_at) / seconds_per_year;
      group.rate = options.rate.value_or(curve.rate(std::max(group.years, 0.0)));
      groups.push_back(std::move(group));
    }
    Group& group = groups.back();
    if (!(group.years > 0)) {
      rejects.add("expired", place(row.quote), "settled at or before the valuation time");
      continue;
    }
    (c.right == Right::call ? group.calls : group.puts).push_back(&row);
  }
  std::erase_if(groups, [](const Group& g) { return g.calls.empty() && g.puts.empty(); });
  return groups;
}

void find_pairs(Group& group) {
  auto put = group.puts.begin();
  for (const SnapshotRow* call : group.calls) {
    const market::Price strike = call->quote.contract.strike;
    while (put != group.puts.end() && (*put)->quote.contract.strike < strike) ++put;
    if (put == group.puts.end()) return;
    if ((*put)->quote.contract.strike != strike || !solvable(call->quote) || !solvable((*put)->quote)) continue;
    group.pairs.push_back({strike.to_double(), call->quote.bid, call->quote.ask, (*put)->quote.bid, (*put)->quote.ask});
  }
}

double find_implied_spot(std::span<const Group> groups) {
  std::vector<NearForward> near;
  for (const Group& g : groups) {
    if (g.pairs.size() < 3) continue;
    const auto fit = pricing::parity_forward(g.pairs, std::exp(-g.rate * g.years));
    if (fit.pairs >= 3) near.push_back({g.years, g.rate, fit.forward});
  }
  std::ranges::sort(near, {}, &NearForward::years);
  return implied_spot(near);
}

std::vector<pricing::CashDividend> dividends_until(const ValuationOptions& options, const std::string& symbol, TimePoint as_of, double years) {
  std::vector<pricing::CashDividend> found;
  for (const Event& e : options.dividends) {
    if (e.kind != EventKind::dividend || e.symbol != symbol || !(e.amount > 0)) continue;
    const TimePoint opens = market::eastern_to_utc(e.date, market::WallTime{9 * 3600 + 30 * 60});
    const double at = core::seconds_between(as_of, opens) / seconds_per_year;
    if (at > 0 && at < years) found.push_back({at, e.amount});
  }
  std::ranges::sort(found, {}, &pricing::CashDividend::years);
  return found;
}

/// Everything of one expiry: builds the pricers, solves, fits the smile, writes columns.
class ExpiryValuation {
 public:
  ExpiryValuation(StoreBuilder& builder, std::uint32_t expiry, const UnderlyingSnapshot& snapshot, const ValuationOptions& options)
      : builder_(builder), expiry_(expiry), snapshot_(snapshot), options_(options) {}

  void run(const Group& group) {
    const Expiry& e = builder_.expiry(expiry_);
    const double spot = builder_.underlying(e.underlying).spot;
    const pricing::Carry carry{spot, e.rate, e.yield, e.years};
    const bool american = options_.treatment == Treatment::as_listed && e.exercise == market::ExerciseStyle::american;
    const auto dividends = american ? e.dividends : std::vector<pricing::CashDividend>{};
    for (const Right right : {Right::call, Right::put}) {
      const Rows& rows = right == Right::call ? group.calls : group.puts;
      if (rows.empty()) continue;
      sides_.push_back({right, &rows, SlicePricer(right, carry, dividends, american), add_slice(right, rows)});
    }
    for (const Side& side : sides_) solve_own(side);
    fit_smile();
    for (const Side& side : sides_) finish_side(side);
    summarise();
  }

 private:
  struct Side {
    Right right;
    const Rows* rows;
    SlicePricer pricer;
    Row begin;
  };

  double& cell(Column c, Row row) { return builder_.column(c)[row]; }
  bool flagged(Row row, QuoteFlag flag) { return has(builder_.flags()[row], flag); }
  void flag(Row row, QuoteFlag f) { builder_.flags()[row] |= bit(f); }

  Row add_slice(Right right, const Rows& rows) {
    std::vector<market::Price> strikes;
    for (const SnapshotRow* row : rows) strikes.push_back(row->quote.contract.strike);
    const auto slice = builder_.add_slice(expiry_, right, strikes, rows.front()->quote.contract.multiplier);
    const Row begin = builder_.slice(slice).begin;
    for (std::size_t i = 0; i < rows.size(); ++i) copy_inputs(*rows[i], begin + static_cast<Row>(i));
    return begin;
  }

  void copy_inputs(const SnapshotRow& source, Row row) {
    const Quote& q = source.quote;
    cell(Column::bid, row) = q.bid;
    cell(Column::ask, row) = q.ask;
    cell(Column::last, row) = q.last;
    cell(Column::bid_size, row) = q.bid_size;
    cell(Column::ask_size, row) = q.ask_size;
    cell(Column::volume, row) = q.volume;
    cell(Column::open_interest, row) = q.open_interest;
    cell(Column::iv_vendor, row) = q.iv_vendor;
    cell(Column::delta_vendor, row) = q.delta_vendor;
    cell(Column::gamma_vendor, row) = q.gamma_vendor;
    cell(Column::theta_vendor, row) = q.theta_vendor;
    cell(Column::vega_vendor, row) = q.vega_vendor;
    cell(Column::rho_vendor, row) = q.rho_vendor;
    cell(Column::quote_age, row) = std::max(0.0, core::seconds_between(source.changed_at, snapshot_.as_of));
    cell(Column::confirmed_age, row) = std::max(0.0, core::seconds_between(q.quoted_at, snapshot_.as_of));
    if (!(q.bid > 0)) flag(row, QuoteFlag::zero_bid);
    if (!(q.ask > 0)) flag(row, QuoteFlag::one_sided);
    if (q.bid > q.ask) flag(row, QuoteFlag::crossed);
    if (q.bid > 0 && q.bid == q.ask) flag(row, QuoteFlag::locked);
    if (two_sided(q) && q.ask - q.bid > wide_share * mid_of(q)) flag(row, QuoteFlag::wide);
    if (market::is_adjusted(q.contract)) flag(row, QuoteFlag::adjusted);
  }

  void solve_own(const Side& side) {
    for (std::size_t i = 0; i < side.rows->size(); ++i) {
      const Quote& q = (*side.rows)[i]->quote;
      const Row row = side.begin + static_cast<Row>(i);
      const double strike = cell(Column::strike, row);
      const double floor = side.pricer.intrinsic(strike);
      if (q.ask > 0 && q.ask < floor * (1 - 1e-9) - 1e-9) flag(row, QuoteFlag::below_intrinsic);
      const double spot = builder_.underlying(builder_.expiry(expiry_).underlying).spot;
      if (q.bid > 0) cell(Column::extrinsic_bid, row) = q.bid - std::max(0.0, core::sign(side.right) * (spot - strike));
      if (q.bid > 0) cell(Column::iv_bid, row) = side.pricer.implied_vol(strike, q.bid).vol;
      if (q.ask > 0) cell(Column::iv_ask, row) = side.pricer.implied_vol(strike, q.ask).vol;
      if (solvable(q)) cell(Column::iv, row) = side.pricer.implied_vol(strike, mid_of(q)).vol;
      flag_monotony(side, i);
    }
  }

  /// An adjacent strike that could be bought below this one's bid although it is worth more.
  void flag_monotony(const Side& side, std::size_t i) {
    if (i + 1 >= side.rows->size()) return;
    const Quote& low = (*side.rows)[i]->quote;
    const Quote& high = (*side.rows)[i + 1]->quote;
    const bool broken = side.right == Right::call ? high.bid > low.ask && low.ask > 0 : low.bid > high.ask && high.ask > 0;
    if (!broken) return;
    flag(side.begin + static_cast<Row>(i), QuoteFlag::non_monotone);
    flag(side.begin + static_cast<Row>(i + 1), QuoteFlag::non_monotone);
  }

  void fit_smile() {
    Expiry& e = builder_.expiry(expiry_);
    std::vector<pricing::SmileQuote> quotes;
    for (const Side& side : sides_) {
      for (std::size_t i = 0; i < side.rows->size(); ++i) {
        const Row row = side.begin + static_cast<Row>(i);
        const double strike = cell(Column::strike, row), vol = cell(Column::iv, row);
        const bool otm = side.right == Right::call ? strike >= e.forward : strike < e.forward;
        if (!otm || !std::isfinite(vol) || flagged(row, QuoteFlag::wide) || flagged(row, QuoteFlag::non_monotone)) continue;
        const double spread = std::max((*side.rows)[i]->quote.ask - (*side.rows)[i]->quote.bid, 0.01);
        quotes.push_back({strike, vol, side.pricer.greeks(strike, vol).vega / spread});
      }
    }
    std::ranges::sort(quotes, {}, &pricing::SmileQuote::strike);
    if (!quotes.empty()) e.smile = pricing::fit_smile(quotes, e.forward, e.years);
  }

  /// The other right at the same strike, if it has its own vol: deep in the money the twin knows better.
  double twin_vol(Right right, double strike) {
    for (const Side& side : sides_) {
      if (side.right == right) continue;
      const auto strikes = builder_.column(Column::strike).subspan(side.begin, side.rows->size());
      const auto found = std::ranges::lower_bound(strikes, strike);
      if (found != strikes.end() && *found == strike) return own_vol_[side.begin + static_cast<Row>(found - strikes.begin())];
    }
    return unknown;
  }

  void finish_side(const Side& side) {
    const Expiry& e = builder_.expiry(expiry_);
    if (own_vol_.empty()) own_vol_.assign(builder_.column(Column::iv).begin(), builder_.column(Column::iv).end());
    for (std::size_t i = 0; i < side.rows->size(); ++i) {
      const Row row = side.begin + static_cast<Row>(i);
      const double strike = cell(Column::strike, row);
      if (e.smile.valid()) cell(Column::smile_iv, row) = e.smile.vol(strike);
      if (std::isnan(cell(Column::iv, row))) model_vol(side.right, row);
      const double vol = cell(Column::iv, row);
      if (vol > 0) write_greeks(side.pricer, row, strike, vol);
      judge_row((*side.rows)[i], row);
    }
  }

  void model_vol(Right right, Row row) {
    const double strike = cell(Column::strike, row);
    const double twin = twin_vol(right, strike);
    const double vol = std::isfinite(twin) ? twin : cell(Column::smile_iv, row);
    cell(Column::iv, row) = vol;
    flag(row, std::isfinite(vol) ? QuoteFlag::modelled : QuoteFlag::no_vol);
  }

  void write_greeks(const SlicePricer& pricer, Row row, double strike, double vol) {
    const pricing::Greeks g = pricer.greeks(strike, vol);
    cell(Column::model_price, row) = g.price;
    cell(Column::delta, row) = g.delta;
    cell(Column::gamma, row) = g.gamma;
    cell(Column::theta, row) = g.theta;
    cell(Column::vega, row) = g.vega;
    cell(Column::rho, row) = g.rho;
    cell(Column::premium, row) = pricer.premium(strike, vol);
  }

  void judge_row(const SnapshotRow* source, Row row) {
    const Expiry& e = builder_.expiry(expiry_);
    const Underlying& u = builder_.underlying(e.underlying);
    if (u.lag) flag(row, QuoteFlag::underlying_lag);
    // A quote that stood still while its underlying moved is not confirmed by standing still (filters.md 13).
    const double vol = e.smile.valid() ? e.smile.vol(e.forward) : cell(Column::iv, row);
    const double moved = std::abs(u.vendor_price / source->underlying_at_change - 1);
    const bool void_ = source->change_seen && moved > stale_sigmas * vol / std::sqrt(252.0);
    if (void_) cell(Column::confirmed_age, row) = std::numeric_limits<double>::infinity();
    if (void_ && cell(Column::quote_age, row) > options_.stale_after_s) flag(row, QuoteFlag::stale);
    const double mid = mid_of(source->quote);
    const double sizes = std::min(cell(Column::bid_size, row), cell(Column::ask_size, row));
    builder_.confidence()[row] = judge({builder_.flags()[row], cell(Column::quote_age, row), (source->quote.ask - source->quote.bid) / mid, sizes,
                                        flagged(row, QuoteFlag::modelled) ? unknown
                                                                          : std::abs(cell(Column::iv, row) - cell(Column::smile_iv, row))});
  }

  void summarise() {
    Expiry& e = builder_.expiry(expiry_);
    const double spot = builder_.underlying(e.underlying).spot;
    e.atm_iv = e.smile.valid() ? e.smile.vol(e.forward) : unknown;
    e.expected_move = pricing::expected_move_sigma(spot, e.atm_iv, e.years);
    e.expected_move_straddle = straddle_move(e.forward);
  }

  double straddle_move(double forward) {
    double best = unknown, distance = std::numeric_limits<double>::infinity();
    if (sides_.size() < 2) return best;
    for (const SnapshotRow* call : *sides_[0].rows) {
      const double strike = call->quote.contract.strike.to_double();
      if (std::abs(strike - forward) >= distance || !solvable(call->quote)) continue;
      for (const SnapshotRow* put : *sides_[1].rows) {
        if (put->quote.contract.strike != call->quote.contract.strike || !solvable(put->quote)) continue;
        best = pricing::expected_move_straddle(mid_of(call->quote), mid_of(put->quote));
        distance = std::abs(strike - forward);
      }
    }
    return best;
  }

  StoreBuilder& builder_;
  std::uint32_t expiry_;
  const UnderlyingSnapshot& snapshot_;
  const ValuationOptions& options_;
  std::vector<Side> sides_;
  std::vector<double> own_vol_;  // as solved, before any is borrowed
};

/// At-the-money vol at a constant maturity, linear in total variance between the expiries around it (one class per date: the first).
double constant_maturity(std::span<const Expiry> expiries, double years) {
  const Expiry* before = nullptr;
  for (const Expiry& e : expiries) {
    if (!(e.atm_iv > 0)) continue;
    if (e.years < years) {
      before = &e;
      continue;
    }
    if (!before) return e.years < 1.5 * years ? e.atm_iv : unknown;  // nothing nearer: only if it is close enough
    const double near = before->atm_iv * before->atm_iv * before->years, far = e.atm_iv * e.atm_iv * e.years;
    const double share = e.years > before->years ? (years - before->years) / (e.years - before->years) : 0.0;
    return std::sqrt((near + share * (far - near)) / years);
  }
  return before && before->years > years / 1.5 ? before->atm_iv : unknown;
}

class UnderlyingValuation {
 public:
  UnderlyingValuation(StoreBuilder& builder, const UnderlyingSnapshot& snapshot, const ValuationOptions& options, RejectLog& rejects)
      : builder_(builder), snapshot_(snapshot), options_(options), as_of_date_(market::utc_to_eastern(snapshot.as_of).date) {
    const market::RateCurve curve = market::RateCurve::treasury(as_of_date_);
    groups_ = group_rows(snapshot, options, curve, rejects);
    for (Group& group : groups_) find_pairs(group);
  }

  std::size_t expiries() const { return groups_.size(); }

  void run(const MeasureSource& measures, const std::function<void()>& expiry_done) {
    if (groups_.empty()) return;
    const std::uint32_t underlying = add_underlying();
    const std::uint32_t begin = builder_.underlying(underlying).expiry_begin;
    std::optional<double> yield;
    for (const Group& group : groups_) {
      const std::uint32_t expiry = add_expiry(underlying, group, yield);
      yield = builder_.expiry(expiry).yield;
      ExpiryValuation(builder_, expiry, snapshot_, options_).run(group);
      expiry_done();
    }
    check_calendar(begin);
    Underlying& u = builder_.underlying(underlying);
    std::vector<Expiry> expiries;
    for (std::uint32_t e = u.expiry_begin; e < u.expiry_end; ++e) expiries.push_back(builder_.expiry(e));
    std::ranges::sort(expiries, {}, &Expiry::years);
    u.iv30 = constant_maturity(expiries, 30.0 / 365);
    u.iv90 = constant_maturity(expiries, 90.0 / 365);
    if (measures) u.measures = measures(u.symbol, u.as_of, u.iv30);
  }

 private:
  std::uint32_t add_underlying() {
    Underlying u;
    u.symbol = snapshot_.symbol;
    u.as_of = snapshot_.as_of;
    u.vendor_price = snapshot_.price;
    u.implied_spot = find_implied_spot(groups_);
    u.spot = std::isfinite(u.implied_spot) ? u.implied_spot : u.vendor_price;
    u.lag = std::abs(u.vendor_price / u.implied_spot - 1) > lag_limit;
    return builder_.add_underlying(std::move(u));
  }

  std::uint32_t add_expiry(std::uint32_t underlying, const Group& group, std::optional<double> neighbour_yield) {
    Expiry e;
    e.underlying = underlying;
    e.trading_class = group.sample->trading_class;
    e.date = group.date;
    e.settlement = group.sample->settlement;
    e.exercise = group.sample->exercise;
    e.delivery = group.sample->delivery;
    e.expiry_class = market::ExchangeCalendar::us_options().expiry_class(group.date, as_of_date_);
    e.settles_at = group.settles_at;
    e.years = group.years;
    e.dte = market::days_between(as_of_date_, group.date);
    e.rate = group.rate;
    e.discount = std::exp(-group.rate * group.years);
    e.dividends = dividends_until(options_, snapshot_.symbol, snapshot_.as_of, group.years);
    const bool american = options_.treatment == Treatment::as_listed && e.exercise == market::ExerciseStyle::american;
    const ForwardFit fit = fit_forward({builder_.underlying(underlying).spot, e.rate, e.years, american, american ? e.dividends : std::vector<pricing::CashDividend>{}},
                                       group.pairs, neighbour_yield);
    e.forward = fit.forward;
    e.yield = fit.yield;
    e.forward_source = fit.source;
    e.parity_pairs = fit.pairs;
    return builder_.add_expiry(std::move(e));
  }

  /// Total variance of a class must not fall with time.
  void check_calendar(std::uint32_t begin) {
    for (std::uint32_t i = begin; i < begin + groups_.size(); ++i)
      for (std::uint32_t j = i; j-- > begin;) {
        Expiry& far = builder_.expiry(i);
        const Expiry& near = builder_.expiry(j);
        if (near.trading_class != far.trading_class || !near.smile.valid() || !far.smile.valid()) continue;
        far.calendar_free = pricing::calendar_violation(near.smile, far.smile) <= 0;
        break;
      }
  }

  StoreBuilder& builder_;
  const UnderlyingSnapshot& snapshot_;
  const ValuationOptions& options_;
  market::Date as_of_date_;
  std::vector<Group> groups_;
};

}  // namespace

Store value(std::span<const UnderlyingSnapshot> snapshots, const ValuationOptions& options, const MeasureSource& measures, RejectLog& rejects) {
  StoreBuilder builder;
  std::vector<UnderlyingValuation> valuations;
  std::size_t total = 0, done = 0;
  for (const UnderlyingSnapshot& snapshot : snapshots) {
    valuations.emplace_back(builder, snapshot, options, rejects);
    total += valuations.back().expiries();
  }
  for (UnderlyingValuation& valuation : valuations)
    valuation.run(measures, [&] {
      if (options.progress) options.progress(++done, total);
    });
  return std::move(builder).finish();
}

}  // namespace legwork::chain
