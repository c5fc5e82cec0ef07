// What is shown of an instrument now: stocks from their path's live end, options from fair value, width and residual at the second at
// which they were last requoted.
#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "simgw/world/world_state.hpp"

namespace legwork::simgw {
namespace {

constexpr double model_bias = 0.0133;  // of a residual (sd 0.3): the broker's vols stray 0.4 % from fair, expiry by expiry

std::int64_t unix_second(const SessionGrid& grid, int second) {
  return std::chrono::floor<std::chrono::seconds>(grid.open).time_since_epoch().count() + second;
}

void show(const Tape& tape, Quote& quote) {
  quote.last = tape.last;
  quote.last_size = tape.last_size;
  quote.last_at = tape.last_at;
  quote.last_exchange = tape.last_exchange;
  quote.volume = tape.volume;
  quote.day_open = tape.open;
  quote.high = tape.high;
  quote.low = tape.low;
}

void show(const Book& book, Quote& quote) {
  quote.bid = book.bid;
  quote.ask = book.ask;
  quote.bid_size = book.bid_size;
  quote.ask_size = book.ask_size;
  quote.bid_exchange = book.bid_exchange;
  quote.ask_exchange = book.ask_exchange;
}

std::optional<Price> nearest(const Instrument& instrument, double price) {
  const auto rounded = instrument.terms->tick_rule.round(price, market::Rounding::nearest);
  if (rounded.has_error() || *rounded <= Price{}) return {};
  return *rounded;
}

/// At or before `second`, the moment of the last requote.
int quoted_second(const OptionSession& session, int second) {
  const int at = std::min(second, session.last_second);
  if (session.activity.requote_s <= 1) return at;
  return std::max(0, at - (at + session.activity.requote_phase_s) % session.activity.requote_s);
}

std::int64_t whole(double value) { return value > 0 ? static_cast<std::int64_t>(value) : 0; }

}  // namespace

std::uint64_t WorldState::second_bits(const UnderlyingState& underlying, Date date, int at_second) {
  const auto day = static_cast<std::uint64_t>(market::days(date).time_since_epoch().count());
  return mix(underlying.seed, day << 20 | static_cast<unsigned>(at_second), 7);
}

int WorldState::last_second(const Instrument& instrument, const SessionGrid& session) {
  const int of_class = instrument.terms->hours == market::HoursClass::equity ? session.regular_seconds : session.seconds;
  if (!instrument.is_option() || instrument.trades_until >= session.at(of_class)) return of_class;
  return std::max(0, static_cast<int>(core::seconds_between(session.open, instrument.trades_until)));
}

bool WorldState::was_halted(const UnderlyingState& underlying, int at_second) {
  return std::ranges::any_of(underlying.halts,
                             [&](const HaltSpan& span) { return at_second >= span.from_s && at_second <= span.to_s; });
}

const UnderlyingState* WorldState::named(std::string_view symbol) const {
  const auto index = catalogue.underlying_index(symbol);
  return index ? &underlyings[*index] : nullptr;
}

Moment WorldState::moment() const {
  Moment here = moment_of(grid, running ? second + static_cast<double>(substep) / steps_per_second : second);
  here.at = std::max(here.at, now);
  return here;
}

bool WorldState::is_expired(const Instrument& option) const { return now >= option.settles_at; }

Quote WorldState::quote_of(const Instrument& instrument) {
  Quote quote = instrument.is_option() ? option_quote(instrument) : stock_quote(of(instrument));
  const UnderlyingState& underlying = of(instrument);
  quote.halted = underlying.halted;
  quote.open = running && second < last_second(instrument, grid) && (!instrument.is_option() || now < instrument.trades_until);
  if (underlying.halted) show(Book{}, quote);
  return quote;
}

Quote WorldState::stock_quote(const UnderlyingState& underlying) const {
  Quote quote;
  show(underlying.tape, quote);
  if (!underlying.days.empty()) quote.close = nearest(*underlying.instrument, underlying.days.back().close);
  const int last = last_second(*underlying.instrument, grid);
  const bool live = running && second < last;
  const int at = std::min(second, last);
  const double spot = live ? std::exp(underlying.state.log_spot) : underlying.path.spot[static_cast<std::size_t>(at)];
  show(stock_book(underlying.spec, *underlying.instrument, spot, second_bits(underlying, grid.date, at)), quote);
  if (!quote.last) quote.last = quote.close;
  return quote;
}

ExpiryState& WorldState::expiry_state(const Instrument& option) {
  const auto [at, added] = expiries.try_emplace({option.terms, option.expiry});
  if (added) {
    at->second.shape = {option.expiry, option.terms->settlement, option.settles_at, &of(option).smile, 1, {}};
    const auto day = static_cast<std::uint64_t>(market::days(option.expiry).time_since_epoch().count());
    at->second.seed = mix(options.seed, name_hash(option.terms->trading_class), day);
  }
  return at->second;
}

OptionState& WorldState::option_state(const Instrument& option) {
  if (option_states.size() <= option.index) option_states.resize(std::max<std::size_t>(catalogue.size(), option.index + 1));
  auto& slot = option_states[option.index];
  if (!slot) {
    slot = std::make_unique<OptionState>();
    slot->expiry = &expiry_state(option);
    slot->seed = mix(options.seed, static_cast<std::uint64_t>(option.con_id), 2);
  }
  OptionState& state = *slot;
  if (state.session.date != grid.date) {
    state.session = option_session(option, state, of(option).path);
    state.tape.start_session();
    state.tape.last = close_of(option, state);
    state.tape.last_size = 1;
    state.tape.last_at = grid.open;
    state.tape_bucket = 0;
    state.tape_residual = {};
    state.book_second = -1;
  }
  return state;
}

OptionSession WorldState::option_session(const Instrument& option, OptionState& state, const SessionPath& path) {
  const ExpiryTerms at_open =
      terms_at(*state.expiry, of(option), path.spot.front(), path.variance.front(), moment_of(path.grid, 0));
  return {path.grid.date, option_activity(of(option).spec, option, at_open, state.seed, path.grid.date),
          last_second(option, path.grid)};
}

const ExpiryTerms& WorldState::terms_at(ExpiryState& expiry, const UnderlyingState& underlying, double spot, double variance,
                                        const Moment& moment) {
  if (spot != expiry.spot || variance != expiry.variance || moment.at != expiry.at) {
    expiry.spot = spot;
    expiry.variance = variance;
    expiry.at = moment.at;
    expiry.terms = pricer.terms(expiry.shape, underlying.priced, spot, variance, moment);
  }
  return expiry.terms;
}

const ExpiryTerms& WorldState::terms_now(const Instrument& option) {
  const UnderlyingState& underlying = of(option);
  const bool live = running && second < last_second(option, grid);
  const auto at = static_cast<std::size_t>(std::min(second, last_second(option, grid)));
  const double spot = live ? std::exp(underlying.state.log_spot) : underlying.path.spot[at];
  const double variance = live ? std::max(underlying.state.variance, 0.0) : underlying.path.variance[at];
  return terms_at(expiry_state(option), underlying, spot, variance, moment());
}

Book WorldState::book_on(const Instrument& option, const OptionState& state, const OptionSession& session, const SessionGrid& on,
                         const Spot& spot, ResidualCache& cache) {
  const ExpiryTerms& terms = terms_at(*state.expiry, of(option), spot.price, spot.variance, moment_of(on, spot.second));
  const double fair = pricer.fair(option, terms).price;
  double half = half_spread(session.activity, option, terms, fair, spot.second, session.last_second - spot.second);
  if (const auto scale = width_scales.find(option.index); scale != width_scales.end()) half *= scale->second;
  const auto whole_second = static_cast<int>(spot.second);
  const double middle = fair + half * residual(state.seed, unix_second(on, whole_second), cache);
  const bool american = option.terms->exercise == market::ExerciseStyle::american;
  const double carried =
      american ? spot.price - option.strike.to_double() : terms.discount * (terms.forward - option.strike.to_double());
  const std::uint64_t bits = mix(state.seed, static_cast<std::uint64_t>(unix_second(on, whole_second)));
  Book book = option_book(option, middle, half, core::sign(option.right) * carried, session.activity.liquidity, bits);
  if (options.crossed_share > 0 && book.bid && uniform(mix(bits, 77)) < options.crossed_share) std::swap(book.bid, book.ask);
  return book;
}

Book WorldState::book_at(const Instrument& option, const OptionState& state, const OptionSession& session, const SessionPath& path,
                         int at_second, ResidualCache& cache) {
  const int at = std::min(quoted_second(session, at_second), path.last_second());
  const auto i = static_cast<std::size_t>(at);
  return book_on(option, state, session, path.grid, {path.spot[i], path.variance[i], static_cast<double>(at)}, cache);
}

const Book& WorldState::live_book(const Instrument& option, OptionState& state, int at_second) {
  const UnderlyingState& underlying = of(option);
  const bool every_step = running && state.session.activity.requote_s == 0 && at_second < state.session.last_second;
  if (every_step) {
    const Spot spot{std::exp(underlying.state.log_spot), std::max(underlying.state.variance, 0.0),
                    at_second + static_cast<double>(substep) / steps_per_second};
    state.book = book_on(option, state, state.session, grid, spot, state.quote_residual);
    state.book_second = -1;
    return state.book;
  }
  const int at = quoted_second(state.session, at_second);
  if (at != state.book_second) {
    state.book = book_at(option, state, state.session, underlying.path, at, state.quote_residual);
    state.book_second = at;
  }
  return state.book;
}

void WorldState::follow_tape(const Instrument& option, OptionState& state, int until_second) {
  const OptionActivity& activity = state.session.activity;
  const UnderlyingState& underlying = of(option);
  const auto day = static_cast<std::uint64_t>(market::days(grid.date).time_since_epoch().count());
  for (const int until = std::min(until_second, state.session.last_second); state.tape_bucket * activity.trade_bucket_s <= until;
       ++state.tape_bucket) {
    const std::uint64_t bits = mix(state.seed, day, static_cast<std::uint64_t>(state.tape_bucket));
    const int offset = option_trade_second(activity, bits);
    if (offset < 0) continue;
    const int at = state.tape_bucket * activity.trade_bucket_s + offset;
    if (at > state.session.last_second || was_halted(underlying, at)) continue;
    if (at > until) return;
    const Book book = book_at(option, state, state.session, underlying.path, at, state.tape_residual);
    if (const auto print = option_print(activity, book, bits)) state.tape.add(*print, grid.at(at));
  }
}

std::optional<Price> WorldState::close_of(const Instrument& option, OptionState& state) {
  const UnderlyingState& underlying = of(option);
  if (recording || underlying.days.empty()) return {};
  if (state.close_of == underlying.days.size()) return state.close;
  const DayRecord& day = underlying.days.back();
  const SessionGrid closed = session_grid(day.date, calendar);
  state.close_of = underlying.days.size();
  state.close = {};
  if (closed.at(closed.regular_seconds) < option.settles_at) {
    const ExpiryTerms& terms =
        terms_at(*state.expiry, underlying, day.close, day.variance, moment_of(closed, closed.regular_seconds));
    state.close = nearest(option, pricer.fair(option, terms).price);
  }
  return state.close;
}

void WorldState::recorded_book(const Instrument& option, Quote& quote) const {
  const RecordedQuote* row = recording->quote(option.index, now);
  if (!row) return;
  const auto side = [&](double price) { return nearest(option, std::isfinite(price) ? price : 0); };
  quote.bid = side(row->bid);
  quote.ask = side(row->ask);
  quote.bid_size = quote.bid ? std::max<std::int64_t>(1, whole(row->bid_size)) : 0;
  quote.ask_size = quote.ask ? std::max<std::int64_t>(1, whole(row->ask_size)) : 0;
  quote.bid_exchange = quote.bid ? 'C' : '\0';
  quote.ask_exchange = quote.ask ? 'C' : '\0';
  quote.last = side(row->last);
  quote.last_size = quote.last ? 1 : 0;
  quote.last_at = row->at;
  quote.volume = whole(row->volume);
  quote.open_interest = whole(row->open_interest);
}

Quote WorldState::option_quote(const Instrument& option) {
  Quote quote;
  if (recording) {
    if (!is_expired(option)) recorded_book(option, quote);
    return quote;
  }
  OptionState& state = option_state(option);
  const bool is_over = is_expired(option) || option.last_trade_day < grid.date;
  if (!is_over) {
    follow_tape(option, state, second);
    show(live_book(option, state, second), quote);
    quote.open_interest = state.session.activity.open_interest;
  }
  show(state.tape, quote);
  quote.close = close_of(option, state);
  return quote;
}

double WorldState::model_vol(const Instrument& option) {
  const ExpiryTerms& terms = terms_now(option);
  const double at_money = terms.total_vol / std::sqrt(terms.years);
  if (recording) {
    const Quote quote = option_quote(option);
    if (!quote.ask) return pricing::unknown;
    const double bid = quote.bid ? quote.bid->to_double() : 0;
    return pricer.implied_vol(option, terms, (bid + quote.ask->to_double()) / 2, at_money);
  }
  const double fair = pricer.fair(option, terms).vol;
  ResidualCache cold;
  const double bias = model_bias * residual(expiry_state(option).seed, unix_second(grid, second), cold);
  return (fair > 0 ? fair : at_money) * (1 + bias);
}

}  // namespace legwork::simgw
