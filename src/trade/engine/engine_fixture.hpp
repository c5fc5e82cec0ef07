// A desk in miniature for tests of the engine: performs its actions on a store in memory and notes what reached the link. Each test
// reads as a dialogue: what happens, then what the engine did about it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "trade/engine/engine.hpp"

namespace legwork::trade {

inline Instrument option(std::int64_t id, int strike, core::Right right = core::Right::put) {
  using namespace std::chrono_literals;
  return {ContractId(id), "SPY",
          market::Contract{"SPY", "SPY", 2026y / 12 / 18, market::Price::from_nanos(strike * market::Price::scale), right,
                           market::ExerciseStyle::american, market::Settlement::pm, market::Delivery::physical, 100}};
}

inline market::Price price(const char* text) { return market::Price::parse(text).value(); }

/// Sells the 600 put, buys the 595 put, for a credit of 1.05.
inline Intent bull_put(std::int64_t quantity = 2, const char* credit = "1.05") {
  return Intent::vertical("DU1", Effect::opens, option(600, 600), option(595, 595), quantity, NetPrice::credit(price(credit)),
                          TimeInForce::day())
      .value();
}
inline Intent close_bull_put(std::int64_t quantity = 2, const char* debit = "0.50") {
  return Intent::vertical("DU1", Effect::closes, option(595, 595), option(600, 600), quantity, NetPrice::debit(price(debit)),
                          TimeInForce::day())
      .value();
}

class Desk {
 public:
  static market::Money usd(std::int64_t amount) { return market::Money::from_micros(amount * market::Money::scale); }

  explicit Desk(bool stores = true) : stores_(stores) { restart(); }

  /// A new engine over what the store has: what a crash leaves.
  void restart() {
    engine_.emplace(options());
    for (const Record& record : store_) ASSERT_TRUE(engine_->replay(record).has_value()) << record.body;
    perform(engine_->start(now).value());
  }
  static EngineOptions options() {
    EngineOptions options;
    options.account = "DU1";
    options.journal = "k2m9zq";
    options.client_id = 7;
    options.limits.duplicate_window = std::chrono::seconds(1);
    options.limits.unacked_max_orders = 10;
    options.limits.order_loss_max = options.limits.underlying_loss_max = options.limits.expiry_loss_max = usd(5'000);
    options.limits.order_value_max = options.limits.account_loss_max = usd(50'000);
    return options;
  }

  void happens(const Event& event) { perform(engine_->step(event, now)); }
  void passes(core::Duration time) {
    now += time;
    happens(Tick{});
  }
  /// Connected, a picture asked for and taken: nothing there.
  void connect(int next_order_id = 1) {
    happens(LinkReady{{"DU1"}, BrokerOrderId(next_order_id)});
    take_picture();
  }
  void take_picture() { happens(PictureTaken{pulled, true, ""}); }
  OrderNumber place(const Intent& intent, const std::string& key = "") {
    happens(surroundings_of(intent));
    happens(PlaceCommand{{key.empty() ? fmt::format("key-{}", ++keys_) : key, "person:ann"},
                         propose(intent),
                         SpreadNumber(intent.effect() == Effect::opens ? 1 : 0),
                         std::nullopt,
                         "",
                         "by hand",
                         std::nullopt,
                         std::nullopt});
    return answers.empty() ? OrderNumber{} : answers.back().order;
  }
  /// At quotes around its limit, a moment ago.
  Proposal propose(const Intent& intent) {
    Proposal proposal(intent);
    proposal.ticket = TicketNumber(++tickets_);
    const market::Price cost = intent.limit().signed_cost();
    proposal.quote = {cost, cost, cost.to_double(), {}, {}, 10, true, false, true};
    proposal.quoted_at = now;
    return proposal;
  }
  SurroundingsShown surroundings_of(const Intent& intent) const {
    Surroundings seen;
    seen.clock_sane = true;
    for (const OrderLeg& leg : intent.legs()) seen.verified.insert(leg.instrument.id);
    seen.available_funds = market::Money::from_micros(1'000'000 * market::Money::scale);
    seen.funds_at = now;
    return {std::move(seen)};
  }
  /// The store catches up by hand when it was made not to.
  void store_all() {
    store_.insert(store_.end(), pending_.begin(), pending_.end());
    pending_.clear();
    happens(Stored{store_.empty() ? 0 : store_.back().sequence});
  }
  void refuse_store(bool disk_full) {
    pending_.clear();
    happens(StoreRefused{disk_full, disk_full ? "the disk is full" : "the disk failed"});
  }
  void shown(OrderNumber order, Word word, std::int64_t perm_id, const std::string& said) {
    happens(OrderShown{{engine_->book().order(order)->order_id, PermId(perm_id), engine_->book().order(order)->reference, true},
                       "DU1",
                       word,
                       said,
                       ""});
  }
  /// Both legs of `units` of the bull put or of its close, by the sign of each leg.
  void filled(OrderNumber order, std::int64_t units, const std::string& execution = "0001") {
    const Order& known = *engine_->book().order(order);
    int leg_number = 1;
    for (const OrderLeg& leg : known.intent.legs())
      happens(ExecutionShown{{known.order_id, known.perm_id, known.reference, true},
                             "DU1",
                             fmt::format("{}.{:02}.01", execution, leg_number++),
                             leg.instrument.id,
                             units * leg.ratio,
                             price("1"),
                             now,
                             false});
  }
  Phase phase(OrderNumber order) const { return engine_->book().phase(*engine_->book().order(order)); }
  const Engine& engine() const { return *engine_; }
  const Book& book() const { return engine_->book(); }
  const std::vector<Record>& store() const { return store_; }

  /// A Friday morning in New York.
  core::TimePoint now =
      market::eastern_to_utc(market::Date(std::chrono::year(2026), std::chrono::November, std::chrono::day(20)), {11 * 3600});
  std::vector<Submit> submitted;
  std::vector<CancelOrder> cancelled;
  std::vector<AskWhatIf> asked;
  std::vector<WhatIfAnswer> what_ifs;
  std::vector<Answer> answers;
  std::vector<Notify> alerts;
  std::uint64_t pulled = 0;
  int life_asked = 0, upstream_asked = 0, links_left = 0;

 private:
  void perform(const Actions& actions) {
    for (const Action& action : actions) std::visit([this](const auto& one) { perform(one); }, action);
  }
  void perform(const Append& append) {
    pending_.insert(pending_.end(), append.records.begin(), append.records.end());
    if (stores_) store_all();
  }
  void perform(const Submit& submit) {
    ASSERT_FALSE(engine_->book().order(submit.order) == nullptr);
    bool durable = false;
    for (const Record& record : store_)
      durable |= record.body.find(fmt::format("\"order\":{},", submit.order.value())) != std::string::npos;
    EXPECT_TRUE(durable) << "order " << submit.order.value() << " left before it was on the disk";
    submitted.push_back(submit);
  }
  void perform(const CancelOrder& cancel) { cancelled.push_back(cancel); }
  void perform(const Pull& pull) { pulled = pull.picture; }
  void perform(const ProveLife& /*action*/) { ++life_asked; }
  void perform(const ProveUpstream& /*action*/) { ++upstream_asked; }
  void perform(const LeaveLink& /*action*/) { ++links_left; }
  void perform(const AskWhatIf& question) { asked.push_back(question); }
  void perform(const WhatIfAnswer& answer) { what_ifs.push_back(answer); }
  void perform(const Answer& answer) { answers.push_back(answer); }
  void perform(const Notify& notify) { alerts.push_back(notify); }

  bool stores_;
  int keys_ = 0;
  std::uint64_t tickets_ = 0;
  std::optional<Engine> engine_;
  std::vector<Record> store_, pending_;
};

}  // namespace legwork::trade
