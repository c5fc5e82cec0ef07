// What a world shows of its market: quotes, the broker's model, bars, dividends, sessions and what an advance brought.
// Plain values, copied out; prices on the tick grid are exact, model figures are doubles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simgw/world/instrument.hpp"

namespace legwork::simgw {

/// One contract now. While its market is closed the book is the one of the last close and `open` is false: what TWS calls frozen.
struct Quote {
  std::optional<Price> bid, ask;             // no bid: nobody pays anything (TWS shows it as -1 or 0, size 0)
  std::int64_t bid_size = 0, ask_size = 0;   // shares or contracts
  std::optional<Price> last;
  std::int64_t last_size = 0;
  TimePoint last_at;
  std::int64_t volume = 0;                   // of this session
  std::int64_t open_interest = 0;            // options; fixed for the session
  std::optional<Price> day_open, high, low;  // trades of this session
  std::optional<Price> close;                // of the session before this one (after the close: of this one)
  bool open = false;                         // its session is on
  bool halted = false;
  char bid_exchange = 0, ask_exchange = 0, last_exchange = 0;  // one letter, as smart components map them; 0: none

  friend bool operator==(const Quote&, const Quote&) = default;
};

/// Which fields of a Quote changed.
enum class QuoteField : std::uint16_t {
  bid = 1,
  ask = 2,
  bid_size = 4,
  ask_size = 8,
  last = 16,
  last_size = 32,
  volume = 64,
  day_open = 128,
  high = 256,
  low = 512,
  close = 1024,
  open_interest = 2048,
  halted = 4096,
  open = 8192,
};
using QuoteFields = std::uint16_t;
constexpr QuoteFields bit(QuoteField field) { return static_cast<QuoteFields>(field); }
constexpr bool has(QuoteFields fields, QuoteField field) { return (fields & bit(field)) != 0; }
QuoteFields differences(const Quote& before, const Quote& after);

/// The broker's own option model on one price. Vols annual, Greeks in units of pricing::Greeks. NaN: not known.
struct Model {
  double implied_vol = 0;
  double price = 0;                  // USD per share
  double delta = 0, gamma = 0, vega = 0, theta = 0;
  double dividends_pv = 0;           // of the underlying, until expiry
  double underlying_price = 0;
  bool exercise_due = false;         // American and worth no more than its intrinsic value: a holder exercises tonight
};

struct Dividend {
  std::uint32_t underlying = 0;
  Date ex_date{};
  Date pay_date{};
  double amount = 0;                 // USD per share
};

/// `start` in UTC. For vols the four prices are vols and volume is 0.
struct Bar {
  TimePoint start;
  double open = 0, high = 0, low = 0, close = 0;
  std::int64_t volume = 0;
  double average = 0;                // volume-weighted
  std::int32_t trades = 0;
};
enum class BarKind : std::uint8_t { trades, midpoint, bid, ask, implied_vol, historical_vol };
struct DailyBar {
  Date date{};
  Bar bar;
};

/// Where an underlying's or a class's session stands.
enum class SessionPhase : std::uint8_t { closed, open };
struct SessionState {
  SessionPhase phase = SessionPhase::closed;
  market::Session session;           // the running one, or the next
};

// What an advance brought, in order of time, then of listing.
struct QuoteChange {
  const Instrument* instrument = nullptr;
  QuoteFields fields = 0;
};
/// Options of one class and expiry have settled; positions are valued at intrinsic on `price`.
struct ExpiryReached {
  const ListingTerms* terms = nullptr;
  Date expiry{};
  double price = 0;                  // USD: the official settlement value of the underlying
  TimePoint at;
};
struct ExpiryListed {
  const ListingTerms* terms = nullptr;
  Date expiry{};
};
struct SessionChange {
  Date date{};
  market::HoursClass hours{};
  SessionPhase phase{};
  TimePoint at;
};
struct WorldEvents {
  std::vector<QuoteChange> quotes;   // watched contracts only
  std::vector<ExpiryReached> expiries;
  std::vector<SessionChange> sessions;
  std::vector<Dividend> gone_ex;     // at the open of the ex-date
  std::vector<ExpiryListed> listed;  // new expiries, at the open of their first day

  void clear();
};

}  // namespace legwork::simgw
