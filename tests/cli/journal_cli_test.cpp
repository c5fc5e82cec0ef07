// `legwork journal` as a person or an auditor meets it: a journal that the engine's store wrote, then the program on its folder.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <nlohmann/json.hpp>

#include "journal/journal.hpp"
#include "journal/system_disk.hpp"

namespace legwork {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string slurp(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

class JournalCli : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("legwork_journal_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    const auto journal = journal::Journal::open(disk_, books()).value();
    std::vector<trade::Record> records;
    for (std::uint64_t i = 1; i <= 5; ++i)
      records.push_back({i, core::TimePoint(std::chrono::hours(24 * 20'000) + std::chrono::seconds(i)),
                         trade::RecordKind(i == 3 ? "kill_latch" : "learned"), 1, fmt::format(R"({{"order":{}}})", i)});
    journal->append(records).value();
    journal->close().value();
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string books() const { return (folder_ / "books").string(); }

  void run(const std::string& arguments) {
    const std::string command = fmt::format("'{1}' journal {2} >{0}/out 2>{0}/err", folder_.string(), LEGWORK_BINARY, arguments);
    const int status = std::system(command.c_str());
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    out_ = slurp(folder_ / "out");
    err_ = slurp(folder_ / "err");
  }

  fs::path folder_;
  journal::SystemDisk disk_;
  int code_ = -1;
  std::string out_, err_;
};

TEST_F(JournalCli, verify_names_head_and_anchor) {
  run("verify " + books());
  EXPECT_EQ(code_, 0) << err_;
  EXPECT_NE(out_.find("5 records, chain whole"), std::string::npos) << out_;
  EXPECT_NE(out_.find("anchor 5"), std::string::npos) << out_;
}

TEST_F(JournalCli, show_picks_by_kind_and_sequence) {
  run("show " + books() + " --kind kill_latch --format json");
  EXPECT_EQ(code_, 0) << err_;
  EXPECT_EQ(json::parse(out_).at("sequence"), 3);
  run("show " + books() + " --from 5 --format json");
  EXPECT_EQ(json::parse(out_).at("body").at("order"), 5);
}

TEST_F(JournalCli, export_is_one_document) {
  run("export " + books() + " --format json");
  ASSERT_EQ(code_, 0) << err_;
  const json document = json::parse(out_);
  EXPECT_EQ(document.at("records").size(), 5U);
  EXPECT_EQ(document.at("complete"), true);
}

TEST_F(JournalCli, a_changed_byte_is_found_and_named) {
  const fs::path database = fs::path(books()) / "journal.db";
  std::string bytes = slurp(database);
  const std::size_t at = bytes.find("{\"order\":4}");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 9] = '7';
  std::ofstream(database, std::ios::binary) << bytes;
  run("verify " + books());
  EXPECT_EQ(code_, 3);
  EXPECT_NE(err_.find("record 4"), std::string::npos) << err_;
}

TEST_F(JournalCli, a_folder_without_a_journal_is_an_error_that_names_it) {
  run("verify " + (folder_ / "elsewhere").string());
  EXPECT_NE(code_, 0);
  EXPECT_NE(err_.find("elsewhere"), std::string::npos) << err_;
}

}  // namespace
}  // namespace legwork
