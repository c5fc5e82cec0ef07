// ENCODE_ONLY_VALID: what is not one of the shapes cannot be built.
#include "trade/intent.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <limits>

#include "core/prng.hpp"
#include "trade/engine/engine_fixture.hpp"

namespace legwork::trade {
namespace {

using core::Right;
const auto day = TimeInForce::day();

std::string field_of(const core::Result<Intent>& result) { return result ? "accepted" : result.error().where.field; }

core::Result<Intent> sell_600_buy(const Instrument& bought, NetPrice limit = NetPrice::credit(price("1.05"))) {
  return Intent::vertical("DU1", Effect::opens, option(600, 600), bought, 1, limit, day);
}

TEST(Intent, AVerticalSaysWhatItDoes) {
  EXPECT_EQ(to_string(bull_put()), "opens 2: buy SPY 2026-12-18 595 P, sell SPY 2026-12-18 600 P for 1.05 credit, DAY");
  EXPECT_EQ(bull_put().width(), price("5"));
  EXPECT_EQ(bull_put().limit().signed_cost(), price("-1.05"));
  EXPECT_EQ(close_bull_put().limit().signed_cost(), price("0.5"));
}

TEST(Intent, LegsStandInOneOrder) {
  EXPECT_EQ(bull_put().legs()[0].instrument.option->strike, price("595"));
  EXPECT_EQ(close_bull_put().legs()[0].instrument.option->strike, price("595"));
}

TEST(Intent, AVerticalIsOfOneClassExpiryRightAndMultiplier) {
  Instrument other = option(595, 595);
  other.option->expiry = std::chrono::year(2027) / 1 / 15;
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs");
  other = option(595, 595, Right::call);
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs");
  other = option(595, 595);
  other.option->trading_class = "SPYX";
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs");
  other = option(595, 595);
  other.option->settlement = market::Settlement::am;
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs");
  EXPECT_EQ(field_of(sell_600_buy(option(601, 600))), "legs") << "the same strike";
  EXPECT_EQ(field_of(sell_600_buy(option(600, 595))), "legs") << "the same contract";
  EXPECT_EQ(field_of(sell_600_buy(option(0, 595))), "legs") << "no contract id";
  EXPECT_EQ(field_of(sell_600_buy({ContractId(7), "SPY", std::nullopt})), "legs") << "stock";
}

TEST(Intent, ThePriceIsOfThePossibleSideAndInsideTheWidth) {
  EXPECT_EQ(field_of(sell_600_buy(option(595, 595), NetPrice::debit(price("1.05")))), "limit");
  EXPECT_EQ(field_of(sell_600_buy(option(595, 595), NetPrice::credit(price("0")))), "limit");
  EXPECT_EQ(field_of(sell_600_buy(option(595, 595), NetPrice::credit(price("5")))), "limit");
  EXPECT_EQ(field_of(sell_600_buy(option(595, 595), NetPrice::credit(price("4.99")))), "accepted");
  EXPECT_EQ(field_of(sell_600_buy(option(605, 605), NetPrice::debit(price("1.05")))), "accepted") << "a bear put is paid for";
}

TEST(Intent, AdjustedContractsMayOnlyBeClosed) {
  Instrument sold = option(600, 600), bought = option(595, 595);
  for (Instrument* leg : {&sold, &bought}) leg->option->trading_class = "SPY1";
  const auto credit = NetPrice::credit(price("1"));
  EXPECT_EQ(field_of(Intent::vertical("DU1", Effect::opens, sold, bought, 1, credit, day)), "legs");
  EXPECT_EQ(field_of(Intent::vertical("DU1", Effect::closes, sold, bought, 1, credit, day)), "accepted");
}

TEST(Intent, QuantitiesAccountsAndTimesAreChecked) {
  const auto make = [](std::string account, std::int64_t quantity, TimeInForce tif) {
    return field_of(Intent::vertical(std::move(account), Effect::opens, option(600, 600), option(595, 595), quantity,
                                     NetPrice::credit(price("1")), tif));
  };
  EXPECT_EQ(make("", 1, day), "account");
  EXPECT_EQ(make("DU1", 0, day), "quantity");
  EXPECT_EQ(make("DU1", -1, day), "quantity");
  EXPECT_EQ(make("DU1", 1, TimeInForce::gtd({})), "time in force");
  EXPECT_EQ(make("DU1", 1, TimeInForce::gtd(core::TimePoint(std::chrono::milliseconds(1500)))), "time in force");
  EXPECT_EQ(make("DU1", 1, TimeInForce::gtd(core::TimePoint(std::chrono::seconds(15)))), "accepted");
}

TEST(Intent, ARollKeepsItsUnderlyingAndItsKind) {
  const auto roll = [](const Instrument& sold, const Instrument& bought) {
    return field_of(
        Intent::roll("DU1", {option(595, 595), option(600, 600)}, {sold, bought}, 1, NetPrice::credit(price("0.4")), day));
  };
  EXPECT_EQ(roll(option(590, 590), option(585, 585)), "accepted");
  EXPECT_EQ(roll(option(585, 585), option(590, 590)), "legs") << "from a credit spread to a debit spread";
  EXPECT_EQ(roll(option(595, 595), option(585, 585)), "legs") << "a contract on both sides";
  Instrument qqq = option(1, 590), qqq_bought = option(2, 585);
  for (Instrument* leg : {&qqq, &qqq_bought}) leg->option->underlying = leg->option->trading_class = "QQQ";
  EXPECT_EQ(roll(qqq, qqq_bought), "legs");
}

TEST(Intent, SingleLegsOnlyClose) {
  const Instrument stock{ContractId(756733), "SPY", std::nullopt};
  EXPECT_EQ(field_of(Intent::close_leg("DU1", option(600, 600), 1, NetPrice::debit(price("0.05")), day)), "accepted");
  EXPECT_EQ(field_of(Intent::close_leg("DU1", option(600, 600), -1, NetPrice::debit(price("0.05")), day)), "limit");
  EXPECT_EQ(field_of(Intent::close_leg("DU1", stock, 1, NetPrice::debit(price("0.05")), day)), "legs");
  EXPECT_EQ(field_of(Intent::stock("DU1", stock, -200, NetPrice::credit(price("601.5")), day)), "accepted");
  EXPECT_EQ(field_of(Intent::stock("DU1", option(600, 600), -1, NetPrice::credit(price("1")), day)), "legs");
  EXPECT_EQ(field_of(Intent::exercise("DU1", option(600, 600), 2)), "accepted");
  EXPECT_EQ(field_of(Intent::exercise("DU1", option(600, 600), -2)), "legs");
  EXPECT_EQ(field_of(Intent::exercise("DU1", stock, 2)), "legs");
}

TEST(Intent, StepsOfAWalkAreCheckedToo) {
  EXPECT_EQ(field_of(bull_put().at(NetPrice::credit(price("1")))), "accepted");
  EXPECT_EQ(field_of(bull_put().at(NetPrice::debit(price("1")))), "limit");
  EXPECT_EQ(bull_put(5).of(2)->quantity(), 2);
  EXPECT_EQ(field_of(bull_put(5).of(0)), "quantity");
}

TEST(Intent, ALegIsWhatItSaysItIs) {
  Instrument other = option(595, 595);
  other.underlying = "QQQ";
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs") << "of two underlyings at once";
  other = option(595, 595);
  other.option->strike = price("0");
  EXPECT_EQ(field_of(sell_600_buy(other)), "legs");
  Instrument sold = option(600, 600), bought = option(595, 595);
  sold.option->multiplier = bought.option->multiplier = 0;
  EXPECT_EQ(field_of(Intent::vertical("DU1", Effect::closes, sold, bought, 1, NetPrice::credit(price("1")), day)), "legs");
  EXPECT_EQ(field_of(Intent::roll("DU1", {option(595, 595), option(600, 600)}, {option(7, 600), option(585, 585)}, 1,
                                  NetPrice::credit(price("0.4")), day)),
            "legs")
      << "the 600 put under a second contract id";
}

TEST(Intent, PartsFromADiskGoThroughTheSameChecks) {
  Intent::Parts parts{Shape::vertical,
                      Effect::opens,
                      "DU1",
                      {{option(600, 600), -1, false}, {option(595, 595), 1, false}},
                      1,
                      NetPrice::credit(price("1")),
                      day};
  EXPECT_EQ(field_of(Intent::from_parts(parts)), "accepted");
  parts.legs[0].closes = true;
  EXPECT_EQ(field_of(Intent::from_parts(parts)), "legs");
  parts.legs[0] = {option(600, 600), -2, false};
  EXPECT_EQ(field_of(Intent::from_parts(parts)), "legs");
  EXPECT_EQ(field_of(Intent::close_leg("DU1", option(600, 600), std::numeric_limits<std::int64_t>::min(),
                                       NetPrice::credit(price("1")), day)),
            "quantity");
}

// Against a second opinion, in whole dollars of strike: a roll is two verticals of one kind, eight numbers that fit.
TEST(Intent, RandomRollsAreAcceptedExactlyWhenTheyAreOne) {
  core::Prng chance(31);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::array<std::int64_t, 4> strike{};
    for (std::int64_t& one : strike) one = chance.between(590, 597);
    const bool calls = chance.chance(1, 2), credit = chance.chance(1, 2), later = chance.chance(1, 2);
    const auto leg = [&](std::size_t which) {
      // The later expiry's contracts have ids of their own.
      const bool opening = which > 1;
      Instrument made =
          option(strike[which] + (opening && later ? 1000 : 0), static_cast<int>(strike[which]), calls ? Right::call : Right::put);
      if (opening && later) made.option->expiry = std::chrono::year(2027) / 1 / 15;
      return made;
    };
    const Instrument closing_sold = leg(0), closing_bought = leg(1), sold = leg(2), bought = leg(3);
    const auto cents = chance.between(0, 800);
    const market::Price amount = market::Price::from_nanos(cents * 10'000'000);
    const auto intent = Intent::roll("DU1", {closing_sold, closing_bought}, {sold, bought}, 1,
                                     credit ? NetPrice::credit(amount) : NetPrice::debit(amount), day);
    const std::int64_t ended = (strike[1] - strike[0]) * (calls ? -1 : 1), begun = (strike[2] - strike[3]) * (calls ? -1 : 1);
    bool distinct = strike[0] != strike[1] && strike[2] != strike[3];
    for (std::size_t a = 0; a < 2; ++a)
      for (std::size_t b = 2; b < 4; ++b) distinct = distinct && (later || strike[a] != strike[b]);
    const bool one_kind = (ended > 0) == (begun > 0);  // closing a credit spread buys the dearer leg, opening one sells it
    const bool valid = distinct && one_kind && cents < 100 * std::max(std::abs(ended), std::abs(begun));
    ASSERT_EQ(intent.has_value(), valid) << strike[0] << " " << strike[1] << " " << strike[2] << " " << strike[3] << " " << cents;
    accepted += valid ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000);
}

// Against a second opinion: what may be accepted, said in other words.
TEST(Intent, RandomVerticalsAreAcceptedExactlyWhenTheyAreOne) {
  core::Prng chance(2026);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::array<Instrument, 2> legs;
    for (Instrument& leg : legs) {
      leg =
          option(chance.between(0, 3), static_cast<int>(chance.between(598, 601)), chance.chance(3, 4) ? Right::put : Right::call);
      if (chance.chance(1, 12)) leg.option->trading_class = "SPY1";
      if (chance.chance(1, 12)) leg.option->multiplier = 10;
      if (chance.chance(1, 12)) leg.option->expiry = std::chrono::year(2027) / 1 / 15;
    }
    const auto quantity = chance.between(-1, 3);
    const auto cents = chance.between(0, 320);
    const bool credit = chance.chance(1, 2);
    const market::Price amount = market::Price::from_nanos(cents * 10'000'000);
    const auto intent = Intent::vertical("DU1", Effect::opens, legs[0], legs[1], quantity,
                                         credit ? NetPrice::credit(amount) : NetPrice::debit(amount), day);
    const market::Contract &sold = *legs[0].option, &bought = *legs[1].option;
    const std::int64_t apart = (sold.strike.nanos() - bought.strike.nanos()) / 10'000'000 * (sold.right == Right::put ? 1 : -1);
    const bool same = sold.trading_class == "SPY" && bought.trading_class == "SPY" && sold.expiry == bought.expiry &&
                      sold.right == bought.right && sold.multiplier == 100 && bought.multiplier == 100;
    const bool priced = cents > 0 && (credit ? cents < apart : cents < -apart);
    const bool valid =
        same && priced && quantity > 0 && legs[0].id != legs[1].id && legs[0].id.value() > 0 && legs[1].id.value() > 0;
    ASSERT_EQ(intent.has_value(), valid) << to_string(legs[0]) << " / " << to_string(legs[1]) << " " << cents << " " << quantity;
    accepted += valid ? 1 : 0;
  }
  EXPECT_GT(accepted, 200);
}

}  // namespace
}  // namespace legwork::trade
