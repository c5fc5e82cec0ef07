// What every store does, whether it keeps its records on disk or in memory.
#include "journal/store.hpp"

#include <gtest/gtest.h>

#include "journal/journal_fixture.hpp"
#include "journal/memory_store.hpp"

namespace legwork::journal {
namespace {

using namespace testing;

struct OnDisk {
  MemoryDisk disk;
  std::unique_ptr<Journal> journal = open_journal(disk);
  Store& store() { return *journal; }
  void close() { journal->close().value(); }
};

struct InMemory {
  MemoryStore memory;
  Store& store() { return memory; }
  void close() { memory.close(); }
};

template <class Kept>
class AnyStore : public ::testing::Test {
 protected:
  Kept kept_;
  Store& store_ = kept_.store();
};
using Stores = ::testing::Types<OnDisk, InMemory>;
TYPED_TEST_SUITE(AnyStore, Stores);

TYPED_TEST(AnyStore, starts_empty) {
  EXPECT_EQ(this->store_.head(), Head{});
  EXPECT_EQ(this->store_.state(), State::open);
  EXPECT_EQ(this->store_.replay([](const trade::Record&, const Hash&) { return true; }).value(), Head{});
}

TYPED_TEST(AnyStore, gives_back_what_it_took_in_order) {
  const auto records = records_after({}, 5);
  this->store_.append(std::span(records).first(2)).value();
  const Head head = this->store_.append(std::span(records).subspan(2)).value();
  EXPECT_EQ(head.sequence, 5u);
  EXPECT_EQ(head.at, second(5));
  EXPECT_EQ(this->store_.head(), head);
  EXPECT_EQ(all_of(this->store_), records);
}

TYPED_TEST(AnyStore, the_hash_is_of_the_records_not_of_the_batches) {
  const auto records = records_after({}, 9);
  this->store_.append(records).value();
  MemoryStore one_by_one;
  for (const trade::Record& record : records) one_by_one.append(std::span(&record, 1)).value();
  EXPECT_EQ(this->store_.head(), one_by_one.head());
}

TYPED_TEST(AnyStore, keeps_odd_bodies_as_they_are) {
  auto records = records_after({}, 4);
  records[0].body = "";
  records[1].body = std::string("a\0b", 3);
  records[2].body = "naïve \xff\xfe";
  records[3].body = std::string(100'000, 'x');
  records[3].version = 65535;
  records[3].at = core::TimePoint(core::Duration(-1));
  this->store_.append(records).value();
  EXPECT_EQ(all_of(this->store_), records);
}

TYPED_TEST(AnyStore, refuses_a_batch_that_does_not_follow_and_stays_open) {
  const auto expect_refused = [&](std::vector<trade::Record> records) {
    EXPECT_EQ(this->store_.append(records).error().fault, AppendFault::invalid_batch);
  };
  auto records = records_after({}, 3);
  expect_refused({});
  expect_refused({records[1]});
  expect_refused({records[0], records[2]});
  expect_refused({records[0], records[0]});
  records[0].kind = {};
  expect_refused({records[0]});
  records[0].kind = intended;
  records[0].body.assign(Store::body_bytes_max + 1, ' ');
  expect_refused({records[0]});
  EXPECT_EQ(this->store_.head(), Head{});
  EXPECT_TRUE(this->store_.append(records_after({}, 3)).has_value());
}

TYPED_TEST(AnyStore, a_visitor_can_stop) {
  this->store_.append(records_after({}, 9)).value();
  int seen = 0;
  const auto end = this->store_.replay([&](const trade::Record&, const Hash&) { return ++seen < 3; });
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(end.value().sequence, 3u);
}

TYPED_TEST(AnyStore, takes_nothing_once_closed) {
  this->kept_.close();
  EXPECT_EQ(this->store_.append(records_after({}, 1)).error().fault, AppendFault::refused);
}

TEST(MemoryStore, fails_as_a_disk_does) {
  for (const bool kept : {false, true}) {
    MemoryStore store;
    store.append(records_after({}, 2)).value();
    store.fail_next_append(kept);
    EXPECT_EQ(store.append(records_after(store.head(), 1)).error().fault, AppendFault::failed);
    EXPECT_EQ(store.state(), State::failed);
    EXPECT_EQ(store.append(records_after(store.head(), 1)).error().fault, AppendFault::refused);
    store.reopen();
    EXPECT_EQ(store.head().sequence, kept ? 3u : 2u);
  }
}

TEST(MemoryStore, when_full_takes_only_what_reduces_risk) {
  MemoryStore store;
  store.set_full(true);
  EXPECT_EQ(store.append(records_after({}, 1)).error().fault, AppendFault::disk_full);
  EXPECT_TRUE(store.append(records_after({}, 1), Purpose::reduces_risk).has_value());
  store.set_full(false);
  EXPECT_TRUE(store.append(records_after(store.head(), 1)).has_value());
}

}  // namespace
}  // namespace legwork::journal
