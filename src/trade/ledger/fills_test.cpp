// Executions come twice, in any order and corrected; what is booked is a function of the set of them.
#include "trade/ledger/fills.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

records::Executed executed(const char* id, std::int64_t contract, std::int64_t quantity, const char* price,
                           std::uint64_t order = 1) {
  return {OrderNumber(order), "DU1", id, ContractId(contract), quantity, price_of(price), minute(1), PermId(9), false};
}

TEST(FillBook, TheNewestVersionCountsInEveryOrderOfComing) {
  std::vector<records::Executed> told = {executed("a.01.01", 600, -2, "5"), executed("a.01.02", 600, -1, "5.1"),
                                         executed("a.01.03", 600, -1, "5.2"), executed("a.02.01", 595, 2, "4")};
  std::ranges::sort(told, {}, &records::Executed::execution);
  std::optional<std::uint64_t> hash;
  do {
    FillBook book;
    for (const records::Executed& one : told) EXPECT_TRUE(book.take(one).value());
    for (const records::Executed& one : told) EXPECT_FALSE(book.take(one).value()) << "the second time is no news";
    const BookedFill& fill = *book.find({"a.01", ContractId(600)});
    EXPECT_EQ(fill.fill.quantity, -1);
    EXPECT_EQ(fill.fill.price, price_of("5.2"));
    EXPECT_EQ(book.all().size(), 2u);
    EXPECT_EQ(hash.value_or(book.hash()), book.hash());
    hash = book.hash();
  } while (std::ranges::next_permutation(told, {}, &records::Executed::execution).found);
}

TEST(FillBook, LegsWhoseIdsDifferInTheLastSegmentOnlyAreTwoExecutions) {
  FillBook book;
  ASSERT_TRUE(book.take(executed("a.01.01", 600, -1, "5")).value());
  ASSERT_TRUE(book.take(executed("a.01.02", 595, 1, "4")).value());
  EXPECT_EQ(book.of_base("a.01").size(), 2u);
  EXPECT_EQ(book.of_order(OrderNumber(1)).size(), 2u);
}

TEST(FillBook, WhoNamesAnOrderSpeaksForThoseWhoNameNone) {
  FillBook book;
  ASSERT_TRUE(book.take(executed("a.01.02", 600, -1, "5", 0)).value());
  EXPECT_TRUE(book.of_order(OrderNumber(3)).empty());
  ASSERT_TRUE(book.take(executed("a.01.01", 600, -2, "5", 3)).value());
  ASSERT_EQ(book.of_order(OrderNumber(3)).size(), 1u);
  EXPECT_EQ(book.of_order(OrderNumber(3)).front()->fill.quantity, -1) << "of the newest version";
  EXPECT_TRUE(book.of_order(OrderNumber(0)).empty());
}

TEST(FillBook, TwoContentsUnderOneIdAreContested) {
  FillBook one, other;
  for (const char* price : {"5", "6"}) ASSERT_TRUE(one.take(executed("a.01.01", 600, -1, price)).value());
  for (const char* price : {"6", "5"}) ASSERT_TRUE(other.take(executed("a.01.01", 600, -1, price)).value());
  EXPECT_TRUE(one.all().begin()->second.contested);
  EXPECT_EQ(one.hash(), other.hash());
}

TEST(FillBook, AChargeOfAnEarlierVersionStandsUntilTheCorrectionIsCharged) {
  FillBook book;
  ASSERT_TRUE(book.charge({"a.01.01", usd("0.65"), "USD"}).value()) << "it may come before its execution";
  ASSERT_TRUE(book.take(executed("a.01.01", 600, -1, "5")).value());
  ASSERT_TRUE(book.take(executed("a.01.02", 600, -1, "5.1")).value());
  const auto fee = [&] { return book.fee(*book.find({"a.01", ContractId(600)})); };
  EXPECT_EQ(fee(), usd("0.65"));
  ASSERT_TRUE(book.charge({"a.01.02", usd("0.70"), "USD"}).value());
  EXPECT_EQ(fee(), usd("0.70"));
  ASSERT_TRUE(book.charge({"a.01.02", usd("0.70"), "EUR"}).value());
  EXPECT_FALSE(fee().has_value()) << "not an amount in USD";
}

TEST(FillBook, ASummaryIsCheckedAgainstTheLegsAndAddedToNothing) {
  const Intent intent = sell_put_spread(600, 595, 2, "1");
  FillBook book;
  records::Executed summary = executed("s.01.01", 9, 2, "-1");
  summary.summary = true;
  ASSERT_TRUE(book.take(summary).value());
  ASSERT_TRUE(book.take(executed("a.01.01", 600, -2, "5")).value());
  EXPECT_FALSE(book.balance(OrderNumber(1), intent.legs()).is_balanced()) << "the long leg is still to come";
  ASSERT_TRUE(book.take(executed("a.02.01", 595, 2, "4")).value());
  EXPECT_TRUE(book.balance(OrderNumber(1), intent.legs()).is_balanced());
  ASSERT_TRUE(book.take(executed("a.03.01", 590, 1, "3")).value());
  EXPECT_TRUE(book.balance(OrderNumber(1), intent.legs()).foreign_leg);
}

TEST(FillBook, WhatIsNoExecutionIsRefused) {
  FillBook book;
  EXPECT_FALSE(book.take(executed("", 600, 1, "1")).has_value());
  EXPECT_FALSE(book.take(executed("a.x", 600, 1, "1")).has_value());
  EXPECT_FALSE(book.take(executed("a.01", 600, std::numeric_limits<std::int64_t>::min(), "1")).has_value());
  EXPECT_FALSE(book.take(executed("a.01", 600, 1, "99999999")).has_value());
  EXPECT_FALSE(book.charge({"a.01", usd("9999999"), "USD"}).has_value());
  EXPECT_EQ(book.hash(), FillBook().hash());
}

}  // namespace
}  // namespace legwork::trade
