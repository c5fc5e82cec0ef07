#include "journal/chain.hpp"

#include <set>

#include <gtest/gtest.h>

namespace legwork::journal {
namespace {

TEST(Sha256, agrees_with_the_standard) {
  // FIPS 180-4, examples of NIST: "abc" and the empty message
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, reads_back_from_its_text) {
  const Hash hash = sha256("x");
  EXPECT_EQ(parse_hash(to_hex(hash)), hash);
  EXPECT_EQ(parse_hash(to_hex(hash).substr(1)), std::nullopt);
  EXPECT_EQ(parse_hash(to_hex(hash).replace(3, 1, "G")), std::nullopt);
  EXPECT_EQ(parse_hash(to_hex(hash).replace(3, 1, "A")), std::nullopt) << "one hash, one text";
}

TEST(HashChain, is_the_documented_hash_of_the_documented_bytes) {
  const trade::Record record{1, core::TimePoint(core::Duration(258)), trade::RecordKind("sent"), 3, "{}"};
  std::string bytes(reinterpret_cast<const char*>(genesis_hash().data()), genesis_hash().size());
  const auto number = [&](char low, char next) { bytes += std::string{low, next, 0, 0, 0, 0, 0, 0}; };
  number(1, 0);
  number(2, 1);
  number(3, 0);
  number(4, 0);
  bytes += "sent";
  number(2, 0);
  bytes += "{}";
  EXPECT_EQ(HashChain().next(genesis_hash(), record), sha256(bytes));
}

TEST(HashChain, every_field_counts_and_none_runs_into_the_next) {
  using trade::Record;
  using trade::RecordKind;
  const core::TimePoint at{};
  const std::vector<Record> records = {
      {1, at, RecordKind("ab"), 1, "c"},  {2, at, RecordKind("ab"), 1, "c"}, {1, at + core::Duration(1), RecordKind("ab"), 1, "c"},
      {1, at, RecordKind("a"), 1, "bc"},  {1, at, RecordKind("ab"), 2, "c"}, {1, at, RecordKind("abc"), 1, ""},
      {1, at, RecordKind("ab"), 1, "c "},
  };
  HashChain chain;
  std::set<Hash> hashes;
  for (const Record& record : records) hashes.insert(chain.next(genesis_hash(), record));
  hashes.insert(chain.next(sha256("another history"), records[0]));
  EXPECT_EQ(hashes.size(), records.size() + 1);
}

}  // namespace
}  // namespace legwork::journal
