// Every control of the risk gate just inside its limit, beyond it, and with what it needs missing; and that what only closes passes where
// the table of controls says so. A case changes one thing in a world in which everything passes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <set>

#include "trade/engine/engine_fixture.hpp"
#include "trade/gate/gate.hpp"

namespace legwork::trade {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

market::Money usd(std::int64_t amount) { return Desk::usd(amount); }

/// 2026-11-20, a Friday, 11:00 in New York.
core::TimePoint at_eleven() {
  return market::eastern_to_utc(market::Date(std::chrono::year(2026), std::chrono::November, std::chrono::day(20)), {11 * 3600});
}

GateContext good_context() {
  GateContext context;
  context.now = at_eleven();
  context.arming = {true, "DU1", false, false, {"DU1"}, false};
  context.link = {true, true, true, true, true, false, true, context.now};
  for (const std::int64_t id : {585, 590, 595, 600}) context.verified.insert(ContractId(id));
  context.account = {usd(100'000), context.now, {}, {}};
  return context;
}
Proposal good_proposal(const Intent& intent = bull_put(2)) {
  Proposal proposal(intent);
  proposal.ticket = TicketNumber(9);
  const market::Price cost = intent.limit().signed_cost();
  proposal.quote = {cost, cost, cost.to_double(), {}, {}, 10, true, false, true};
  proposal.quoted_at = at_eleven();
  return proposal;
}
/// Short 600, long 595, three units, sold for 1.05.
void hold(GateContext& context) { context.held.verticals.push_back({option(600, 600), option(595, 595), 3, price("-1.05")}); }
WorkingOrder working(const Intent& intent, std::uint64_t number = 1) {
  return {OrderNumber(number), TicketNumber(number), intent, Certainty::working, true, {intent.quantity(), intent.limit()},
          std::nullopt};
}
Intent other_put(const char* credit = "0.90") {
  return Intent::vertical("DU1", Effect::opens, option(590, 590), option(585, 585), 1, NetPrice::credit(price(credit)),
                          TimeInForce::day())
      .value();
}

struct Case {
  const char* name;
  ControlId control;
  const char* says;  // part of the refusal; null: it passes
  std::function<void(Proposal&, GateContext&)> change;
};

std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

/// Changes of a proposal that opens two units of the bull put.
const std::vector<Case>& opening_cases() {  // NOLINT(readability-function-size): one table
  using C = ControlId;
  constexpr const char* passes = nullptr;
  static const std::vector<Case> cases{
      {"ReducingOnly", C::mode_switch, "nothing is opened", [](auto&, auto& c) { c.mode = records::Mode::reducing_only; }},
      {"Halted", C::mode_switch, "only what closes", [](auto&, auto& c) { c.mode = records::Mode::halted; }},
      {"HaltedPlaybook", C::mode_switch, "playbooks send nothing",
       [](auto& p, auto& c) { c.mode = records::Mode::halted, p.origin = Origin::playbook; }},
      {"NotArmed", C::armed, "no account is armed", [](auto&, auto& c) { c.arming.armed = false; }},
      {"AnotherAccount", C::armed, "armed is DU2", [](auto&, auto& c) { c.arming.account = "DU2"; }},
      {"LinkOfOthers", C::armed, "does not serve", [](auto&, auto& c) { c.arming.link_accounts = {"DU2"}; }},
      {"LiveLink", C::armed, "the link is live", [](auto&, auto& c) { c.arming.link_live = true; }},
      {"PlaybookWithoutAutomation", C::armed, "nobody approved", [](auto& p, auto&) { p.origin = Origin::playbook; }},
      {"PlaybookApproved", C::armed, passes, [](auto& p, auto&) { p.origin = Origin::playbook, p.approved = true; }},
      {"PlaybookAutomatic", C::armed, passes, [](auto& p, auto& c) { p.origin = Origin::playbook, c.arming.automation = true; }},
      {"Killed", C::kill_latch, "a person releases it", [](auto&, auto& c) { c.killed = true; }},
      {"NotReady", C::session, "not ready", [](auto&, auto& c) { c.link.ready = false; }},
      {"UpstreamAway", C::session, "lost the broker", [](auto&, auto& c) { c.link.upstream_up = false; }},
      {"NotReconciled", C::session, "not reconciled", [](auto&, auto& c) { c.link.reconciled = false; }},
      {"ClockOff", C::session, "clock", [](auto&, auto& c) { c.link.clock_sane = false; }},
      {"DiskAway", C::session, "cannot be kept", [](auto&, auto& c) { c.link.keeps_records = false; }},
      {"InAGuardWindow", C::session, "'restart'", [](auto&, auto& c) { c.guard_windows = {{"restart", c.now, c.now + 1s}}; }},
      {"AfterAGuardWindow", C::session, passes, [](auto&, auto& c) { c.guard_windows = {{"restart", c.now - 1s, c.now}}; }},
      {"LifeAtItsLimit", C::life, passes, [](auto&, auto& c) { c.link.last_life = c.now - c.limits.life_age_max; }},
      {"LifeTooOld", C::life, "old, at most", [](auto&, auto& c) { c.link.last_life = c.now - c.limits.life_age_max - 1ms; }},
      {"LifeOfTheFuture", C::life, "old, at most", [](auto&, auto& c) { c.link.last_life = c.now + 1s; }},
      {"NotOnTheList", C::instrument, "not on the list", [](auto&, auto& c) { c.limits.underlyings_allowed = {"QQQ"}; }},
      {"EveryUnderlying", C::instrument, passes, [](auto&, auto& c) { c.limits.underlyings_allowed = {"*"}; }},
      {"DaysAtTheirLeast", C::instrument, passes, [](auto&, auto& c) { c.limits.dte_min_days = 28; }},
      {"TooFewDays", C::instrument, "28 days to expiry", [](auto&, auto& c) { c.limits.dte_min_days = 29; }},
      {"DaysAtTheirMost", C::instrument, passes, [](auto&, auto& c) { c.limits.dte_max_days = 28; }},
      {"TooManyDays", C::instrument, "28 days to expiry", [](auto&, auto& c) { c.limits.dte_max_days = 27; }},
      {"StockIsLeft", C::instrument, "assignment left stock",
       [](auto&, auto& c) { c.held.legs.push_back({{ContractId(1), "SPY", std::nullopt}, 100, price("600")}); }},
      {"NotVerified", C::structure, "has not confirmed", [](auto&, auto& c) { c.verified.erase(ContractId(595)); }},
      {"AgainstHeld", C::structure, "would close what is held",
       [](auto&, auto& c) { c.held.verticals.push_back({option(595, 595), option(590, 590), 1, price("-1")}); }},
      {"UnitsAtTheirMost", C::size, passes, [](auto&, auto& c) { c.limits.quantity_max_units = 2; }},
      {"TooManyUnits", C::size, "2 units, not between", [](auto&, auto& c) { c.limits.quantity_max_units = 1; }},
      {"TooFewUnits", C::size, "2 units, not between", [](auto&, auto& c) { c.limits.quantity_min_units = 3; }},
      // Two units can lose 2 × (500 − 105) = 790; at full width 1,000.
      {"LossAtItsLimit", C::loss, passes, [](auto&, auto& c) { c.limits.order_loss_max = usd(790); }},
      {"LossBeyond", C::loss, "790.00 > 789.00", [](auto&, auto& c) { c.limits.order_loss_max = usd(789); }},
      {"ValueAtItsLimit", C::loss, passes, [](auto&, auto& c) { c.limits.order_value_max = usd(1'000); }},
      {"ValueBeyond", C::loss, "1000.00 > 999.00", [](auto&, auto& c) { c.limits.order_value_max = usd(999); }},
      // Held: 3 × 395 = 1,185.
      {"UnderlyingAtItsLimit", C::loss, passes, [](auto&, auto& c) { hold(c), c.limits.underlying_loss_max = usd(1'975); }},
      {"UnderlyingBeyond", C::loss, "SPY can lose 1975.00",
       [](auto&, auto& c) { hold(c), c.limits.underlying_loss_max = usd(1'974); }},
      {"ExpiryBeyond", C::loss, "expiry 2026-12-18 can lose 1975.00",
       [](auto&, auto& c) { hold(c), c.limits.expiry_loss_max = usd(1'974); }},
      {"AccountBeyond", C::loss, "the account can lose 1975.00",
       [](auto&, auto& c) { hold(c), c.limits.account_loss_max = usd(1'974); }},
      {"WorkingCounts", C::loss, "SPY can lose 1200.00",
       [](auto&, auto& c) { c.orders = {working(other_put())}, c.limits.underlying_loss_max = usd(1'199); }},
      {"InDoubtCounts", C::loss, "SPY can lose 1200.00",
       [](auto&, auto& c) {
         c.orders = {working(other_put())};
         c.orders[0].certainty = Certainty::unknown;
         c.limits.underlying_loss_max = usd(1'199);
       }},
      {"OfTwoVersionsTheWorse", C::loss, "SPY can lose 1240.00",
       [](auto&, auto& c) {
         c.orders = {working(other_put())};
         c.orders[0].other = OrderVersion{1, NetPrice::credit(price("0.50"))};
         c.limits.underlying_loss_max = usd(1'239);
       }},
      {"MidAtItsLimit", C::collar, passes, [](auto& p, auto&) { p.quote.mid = -1.30; }},  // 5 % of the width: 0.25
      {"WorseThanMid", C::collar, "worse than mid", [](auto& p, auto&) { p.quote.mid = -1.31; }},
      {"WithoutAMid", C::collar, "no usable mid", [](auto& p, auto&) { p.quote.mid.reset(); }},
      {"WorseThanTheModel", C::collar, "the model's", [](auto& p, auto&) { p.model_value = -1.56; }},
      {"ModelMissing", C::collar, "no value", [](auto&, auto& c) { c.limits.model_required = true; }},
      {"Drifted", C::collar, "best price lately",
       [](auto&, auto& c) { c.recent = {{TicketNumber(9), bull_put(2, "1.56"), c.now - 60s}}; }},
      {"DriftedLongAgo", C::collar, passes,
       [](auto&, auto& c) { c.recent = {{TicketNumber(9), bull_put(2, "1.56"), c.now - c.limits.drift_window - 1s}}; }},
      {"QuoteAtItsAge", C::data_quality, passes, [](auto& p, auto& c) { p.quote.confirmed_age = c.limits.quote_age_max; }},
      {"QuoteTooOld", C::data_quality, "not confirmed lately",
       [](auto& p, auto& c) { p.quoted_at = c.now - c.limits.quote_age_max - 1ms; }},
      {"QuoteOneSided", C::data_quality, "a side is missing", [](auto& p, auto&) { p.quote.complete = false; }},
      {"QuoteCrossed", C::data_quality, "crossed", [](auto& p, auto&) { p.quote.crossed = true; }},
      {"QuoteNotLive", C::data_quality, "not live", [](auto& p, auto&) { p.quote.live = false; }},
      {"QuoteSkewed", C::data_quality, "different times", [](auto& p, auto& c) { p.quote.skew = c.limits.leg_skew_max + 1ms; }},
      {"QuoteOfTheFuture", C::data_quality, "not confirmed lately", [](auto& p, auto& c) { p.quoted_at = c.now + 1s; }},
      // Own bound 1,000 and the reserve of 1,000.
      {"FundsAtTheirLimit", C::margin, passes, [](auto&, auto& c) { c.account.available_funds = usd(2'000); }},
      {"FundsTooLow", C::margin, "own bound", [](auto&, auto& c) { c.account.available_funds = usd(1'999); }},
      {"FundsUnknown", C::margin, "not known", [](auto&, auto& c) { c.account.available_funds.reset(); }},
      {"FundsOld", C::margin, "figures are", [](auto&, auto& c) { c.account.at = c.now - c.limits.account_age_max - 1s; }},
      {"WhatIfBelowTheBound", C::margin, passes,
       [](auto& p, auto& c) {
         p.what_if.state = WhatIfState::answered, p.what_if.initial_margin_change = usd(800), p.what_if.at = c.now;
         c.account.available_funds = usd(1'800);
       }},
      {"WhatIfThatFrees", C::margin, "own bound",
       [](auto& p, auto& c) {
         p.what_if.state = WhatIfState::answered, p.what_if.initial_margin_change = usd(-5), p.what_if.at = c.now;
         c.account.available_funds = usd(1'800);
       }},
      {"Repeated", C::duplicate, "ticket 8 placed the same",
       [](auto&, auto& c) { c.recent = {{TicketNumber(8), bull_put(2), c.now - 1s}}; }},
      {"RepeatedLongAgo", C::duplicate, passes,
       [](auto&, auto& c) { c.recent = {{TicketNumber(8), bull_put(2), c.now - c.limits.duplicate_window - 1ms}}; }},
      {"AStepOfTheSameTicket", C::duplicate, passes,
       [](auto&, auto& c) { c.recent = {{TicketNumber(9), bull_put(2), c.now - 1s}}; }},
      {"SignalUsed", C::duplicate, "was used by ticket 3",
       [](auto& p, auto& c) { p.signal = "s1", c.signals_used = {{"s1", TicketNumber(3)}}; }},
      {"RejectionsBelow", C::throttle, passes, [](auto&, auto& c) { c.counters.rejections = c.limits.rejections_max_orders - 1; }},
      {"RejectionsAtTheirLimit", C::throttle, "rejections",
       [](auto&, auto& c) { c.counters.rejections = c.limits.rejections_max_orders; }},
      {"TradesAtTheirLimit", C::throttle, "automatic trades",
       [](auto&, auto& c) { c.counters.automatic_trades = c.limits.executions_max_trades; }},
      {"Tripped", C::throttle, "a person enables it", [](auto&, auto& c) { c.counters.tripped = "too much"; }},
      {"TicketHasAnOrder", C::working_orders, "of this ticket may live",
       [](auto&, auto& c) { c.orders = {working(other_put(), 9)}; }},
      {"AccountIsFull", C::working_orders, "of the account",
       [](auto&, auto& c) {
         for (std::uint64_t i = 0; i < 30; ++i) c.orders.push_back(working(other_put(), 100 + i));
       }},
      {"FirstAnswerMissing", C::working_orders, "first answer",
       [](auto&, auto& c) {
         c.link.answered_once = false, c.orders = {working(other_put())};
         c.orders[0].answered = false;
       }},
      {"MessagesBelow", C::messages, passes, [](auto&, auto& c) { c.counters.messages_last_second = 34; }},
      {"MessagesAtTheirLimit", C::messages, "34 messages",
       [](auto&, auto& c) { c.counters.messages_last_second = 34, c.limits.messages_max_per_s = 44; }},
      {"TooManyActions", C::messages, "actions", [](auto&, auto& c) { c.counters.actions_today = 50; }},
      {"MonthIsFull", C::messages, "of the month", [](auto&, auto& c) { c.counters.option_orders_this_month = 300; }},
      {"DayLossBelow", C::day, passes, [](auto&, auto& c) { c.account.realised_today = usd(-499); }},
      {"DayLossAtItsLimit", C::day, "realised today", [](auto&, auto& c) { c.account.realised_today = usd(-500); }},
      {"DrawdownAtItsLimit", C::day, "drawdown", [](auto&, auto& c) { c.account.drawdown = usd(2'000); }},
      {"OpeningsAtTheirLimit", C::day, "opening 21", [](auto&, auto& c) { c.counters.openings_today = 20; }},
      {"SpreadsAtTheirLimit", C::day, "open spread 2", [](auto&, auto& c) { hold(c), c.limits.open_spreads_max = 1; }},
      {"CrossesItself", C::self_cross, "trade with own order",
       [](auto&, auto& c) { c.orders = {working(close_bull_put(1, "1.05"))}; }},
      {"DoesNotMeet", C::self_cross, passes, [](auto&, auto& c) { c.orders = {working(close_bull_put(1, "1.04"))}; }},
      {"Restricted", C::restricted, "is restricted", [](auto&, auto& c) { c.limits.underlyings_restricted = {"SPY"}; }},
      {"HaltedUnderlying", C::restricted, "is halted", [](auto&, auto& c) { c.halted = {"SPY"}; }},
      {"Misread", C::sent_bytes, "misread", [](auto&, auto& c) { c.link.misread = true; }},
      {"ABreak", C::post_trade, "not explained", [](auto&, auto& c) { c.breaks = {{"SPY", "a leg is missing"}}; }},
      {"ABreakOfTheAccount", C::post_trade, "not explained", [](auto&, auto& c) { c.breaks = {{"", "a leg is missing"}}; }},
      {"ABreakElsewhere", C::post_trade, passes, [](auto&, auto& c) { c.breaks = {{"QQQ", "a leg is missing"}}; }},
      {"LimitsRefused", C::limits_file, "line 3", [](auto&, auto& c) { c.limits_fault = "line 3: no"; }},
      {"LimitsContradict", C::limits_file, "", [](auto&, auto& c) { c.limits.quantity_max_units = 0; }},
      {"KillAsked", C::kill_progress, "not on the disk", [](auto&, auto& c) { c.kill_asked = true; }},
      {"KillUnproven", C::kill_progress, "2 orders", [](auto&, auto& c) { c.kill_unproven = 2; }},
  };
  return cases;
}

class GateControl : public testing::TestWithParam<Case> {};

TEST_P(GateControl, JudgesOneChange) {
  Proposal proposal = good_proposal();
  GateContext context = good_context();
  GetParam().change(proposal, context);
  const auto verdicts = judge(proposal, context);
  const Verdict& verdict = verdicts.at(static_cast<std::size_t>(GetParam().control));
  ASSERT_EQ(verdict.control, GetParam().control);
  EXPECT_EQ(verdict.passed, GetParam().says == nullptr) << verdict.why;
  if (GetParam().says != nullptr) EXPECT_THAT(verdict.why, HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(Opening, GateControl, testing::ValuesIn(opening_cases()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(Gate, InAGoodWorldAnOpeningAndACloseOfWhatIsHeldPass) {
  GateContext context = good_context();
  EXPECT_EQ(refusals(judge(good_proposal(), context)), "");
  hold(context);
  EXPECT_EQ(refusals(judge(good_proposal(close_bull_put(3)), context)), "");
}

/// EXITS_POSSIBLE: what is wrong with the world, and keeps everything new from it, keeps no close from it.
TEST(Gate, WhatStopsNewRiskStopsNoClose) {
  const std::set<ControlId> for_openings{
      ControlId::mode_switch, ControlId::kill_latch, ControlId::size,       ControlId::loss,        ControlId::margin,
      ControlId::day,         ControlId::restricted, ControlId::post_trade, ControlId::limits_file, ControlId::kill_progress};
  for (const Case& one : opening_cases()) {
    Proposal proposal = good_proposal(close_bull_put(3, "1.05"));
    GateContext context = good_context();
    hold(context);
    one.change(proposal, context);
    if (proposal.origin == Origin::playbook) continue;  // a machine's are halted whatever they do
    for (const Verdict& verdict : judge(proposal, context))
      if (for_openings.contains(verdict.control)) EXPECT_TRUE(verdict.passed) << one.name << ": " << verdict.why;
  }
}

TEST(Gate, AllAtOnceIsStillPossibleToClose) {
  GateContext context = good_context();
  hold(context);
  context.mode = records::Mode::halted;
  context.killed = true;
  context.kill_unproven = 3;
  context.limits_fault = "the file is broken";
  context.link.reconciled = context.link.clock_sane = false;
  context.account = {};
  context.account.realised_today = usd(-1'000'000);
  context.counters.tripped = "too much";
  context.counters.actions_today = 100'000;
  context.breaks = {{"", "nobody knows"}};
  context.guard_windows = {{"restart", context.now - 1h, context.now + 1h}};
  context.halted = context.limits.underlyings_restricted = {"SPY"};
  EXPECT_EQ(refusals(judge(good_proposal(close_bull_put(3, "1.05")), context)), "");
}

TEST(Gate, ClosesNoMoreThanIsHeldAndNotBeingClosed) {
  GateContext context = good_context();
  const auto verdict = [&](std::int64_t units) {
    return judge(good_proposal(close_bull_put(units, "1.05")), context).at(static_cast<std::size_t>(ControlId::reduce_only));
  };
  EXPECT_FALSE(verdict(1).passed) << "nothing is held";
  hold(context);
  EXPECT_TRUE(verdict(3).passed);
  EXPECT_THAT(verdict(4).why, HasSubstr("3 held"));
  context.orders = {working(close_bull_put(2, "0.50"))};
  EXPECT_TRUE(verdict(1).passed);
  EXPECT_THAT(verdict(2).why, HasSubstr("2 already being closed"));
  context.orders[0].certainty = Certainty::quarantined;
  EXPECT_FALSE(verdict(2).passed) << "what is in doubt may yet fill";
}

TEST(Gate, APriceIsOnItsIncrementAndInsideTheWidth) {
  const auto verdict = [](const char* credit) {
    return judge(good_proposal(bull_put(1, credit)), good_context()).at(static_cast<std::size_t>(ControlId::price));
  };
  EXPECT_TRUE(verdict("0.01").passed);
  EXPECT_TRUE(verdict("4.99").passed);
  EXPECT_THAT(verdict("1.055").why, HasSubstr("off the price increment"));
}

TEST(Gate, EveryControlHasACaseThatRefuses) {
  std::set<ControlId> refused{ControlId::price, ControlId::reduce_only};  // tests of their own
  for (const Case& one : opening_cases())
    if (one.says != nullptr) refused.insert(one.control);
  EXPECT_EQ(refused.size(), judge(good_proposal(), good_context()).size());
}

}  // namespace
}  // namespace legwork::trade
