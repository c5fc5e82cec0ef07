// `legwork tws decode` as a script meets it: recorded messages on standard input, one object a line out, an exit code.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <nlohmann/json.hpp>

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class TwsDecode : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("legwork_tws_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void decode(const std::string& input, const std::string& arguments = "") {
    std::ofstream(folder_ / "in", std::ios::binary) << input;
    decode_file((folder_ / "in").string(), arguments);
  }
  void decode_file(const std::string& input, const std::string& arguments = "") {
    const std::string command =
        fmt::format("'{1}' tws decode {2} <'{3}' >{0}/out 2>{0}/err", folder_.string(), LEGWORK_BINARY, arguments, input);
    const int status = std::system(command.c_str());
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    err = slurp(folder_ / "err");
    lines.clear();
    std::istringstream out(slurp(folder_ / "out"));
    for (std::string line; std::getline(out, line);) lines.push_back(json::parse(line));
  }

  static std::string slurp(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
  }

  static std::string line(const char* direction, const std::string& version, const json& fields, const std::string& more = "") {
    return fmt::format(R"({{"direction":"{}","server_version_if_known":{},"msg_id":{},"fields":{}{}}})"
                       "\n",
                       direction, version, fields.at(0).get<std::string>(), fields.dump(), more);
  }

  int code = -1;
  std::string err;
  std::vector<json> lines;

 private:
  fs::path folder_;
};

TEST_F(TwsDecode, every_recorded_line_gives_one_object_and_none_fails) {
  decode_file(LEGWORK_SOURCE_DIR "/tests/data/tws/transcripts.jsonl");
  EXPECT_EQ(code, 0) << err;
  EXPECT_EQ(err, "");
  ASSERT_EQ(lines.size(), 66u);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i]["line"], i + 1);
    EXPECT_TRUE(lines[i]["ok"].get<bool>()) << lines[i];
  }
  EXPECT_EQ(lines[0]["message"]["connection_time"], "20220812 06:42:26 GMT") << "a handshake";
  EXPECT_EQ(lines[7]["name"], "openOrder");
  EXPECT_EQ(lines[7]["fits"], "162..169");
  EXPECT_EQ(lines[7]["message"]["symbol"], "TSLA");
  EXPECT_TRUE(lines[7]["message"]["display_size"].is_null()) << "2147483647 is unset";
  EXPECT_EQ(lines[42]["error"]["name"], "pv_dividend") << "malformed, and marked so";
  EXPECT_EQ(lines[61]["message"]["bars"].size(), 12u) << "truncated: the bars that are there";
  EXPECT_EQ(lines[46]["message"]["fields"], json({"2", "30", ""})) << "server version 118: fields as they came";
}

TEST_F(TwsDecode, a_failure_that_is_not_marked_is_exit_1_with_the_field_named) {
  decode(line("server", "176", {"9", "1", "x"}) + line("server", "176", {"9", "1", "43"}));
  EXPECT_EQ(code, 1);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_FALSE(lines[0]["ok"].get<bool>());
  EXPECT_EQ(lines[0]["error"]["name"], "order_id");
  EXPECT_EQ(lines[0]["error"]["field"], 3);
  EXPECT_TRUE(lines[1]["ok"].get<bool>()) << "the next line is read all the same";
  decode(line("server", "176", {"9", "1", "x"}, R"(,"malformed":true)"));
  EXPECT_EQ(code, 0);
  decode(line("server", "176", {"9", "1"}, R"(,"truncated":true)"));
  EXPECT_EQ(code, 0);
  decode(line("server", "176", {"9", "1"}));
  EXPECT_EQ(code, 1) << "cut, but not marked";
}

TEST_F(TwsDecode, fields_left_over_are_shown_and_fail_but_for_a_separator_too_many) {
  decode(line("server", "176", {"9", "1", "43", "extra"}));
  EXPECT_EQ(code, 1);
  EXPECT_EQ(lines.at(0)["left_over"], json({"extra"}));
  EXPECT_EQ(lines.at(0)["message"]["order_id"], 43);
  decode(line("server", "176", {"9", "1", "43", ""}));
  EXPECT_EQ(code, 0);
  EXPECT_EQ(lines.at(0)["left_over"], json({""}));
}

TEST_F(TwsDecode, the_version_can_be_given_for_lines_without_one) {
  const std::string error = line("server", "null", {"4", "2", "7", "200", "No security definition"});
  decode(error);
  EXPECT_EQ(code, 0);
  EXPECT_EQ(lines.at(0)["tried"], "157..200");
  EXPECT_EQ(lines.at(0)["fits"], "157..165");
  decode(error, "--server-version 160");
  EXPECT_EQ(code, 0);
  EXPECT_EQ(lines.at(0)["decoded_at"], 160);
  EXPECT_EQ(lines.at(0)["message"]["request_id"], 7);
  decode(error, "--server-version 200");
  EXPECT_EQ(code, 1) << "five fields there are: id, code, text, advanced reject, time";
}

TEST_F(TwsDecode, a_line_that_is_no_json_is_exit_3_with_its_number_and_the_rest_is_read) {
  decode("\n{\"direction\":\n" + line("server", "176", {"9", "1", "43"}));
  EXPECT_EQ(code, 3);
  EXPECT_NE(err.find("standard input:2"), std::string::npos) << err;
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["line"], 2);
  EXPECT_FALSE(lines[0]["ok"].get<bool>());
  EXPECT_EQ(lines[1]["message"]["order_id"], 43);
  for (const char* wrong :
       {"[]", R"({"direction":"up","msg_id":9,"fields":["9"]})", R"({"direction":"server","msg_id":9,"fields":"9"})",
        R"({"direction":"server","msg_id":9,"fields":["9",{}]})", R"({"direction":"server","msg_id":"9","fields":["9"]})"}) {
    decode(wrong);
    EXPECT_EQ(code, 3) << wrong;
  }
}

TEST_F(TwsDecode, hellos_and_messages_outside_the_tables_are_shown_as_they_are) {
  decode(R"({"direction":"client","msg_id":null,"fields":["API","v178..200 +PACEAPI"]})"
         "\n" +
         line("server", "225", {"9", "1"}) + line("server", "200", {"140", "a", "b"}));
  EXPECT_EQ(code, 0) << err;
  EXPECT_EQ(lines.at(0)["message"], json({{"min_version", 178}, {"max_version", 200}, {"connect_options", "+PACEAPI"}}));
  EXPECT_EQ(lines.at(1)["message"]["fields"], json({"1"}));
  EXPECT_EQ(lines.at(2)["message"]["fields"], json({"a", "b"}));
}

}  // namespace
