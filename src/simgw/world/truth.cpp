#include "simgw/world/truth.hpp"

#include <cmath>

#include "simgw/world/world_state.hpp"

namespace legwork::simgw {

double Truth::spot(std::string_view symbol) const {
  const UnderlyingState* underlying = world_.state_->named(symbol);
  return underlying ? std::exp(underlying->state.log_spot) : pricing::unknown;
}

double Truth::variance(std::string_view symbol) const {
  const UnderlyingState* underlying = world_.state_->named(symbol);
  return underlying ? underlying->state.variance : pricing::unknown;
}

double Truth::fair_price(const Instrument& option) const {
  return world_.state_->pricer.fair(option, world_.state_->terms_now(option)).price;
}

double Truth::fair_vol(const Instrument& option) const {
  return world_.state_->pricer.fair(option, world_.state_->terms_now(option)).vol;
}

double Truth::half_spread(const Instrument& option) const {
  WorldState& state = *world_.state_;
  const OptionSession& session = state.option_state(option).session;
  const ExpiryTerms& terms = state.terms_now(option);
  return simgw::half_spread(session.activity, option, terms, state.pricer.fair(option, terms).price, state.second,
                            session.last_second - state.second);
}

double Truth::residual(const Instrument& option) const {
  WorldState& state = *world_.state_;
  ResidualCache cold;
  const auto second = std::chrono::floor<std::chrono::seconds>(state.grid.at(state.second)).time_since_epoch().count();
  return simgw::residual(state.option_state(option).seed, second, cold);
}

}  // namespace legwork::simgw
