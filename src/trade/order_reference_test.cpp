#include "trade/order_reference.hpp"

#include <gtest/gtest.h>

namespace legwork::trade {
namespace {

TEST(OrderReference, ReadsBackInItsOwnJournalOnly) {
  for (const std::uint64_t number : {1U, 17U, 4'000'000'000U}) {
    const std::string reference = order_reference("k2m9zq", OrderNumber(number));
    EXPECT_EQ(parse_order_reference("k2m9zq", reference), OrderNumber(number)) << reference;
    EXPECT_EQ(parse_order_reference("k2m9zr", reference), std::nullopt);
  }
}

TEST(OrderReference, ALostCharacterIsNoOtherOrder) {
  int mistaken = 0;
  for (std::uint64_t number = 1; number < 2000; ++number) {
    const std::string reference = order_reference("k2m9zq", OrderNumber(number));
    for (std::size_t i = 0; i < reference.size(); ++i) {
      std::string damaged = reference;
      damaged.erase(i, 1);
      const auto read = parse_order_reference("k2m9zq", damaged);
      mistaken += read && *read != OrderNumber(number) ? 1 : 0;
    }
  }
  EXPECT_LE(mistaken, 20);  // of 27,000: the check has 1,296 values
}

TEST(OrderReference, WhatIsNoneIsNothing) {
  for (const char* text :
       {"", "LW", "LWk2m9zq-", "LWk2m9zq-x-00", "LWk2m9zq-1", "LWk2m9zq--1-00", "LWk2m9zq-01-00", "manual order"})
    EXPECT_EQ(parse_order_reference("k2m9zq", text), std::nullopt) << text;
}

}  // namespace
}  // namespace legwork::trade
