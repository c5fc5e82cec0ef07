#include "desk/control_protocol.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace legwork::desk {
namespace {

std::string read(std::string_view line) {
  const auto parsed = parse_control_request(line);
  if (const auto* const refusal = std::get_if<ControlRefusal>(&parsed))
    return refusal->id + " " + refusal->error.code + " " + refusal->error.where;
  const auto& request = std::get<ControlRequest>(parsed);
  return request.id + " does " + request.action;
}

TEST(ControlRequest, IsOneObjectWithAnIdAndSomethingToDo) {
  struct Case {
    std::string line, expected;
  };
  const std::array cases{
      Case{R"({"id":1,"do":"status"})", "1 does status"},
      Case{R"({"do":"place_order","id":"a\"b","legs":[1]})", R"("a\"b" does place_order)"},
      Case{R"({"id":1})", "1 parse do"},
      Case{R"({"id":1,"do":"Status!"})", "1 parse do"},
      Case{R"({"id":1,"do":7})", "1 parse do"},
      Case{R"({"do":"status"})", "null parse id"},
      Case{R"({"id":1.5,"do":"status"})", "null parse id"},
      Case{R"({"id":")" + std::string(64, 'x') + R"(","do":"status"})", "null parse id"},
      Case{"", "null parse "},
      Case{"[1]", "null parse "},
      Case{R"({"id":1,"do":"status"} {})", "null parse "},
      Case{"{\"id\":\"\xff\",\"do\":\"status\"}", "null parse "},
      Case{std::string(1'000'000, '['), "null too_large "},
      Case{R"({"id":1,"do":"status","words":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[["})", "1 does status"},
  };
  for (const auto& one : cases) EXPECT_EQ(read(one.line), one.expected) << one.line.substr(0, 100);
}

TEST(ControlLine, SaysWhatItAnswers) {
  EXPECT_EQ(control_answer("7", "{}"), "{\"id\":7,\"ok\":true}\n");
  EXPECT_EQ(control_answer("7", R"({"b":1,"a":[2]})"), "{\"id\":7,\"ok\":true,\"b\":1,\"a\":[2]}\n");
  EXPECT_EQ(control_part("7", R"({"a":1})", false), "{\"id\":7,\"ok\":true,\"end\":false,\"a\":1}\n");
  EXPECT_EQ(control_refusal("\"x\"", {"io", "a \"word\"\nand \xff"}),
            "{\"id\":\"x\",\"ok\":false,\"error\":{\"code\":\"io\",\"message\":\"a \\\"word\\\"\\nand \xEF\xBF\xBD\"}}\n");
  EXPECT_EQ(to_control_error({core::ErrorCode::not_found, "no such order", {.field = "order"}}),
            (ControlError{"not_found", "no such order", "order"}));
}

struct Reply : testing::Test {
  std::vector<std::string> lines;
  int ends = 0;
  bool is_heard = true;
  ControlReply reply() {
    return {"1", [this](std::string&& line, bool is_last) {
              lines.push_back(std::move(line));
              if (is_last) ++ends;
              return is_heard;
            }};
  }
};

TEST_F(Reply, CountsOnce) {
  {
    const auto first = reply();
    const auto copy = first;
    EXPECT_TRUE(copy.answer());
    EXPECT_FALSE(first.refuse({"io", "too late"}));
    EXPECT_FALSE(first.part("{}"));
  }
  EXPECT_EQ(lines, std::vector<std::string>{"{\"id\":1,\"ok\":true}\n"});
}

TEST_F(Reply, PartsHaveAnEnd) {
  const auto one = reply();
  EXPECT_TRUE(one.part("{}"));
  is_heard = false;
  EXPECT_FALSE(one.part("{}"));
  one.answer();
  EXPECT_EQ(lines.back(), "{\"id\":1,\"ok\":true,\"end\":true}\n");
  EXPECT_EQ(ends, 1);
}

TEST_F(Reply, ForgottenItSaysSo) {
  {
    const auto forgotten = reply();
  }
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("\"code\":\"unanswered\""), std::string::npos);
}

TEST(ControlAnswer, IsReadBack) {
  const auto part = parse_control_answer(control_part("1", R"({"a":1})", false), "1").value();
  EXPECT_TRUE(part.is_ok);
  EXPECT_FALSE(part.is_last);
  EXPECT_TRUE(parse_control_answer(control_part("1", "{}", true), "1").value().is_last);
  const auto refused = parse_control_answer(control_refusal("null", {"busy", "later", "x"}), "1").value();
  EXPECT_FALSE(refused.is_ok);
  EXPECT_EQ(refused.error, (ControlError{"busy", "later", "x"}));
  for (const auto* const bad : {"", "220 smtp ready", "{}", R"({"id":2,"ok":true})", R"({"id":null,"ok":true})",
                                R"({"id":1,"ok":1})", R"({"id":1,"ok":false})"})
    EXPECT_EQ(parse_control_answer(bad, "1").error().code, core::ErrorCode::parse) << bad;
}

TEST(ControlRequest, IsMadeWithItsId) {
  EXPECT_EQ(control_request_line(R"({"do":"status","id":9})", "1").value(), "{\"id\":1,\"do\":\"status\"}\n");
  for (const auto* const bad : {"", "[]", "{}", R"({"do":"No"})"})
    EXPECT_EQ(control_request_line(bad, "1").error().code, core::ErrorCode::invalid_argument) << bad;
}

}  // namespace
}  // namespace legwork::desk
