#include "tws/session/handshake.hpp"

#include <gtest/gtest.h>

namespace legwork::tws {
namespace {

using namespace std::string_literals;

TEST(Handshake, HelloIsFourBytesAndOneFrame) {
  EXPECT_EQ(hello(178, 200, ""), "API\0\0\0\0\x09v178..200"s);
  EXPECT_EQ(hello(178, 200, "+PACEAPI"), "API\0\0\0\0\x12v178..200 +PACEAPI"s);
  EXPECT_EQ(hello(187, 187, ""), "API\0\0\0\0\x04v187"s);
}

TEST(Handshake, TheReplyIsVersionAndTime) {
  const auto reply = read_handshake_reply("165\00020220812 06:42:26 GMT\0"s);
  ASSERT_TRUE(reply) << core::to_string(reply.error());
  EXPECT_EQ(reply->server_version, 165);
  EXPECT_EQ(reply->connection_time, "20220812 06:42:26 GMT");
  EXPECT_EQ(reply->redirect, "");
}

TEST(Handshake, NoZoneNameFails) {
  for (const auto& zone :
       {"Central European Standard Time"s, "\xD6\xD0\xB9\xFA\xB1\xEA\xD7\xBC\xCA\xB1\xBC\xE4"s, "\xE9t\xE9"s, ""s}) {
    const auto reply = read_handshake_reply("200\00020260711 00:44:40 "s + zone + '\0');
    ASSERT_TRUE(reply) << zone;
    EXPECT_EQ(reply->connection_time, "20260711 00:44:40 " + zone);
  }
}

TEST(Handshake, MinusOneSendsUsElsewhere) {
  const auto reply = read_handshake_reply("-1\0gw2.example.net:4001\0"s);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->server_version, -1);
  EXPECT_EQ(reply->redirect, "gw2.example.net:4001");
}

TEST(Handshake, WhatIsNoVersionIsAnErrorThatSaysWhatToCheck) {
  for (const auto& payload : {""s, "HTTP/1.1 400 Bad Request"s, "17x\0now\0"s, "99999999999999\0now\0"s, "\0\0"s}) {
    const auto reply = read_handshake_reply(payload);
    ASSERT_FALSE(reply) << payload;
    EXPECT_EQ(reply.error().code, core::ErrorCode::parse);
    EXPECT_NE(reply.error().message.find("port"), std::string::npos);
  }
}

}  // namespace
}  // namespace legwork::tws
