// WorldState: what a world remembers. Underlyings are stepped; options are computed from their underlying's path when somebody looks,
// and what is kept of them (activity, tape, residual) is a cache that can be dropped without changing a figure. Private to the folder.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "market/calendar.hpp"
#include "simgw/world/catalogue.hpp"
#include "simgw/world/chance.hpp"
#include "simgw/world/option_book.hpp"
#include "simgw/world/option_pricer.hpp"
#include "simgw/world/recording.hpp"
#include "simgw/world/session_path.hpp"
#include "simgw/world/tape.hpp"
#include "simgw/world/world.hpp"

namespace legwork::simgw {

/// What is wrong with options, if anything.
std::optional<core::Error> problem_with(const WorldOptions& options);

/// A finished session of an underlying.
struct DayRecord {
  Date date{};
  double open = 0, high = 0, low = 0, close = 0;  // close: of the regular hours
  double variance_open = 0, variance_high = 0, variance_low = 0, variance = 0;
  std::int64_t volume = 0;
  PathState opening;  // from which the session can be walked again
  bool coarse = false;  // history before the world's first day
};

struct HaltSpan {
  int from_s = 0;
  int to_s = 0;  // of the running session; the end of time while it lasts
};

struct UnderlyingState {
  UnderlyingSpec spec;
  const Instrument* instrument = nullptr;
  std::uint64_t seed = 0;
  Smile smile;
  Dynamics dynamics;
  PricedUnderlying priced;
  PathState state, opening;
  SessionPath path;  // the running session, or the last one
  Tape tape;
  std::vector<DayRecord> days;
  std::vector<HaltSpan> halts;  // of the running session
  bool halted = false;
};

struct ExpiryState {
  ExpiryShape shape;
  std::uint64_t seed = 0;
  // The last answer: the contracts of an expiry ask for the same one after the other.
  double spot = -1, variance = -1;
  TimePoint at;
  ExpiryTerms terms;
};

/// One option in one session.
struct OptionSession {
  Date date{};
  OptionActivity activity;
  int last_second = 0;  // it trades until here
};

struct OptionState {
  ExpiryState* expiry = nullptr;
  std::uint64_t seed = 0;
  OptionSession session;
  ResidualCache quote_residual, tape_residual;
  Tape tape;
  int tape_bucket = 0;  // the next one that may hold a trade
  std::size_t close_of = 0;  // days.size() when `close` was computed
  std::optional<Price> close;
  // The last book shown, while its contract waits to be requoted.
  int book_second = -1;
  Book book;
};

struct Watch {
  const Instrument* instrument = nullptr;
  int count = 0;
  Quote shown;
};

struct WorldState {
  WorldState(const WorldOptions& world_options, market::RateCurve curve);

  // Building (world_build.cpp).
  void add_underlying(const UnderlyingSpec& spec);
  void make_history(UnderlyingState& underlying, Date first_session) const;
  void make_dividends(UnderlyingState& underlying, Date first, Date last) const;
  void start_at(TimePoint start);
  /// Shifts the past so that an underlying stands at `spot` now.
  void move_to(UnderlyingState& underlying, double spot) const;

  // Stepping (world_advance.cpp).
  void run_to(TimePoint to);
  void open_session();
  void step();
  void on_second();
  void finish_session();
  DayRecord day_until(const UnderlyingState& underlying, int until_second) const;
  void settle(market::Settlement settlement, TimePoint at);
  void phase_events(SessionPhase phase, TimePoint at, bool regular);
  void collect_changes();

  // Quotes (world_quotes.cpp).
  Quote quote_of(const Instrument& instrument);
  Quote stock_quote(const UnderlyingState& underlying) const;
  Quote option_quote(const Instrument& option);
  void recorded_book(const Instrument& option, Quote& quote) const;
  OptionState& option_state(const Instrument& option);
  ExpiryState& expiry_state(const Instrument& option);
  OptionSession option_session(const Instrument& option, OptionState& state, const SessionPath& path);
  void follow_tape(const Instrument& option, OptionState& state, int until_second);
  std::optional<Price> close_of(const Instrument& option, OptionState& state);
  const Book& live_book(const Instrument& option, OptionState& state, int at_second);
  /// As it stood at a full second of a path.
  Book book_at(const Instrument& option, const OptionState& state, const OptionSession& session, const SessionPath& path,
               int at_second, ResidualCache& cache);
  struct Spot {
    double price = 0, variance = 0, second = 0;
  };
  Book book_on(const Instrument& option, const OptionState& state, const OptionSession& session, const SessionGrid& on,
               const Spot& spot, ResidualCache& cache);
  const ExpiryTerms& terms_at(ExpiryState& expiry, const UnderlyingState& underlying, double spot, double variance,
                              const Moment& moment);
  /// On the underlying now.
  const ExpiryTerms& terms_now(const Instrument& option);
  bool is_expired(const Instrument& option) const;
  double model_vol(const Instrument& option);

  UnderlyingState& of(const Instrument& instrument) { return underlyings[instrument.terms->underlying]; }
  const UnderlyingState* named(std::string_view symbol) const;
  Moment moment() const;
  static std::uint64_t second_bits(const UnderlyingState& underlying, Date date, int at_second);
  static int last_second(const Instrument& instrument, const SessionGrid& session);
  static bool was_halted(const UnderlyingState& underlying, int at_second);

  WorldOptions options;
  const market::ExchangeCalendar& calendar = market::ExchangeCalendar::us_options();
  Catalogue catalogue{calendar};
  OptionPricer pricer;
  std::vector<UnderlyingState> underlyings;
  std::optional<Recording> recording;  // replay
  bool lists_new = false;  // synthetic universes list new expiries every day

  TimePoint now;
  SessionGrid grid;  // the running session, or the last one
  bool running = false;
  int second = 0, substep = 0;  // of the running session; substep counts within the second
  int steps_per_second = 4;
  double step_years = 0;

  std::map<std::pair<const ListingTerms*, Date>, ExpiryState> expiries;
  std::map<std::pair<const ListingTerms*, Date>, double> settled;
  std::vector<std::unique_ptr<OptionState>> option_states;  // by instrument index; empty: nobody looked
  std::vector<Watch> watches;
  std::unordered_map<ContractId, std::size_t> watch_index;
  std::vector<std::unique_ptr<Smile>> recorded_smiles;
  std::unordered_map<std::uint32_t, double> width_scales;  // recorded chains: their half spread over ours, by instrument index
  WorldEvents events;
};

}  // namespace legwork::simgw
