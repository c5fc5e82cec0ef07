#include "simgw/world/world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/assert.hpp"
#include "simgw/world/world_state.hpp"

namespace legwork::simgw {

World::World(std::unique_ptr<WorldState> state) : state_(std::move(state)) {}
World::~World() = default;
World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;

TimePoint World::now() const { return state_->now; }

const WorldEvents& World::advance(TimePoint now) {
  state_->events.clear();
  if (now > state_->now) state_->run_to(now);
  state_->collect_changes();
  return state_->events;
}

TimePoint World::next_event() const {
  if (state_->running) return state_->grid.at(state_->second) + (state_->substep + 1) * state_->options.step;
  return session_grid(state_->calendar.next_session(state_->grid.date), state_->calendar).open;
}

const Instrument* World::find(ContractId id) const { return state_->catalogue.find(id); }
const Instrument* World::find(std::string_view symbol, SecurityKind kind) const { return state_->catalogue.find(symbol, kind); }
const Instrument* World::find_option(std::string_view trading_class, Date expiry, Price strike, Right right) const {
  return state_->catalogue.find_option(trading_class, expiry, strike, right);
}
std::span<const Instrument* const> World::underlyings() const { return state_->catalogue.underlyings(); }
std::span<const ListedClass> World::options_of(std::string_view symbol) const {
  const auto index = state_->catalogue.underlying_index(symbol);
  if (!index) return {};
  return state_->catalogue.classes_of(*index);
}
std::size_t World::instrument_count() const { return state_->catalogue.size(); }

Quote World::quote(const Instrument& instrument) const { return state_->quote_of(instrument); }

Model World::model(const Instrument& option) const {
  const double vol = state_->is_expired(option) ? pricing::unknown : state_->model_vol(option);
  return model_with(option, vol, state_->terms_now(option).spot);
}

Model World::model_at(const Instrument& option, double price) const {
  const ExpiryTerms& terms = state_->terms_now(option);
  double vol = pricing::unknown;
  if (!state_->is_expired(option)) vol = state_->pricer.implied_vol(option, terms, price, terms.total_vol / std::sqrt(terms.years));
  Model model = model_with(option, vol, terms.spot);
  model.price = price;
  return model;
}

Model World::model_with(const Instrument& option, double vol, double underlying_price) const {
  ASSERT(option.is_option());
  ExpiryTerms terms = state_->terms_now(option);
  const bool is_known =
      vol > 0 && std::isfinite(vol) && underlying_price > 0 && std::isfinite(underlying_price) && !state_->is_expired(option);
  if (!is_known) {
    constexpr double none = pricing::unknown;
    return {none, none, none, none, none, none, terms.dividends_pv, terms.spot, false};
  }
  terms.forward *= underlying_price / terms.spot;
  terms.spot = underlying_price;
  return state_->pricer.model(option, terms, vol);
}

double World::implied_vol(std::string_view symbol) const {
  const UnderlyingState* underlying = state_->named(symbol);
  return underlying ? state_->pricer.implied_vol_30(underlying->priced, underlying->path.variance.back()) : pricing::unknown;
}

SessionState World::session_state(const Instrument& instrument) const {
  const auto hours = instrument.terms->hours;
  Date date = market::utc_to_eastern(state_->now).date;
  if (!state_->calendar.is_session(date)) date = state_->calendar.next_session(date);
  auto session = *state_->calendar.session(date, hours);
  if (state_->now >= session.close) session = *state_->calendar.session(state_->calendar.next_session(date), hours);
  return {state_->now >= session.open ? SessionPhase::open : SessionPhase::closed, session};
}

std::vector<Dividend> World::dividends(std::string_view symbol, Date from, Date to) const {
  std::vector<Dividend> found;
  const UnderlyingState* underlying = state_->named(symbol);
  if (!underlying) return found;
  std::ranges::copy_if(underlying->priced.dividends, std::back_inserter(found),
                       [&](const Dividend& dividend) { return dividend.ex_date >= from && dividend.ex_date <= to; });
  return found;
}

std::optional<double> World::settlement(const Instrument& option) const {
  const auto found = state_->settled.find({option.terms, option.expiry});
  if (found == state_->settled.end()) return {};
  return found->second;
}

void World::watch(const Instrument& instrument) {
  const auto [at, added] = state_->watch_index.try_emplace(instrument.con_id, state_->watches.size());
  if (added) state_->watches.push_back({&instrument, 0, state_->quote_of(instrument)});
  ++state_->watches[at->second].count;
}

void World::unwatch(const Instrument& instrument) {
  const auto found = state_->watch_index.find(instrument.con_id);
  ASSERT(found != state_->watch_index.end(), "{} is not watched", instrument.con_id);
  const std::size_t slot = found->second;
  if (--state_->watches[slot].count > 0) return;
  state_->watch_index.erase(found);
  if (slot + 1 != state_->watches.size()) {
    state_->watches[slot] = state_->watches.back();
    state_->watch_index[state_->watches[slot].instrument->con_id] = slot;
  }
  state_->watches.pop_back();
}

std::size_t World::watched_count() const { return state_->watches.size(); }

void World::print_trade(const Instrument& instrument, Price price, std::int64_t size) {
  const Print print{price, size, 'C'};
  if (!instrument.is_option()) return state_->of(instrument).tape.add(print, state_->now);
  OptionState& option = state_->option_state(instrument);
  state_->follow_tape(instrument, option, state_->second);
  option.tape.add(print, state_->now);
}

void World::set_halted(std::string_view symbol, bool halted) {
  const auto index = state_->catalogue.underlying_index(symbol);
  if (!index) return;
  UnderlyingState& underlying = state_->underlyings[*index];
  if (underlying.halted == halted) return;
  underlying.halted = halted;
  if (!state_->running) return;
  if (halted)
    underlying.halts.push_back({state_->second, std::numeric_limits<int>::max()});
  else
    underlying.halts.back().to_s = state_->second;
}

}  // namespace legwork::simgw
