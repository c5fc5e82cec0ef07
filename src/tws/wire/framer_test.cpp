#include "tws/wire/framer.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "core/prng.hpp"

namespace legwork::tws {
namespace {

std::vector<std::string> drain(Framer& framer) {
  std::vector<std::string> payloads;
  while (true) {
    const auto next = framer.next();
    EXPECT_TRUE(next.has_value());
    if (!next || !*next) return payloads;
    payloads.emplace_back(**next);
  }
}

const std::vector<std::string>& session() {
  static const std::vector<std::string> payloads = {"a", std::string(300, 'x'), std::string("9\0001\0001\0", 6),
                                                    std::string(70'000, 'y'), "b"};
  return payloads;
}

std::string bytes_of(const std::vector<std::string>& payloads) {
  std::string bytes;
  for (const std::string& payload : payloads) append_frame(bytes, payload);
  return bytes;
}

TEST(Framer, GivesWholePayloadsOutOfOneRead) {
  Framer framer;
  framer.push(bytes_of(session()));
  EXPECT_EQ(drain(framer), session());
  EXPECT_EQ(framer.pending(), 0U);
}

TEST(Framer, GivesTheSameForEverySplit) {
  const std::vector<std::string> payloads = {"one", std::string("2\0two\0", 6), "three"};
  const std::string bytes = bytes_of(payloads);
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    for (std::size_t second = first; second <= bytes.size(); ++second) {
      Framer framer;
      std::vector<std::string> seen;
      for (const std::string& part : {bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)}) {
        framer.push(part);
        for (std::string& payload : drain(framer)) seen.push_back(std::move(payload));
      }
      EXPECT_EQ(seen, payloads) << first << ' ' << second;
    }
  }
}

TEST(Framer, TakesOneByteAtATime) {
  Framer framer;
  std::vector<std::string> seen;
  for (const char byte : bytes_of(session())) {
    framer.push({&byte, 1});
    for (std::string& payload : drain(framer)) seen.push_back(std::move(payload));
  }
  EXPECT_EQ(seen, session());
}

TEST(Framer, WaitsForTheRestOfAHeader) {
  Framer framer;
  framer.push(std::string_view("\0\0\0", 3));
  EXPECT_TRUE(drain(framer).empty());
  EXPECT_EQ(framer.pending(), 3U);
}

TEST(Framer, RefusesLengthsThatNoFrameHas) {
  for (const std::string_view header :
       {std::string_view("\0\0\0\0", 4), std::string_view("\x01\0\0\0", 4), std::string_view("HTTP", 4)}) {
    Framer framer;
    framer.push(header);
    const auto next = framer.next();
    ASSERT_FALSE(next.has_value());
    EXPECT_EQ(next.error().code, core::ErrorCode::parse);
    framer.push("more bytes");
    EXPECT_FALSE(framer.next().has_value()) << "a lost stream stays lost";
  }
}

TEST(Framer, HoldsTheLargestFrame) {
  const std::string payload(payload_size_max, 'z');
  std::string bytes;
  append_frame(bytes, payload);
  Framer framer;
  framer.push(std::string_view(bytes).substr(0, 100));
  EXPECT_TRUE(drain(framer).empty());
  framer.push(std::string_view(bytes).substr(100));
  const auto next = framer.next();
  ASSERT_TRUE(next.has_value() && next->has_value());
  EXPECT_EQ(**next, payload);
}

TEST(Framer, HoldsOneFrameAndOneReadWhenDrained) {
  core::Prng prng(5);
  std::string bytes;
  for (int i = 0; i < 2000; ++i) append_frame(bytes, std::string(1 + prng.below(200), 'q'));
  constexpr std::size_t read = 64;
  Framer framer;
  for (std::size_t at = 0; at < bytes.size(); at += read) {
    framer.push(std::string_view(bytes).substr(at, read));
    EXPECT_LE(framer.pending(), 204 + read);
    drain(framer);
    EXPECT_LT(framer.pending(), 204U);
  }
}

TEST(Framer, AppendingAnEmptyPayloadIsABug) {
  std::string out;
  EXPECT_DEATH(append_frame(out, ""), "a payload of 0 bytes");
}

}  // namespace
}  // namespace legwork::tws
