// Random days on shared strikes against a slow model that thinks otherwise: it knows the truth while it makes the day up, keeps one line
// per execution that corrections overwrite, and matches contracts one by one. Every number must agree, in every order of the records.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

using market::Money;
using records::EndCause;

struct Line {
  std::uint64_t spread = 0;  // 0: of none
  std::int64_t contract = 0, quantity = 0, cents = 0, multiplier = 1, time = 0;
  bool at_broker = true;
  std::map<int, std::int64_t> charges;  // cents, by version
  int version = 1;
  OrderNumber order;
};

std::string text(std::int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }
Money money(std::int64_t cents) { return Money::from_micros(cents * 10'000); }

/// What one spread earned by matching single contracts, in cents.
std::int64_t matched(std::vector<Line> lines) {
  std::ranges::sort(lines, {}, &Line::time);
  std::map<std::int64_t, std::deque<std::int64_t>> bought, sold;
  std::int64_t earned = 0;
  for (const Line& line : lines)
    for (std::int64_t i = 0; i < std::abs(line.quantity); ++i) {
      auto& same = line.quantity > 0 ? bought[line.contract] : sold[line.contract];
      auto& other = line.quantity > 0 ? sold[line.contract] : bought[line.contract];
      const std::int64_t worth = line.cents * line.multiplier;
      if (other.empty()) {
        same.push_back(worth);
        continue;
      }
      earned += line.quantity > 0 ? other.front() - worth : worth - other.front();
      other.pop_front();
    }
  return earned;
}

/// A day as it is made up, and the truth about it.
class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) happen();
  }
  LedgerStory story;
  std::map<std::string, Line> lines;
  std::uint64_t spreads = 0;

  std::map<ContractId, std::int64_t> held(std::optional<std::uint64_t> spread) const {
    std::map<ContractId, std::int64_t> held;
    for (const auto& [key, line] : lines)
      if (spread ? line.spread == *spread : line.at_broker) held[ContractId(line.contract)] += line.quantity;
    std::erase_if(held, [](const auto& one) { return one.second == 0; });
    return held;
  }

 private:
  struct Strikes {
    int sold = 0, bought = 0;
  };
  std::int64_t cents() { return random_.between(5, 1500); }

  void happen() {
    const std::int64_t what = spreads == 0 ? 0 : random_.between(0, 9);
    if (what <= 1) open();
    if (what == 2) close();
    if (what == 3) roll();
    if (what == 4 || what == 5) end_leg();
    if (what == 6) correct();
    if (what == 7) charge();
    if (what == 8) by_hand();
    if (what == 9) random_.chance(1, 2) ? adopt() : sell_shares();
  }
  std::uint64_t any_spread() { return static_cast<std::uint64_t>(random_.between(1, static_cast<std::int64_t>(spreads))); }

  void execute(OrderNumber order, std::uint64_t spread, const Instrument& what, std::int64_t quantity) {
    for (std::int64_t left = std::abs(quantity); left > 0;) {
      const std::int64_t size = random_.between(1, left);
      left -= size;
      if (random_.chance(1, 12)) continue;  // still to come, for ever
      const std::string base = fmt::format("e{}", ++executions_);
      const std::int64_t price = cents();
      const std::int64_t part = quantity < 0 ? -size : size;
      story.executes(order, base, what, part, text(price).c_str());
      lines[base] = {spread, what.id.value(), part, price, what.multiplier(), story.clock, true, {}, 1, order};
    }
  }

  void open() {
    const int sold = static_cast<int>(580 + 5 * random_.between(2, 6));
    const Strikes strikes{sold, sold - 5 * static_cast<int>(random_.between(1, 2))};
    const std::int64_t units = random_.between(1, 5);
    strikes_[++spreads] = strikes;
    const OrderNumber order = story.orders(spreads, sell_put_spread(strikes.sold, strikes.bought, units, "1"));
    execute(order, spreads, spy(strikes.bought), units);
    execute(order, spreads, spy(strikes.sold), -units);
  }
  void close() {
    const std::uint64_t spread = any_spread();
    const Strikes strikes = strikes_[spread];
    const std::int64_t units = random_.between(1, 3);
    const OrderNumber order = story.orders(spread, buy_back_put_spread(strikes.sold, strikes.bought, units, "1"));
    execute(order, spread, spy(strikes.sold), units);
    execute(order, spread, spy(strikes.bought), -units);
  }
  void roll() {
    const std::uint64_t spread = any_spread();
    const Strikes old = strikes_[spread];
    const Strikes next{old.sold - 20, old.bought - 20};
    const std::int64_t units = random_.between(1, 3);
    strikes_[++spreads] = next;
    const auto intent = Intent::roll("DU1", {spy(old.bought), spy(old.sold)}, {spy(next.sold), spy(next.bought)}, units,
                                     NetPrice::credit(price_of("0.1")), TimeInForce::day());
    const OrderNumber order = story.orders(spread, intent.value(), spreads);
    execute(order, spread, spy(old.sold), units);
    execute(order, spread, spy(old.bought), -units);
    execute(order, spreads, spy(next.sold), -units);
    execute(order, spreads, spy(next.bought), units);
  }
  void end_leg() {
    const std::uint64_t spread = any_spread();
    for (const auto& [contract, quantity] : held(spread)) {
      if (contract == spy_stock.id || random_.chance(1, 2)) continue;
      const Instrument what = spy(static_cast<int>(contract.value()));
      const std::int64_t gone = (quantity < 0 ? 1 : -1) * random_.between(1, std::abs(quantity));
      const EndCause delivery = gone > 0 ? EndCause::assigned : EndCause::exercised;
      const EndCause causes[] = {delivery, EndCause::expired, EndCause::cash_settled, EndCause::closed_outside};
      const EndCause cause = causes[random_.below(4)];
      const std::int64_t price = cause == EndCause::expired ? 0 : cause == delivery ? contract.value() * 100 : cents();
      const auto fact = story.ended(spread, cause, what, gone, text(price).c_str());
      lines[fact.fact] = {spread, contract.value(), gone, cause == delivery ? 0 : price, 100, story.clock, true, {}, 0, {}};
      if (cause == delivery)
        lines[fact.fact + "-shares"] = {spread, spy_stock.id.value(), gone * 100, price, 1, story.clock, true, {}, 0, {}};
    }
  }
  void sell_shares() {
    const std::uint64_t spread = any_spread();
    const auto shares = held(spread);
    const auto found = shares.find(spy_stock.id);
    if (found == shares.end()) return;
    const std::int64_t quantity = -found->second;
    const NetPrice limit = quantity > 0 ? NetPrice::debit(price_of("600")) : NetPrice::credit(price_of("600"));
    const auto intent = Intent::stock("DU1", spy_stock, quantity, limit, TimeInForce::day());
    execute(story.orders(spread, intent.value()), spread, spy_stock, quantity);
  }
  std::pair<const std::string, Line>* any_execution() {
    if (lines.empty()) return nullptr;
    auto at = lines.begin();
    std::advance(at, random_.between(0, static_cast<std::int64_t>(lines.size()) - 1));
    return at->second.version == 0 ? nullptr : &*at;
  }
  void correct() {
    auto* const found = any_execution();
    if (found == nullptr) return;
    Line& line = found->second;
    if (random_.chance(1, 3)) line.quantity = random_.chance(1, 2) ? 0 : line.quantity + 1;
    line.cents = cents();
    const Instrument what = line.contract == spy_stock.id.value() ? spy_stock : spy(static_cast<int>(line.contract));
    story.executes(line.order, found->first, what, line.quantity, text(line.cents).c_str(), ++line.version);
    line.time = story.clock;
  }
  void charge() {
    auto* const found = any_execution();
    if (found == nullptr) return;
    const int version = static_cast<int>(random_.between(1, found->second.version));
    const auto [place, is_new] = found->second.charges.try_emplace(version, random_.between(0, 300));
    if (is_new) story.charges(fmt::format("{}.{:02}", found->first, version), text(place->second).c_str());
  }
  void by_hand() {
    const Instrument what = spy(static_cast<int>(580 + 5 * random_.between(0, 6)));
    const int before = executions_;
    execute(OrderNumber{}, 0, what, random_.chance(1, 2) ? 2 : -2);
    for (int i = before + 1; i <= executions_; ++i) {
      const auto found = lines.find(fmt::format("e{}", i));
      if (found == lines.end() || random_.chance(1, 2)) continue;
      const std::uint64_t spread = any_spread();
      found->second.spread = spread;
      story.say(records::Attributed{"to-" + found->first, SpreadNumber(spread), "DU1", found->first + ".01", what.id, "person:ann",
                                    "", records::write(what)});
    }
  }
  void adopt() {
    const Strikes strikes{600, 590};
    strikes_[++spreads] = strikes;
    records::SpreadAdopted fact{fmt::format("adopt-{}", spreads),
                                SpreadNumber(spreads),
                                "DU1",
                                {},
                                random_.between(1, 3),
                                {},
                                minute(++story.clock),
                                "person:ann",
                                ""};
    for (const auto& [strike, ratio] : {std::pair(strikes.sold, -1), std::pair(strikes.bought, 1)}) {
      const std::int64_t price = cents();
      fact.legs.push_back({records::write(spy(strike)), ratio, price_of(text(price).c_str())});
      lines[fmt::format("{}-{}", fact.fact, strike)] = {spreads, strike, ratio * fact.units, price, 100, story.clock, false, {},
                                                        0,       {}};
    }
    story.say(fact);
  }

  core::Prng random_;
  std::map<std::uint64_t, Strikes> strikes_;
  int executions_ = 0;
};

void compare(const Day& day, const Ledger& ledger, std::uint64_t number) {
  const LedgerSpread spread = ledger.spread(SpreadNumber(number)).value();
  std::vector<Line> lines;
  std::int64_t cash = 0, fees = 0;
  int pending = 0;
  for (const auto& [key, line] : day.lines) {
    if (line.spread != number) continue;
    lines.push_back(line);
    cash -= line.quantity * line.cents * line.multiplier;
    if (line.version == 0) continue;
    line.charges.empty() ? ++pending : fees += line.charges.rbegin()->second;
  }
  std::map<ContractId, std::int64_t> held;
  std::map<ContractId, market::Price> marks;
  std::int64_t value = 0;
  for (const auto& [contract, holding] : spread.holdings) {
    const std::int64_t mark = 7 * contract.value() % 1301;
    marks[contract] = price_of(text(mark).c_str());
    if (holding.quantity != 0) held[contract] = holding.quantity;
  }
  for (const auto& [contract, quantity] : day.held(number))
    value += quantity * (contract == spy_stock.id ? 1 : 100) * (7 * contract.value() % 1301);
  EXPECT_EQ(held, day.held(number));
  EXPECT_EQ(spread.cash, money(cash));
  EXPECT_EQ(spread.realised, money(matched(lines)));
  EXPECT_EQ(spread.fees, money(fees));
  EXPECT_EQ(spread.fees_pending, pending);
  EXPECT_EQ(value_of(spread, marks), money(value));
  EXPECT_EQ(spread.realised + unrealised(spread, marks).value(), money(cash + value)) << "money is neither made nor lost";
  EXPECT_EQ(spread.is_flat(), held.empty());
}

TEST(LedgerProperty, RandomDaysAgreeWithASlowModel) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Day day(seed);
    const Ledger ledger = day.story.ledger();
    EXPECT_EQ(ledger.positions("DU1"), day.held(std::nullopt));
    for (std::uint64_t number = 1; number <= day.spreads; ++number) compare(day, ledger, number);
    const Ledger other = day.story.scrambled(seed);
    EXPECT_EQ(other.hash(), ledger.hash());
    EXPECT_EQ(other.positions("DU1"), ledger.positions("DU1"));
    for (std::uint64_t number = 1; number <= day.spreads; ++number) compare(day, other, number);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(LedgerProperty, SpreadsAndBreaksAddUpToWhatTheBrokerHolds) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const Day day(seed);
    const Ledger ledger = day.story.ledger();
    core::Prng random(seed);
    Ledger::Positions broker = day.held(std::nullopt);
    for (int i = 0; i < 3; ++i) broker[ContractId(580 + 5 * random.between(0, 6))] += random.between(-2, 2);
    std::erase_if(broker, [](const auto& one) { return one.second == 0; });
    Ledger::Positions sum;
    for (std::uint64_t number = 1; number <= day.spreads; ++number)
      for (const auto& [contract, quantity] : day.held(number)) sum[contract] += quantity;
    for (const Break& one : ledger.unexplained("DU1", broker)) {
      sum[one.contract] += one.broker - one.explained;
      const auto executed = day.held(std::nullopt);
      const auto found = executed.find(one.contract);
      const bool differs = one.broker != (found == executed.end() ? 0 : found->second);
      EXPECT_EQ(one.kind, differs ? BreakKind::position : BreakKind::in_no_spread);
    }
    std::erase_if(sum, [](const auto& one) { return one.second == 0; });
    EXPECT_EQ(sum, broker);
  }
}

}  // namespace
}  // namespace legwork::trade
