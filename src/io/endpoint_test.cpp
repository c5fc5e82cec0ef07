#include "io/endpoint.hpp"

#include <gtest/gtest.h>

namespace legwork::io {
namespace {

TEST(Endpoint, IsReadWithAndWithoutAPort) {
  EXPECT_EQ(parse_endpoint("localhost", 7497).value(), (Endpoint{"localhost", 7497}));
  EXPECT_EQ(parse_endpoint("10.0.0.7:4002", 7497).value(), (Endpoint{"10.0.0.7", 4002}));
  EXPECT_EQ(parse_endpoint("[::1]:4002", 7497).value(), (Endpoint{"::1", 4002}));
  EXPECT_EQ(parse_endpoint("[::1]", 7497).value(), (Endpoint{"::1", 7497}));
  EXPECT_EQ(parse_endpoint("fe80::1", 7497).value(), (Endpoint{"fe80::1", 7497}));
}

TEST(Endpoint, SaysWhatIsWrong) {
  for (const char* text : {"", ":7497", "host:", "host:0", "host:65536", "host:7497x", "host:-1", "[::1", "[::1]7497", "[]:1"}) {
    const auto read = parse_endpoint(text, 7497);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().code, core::ErrorCode::parse);
    EXPECT_NE(read.error().message.find("is no host:port"), std::string::npos);
  }
}

TEST(Endpoint, PrintsWhatItReads) {
  for (const char* text : {"localhost:7497", "[::1]:4002"}) EXPECT_EQ(to_string(parse_endpoint(text, 1).value()), text);
}

}  // namespace
}  // namespace legwork::io
