#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/engine_desk.hpp"

namespace legwork::engine_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string message(const Json& answer) { return answer.value("error", Json::object()).value("message", ""); }
std::string code(const Json& answer) { return answer.value("error", Json::object()).value("code", ""); }

struct EngineHost : testing::Test {
  EngineDesk desk;
  std::string phase(int order) { return desk.ask({{"do", "order"}, {"order", order}}).value("phase", ""); }
};

TEST_F(EngineHost, IsReconciledAMomentAfterItStarts) {
  const Json status = desk.ask({{"do", "status"}});
  EXPECT_TRUE(status.value("ok", false)) << status;
  EXPECT_EQ(status.value("link", ""), "ready");
  EXPECT_TRUE(status.value("reconciled", false));
  EXPECT_EQ(status.value("account", ""), "DU1000001");
  EXPECT_FALSE(status.value("live", true));
}

TEST_F(EngineHost, APreviewShowsLegsRiskMarginAndCosts) {
  const Json ticket = desk.preview({{"quantity", 2}});
  ASSERT_TRUE(ticket.value("ok", false)) << ticket;
  EXPECT_EQ(ticket.at("legs").size(), 2U);
  EXPECT_EQ(ticket.at("side"), "credit");
  EXPECT_EQ(ticket.at("quote_fault"), "none");
  EXPECT_EQ(ticket.at("margin").at("what_if_state"), "answered");
  EXPECT_EQ(ticket.at("margin").at("what_if"), "2000.00");  // the full width of a cash-settled credit vertical
  const double credit = std::stod(ticket.at("limit").get<std::string>()) * 200;
  EXPECT_NEAR(std::stod(ticket.at("at_expiry").at("max_profit").get<std::string>()), credit, 1e-9);
  EXPECT_NEAR(std::stod(ticket.at("at_expiry").at("max_loss").get<std::string>()), 2000 - credit, 1e-9);
  const double pop = ticket.at("odds").at("pop");
  EXPECT_GT(pop, 0.5);
  EXPECT_LT(pop, 1);
  EXPECT_EQ(desk.records("intended"), 0) << "a preview places nothing";
}

TEST_F(EngineHost, WhatCannotBePreviewedSaysWhy) {
  EXPECT_THAT(message(desk.preview({{"spread", "SPXW:20260731:P:7301/7290"}})), HasSubstr("lists no SPXW"));
  EXPECT_THAT(message(desk.preview({{"spread", "SPXW:20260731:X:7300/7290"}})), HasSubstr("right"));
  EXPECT_THAT(message(desk.preview({{"limit", "cheap"}})), HasSubstr("limit"));
  EXPECT_THAT(message(desk.preview({{"limit", "-1"}})), HasSubstr("limit"));
  EXPECT_THAT(message(desk.preview({{"quantity", 1.5}})), HasSubstr("quantity"));
  EXPECT_THAT(message(desk.preview({{"quantity", -1}})), HasSubstr("-1 is no number of units"));
  EXPECT_THAT(message(desk.preview({{"qantity", 1}})), HasSubstr("qantity"));
  EXPECT_THAT(message(desk.ask({{"do", "dance"}})), HasSubstr("it does: status, preview"));
}

TEST_F(EngineHost, PlacesAFilledOrderAndHoldsIt) {
  const Json placed = desk.place(desk.preview({{"limit", "natural"}}), "k1");
  ASSERT_TRUE(placed.value("ok", false)) << placed;
  EXPECT_EQ(placed.at("order"), 1);
  desk.wait(5s);
  EXPECT_EQ(phase(1), "Filled");
  const Json positions = desk.ask({{"do", "positions"}}).at("positions");
  ASSERT_EQ(positions.size(), 2U) << positions;
  EXPECT_EQ(positions[0].at("quantity").get<int>() + positions[1].at("quantity").get<int>(), 0);
  EXPECT_THAT(positions[0].at("what").get<std::string>(), HasSubstr("SPXW 2026-07-31"));
}

TEST_F(EngineHost, TheSameKeyPlacesNothingTwice) {
  const Json ticket = desk.preview({{"limit", "natural"}});
  desk.place(ticket, "k1");
  const Json again = desk.place(ticket, "k1");
  EXPECT_TRUE(again.value("ok", false));
  EXPECT_EQ(again.value("text", ""), "order 1");
  EXPECT_EQ(desk.records("intended"), 1);
}

TEST_F(EngineHost, APlacedTicketGivesItsPlaceBack) {
  for (int i = 0; i < 20; ++i) {
    const Json ticket = desk.preview({{"limit", "natural"}, {"quantity", 1 + i % 3}});
    ASSERT_TRUE(ticket.value("ok", false)) << i << ": " << message(ticket);
    desk.place(ticket, "k" + std::to_string(i));
    desk.wait(2s);
  }
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(desk.preview().value("ok", false)) << "the oldest makes room";
}

TEST_F(EngineHost, ATicketIsPlacedWhileItIsYoung) {
  const Json ticket = desk.preview();
  desk.wait(2min);
  const Json placed = desk.place(ticket, "k1");
  EXPECT_EQ(code(placed), "not_found");
  EXPECT_THAT(message(placed), HasSubstr("preview again"));
  EXPECT_EQ(desk.records("intended"), 0);
}

TEST_F(EngineHost, WhatTheGateWillRefuseStandsOnTheTicket) {
  const Json ticket = desk.preview({{"quantity", 11}});
  std::string refused;
  for (const Json& verdict : ticket.at("verdicts"))
    if (!verdict.at("passed")) refused += verdict.at("control").get<std::string>() + " ";
  EXPECT_THAT(refused, HasSubstr("size"));
  EXPECT_EQ(ticket.at("verdicts").size(), 25U);
  EXPECT_THAT(message(desk.place(ticket, "k1")), HasSubstr("size: 11 units, not between 1 and 10"));
  EXPECT_EQ(desk.records("intended"), 0);
  EXPECT_EQ(desk.records("decided"), 1);
}

TEST_F(EngineHost, CancelsWhatRests) {
  EXPECT_EQ(desk.place(desk.preview({{"limit", "9.5"}}), "k1").value("text", ""), "order 1");  // far more than anybody pays
  desk.wait(3s);
  EXPECT_EQ(phase(1), "Working");
  EXPECT_TRUE(desk.ask({{"do", "cancel"}, {"order", 1}, {"key", "c1"}}).value("ok", false));
  desk.wait(3s);
  EXPECT_EQ(phase(1), "Cancelled");
  EXPECT_THAT(message(desk.ask({{"do", "cancel"}, {"order", 1}, {"key", "c2"}})), HasSubstr("Cancelled"));
  EXPECT_THAT(message(desk.ask({{"do", "cancel"}, {"order", 99}, {"key", "c3"}})), HasSubstr("no order 99"));
}

TEST_F(EngineHost, TheKillLatchCancelsAndStaysThroughARestart) {
  desk.place(desk.preview({{"limit", "9.5"}}), "k1");
  desk.wait(3s);
  EXPECT_TRUE(desk.ask({{"do", "kill"}, {"key", "kill"}, {"reason", "test"}}).value("ok", false));
  desk.wait(3s);
  EXPECT_EQ(phase(1), "Cancelled");
  desk.kill_engine();
  desk.start_engine();
  EXPECT_TRUE(desk.ask({{"do", "status"}}).value("killed", false));
  EXPECT_THAT(message(desk.place(desk.preview({{"limit", "natural"}}), "k2")), HasSubstr("kill"));
  EXPECT_TRUE(desk.ask({{"do", "kill"}, {"set", false}, {"key", "free"}}).value("ok", false));
  desk.wait(11min);  // before that, so much less than was asked for just now is a slip of the hand
  EXPECT_TRUE(desk.place(desk.preview({{"limit", "natural"}}), "k3").value("ok", false));
}

TEST_F(EngineHost, AnOrderThatFillsWhileTheEngineIsDownIsKnownAfterwards) {
  const Json ticket = desk.preview({{"limit", "natural"}});
  desk.place(ticket, "k1");  // durable and on its way
  desk.kill_engine();
  desk.wait(30s);
  desk.start_engine();
  desk.wait(5s);
  EXPECT_EQ(phase(1), "Filled");
  EXPECT_EQ(desk.ask({{"do", "positions"}}).at("positions").size(), 2U);
  EXPECT_EQ(desk.place(ticket, "k1").value("text", ""), "order 1") << "the key outlives the process";
  EXPECT_EQ(desk.records("intended"), 1);
}

TEST_F(EngineHost, WithoutAGatewayItAnswersAndComesBack) {
  const Json ticket = desk.preview({{"limit", "natural"}});
  for (const auto& pipe : desk.network().pipes()) pipe->reset();
  desk.wait(10ms);
  EXPECT_EQ(desk.ask({{"do", "status"}}).value("linked", true), false);
  EXPECT_EQ(desk.preview().at("margin").at("what_if_state"), "not_asked");
  desk.wait(30s);
  EXPECT_TRUE(desk.ask({{"do", "status"}}).value("reconciled", false));
  EXPECT_TRUE(desk.place(ticket, "k1").value("ok", false)) << "the ticket is still young, and its quotes are streaming again";
  desk.wait(5s);
  EXPECT_EQ(phase(1), "Filled");
}

TEST_F(EngineHost, WalksAnOrderAndHoldsItsExits) {
  Json request{{"do", "place"},           {"key", "k1"},       {"actor", "person:test"}, {"walk_steps", 3}, {"walk_every_s", 2},
               {"walk_slippage", "1.00"}, {"exits", "default"}};
  request["ticket"] = desk.preview().at("ticket");
  const Json placed = desk.ask(request);
  ASSERT_TRUE(placed.value("ok", false)) << placed;
  desk.wait(30s);
  EXPECT_GE(desk.records("walked"), 2);
  const Json spreads = desk.ask({{"do", "spreads"}}).at("spreads");
  ASSERT_EQ(spreads.size(), 1U) << "natural is reached: it is filled";
  const Json exits = desk.ask({{"do", "exits"}, {"spread", 1}});
  EXPECT_THAT(exits.at("plan").get<std::string>(), HasSubstr("[target]"));
  EXPECT_EQ(exits.at("alerts"), Json::array()) << "its quotes come";
  EXPECT_THAT(message(desk.ask({{"do", "exits"}, {"spread", 9}})), HasSubstr("no spread 9"));
}

TEST_F(EngineHost, AClockExitClosesWhatIsHeldByItself) {
  desk.place(desk.preview({{"limit", "natural"}}), "k1");
  desk.wait(5s);
  const Json set =
      desk.ask({{"do", "set_exits"}, {"spread", 1}, {"key", "x1"}, {"plan", "[clock]\nat = \"10:05\"\nday = \"any_day\"\n"}});
  ASSERT_TRUE(set.value("ok", false)) << set;
  desk.wait(4min);
  EXPECT_EQ(desk.records("intended"), 1) << "its hour has not come";
  desk.wait(4min);
  EXPECT_GE(desk.records("intended"), 2);
  EXPECT_EQ(desk.ask({{"do", "spreads"}}).at("spreads").size(), 0U) << "closed";
  EXPECT_EQ(desk.ask({{"do", "positions"}}).at("positions").size(), 0U);
}

TEST_F(EngineHost, WordsOfWalksAndExitsThatAreWrongAreNamed) {
  const Json ticket = desk.preview();
  const auto place_with = [&](const char* field, const Json& value) {
    Json request{{"do", "place"}, {"key", "k1"}, {"ticket", ticket.at("ticket")}, {"walk_steps", 2}};
    request[field] = value;
    return message(desk.ask(request));
  };
  EXPECT_THAT(place_with("walk_every_s", 0), HasSubstr("step_every"));
  EXPECT_THAT(place_with("walk_steps", 101), HasSubstr("steps"));
  EXPECT_THAT(place_with("walk_end", "stop"), HasSubstr("walk_end"));
  EXPECT_THAT(place_with("walk_worst", "-1"), HasSubstr("walk_worst"));
  EXPECT_THAT(place_with("exits", "[stpo]\n"), HasSubstr("stpo"));
  EXPECT_EQ(desk.records("intended"), 0);
}

}  // namespace
}  // namespace legwork::engine_test
