// IbFeed: the quotes that orders lean on, from the broker's streaming lines: legs and their underlyings, with the two ages of DESIGN.md §3.
// A line is counted by its users and given back when the last is done. A quote is confirmed by a tick of its own line, or by one of its
// underlying while nothing speaks against it; a gap takes that away until the line ticks again. Without I/O; a tick costs a map lookup
// and, of an underlying, one pass over its legs. Owned with the session, on the engine executor.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "desk/contract_finder.hpp"
#include "trade/quote.hpp"
#include "tws/session/session.hpp"

namespace legwork::desk {

struct IbFeedOptions {
  std::size_t lines_max = 90;  // of the login's 100; the rest is for other programs
  double moved_sds = 0.1;  // of a day: so far may the underlying go before a quote that stands still is doubted
};

class IbFeed final : public trade::Quotes {
 public:
  /// `session` outlives the feed.
  explicit IbFeed(tws::Session& session, IbFeedOptions options = {}) : session_(session), options_(options) {}

  /// One more user of the legs' lines and of their underlying's. Error: too_large (no line is free); then nothing is watched.
  core::Result<void> watch(const std::vector<trade::Instrument>& legs, const Underlying& underlying, core::TimePoint now);
  /// One user less.
  void release(const std::vector<trade::Instrument>& legs, const Underlying& underlying, core::TimePoint now);

  void on(const tws::Event& event, core::TimePoint now);

  const trade::LegQuote* leg(trade::ContractId id) const override;
  const trade::UnderlyingQuote* underlying(std::string_view symbol) const override;
  /// Why there is no quote of it: the broker's words; empty: none.
  std::string trouble(trade::ContractId id) const;
  /// Underlyings that are watched and halted.
  std::vector<std::string> halted() const;
  std::size_t lines() const { return lines_.size(); }

 private:
  struct Line {
    tws::RequestKey key;
    int users = 0;
    std::string symbol;  // of the underlying
    bool is_leg = false;
    bool has_ticked = false;  // since it began, or since the last gap
    std::string trouble;
    std::optional<double> implied_vol;  // the broker's, of a leg
    std::optional<double> spot_at_change;  // of the underlying, when bid or ask last changed
    trade::LegQuote leg;
    trade::UnderlyingQuote underlying;
  };

  void begin(trade::ContractId id, const tws::Contract& contract, const std::string& symbol, bool is_leg, core::TimePoint now);
  void end(trade::ContractId id, core::TimePoint now);
  void tick(Line& line, const tws::Response& message, core::TimePoint now);
  void price(Line& line, const tws::TickPrice& tick, core::TimePoint now);
  void size(Line& line, std::int32_t type, const std::optional<tws::Decimal>& size);
  void data_type(Line& line, std::int32_t type);
  /// An underlying ticked: its legs that stand still are confirmed, unless something speaks against it.
  void confirm_legs(const Line& underlying, core::TimePoint now);
  void distrust_all();
  Line* line_of(tws::RequestKey key);

  tws::Session& session_;
  IbFeedOptions options_;
  std::map<trade::ContractId, Line> lines_;
  std::map<tws::RequestKey, trade::ContractId> by_key_;
  std::map<std::string, trade::ContractId, std::less<>> underlyings_;  // by symbol
  std::set<std::string> farms_down_;
};

}  // namespace legwork::desk
