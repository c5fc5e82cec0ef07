// A ledger in miniature for tests: orders, executions and facts in one line each, kept as records so that a test can apply them again, in
// another order, or twice.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/prng.hpp"
#include "trade/ledger/ledger.hpp"

namespace legwork::trade {

inline Instrument spy(int strike, core::Right right = core::Right::put) {
  using namespace std::chrono_literals;
  const std::int64_t id = right == core::Right::put ? strike : 10'000 + strike;
  return {ContractId(id), "SPY",
          market::Contract{"SPY", "SPY", 2026y / 12 / 18, market::Price::from_nanos(strike * market::Price::scale), right,
                           market::ExerciseStyle::american, market::Settlement::pm, market::Delivery::physical, 100}};
}
inline const Instrument spy_stock{ContractId(1), "SPY", std::nullopt};
inline market::Price price_of(const char* text) { return market::Price::parse(text).value(); }
inline market::Money usd(const char* text) { return market::Money::parse(text).value(); }
inline core::TimePoint minute(std::int64_t count) {
  return core::TimePoint(std::chrono::hours(24 * 20'000) + std::chrono::minutes(count));
}

inline Intent sell_put_spread(int sold, int bought, std::int64_t units, const char* credit) {
  return Intent::vertical("DU1", Effect::opens, spy(sold), spy(bought), units, NetPrice::credit(price_of(credit)),
                          TimeInForce::gtc())
      .value();
}
inline Intent buy_back_put_spread(int sold, int bought, std::int64_t units, const char* debit) {
  return Intent::vertical("DU1", Effect::closes, spy(bought), spy(sold), units, NetPrice::debit(price_of(debit)),
                          TimeInForce::gtc())
      .value();
}

/// What happened, as the journal would have it; the ledger is made of it when asked for.
class LedgerStory {
 public:
  OrderNumber orders(std::uint64_t spread, const Intent& intent, std::optional<std::uint64_t> rolled_into = {},
                     std::optional<std::uint64_t> ticket = {}) {
    records::Intended record;
    record.order = OrderNumber(++orders_);
    record.ticket = TicketNumber(ticket.value_or(orders_));
    record.spread = SpreadNumber(spread);
    if (rolled_into) record.rolled_into = SpreadNumber(*rolled_into);
    record.order_id = BrokerOrderId(static_cast<std::int32_t>(orders_));
    record.intent = records::write(intent);
    record.actor = "person:ann";
    say(record);
    return record.order;
  }
  /// One execution; its id without a version is its base.
  void executes(OrderNumber order, const std::string& base, const Instrument& what, std::int64_t quantity, const char* price,
                int version = 1) {
    records::Executed record;
    record.order = order;
    record.account = "DU1";
    record.execution = fmt::format("{}.{:02}", base, version);
    record.contract = what.id;
    record.quantity = quantity;
    record.price = price_of(price);
    record.traded_at = minute(++clock);
    say(record);
  }
  void charges(const std::string& execution, const char* commission) { say(records::Charged{execution, usd(commission), "USD"}); }
  records::LegEnded ended(std::uint64_t spread, records::EndCause cause, const Instrument& what, std::int64_t quantity,
                          const char* price = "0") {
    records::LegEnded record;
    record.fact = fmt::format("fact-{}", ++facts_);
    record.spread = SpreadNumber(spread);
    record.account = "DU1";
    record.cause = cause;
    record.contract = what.id;
    record.quantity = quantity;
    record.price = price_of(price);
    record.at = minute(++clock);
    record.actor = "person:ann";
    if (cause == records::EndCause::assigned || cause == records::EndCause::exercised) {
      record.stock = records::write(spy_stock);
      record.shares = what.option->right == core::Right::put ? quantity * 100 : -quantity * 100;
    }
    say(record);
    return record;
  }
  void say(const AnyRecord& record) { said.emplace_back(record, minute(clock)); }

  Ledger ledger() const { return ledger_of(said); }
  static Ledger ledger_of(const std::vector<std::pair<AnyRecord, core::TimePoint>>& records) {
    Ledger ledger;
    for (const auto& [record, at] : records) {
      const auto applied = ledger.replay(record, at);
      EXPECT_TRUE(applied.has_value()) << applied.error().message << " " << applied.error().where.field;
    }
    return ledger;
  }
  LedgerSpread spread(std::uint64_t number) const { return ledger().spread(SpreadNumber(number)).value(); }
  /// The same records in another order, each up to three times.
  Ledger scrambled(std::uint64_t seed) const {
    core::Prng random(seed);
    auto records = said;
    for (const auto& one : said)
      for (std::uint64_t copies = random.below(3); copies > 0; --copies) records.push_back(one);
    for (std::size_t i = records.size(); i > 1; --i) std::swap(records[i - 1], records[random.below(i)]);
    return ledger_of(records);
  }

  std::vector<std::pair<AnyRecord, core::TimePoint>> said;
  std::int64_t clock = 0;

 private:
  std::uint64_t orders_ = 0;
  int facts_ = 0;
};

}  // namespace legwork::trade
