// Connection: hello, version, start, ready; and everything that can go wrong before.
#include <gtest/gtest.h>

#include "dialogue.hpp"

namespace legwork::tws {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

TEST(HandshakeDialogue, ReadyWhenIdsAndAccountsWereSeen) {
  Dialogue talk({.client_id = 7});
  talk.gateway_accepts();
  talk.session_sends({"API v178..200"});
  talk.session_wants_to_be_woken_in(10s);
  talk.gateway_sends("178|20260828 20:24:22 CET");
  talk.session_sends({"71|2|7|"});
  talk.gateway_sends("15|1|DF1,DU2,DU3,");
  talk.session_emits({});
  talk.gateway_sends("9|1|43");
  talk.session_emits({"ready at 178, accounts DF1 DU2 DU3, next order 43, epoch 1"});
  talk.session_sends({});
  talk.session_wants_to_be_woken_in(15s);  // to ask whether the gateway lives
}

TEST(HandshakeDialogue, TheOrderOfIdsAndAccountsDoesNotMatterAndOpenOrdersMayComeFirst) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.gateway_sends("200|20260828 20:24:22 CET");
  talk.session_sends({"API v178..200", "71|2|0|"});
  talk.gateway_sends("3|41|Submitted|0|100|0|71270927|0|0|0||0");
  talk.session_emits({"unkeyed: 3|41|Submitted|0|100|0|71270927|0|0|0||0"});
  talk.gateway_sends("9|1|40");
  talk.gateway_sends("15|1|DU1");
  talk.session_emits({"ready at 200, accounts DU1, next order 42, epoch 1"});  // above the order that is open, whatever 9 says
}

TEST(HandshakeDialogue, ConnectOptionsAndCapabilitiesAreSent) {
  Dialogue talk(
      {.client_id = 3, .connect_options = "+PACEAPI", .optional_capabilities = "cap", .min_version = 187, .max_version = 187});
  talk.gateway_accepts();
  talk.session_sends({"API v187 +PACEAPI"});
  talk.gateway_sends("187|20260828 20:24:22 CET");
  talk.session_sends({"71|2|3|cap"});
}

TEST(HandshakeDialogue, NoticesOfAHealthyStartAreNoGaps) {
  Dialogue talk;
  talk.opens();
  talk.gateway_sends("4|2|-1|2104|Market data farm connection is OK:usfarm|");
  talk.gateway_sends("4|2|-1|2158|Sec-def data farm connection is OK:secdefnj|");
  talk.session_emits({"notice 2104", "notice 2158"});
}

TEST(HandshakeDialogue, AZoneInAnyLanguageAndEncodingIsFine) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.gateway_sends("200|20260711 00:44:40 \xD6\xD0\xB9\xFA\xB1\xEA\xD7\xBC\xCA\xB1\xBC\xE4");
  talk.session_sends({"API v178..200", "71|2|0|"});
}

TEST(HandshakeDialogue, ARedirectNamesTheOtherAddress) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.gateway_sends("-1|gw2.example.net:4001");
  talk.session_sends({"API v178..200"});
  talk.session_emits({"closed, redirected: gw2.example.net:4001"});
  EXPECT_TRUE(talk.session().wants_close());
  EXPECT_EQ(talk.session().deadline(), std::nullopt);
}

TEST(HandshakeDialogue, VersionsOutsideTheWindowAreRefusedBeforeAnyMessageIsRead) {
  for (const auto& [version, cause] : {std::pair("177", "version too old"), {"0", "version too old"}, {"201", "version unknown"}}) {
    Dialogue talk;
    talk.gateway_accepts();
    talk.gateway_sends(version + "|20260828 20:24:22 CET"s);
    talk.session_sends({"API v178..200"});
    talk.session_emits({"closed, "s + cause});
    talk.gateway_sends("9|1|43");  // of the connection that is over
    talk.session_emits({});
  }
}

TEST(HandshakeDialogue, AClientIdInUseClosesAndTheSameIdIsTriedAgain) {
  Dialogue talk({.client_id = 7});
  for (int attempt = 0; attempt < 2; ++attempt) {
    talk.gateway_accepts();
    talk.gateway_sends("178|20260828 20:24:22 CET");
    talk.session_sends({"API v178..200", "71|2|7|"});
    talk.gateway_sends("4|2|-1|326|Unable to connect as the client id is already in use.|");
    talk.session_emits({"closed, client id in use"});
    talk.gateway_closes("end of stream");
    talk.session_emits({});  // once is enough
  }
}

TEST(HandshakeDialogue, AGatewayThatAcceptsAndSaysNothingIsLeftAfterTenSeconds) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.session_sends({"API v178..200"});
  talk.time_passes(9999ms);
  talk.session_emits({});
  talk.time_passes(1ms);
  talk.session_emits({"closed, handshake timeout"});
  talk.time_passes(1h);
  talk.session_emits({});
}

TEST(HandshakeDialogue, HalfAStartIsNoStart) {
  for (const auto* half : {"15|1|DU1", "9|1|43"}) {
    Dialogue talk;
    talk.gateway_accepts();
    talk.gateway_sends("178|20260828 20:24:22 CET");
    talk.gateway_sends(half);
    talk.session_sends({"API v178..200", "71|2|0|"});
    talk.time_passes(10s);
    talk.session_emits({"closed, handshake timeout"});
  }
}

TEST(HandshakeDialogue, AnEmptyListOfAccountsIsNotReady) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.gateway_sends("178|20260828 20:24:22 CET");
  talk.gateway_sends("9|1|43");
  talk.gateway_sends("15|1|,");
  talk.session_sends({"API v178..200", "71|2|0|"});
  talk.session_emits({});
  talk.gateway_sends("15|1|DU9");  // the login was not complete yet
  talk.session_emits({"ready at 178, accounts DU9, next order 43, epoch 1"});
}

TEST(HandshakeDialogue, ACloseBeforeTheFirstByteSaysWhatToCheck) {
  Session session({});
  const core::TimePoint now{};
  session.on_connected(now);
  session.on_closed("end of stream", now);
  const auto event = session.next_event();
  ASSERT_TRUE(event.has_value());
  const auto& closed = std::get<Closed>(*event);
  EXPECT_EQ(closed.cause, CloseCause::peer_closed);
  for (const auto* hint : {"end of stream", "dialog", "address", "32 clients"})
    EXPECT_NE(closed.text.find(hint), std::string::npos) << hint;
}

TEST(HandshakeDialogue, AnotherProtocolOnThePortIsRecognised) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.session_sends({"API v178..200"});
  talk.gateway_sends_bytes("HTTP/1.1 400 Bad Request\r\n\r\n");
  talk.session_emits({"closed, protocol error"});

  talk.gateway_accepts();
  talk.session_sends({"API v178..200"});
  talk.gateway_sends("SSH-2.0-OpenSSH_9.2");
  talk.session_emits({"closed, protocol error"});
}

}  // namespace
}  // namespace legwork::tws
