// World: the simulated market. Underlyings move on a fixed grid of time; every quote is a function of (seed, contract, time) and of
// its underlying's path, so that neither the pattern of advances nor who looks at what changes any figure. Owned by one executor.
// An advance costs ≈ 10 µs a grid step plus ≈ 1 µs for each watched option; a quote that nobody watches is computed when asked for.
// What is true but hidden (spot before ticks, vols, residuals) is in truth.hpp, which only tests and score-keepers include.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "simgw/world/market.hpp"

namespace legwork::simgw {

class AmericanPremiums;
class Truth;
struct WorldState;

struct WorldOptions {
  std::uint64_t seed = 1;
  std::optional<TimePoint> start;  // files: their first moment when not given
  core::Duration step = std::chrono::milliseconds(250);  // 10 ms … 1 s, a divisor of one second
  int history_sessions = 400;  // daily bars before the first day, ≥ 30
  std::shared_ptr<AmericanPremiums> premiums;  // kept by who makes many worlds, one after the other; no figure depends on it
  double crossed_share = 0;  // of option quotes shown crossed, 0 … 1: for tests of clients
};

class World {
 public:
  /// Errors: invalid_argument (no start, a bad step, an empty universe), parse.
  static core::Result<World> synthetic(const UniverseSpec& universe, const WorldOptions& options);
  /// The contracts of recorded chains; spot, smiles and widths start as in the newest snapshot at or before `start`.
  static core::Result<World> from_chains(std::span<const std::filesystem::path> files, const WorldOptions& options);
  /// Recorded snapshots as they were, one after the other; between two nothing moves.
  static core::Result<World> replay(std::span<const std::filesystem::path> files, const WorldOptions& options);

  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World(World&&) noexcept;
  World& operator=(World&&) noexcept;

  TimePoint now() const;
  /// To the last grid point at or before `now`; an earlier time does nothing. The answer is valid until the next call.
  const WorldEvents& advance(TimePoint now);
  /// When something next happens by itself: the next grid point while any market is open, else the next open or settlement.
  TimePoint next_event() const;

  // Listing. Expired contracts stay findable by id.
  const Instrument* find(ContractId id) const;
  const Instrument* find(std::string_view symbol, SecurityKind kind) const;  // stock or index
  const Instrument* find_option(std::string_view trading_class, Date expiry, Price strike, Right right) const;
  std::span<const Instrument* const> underlyings() const;
  /// By class; empty when the symbol has no options.
  std::span<const ListedClass> options_of(std::string_view symbol) const;
  std::size_t instrument_count() const;

  // Market.
  Quote quote(const Instrument& instrument) const;
  /// The broker's model of an option, on its own theoretical price.
  Model model(const Instrument& option) const;
  /// The same model's figures for a given price (bid, ask or last); vol NaN when the price has none.
  Model model_at(const Instrument& option, double price) const;
  /// The model's price and Greeks for a given vol and underlying price: what calculateOptionPrice asks.
  Model model_with(const Instrument& option, double vol, double underlying_price) const;
  /// Annualised close-to-close vol of the last 30 sessions, and 30-day implied vol now: generic ticks 104 and 106.
  double historical_vol(std::string_view symbol) const;
  double implied_vol(std::string_view symbol) const;
  SessionState session_state(const Instrument& instrument) const;
  std::vector<Dividend> dividends(std::string_view symbol, Date from, Date to) const;  // ex-date in [from, to], announced or not
  /// The official settlement value of an expired option's class, or nothing when it has not settled yet.
  std::optional<double> settlement(const Instrument& option) const;

  // History, up to now. Bars of the running session end with the last full one and the one in progress.
  /// Sessions in [from, to]. Options: since they could have been listed.
  std::vector<DailyBar> daily_bars(const Instrument& instrument, BarKind kind, Date from, Date to) const;
  /// Regular hours in [from, to); `size` 1 s … 8 h, a whole number of seconds. Errors: invalid_argument.
  core::Result<std::vector<Bar>> bars(const Instrument& instrument, BarKind kind, core::Duration size, TimePoint from,
                                      TimePoint to) const;
  /// The first moment for which there are bars.
  TimePoint head_timestamp(const Instrument& instrument) const;

  // What the sending side asks for and causes.
  /// Watched contracts appear in WorldEvents::quotes; counted, so every watch needs its unwatch.
  void watch(const Instrument& instrument);
  void unwatch(const Instrument& instrument);
  std::size_t watched_count() const;
  /// A trade of the broker's customers goes to the tape: last, volume, high, low.
  void print_trade(const Instrument& instrument, Price price, std::int64_t size);
  /// Trading in an underlying and its options stops or resumes; quotes are withdrawn meanwhile.
  void set_halted(std::string_view symbol, bool halted);

 private:
  friend class Truth;
  explicit World(std::unique_ptr<WorldState> state);
  std::unique_ptr<WorldState> state_;
};

}  // namespace legwork::simgw
