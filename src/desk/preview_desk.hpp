// PreviewDesk: from a wish in words to a ticket: finds the contracts, watches their quotes, asks the broker what margin it would take, and
// lets trade::preview put it together. Tickets stay, with their quotes live, until they are too old to be placed. Without I/O; deadlines
// bound every wait, and what did not come is labelled on the ticket. Owned with the session, on the engine executor.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/contract_finder.hpp"
#include "desk/ib_feed.hpp"
#include "trade/engine/actions.hpp"
#include "trade/engine/events.hpp"
#include "trade/preview.hpp"

namespace legwork::desk {

enum class Pricing : std::uint8_t { mid, natural, custom };

struct SpreadWish {
  market::VerticalId vertical;  // as the position is, or will be, held: short strike, long strike
  trade::Effect effect = trade::Effect::opens;  // or closes
  std::int64_t quantity = 1;
  Pricing pricing = Pricing::mid;
  market::Price limit;  // custom: per share, ≥ 0; credit or debit as such a spread is
  trade::TimeInForce tif;
  bool wants_what_if = true;
};

struct DeskTicket {
  trade::TicketNumber number;
  SpreadWish wish;
  VerticalContracts contracts;
  trade::Ticket ticket;
  trade::WhatIf what_if;
};

struct PreviewDeskOptions {
  core::Duration contracts_deadline = std::chrono::seconds(10);
  core::Duration quotes_deadline = std::chrono::seconds(4);  // then with what there is
  core::Duration what_if_deadline = std::chrono::seconds(5);
  std::size_t open_max = 16;  // previews on their way, and tickets kept, each
  trade::PreviewSettings settings;
};

class PreviewDesk {
 public:
  /// What is held in the account at this moment.
  using Held = std::function<std::vector<trade::HeldLeg>()>;
  /// What the risk gate says of it now.
  using Judge = std::function<std::vector<trade::Verdict>(const trade::Proposal&)>;
  /// Errors: those of ContractFinder, IbFeed::watch and Intent; io (no price came to ask at); too_large (too many on their way).
  /// Of too many tickets the oldest goes.
  using Done = std::function<void(core::Result<const DeskTicket*>)>;

  struct Parts {
    ContractFinder& finder;
    IbFeed& feed;
    std::string account;
    Held held;
    std::function<void(trade::WhatIfCommand)> ask_what_if;
    Judge judge;
  };
  explicit PreviewDesk(Parts parts, const PreviewDeskOptions& options = {}) : parts_(std::move(parts)), options_(options) {}

  /// `number` is what the ticket will be called; `done` is called once, here or later.
  void preview(const SpreadWish& wish, trade::TicketNumber number, core::TimePoint now, Done done);
  /// After finder and feed have heard the same.
  void on_quotes(core::TimePoint now) { advance(now); }
  void on_what_if(const trade::WhatIfAnswer& answer, core::TimePoint now);
  void on_time(core::TimePoint now);
  std::optional<core::TimePoint> deadline() const;

  /// Nothing: never made, or too old. Stays valid until the next on_time().
  const DeskTicket* ticket(trade::TicketNumber number) const;
  /// Placed, or no longer wanted.
  void drop(trade::TicketNumber number, core::TimePoint now);
  /// Of its legs, now.
  trade::SpreadQuote quote_now(const DeskTicket& ticket, core::TimePoint now) const;
  /// The ticket's order at the quotes of `now`.
  trade::Proposal proposal(const DeskTicket& ticket, core::TimePoint now) const;

 private:
  enum class Stage : std::uint8_t { contracts, quotes, what_if, ready };
  struct Open {
    SpreadWish wish;
    trade::TicketNumber number;
    Done done;
    Stage stage = Stage::contracts;
    core::TimePoint stage_until{};
    std::optional<VerticalContracts> contracts;
    std::optional<core::Error> failed;
    std::optional<trade::Intent> intent;
    trade::WhatIf what_if;
    bool is_watched = false;
  };

  void advance(core::TimePoint now);
  /// True when it has ended.
  bool advance(Open& open, core::TimePoint now);
  void fail(Open& open, const core::Error& error, core::TimePoint now);
  bool have_quotes(const Open& open) const;
  core::Result<trade::Intent> intent_of(const Open& open, core::TimePoint now) const;
  void finish(Open& open, core::TimePoint now);
  void release(const VerticalContracts& contracts, core::TimePoint now);

  Parts parts_;
  PreviewDeskOptions options_;
  std::list<Open> open_;
  bool is_advancing_ = false;
  std::map<trade::TicketNumber, DeskTicket> tickets_;
};

/// The market of the expiry as two quotes and the yield curve have it: a vol implied by the short leg's mid. Nothing without a mid.
std::optional<trade::MarketModel> market_model(const VerticalContracts& contracts, const trade::Quotes& quotes,
                                               core::TimePoint now);
/// What such a spread is opened, or closed, for.
trade::Side side_of(const market::VerticalId& vertical, trade::Effect effect);

}  // namespace legwork::desk
