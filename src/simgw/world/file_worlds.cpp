// Worlds from recorded chains: one that goes on from them by itself, and one that plays them again.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "chain/contract_terms.hpp"
#include "chain/load.hpp"
#include "simgw/world/recorded_smile.hpp"
#include "simgw/world/world_state.hpp"

namespace legwork::simgw {
namespace {

core::Error empty_error(std::string message) { return {core::ErrorCode::invalid_argument, std::move(message), {}}; }

/// What a chain file says of an underlying; the rest are the defaults of a liquid name.
UnderlyingSpec spec_of(const std::string& symbol, bool is_index, double spot, double vol) {
  UnderlyingSpec spec;
  spec.symbol = symbol;
  spec.kind = is_index ? SecurityKind::index : SecurityKind::stock;
  spec.name = symbol;
  spec.primary_exchange = is_index ? "CBOE" : "NASDAQ";
  spec.spot = spot;
  spec.vol = std::clamp(vol, 0.03, 3.0);
  spec.correlation = is_index ? 0.95 : 0.7;
  spec.skew = 0.2;
  spec.shares_per_day = 1.5e7;
  spec.option_liquidity = 0.5;
  return spec;
}

class ChainWorld {
 public:
  ChainWorld(WorldState& state, const chain::Store& store) : state_(state), store_(store) {}

  core::Result<void> add_underlyings() {
    for (const auto& underlying : store_.underlyings()) {
      if (!(underlying.spot > 0)) return empty_error(fmt::format("{} has no price in the files", underlying.symbol));
      const bool is_index = chain::index_class(underlying.symbol) != nullptr;
      const double vol = underlying.iv30 > 0 ? underlying.iv30 / std::sqrt(1.12) : 0.25;
      state_.add_underlying(spec_of(underlying.symbol, is_index, underlying.spot, vol));
    }
    return {};
  }

  /// After the start, when the variances are known that the smiles stand on.
  void add_options() {
    for (std::uint32_t i = 0; i < store_.underlyings().size(); ++i) {
      UnderlyingState& underlying = state_.underlyings[i];
      state_.move_to(underlying, store_.underlyings()[i].spot);
      underlying.priced.yield = 0;
      underlying.priced.dividends.clear();
      for (std::uint32_t e = store_.underlyings()[i].expiry_begin; e < store_.underlyings()[i].expiry_end; ++e)
        add_expiry(underlying, i, e);
    }
  }

 private:
  void add_expiry(UnderlyingState& underlying, std::uint32_t index, std::uint32_t e) {
    const chain::Expiry& expiry = store_.expiries()[e];
    state_.recorded_smiles.push_back(std::make_unique<Smile>(recorded_smile(store_, e)));
    ExpiryShape shape;
    shape.smile = state_.recorded_smiles.back().get();
    for (const auto& slice : store_.slices()) {
      if (slice.expiry != e) continue;
      for (chain::Row row = slice.begin; row < slice.begin + slice.count; ++row) {
        const market::Contract contract = store_.contract(row);
        const ListingTerms& terms = state_.catalogue.option_terms(underlying.spec, index, contract);
        const Instrument& option = state_.catalogue.add_option(terms, contract.expiry, contract.strike, contract.right);
        if (!state_.expiries.contains({&terms, contract.expiry})) add_shape(underlying, expiry, option, shape);
        scale_width(option, row);
      }
    }
  }

  void add_shape(const UnderlyingState& underlying, const chain::Expiry& expiry, const Instrument& first, ExpiryShape shape) {
    const Smile* smile = shape.smile;
    ExpiryState& made = state_.expiry_state(first);
    made.shape.smile = smile;
    made.shape.yield = std::isfinite(expiry.forward) ? expiry.effective_carry(underlying.path.spot.back()).yield : 0;
    if (!(expiry.atm_iv > 0)) return;
    const double years = state_.pricer.variance_years(expiry.date, expiry.settlement, state_.moment());
    const double ours = implied_variance(underlying.priced, underlying.path.variance.back(), years);
    made.shape.variance_scale = expiry.atm_iv * expiry.atm_iv * expiry.years / ours;
  }

  void scale_width(const Instrument& option, chain::Row row) {
    const double spread = store_.at(chain::Column::spread, row);
    if (!(spread > 0) || !(store_.at(chain::Column::bid, row) > 0)) return;
    OptionState& state = state_.option_state(option);
    const ExpiryTerms& terms = state_.terms_now(option);
    const double fair = state_.pricer.fair(option, terms).price;
    const double ours = half_spread(state.session.activity, option, terms, fair, 7200, 7200);
    if (ours > 0) state_.width_scales[option.index] = std::clamp(spread / 2 / ours, 0.2, 10.0);
  }

  WorldState& state_;
  const chain::Store& store_;
};

/// Reads snapshots into a recording.
class ReplayReader {
 public:
  explicit ReplayReader(const WorldOptions& options) : options_(options) {}

  core::Result<void> read(std::span<const std::filesystem::path> files) {
    chain::RejectLog rejects;
    for (const auto& file : files) {
      const auto read = chain::read_chain_csv(file, {}, [&](chain::Quote&& quote) { take(std::move(quote)); }, rejects);
      if (read.has_error()) return read.error();
      if (quotes_.size() > Recording::rows_max)
        return core::Error{
            core::ErrorCode::too_large, fmt::format("more than {} quotes", Recording::rows_max), {file.string(), 0, 0, {}}};
    }
    if (symbols_.empty()) return empty_error("no quote in the files has an underlying's price");
    return {};
  }

  TimePoint start() const { return options_.start.value_or(first_); }

  std::unique_ptr<WorldState> build() {
    auto state = std::make_unique<WorldState>(options_, market::RateCurve::treasury(market::utc_to_eastern(start()).date));
    Recording recording;
    std::map<std::string, std::uint32_t, std::less<>> index;
    for (const auto& [symbol, spots] : symbols_) {
      const auto number = static_cast<std::uint32_t>(index.size());
      index.emplace(symbol, number);
      const double opening =
          std::min_element(spots.begin(), spots.end(), [](const auto& a, const auto& b) { return a.at < b.at; })->price;
      state->add_underlying(spec_of(symbol, chain::index_class(symbol) != nullptr, opening, 0.25));
      for (const RecordedSpot& spot : spots) recording.add_spot(number, spot);
    }
    for (const chain::Quote& quote : quotes_) {
      const auto number = index.find(quote.contract.underlying);
      if (number == index.end()) continue;
      const ListingTerms& terms =
          state->catalogue.option_terms(state->underlyings[number->second].spec, number->second, quote.contract);
      const Instrument& option =
          state->catalogue.add_option(terms, quote.contract.expiry, quote.contract.strike, quote.contract.right);
      recording.add(option.index, {quote.quoted_at, quote.bid, quote.ask, quote.last, quote.bid_size, quote.ask_size, quote.volume,
                                   quote.open_interest});
    }
    recording.finish();
    state->recording = std::move(recording);
    return state;
  }

 private:
  void take(chain::Quote&& quote) {
    if (quotes_.empty() || quote.quoted_at < first_) first_ = quote.quoted_at;
    if (quote.underlying_price > 0) {
      auto& spots = symbols_[quote.contract.underlying];
      if (spots.empty() || spots.back().at != quote.quoted_at) spots.push_back({quote.quoted_at, quote.underlying_price});
    }
    if (quotes_.size() <= Recording::rows_max) quotes_.push_back(std::move(quote));
  }

  const WorldOptions& options_;
  TimePoint first_;
  std::map<std::string, std::vector<RecordedSpot>> symbols_;
  std::vector<chain::Quote> quotes_;
};

}  // namespace

core::Result<World> World::from_chains(std::span<const std::filesystem::path> files, const WorldOptions& options) {
  if (auto problem = problem_with(options)) return *problem;
  chain::LoadOptions load_options;
  load_options.chains.assign(files.begin(), files.end());
  load_options.as_of = options.start;
  auto loaded = chain::load(load_options);
  if (loaded.has_error()) return loaded.error();
  const auto& store = loaded->store;
  if (store.underlyings().empty()) return empty_error("the files hold no contract that is still alive");
  TimePoint start = store.underlyings().front().as_of;
  for (const auto& underlying : store.underlyings()) start = std::max(start, underlying.as_of);
  start = options.start.value_or(start);
  auto state = std::make_unique<WorldState>(options, market::RateCurve::treasury(market::utc_to_eastern(start).date));
  ChainWorld world(*state, store);
  if (auto added = world.add_underlyings(); added.has_error()) return added.error();
  state->start_at(start);
  world.add_options();
  return World(std::move(state));
}

core::Result<World> World::replay(std::span<const std::filesystem::path> files, const WorldOptions& options) {
  if (auto problem = problem_with(options)) return *problem;
  ReplayReader reader(options);
  if (auto read = reader.read(files); read.has_error()) return read.error();
  auto state = reader.build();
  state->start_at(reader.start());
  return World(std::move(state));
}

}  // namespace legwork::simgw
