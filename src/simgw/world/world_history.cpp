// The past of a world: daily bars from the records of sessions, intraday bars from paths that are walked again. What the tape showed
// live, bars shorter than a minute show again; longer ones sample the path.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "simgw/world/world_state.hpp"

namespace legwork::simgw {
namespace {

constexpr int option_samples = 6;  // books looked at in one bar of an option
constexpr std::size_t bars_max = 200'000;  // of one request
constexpr int listed_days_before = 400;  // options have bars for at most so long before they expire

double cents(double price) { return std::round(price * 100) / 100; }

void extend(Bar& bar, double value, std::int64_t size) {
  if (bar.trades == 0) {
    bar.open = bar.high = bar.low = value;
    bar.average = 0;
  }
  bar.high = std::max(bar.high, value);
  bar.low = std::min(bar.low, value);
  bar.close = value;
  const double weight = static_cast<double>(std::max<std::int64_t>(size, 1));
  const double before = bar.average * static_cast<double>(std::max<std::int64_t>(bar.volume, bar.trades));
  ++bar.trades;
  bar.volume += size;
  bar.average = (before + value * weight) / static_cast<double>(std::max<std::int64_t>(bar.volume, bar.trades));
}

bool is_vol(BarKind kind) { return kind == BarKind::implied_vol || kind == BarKind::historical_vol; }

/// Annualised close-to-close over the sessions up to `end`.
double close_to_close(const std::vector<DayRecord>& days, std::size_t end, std::size_t count = 30) {
  if (end < 3) return pricing::unknown;
  const std::size_t begin = end > count ? end - count : 1;
  double sum = 0, squares = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const double move = std::log(days[i].close / days[i - 1].close);
    sum += move;
    squares += move * move;
  }
  const auto n = static_cast<double>(end - begin);
  return std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)) * sessions_per_year);
}

Bar bar_of(TimePoint start, const std::array<double, 4>& values, std::int64_t volume) {
  const auto [open, high, low, close] = values;
  return {start, open,   std::max({open, high, close}),   std::min({open, low, close}),
          close, volume, (open + high + low + close) / 4, 1};
}

}  // namespace

/// Answers history for one instrument; made for a request.
class HistoryReader {
 public:
  HistoryReader(WorldState& state, const Instrument& instrument, BarKind kind)
      : state_(state), instrument_(instrument), underlying_(state.of(instrument)), kind_(kind) {}

  std::vector<DailyBar> daily(Date from, Date to) {
    std::vector<DailyBar> bars;
    auto days = underlying_.days;
    if (state_.running)
      days.push_back(state_.day_until(underlying_, std::min(underlying_.path.last_second(), state_.grid.regular_seconds)));
    for (std::size_t i = 0; i < days.size(); ++i) {
      if (days[i].date < from || days[i].date > to || days[i].date < first_date()) continue;
      if (instrument_.is_option() && days[i].date > instrument_.last_trade_day) break;
      if (auto bar = day_bar(days, i)) bars.push_back({days[i].date, *bar});
    }
    return bars;
  }

  std::vector<Bar> intraday(int size_s, TimePoint from, TimePoint to) {
    std::vector<Bar> bars;
    for (const Date date : session_dates(from, to)) {
      const SessionPath path = path_of(date);
      const int last = std::min(path.last_second(), WorldState::last_second(instrument_, path.grid));
      if (instrument_.is_option()) prepare(path);
      for (int start = 0; start < last && bars.size() < bars_max; start += size_s) {
        const TimePoint at = path.grid.at(start);
        if (at < from || at >= to) continue;
        Bar bar;
        bar.start = at;
        fill(bar, path, start, std::min(start + size_s, last));
        if (bar.trades > 0) bars.push_back(bar);
      }
    }
    return bars;
  }

  Date first_date() const {
    const Date first = underlying_.days.front().date;
    return instrument_.is_option() ? std::max(first, market::add_days(instrument_.expiry, -listed_days_before)) : first;
  }

 private:
  std::vector<Date> session_dates(TimePoint from, TimePoint to) const {
    std::vector<Date> dates;
    const Date last = instrument_.is_option() ? instrument_.last_trade_day : state_.grid.date;
    const auto add = [&](Date date) {
      const SessionGrid session = session_grid(date, state_.calendar);
      if (session.end() > from && session.open < to && date >= first_date() && date <= last) dates.push_back(date);
    };
    for (const DayRecord& day : underlying_.days) add(day.date);
    if (state_.running) add(state_.grid.date);
    return dates;
  }

  SessionPath path_of(Date date) const {
    if (date == state_.grid.date) return underlying_.path;
    const auto day = std::ranges::find(underlying_.days, date, &DayRecord::date);
    const SessionGrid session = session_grid(date, state_.calendar);
    if (day->coarse) {
      PathState at = day->opening;
      return fill_between(walk_coarsely(underlying_.dynamics, at, session), session, underlying_.seed);
    }
    if (!state_.recording) return walk_again(underlying_.dynamics, day->opening, session, state_.steps_per_second);
    SessionPath path;
    path.start(session);
    PathState at = day->opening;
    for (int second = 0; second <= session.seconds; ++second) {
      if (const auto spot = state_.recording->spot(instrument_.terms->underlying, session.at(second)))
        at.log_spot = std::log(*spot);
      path.add(at);
    }
    return path;
  }

  void prepare(const SessionPath& path) {
    option_ = &state_.option_state(instrument_);
    session_ = state_.option_session(instrument_, *option_, path);
  }

  void fill(Bar& bar, const SessionPath& path, int start, int end) {
    const int stride = instrument_.is_option() ? std::max(1, (end - start) / option_samples)
                       : end - start >= 300    ? 15
                       : end - start >= 60     ? 5
                                               : 1;
    for (int second = start; second < end; second += stride) {
      if (is_vol(kind_))
        add_vol(bar, path, second);
      else if (instrument_.is_option())
        add_option(bar, path, second, stride);
      else
        add_stock(bar, path, second, stride);
    }
  }

  void add_vol(Bar& bar, const SessionPath& path, int second) {
    const double implied = state_.pricer.implied_vol_30(underlying_.priced, path.variance[static_cast<std::size_t>(second)]);
    extend(bar, kind_ == BarKind::implied_vol ? implied : close_to_close(underlying_.days, underlying_.days.size()), 0);
  }

  void add_stock(Bar& bar, const SessionPath& path, int second, int stride) {
    const double spot = path.spot[static_cast<std::size_t>(second)];
    const std::uint64_t bits = WorldState::second_bits(underlying_, path.grid.date, second);
    if (kind_ == BarKind::trades) {
      if (second == 0) return;  // the first print comes a second after the open, as it did live
      const double elapsed = std::min(1.0, second / static_cast<double>(path.grid.regular_seconds));
      if (const auto print = stock_print(underlying_.spec, instrument_, spot, elapsed, bits))
        extend(bar, print->price.to_double(), print->size * stride);
      return;
    }
    add_book(bar, stock_book(underlying_.spec, instrument_, spot, bits), spot);
  }

  void add_option(Bar& bar, const SessionPath& path, int second, int stride) {
    if (state_.recording) return add_recorded(bar, path.grid.at(second));
    const Book book = state_.book_at(instrument_, *option_, session_, path, second, residual_);
    if (kind_ != BarKind::trades) return add_book(bar, book, pricing::unknown);
    const std::uint64_t bits = mix(option_->seed, static_cast<std::uint64_t>(path.grid.at(second).time_since_epoch().count()), 9);
    const double expected = session_.activity.trade_chance * stride / session_.activity.trade_bucket_s;
    if (uniform(bits) > expected) return;
    if (const auto print = option_print(session_.activity, book, bits)) {
      const double more = std::max(1.0, expected);
      extend(bar, print->price.to_double(), static_cast<std::int64_t>(static_cast<double>(print->size) * more));
    }
  }

  void add_recorded(Bar& bar, TimePoint at) {
    const RecordedQuote* row = state_.recording->quote(instrument_.index, at);
    if (!row) return;
    if (kind_ == BarKind::trades) {
      if (row->last > 0) extend(bar, row->last, 0);
    } else if (row->ask > 0) {
      const double bid = row->bid > 0 ? row->bid : 0;
      extend(bar, kind_ == BarKind::bid ? bid : kind_ == BarKind::ask ? row->ask : (bid + row->ask) / 2, 0);
    }
  }

  void add_book(Bar& bar, const Book& book, double otherwise) {
    const double bid = book.bid ? book.bid->to_double() : 0;
    const double value = !book.ask               ? otherwise
                         : kind_ == BarKind::bid ? bid
                         : kind_ == BarKind::ask ? book.ask->to_double()
                                                 : (bid + book.ask->to_double()) / 2;
    if (std::isfinite(value)) extend(bar, value, 0);
  }

  std::optional<Bar> day_bar(const std::vector<DayRecord>& days, std::size_t i) {
    const DayRecord& day = days[i];
    const SessionGrid session = session_grid(day.date, state_.calendar);
    if (kind_ == BarKind::historical_vol) {
      const double vol = close_to_close(days, i + 1);
      if (!std::isfinite(vol)) return {};
      return bar_of(session.open, {vol, vol, vol, vol}, 0);
    }
    if (kind_ == BarKind::implied_vol) {
      const auto vol = [&](double variance) { return state_.pricer.implied_vol_30(underlying_.priced, variance); };
      return bar_of(session.open, {vol(day.variance_open), vol(day.variance_high), vol(day.variance_low), vol(day.variance)}, 0);
    }
    if (instrument_.is_option()) return option_day(day, session);
    return bar_of(session.open, {cents(day.open), cents(day.high), cents(day.low), cents(day.close)},
                  kind_ == BarKind::trades ? day.volume : 0);
  }

  /// From fair values at the day's four spots: an option's extremes come with its underlying's.
  std::optional<Bar> option_day(const DayRecord& day, const SessionGrid& session) {
    if (state_.recording) return {};
    const auto fair = [&](double spot, double variance, double second) {
      ExpiryState& expiry = state_.expiry_state(instrument_);
      const ExpiryTerms& terms = state_.terms_at(expiry, underlying_, spot, variance,
                                                 moment_of(session, std::min<double>(second, session.regular_seconds - 1)));
      const double price = state_.pricer.fair(instrument_, terms).price;
      const auto tick =
          instrument_.terms->tick_rule.round(price, kind_ == BarKind::bid ? market::Rounding::down : market::Rounding::up);
      return tick.has_value() ? tick->to_double() : price;
    };
    const bool call = instrument_.right == Right::call;
    const double middle = session.regular_seconds / 2.0;
    const double high = fair(call ? day.high : day.low, day.variance, middle),
                 low = fair(call ? day.low : day.high, day.variance, middle);
    const double open = fair(day.open, day.variance_open, 0), close = fair(day.close, day.variance, session.regular_seconds);
    std::int64_t volume = 0;
    if (kind_ == BarKind::trades) {
      OptionState& option = state_.option_state(instrument_);
      const ExpiryTerms at_open = state_.terms_at(*option.expiry, underlying_, day.open, day.variance_open, moment_of(session, 0));
      const auto activity = option_activity(underlying_.spec, instrument_, at_open, option.seed, day.date);
      const auto number = static_cast<std::uint64_t>(market::days(day.date).time_since_epoch().count());
      const double mean = activity.trade_chance * session.regular_seconds / activity.trade_bucket_s * activity.mean_trade;
      volume = static_cast<std::int64_t>(mean * -std::log(uniform(mix(option.seed, number, 8))));
    }
    return bar_of(session.open, {open, std::max(high, low), std::min(high, low), close}, volume);
  }

  WorldState& state_;
  const Instrument& instrument_;
  UnderlyingState& underlying_;
  BarKind kind_;
  OptionState* option_ = nullptr;
  OptionSession session_;
  ResidualCache residual_;
};

std::vector<DailyBar> World::daily_bars(const Instrument& instrument, BarKind kind, Date from, Date to) const {
  return HistoryReader(*state_, instrument, kind).daily(from, to);
}

core::Result<std::vector<Bar>> World::bars(const Instrument& instrument, BarKind kind, core::Duration size, TimePoint from,
                                           TimePoint to) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(size);
  if (seconds != size || seconds < std::chrono::seconds(1) || seconds > std::chrono::hours(8))
    return core::Error{
        core::ErrorCode::invalid_argument, fmt::format("bars of {} ns; 1 s to 8 h in whole seconds are made", size.count()), {}};
  return HistoryReader(*state_, instrument, kind).intraday(static_cast<int>(seconds.count()), from, std::min(to, now()));
}

TimePoint World::head_timestamp(const Instrument& instrument) const {
  const Date first = HistoryReader(*state_, instrument, BarKind::trades).first_date();
  return session_grid(state_->calendar.session_on_or_after(first), state_->calendar).open;
}

double World::historical_vol(std::string_view symbol) const {
  const UnderlyingState* underlying = state_->named(symbol);
  return underlying ? close_to_close(underlying->days, underlying->days.size()) : pricing::unknown;
}

}  // namespace legwork::simgw
