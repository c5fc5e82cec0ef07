// The risk gate: an order that is proposed, and everything that is known when it is, to a verdict per control (reliability.md §4). Pure:
// it asks nobody and remembers nothing; who runs it fills the context and keeps the verdicts. All controls are judged and returned, the
// switch first. What only reduces risk passes the modes that stop new risk (EXITS_POSSIBLE); cancels are not judged at all. A few
// microseconds with a book of dozens of spreads and orders.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "market/calendar.hpp"
#include "trade/engine/surroundings.hpp"
#include "trade/gate/exposure.hpp"
#include "trade/gate/limits.hpp"
#include "trade/gate/proposal.hpp"
#include "trade/records.hpp"
#include "trade/verdict.hpp"

namespace legwork::trade {

struct Arming {
  bool armed = false;
  std::string account;  // the one that is armed
  bool live = false;  // armed for live trading, else for paper
  bool link_live = false;  // what the link is
  std::vector<std::string> link_accounts;
  bool automation = false;
};
struct LinkState {
  bool ready = false, upstream_up = false;  // handshake done; the broker behind the gateway there
  bool reconciled = false;
  bool clock_sane = false;
  bool keeps_records = false;
  bool misread = false;  // the gateway echoed a request as another than was sent, or bytes did not decode to their intent
  bool answered_once = false;  // an order was answered in this session
  core::TimePoint last_life{};
};
struct AccountState {
  std::optional<market::Money> available_funds;
  core::TimePoint at{};  // of that figure
  market::Money realised_today;  // < 0: a loss
  market::Money drawdown;  // ≥ 0: highest equity less the present one
};
/// As the throttle windows of the limits count them; `day` and `month` by the exchange's calendar.
struct Counters {
  std::int64_t rejections = 0, close_rejections = 0, automatic_trades = 0;
  std::string tripped;  // why the throttle is; empty: it is not
  std::int64_t messages_last_second = 0;
  std::int64_t actions_today = 0, trades_today = 0, openings_today = 0;
  std::int64_t option_orders_this_month = 0, sessions_this_month = 1;
};
struct RecentOrder {
  TicketNumber ticket;
  Intent intent;
  core::TimePoint at{};
};
/// A disagreement that a trade left behind; an empty underlying is the whole account.
struct OpenBreak {
  std::string underlying, what;
};

struct GateContext {
  core::TimePoint now{};
  const market::ExchangeCalendar* calendar = &market::ExchangeCalendar::us_options();
  Limits limits;
  std::string limits_fault;  // the limits in force are not on record, or their file was refused; empty: neither
  records::Mode mode = records::Mode::normal;
  bool killed = false;  // the latch, on the disk
  bool kill_asked = false;  // not yet on the disk
  std::int64_t kill_unproven = 0;  // orders of the last kill whose end is not proven
  Arming arming;
  LinkState link;
  std::vector<GuardWindow> guard_windows;
  std::vector<Dividend> dividends;
  std::set<ContractId> verified;  // contracts whose details the broker confirmed
  std::vector<std::string> halted;  // underlyings
  HeldBook held;
  std::vector<WorkingOrder> orders;  // all that may live
  std::vector<RecentOrder> recent;  // placed within the duplicate and drift windows
  std::map<std::string, TicketNumber, std::less<>> signals_used;  // ever
  AccountState account;
  Counters counters;
  std::vector<OpenBreak> breaks;
};

/// One verdict per control, in the order of ControlId.
std::vector<Verdict> judge(const Proposal& proposal, const GateContext& context);
bool all_passed(const std::vector<Verdict>& verdicts);
/// "loss: 1200.00 > 1000.00 …; margin: …"; empty when all passed.
std::string refusals(const std::vector<Verdict>& verdicts);

}  // namespace legwork::trade
