// Facts that no execution tells: checked before they are kept, read back from the disk, and moving the broker's positions once.
#include "trade/ledger/facts.hpp"

#include <gtest/gtest.h>

#include "trade/book.hpp"
#include "trade/ledger/ledger_fixture.hpp"

namespace legwork::trade {
namespace {

using records::EndCause;

records::LegEnded assigned() {
  LedgerStory story;
  return story.ended(1, EndCause::assigned, spy(600), 2, "600");
}
records::SpreadAdopted adopted() {
  return {"adopt-1",
          SpreadNumber(3),
          "DU1",
          {{records::write(spy(600)), -1, price_of("5")}, {records::write(spy(595)), 1, price_of("4")}},
          2,
          {},
          minute(1),
          "person:ann",
          "opened on the phone"};
}

TEST(LedgerFacts, AreReadBackFromTheDisk) {
  const records::LegRemapped remapped = {"split", SpreadNumber(1), "DU1",     ContractId(600), 2,    records::write(spy(300)),
                                         -4,      usd("1.5"),      minute(2), "person:ann",    "2:1"};
  const records::Attributed attributed = {"mine", SpreadNumber(1), "DU1", "a.01", ContractId(600), "person:ann", "", {}};
  for (const AnyRecord& record : {AnyRecord(assigned()), AnyRecord(adopted()), AnyRecord(remapped), AnyRecord(attributed)}) {
    const Record written = to_record(record, minute(5));
    const auto read = from_record(written);
    ASSERT_TRUE(read.has_value()) << written.body;
    EXPECT_EQ(to_record(*read, minute(5)), written);
    EXPECT_EQ(id_of(ledger_fact(*read).value()), id_of(ledger_fact(record).value()));
  }
}

TEST(LedgerFacts, AreSomeOfTheRecords) {
  EXPECT_FALSE(ledger_fact(AnyRecord(records::Adjusted{})).has_value());
  EXPECT_EQ(spread_of(ledger_fact(AnyRecord(adopted())).value()), SpreadNumber(3));
}

TEST(LedgerFacts, WhatCannotBeIsRefusedWithItsField) {
  const auto field_of = [](auto fact, auto&& spoil) {
    EXPECT_TRUE(check(fact).has_value());
    spoil(fact);
    const auto checked = check(fact);
    return checked ? std::string("accepted") : checked.error().where.field;
  };
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.fact.clear(); }), "fact");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.spread = SpreadNumber{}; }), "spread");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.account.clear(); }), "account");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.quantity = -2; }), "quantity") << "a long option is not assigned";
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.stock.reset(); }), "stock");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.stock = records::write(spy(595)); }), "stock");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.shares = 0; }), "shares");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.price = market::Price(); }), "price");
  EXPECT_EQ(field_of(assigned(), [](auto& one) { one.cause = EndCause::expired; }), "price");
  const records::Attributed attributed = {"mine",          SpreadNumber(1), "DU1", "a.01",
                                          ContractId(600), "person:ann",    "",    records::write(spy(600))};
  EXPECT_EQ(field_of(attributed, [](auto& one) { one.contract = ContractId(595); }), "instrument");
  EXPECT_EQ(field_of(attributed, [](auto& one) { one.contract = ContractId{}; }), "contract");
  EXPECT_EQ(field_of(adopted(), [](auto& one) { one.legs.clear(); }), "legs");
  EXPECT_EQ(field_of(adopted(), [](auto& one) { one.legs[1] = one.legs[0]; }), "legs");
  EXPECT_EQ(field_of(adopted(), [](auto& one) { one.legs[0].ratio = 0; }), "legs");
  EXPECT_EQ(field_of(adopted(), [](auto& one) { one.legs[0].instrument.right = "X"; }), "right");
  EXPECT_EQ(field_of(adopted(), [](auto& one) { one.units = 0; }), "units");
}

TEST(LedgerFacts, MoveTheBooksPositionsOnce) {
  Book book;
  const AnyRecord fact = assigned();
  EXPECT_TRUE(book.is_news(fact));
  ASSERT_TRUE(book.apply(fact).has_value());
  EXPECT_FALSE(book.is_news(fact));
  const std::uint64_t hash = book.hash();
  ASSERT_TRUE(book.apply(fact).has_value());
  EXPECT_EQ(book.hash(), hash);
  EXPECT_EQ(book.positions(), (std::map<ContractId, std::int64_t>{{spy_stock.id, 200}, {ContractId(600), 2}}));
  ASSERT_TRUE(book.apply(AnyRecord(adopted())).has_value());
  EXPECT_EQ(book.positions().size(), 2u) << "adopting moves nothing at the broker";
  records::SpreadAdopted wrong = adopted();
  wrong.units = 0;
  EXPECT_FALSE(book.apply(AnyRecord(wrong)).has_value());
}

}  // namespace
}  // namespace legwork::trade
