// The program as a person or a script meets it: arguments in, text and exit code out. LEGWORK names the binary.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <zlib.h>
#include <nlohmann/json.hpp>

namespace {

namespace fs = std::filesystem;

const std::string spx = LEGWORK_SOURCE_DIR "/tests/data/chains/SPX_2026-07-10_1615_thin.csv.gz";
const std::string goog = LEGWORK_SOURCE_DIR "/demo/GOOG_2015-12-24_5min.csv.gz";
const std::string bars = LEGWORK_SOURCE_DIR "/demo/bars";

std::string slurp(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

struct Outcome {
  int code;
  std::string out, err;
};

class Cli : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("legwork_cli_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Outcome run(const std::string& arguments) const {
    const std::string command = fmt::format("XDG_CONFIG_HOME={0}/config '{1}' {2} >{0}/out 2>{0}/err </dev/null", folder_.string(),
                                            LEGWORK_BINARY, arguments);
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), slurp(folder_ / "out"), slurp(folder_ / "err")};
  }

  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

std::string unzipped(const std::string& path) {
  gzFile in = gzopen(path.c_str(), "rb");
  std::string text;
  std::array<char, 1 << 16> buffer;
  for (int n; (n = gzread(in, buffer.data(), buffer.size())) > 0;) text.append(buffer.data(), static_cast<std::size_t>(n));
  gzclose(in);
  return text;
}

TEST_F(Cli, helps_at_every_level) {
  for (const char* command : {"", "scan ", "chain ", "filters ", "presets ", "price ", "order ", "journal ", "completion "}) {
    const Outcome help = run(std::string(command) + "--help");
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_NE(help.out.find("--help"), std::string::npos) << command;
  }
  EXPECT_NE(run("--help").out.find("Exit codes"), std::string::npos);
  EXPECT_NE(run("--version").out.find("legwork "), std::string::npos);
}

TEST_F(Cli, scan_prints_ranked_rows_with_age_confidence_and_pop_method) {
  const Outcome scan = run("scan " + spx + " --where 'structure = bull_put and short_delta in 0.1..0.3' --top 5");
  ASSERT_EQ(scan.code, 0) << scan.err;
  EXPECT_NE(scan.out.find("SPXW:2026"), std::string::npos);
  EXPECT_NE(scan.out.find("% skew"), std::string::npos);
  EXPECT_NE(scan.out.find("age"), std::string::npos);
  EXPECT_NE(scan.out.find("conf"), std::string::npos);
  EXPECT_NE(scan.out.find("5 shown"), std::string::npos);
  EXPECT_EQ(scan.out.find('\x1b'), std::string::npos) << "no colours into a pipe";
}

TEST_F(Cli, scan_json_is_stable_and_adds_up) {
  const Outcome scan = run("scan " + spx + " --preset index-weekly --format json --top 7 --quiet");
  ASSERT_EQ(scan.code, 0) << scan.err;
  EXPECT_EQ(scan.err, "");
  const auto json = nlohmann::json::parse(scan.out);
  EXPECT_EQ(json["schema"], "legwork.scan/1");
  EXPECT_EQ(json["as_of"], "2026-07-10T20:15:00Z");
  ASSERT_EQ(json["rows"].size(), 7u);
  EXPECT_EQ(json["rows"][0]["rank"], 1);
  EXPECT_TRUE(json["rows"][0]["id"].get<std::string>().starts_with("SPX"));
  EXPECT_TRUE(json["rows"][0]["score"].is_number());
  std::uint64_t sum = json["rejected"]["unpriced"].get<std::uint64_t>() + json["rejected"]["survivors"].get<std::uint64_t>() +
                      json["rejected"]["beyond_deferred"].get<std::uint64_t>();
  for (const auto& filter : json["rejected"]["filters"]) sum += filter["removed"].get<std::uint64_t>();
  EXPECT_EQ(sum, json["rejected"]["enumerated"].get<std::uint64_t>());
  for (std::size_t i = 1; i < json["rows"].size(); ++i)
    EXPECT_GE(json["rows"][i - 1]["score"].get<double>(), json["rows"][i]["score"].get<double>());
  EXPECT_EQ(run("scan " + spx + " --preset index-weekly --format json --top 7 --quiet").out, scan.out) << "the same twice";
}

TEST_F(Cli, scan_csv_has_one_line_a_row_and_raw_numbers) {
  const Outcome scan = run("scan " + spx + " --where 'dte <= 8' --columns dte,credit_width,structure --format csv --top 3");
  ASSERT_EQ(scan.code, 0) << scan.err;
  EXPECT_TRUE(scan.out.starts_with("rank,id,structure,dte,credit_width,structure\n1,SPX")) << scan.out;
  EXPECT_EQ(std::count(scan.out.begin(), scan.out.end(), '\n'), 4);
  EXPECT_EQ(scan.out.find('%'), std::string::npos);
}

TEST_F(Cli, no_row_that_passes_is_an_answer_not_an_error) {
  const Outcome scan = run("scan " + spx + " --where 'dte > 4000'");
  EXPECT_EQ(scan.code, 0);
  EXPECT_NE(scan.out.find(" 0 pass"), std::string::npos) << scan.out;
}

TEST_F(Cli, why_not_names_the_filters_that_reject_a_row) {
  const auto json = nlohmann::json::parse(run("scan " + spx + " --where 'structure = bull_put' --format json --top 1 -q").out);
  const std::string id = json["rows"][0]["id"];
  const Outcome why = run("scan " + spx + " --where 'structure = bear_call and width > 0' --why-not " + id);
  EXPECT_EQ(why.code, 0) << why.err;
  EXPECT_NE(why.out.find("FAIL"), std::string::npos) << why.out;
  EXPECT_NE(why.out.find("pass"), std::string::npos);
  const Outcome whole = run("scan " + spx + " --preset index-weekly --where 'credit_width >= 30%' --why-not");
  EXPECT_EQ(whole.code, 0) << whole.err;
  EXPECT_NE(whole.out.find("binding filter"), std::string::npos) << whole.out;
}

TEST_F(Cli, explain_puts_inputs_into_formulas) {
  const auto json = nlohmann::json::parse(run("scan " + spx + " --format json --top 1 -q").out);
  const Outcome explain = run("scan " + spx + " --explain " + json["rows"][0]["id"].get<std::string>());
  EXPECT_EQ(explain.code, 0) << explain.err;
  EXPECT_NE(explain.out.find("abs(short_strike - long_strike)"), std::string::npos);
  EXPECT_NE(explain.out.find("total"), std::string::npos);
}

TEST_F(Cli, histogram_draws_the_range_of_the_scans_own_filter) {
  const Outcome histogram = run("scan " + spx + " --where 'credit_width in 20%..40%' --histogram credit_width");
  EXPECT_EQ(histogram.code, 0) << histogram.err;
  EXPECT_NE(histogram.out.find("| #"), std::string::npos) << histogram.out;
}

TEST_F(Cli, chain_csv_is_the_input_and_our_columns) {
  const Outcome chain = run("chain " + spx + " --format csv");
  ASSERT_EQ(chain.code, 0) << chain.err;
  const std::string header = chain.out.substr(0, chain.out.find('\n'));
  EXPECT_TRUE(header.starts_with("quote_date,quote_time,underlying,underlying_price,expiry,strike,right,bid,ask"));
  EXPECT_TRUE(
      header.ends_with("option_symbol,exercise_style,settlement,mid,iv,delta,gamma,theta,vega,rho,forward,flags,confidence"));
  const std::string input = unzipped(spx);
  EXPECT_EQ(std::count(chain.out.begin(), chain.out.end(), '\n'), std::count(input.begin(), input.end(), '\n'))
      << "every contract, none twice";
  const std::string again = run("chain " + file("again.csv", chain.out) + " --format csv").out;
  EXPECT_EQ(again, chain.out) << "our own export reads back to the same numbers";
}

TEST_F(Cli, chain_filters_contracts_with_the_same_language) {
  const Outcome chain = run("chain " + spx + " --where 'right = put and delta in 0.2..0.3' --format csv");
  ASSERT_EQ(chain.code, 0) << chain.err;
  EXPECT_GT(std::count(chain.out.begin(), chain.out.end(), '\n'), 5);
  EXPECT_EQ(chain.out.find(",C,"), std::string::npos);
}

TEST_F(Cli, a_snapshot_in_the_middle_of_a_replay_is_chosen_by_as_of) {
  const auto early = nlohmann::json::parse(run("scan " + goog + " --as-of 2015-12-24T10:00 --format json --top 1 -q").out);
  EXPECT_EQ(early["as_of"], "2015-12-24T15:00:00Z");
  const auto late = nlohmann::json::parse(run("scan " + goog + " --format json --top 1 -q").out);
  EXPECT_EQ(late["as_of"], "2015-12-24T18:00:00Z");
}

TEST_F(Cli, bars_give_realised_volatility_and_without_them_it_is_unknown) {
  const std::string columns = " --columns hv20,rsi14,beta --format json --top 1 -q";
  const auto with = nlohmann::json::parse(run("scan " + goog + " --bars " + bars + columns).out);
  EXPECT_TRUE(with["rows"][0]["hv20"].is_number());
  EXPECT_TRUE(with["rows"][0]["beta"].is_number());
  const auto without = nlohmann::json::parse(run("scan " + goog + columns).out);
  EXPECT_TRUE(without["rows"][0]["hv20"].is_null());
}

TEST_F(Cli, holdings_give_the_correlation_to_the_book_over_a_look_back) {
  const std::string held = file("held.csv", "option_symbol,quantity\nGOOG160129P00730000,-3\nGOOG,-300\n");
  const std::string command =
      "scan " + goog + " --bars " + bars + " --columns book_correlation,volume_sum --format json --top 1 -q";
  const auto with = nlohmann::json::parse(run(command + " --holdings " + held).out);
  EXPECT_NEAR(with["rows"][0]["book_correlation"].get<double>(), -1, 1e-9) << "the shares sold outweigh three puts sold";
  EXPECT_EQ(with["book_lookback"], 252);
  EXPECT_TRUE(with["rows"][0]["volume_sum"].is_number());
  EXPECT_TRUE(nlohmann::json::parse(run(command).out)["rows"][0]["book_correlation"].is_null()) << "no book";
  const Outcome long_ago = run("scan " + goog + " --bars " + bars + " --holdings " + held + " --book-lookback 5000 --top 1");
  EXPECT_NE(long_ago.err.find("have not the 5000 daily returns"), std::string::npos) << long_ago.err;
  const Outcome chain = run("chain " + goog + " --bars " + bars + " --holdings " + held + " --where 'held != 0' --format csv");
  EXPECT_EQ(std::count(chain.out.begin(), chain.out.end(), '\n'), 2) << chain.out;
  EXPECT_EQ(run("scan " + goog + " --holdings " + file("bad.csv", "symbol,quantity\nGOOG160129P00730000,x\n")).code, 3);
}

TEST_F(Cli, earnings_say_when_of_the_day_and_how_sure_they_are) {
  const std::string events = file("events.csv", "symbol,earnings_date,report_time,status\nGOOG,2016-01-29,amc,estimated\n");
  const std::string command =
      "scan " + goog + " --events " + events +
      " --columns days_to_earnings,earnings_time,earnings_confirmed,earnings_inside --format json --top 1 -q "
      "--where 'expiry_class = weekly and dte in ";
  const auto row = [&](const char* days) { return nlohmann::json::parse(run(command + days + "'").out)["rows"][0]; };
  EXPECT_EQ(row("36..36")["days_to_earnings"], 36);
  EXPECT_EQ(row("36..36")["earnings_time"], "after_close");
  EXPECT_EQ(row("36..36")["earnings_confirmed"], false);
  EXPECT_EQ(row("36..36")["earnings_inside"], false) << "it expires at the close before the report";
  EXPECT_EQ(row("37..60")["earnings_inside"], true);
  file("events.csv", "symbol,earnings_date,report_time\nGOOG,2016-01-29,\n");
  EXPECT_TRUE(row("36..36")["earnings_inside"].is_null()) << "at a time not told";
  EXPECT_TRUE(row("36..36")["earnings_time"].is_null());
  EXPECT_EQ(row("36..36")["earnings_confirmed"], true);
}

TEST_F(Cli, simulations_are_bounded_for_rows_that_are_only_shown_too) {
  const std::string command =
      "scan " + spx + " --where 'structure = bull_put and dte <= 8' --columns p50,score --sort score --top 6";
  const Outcome json = run(command + " --deferred-max 4 --format json");
  const auto some = nlohmann::json::parse(json.out), all = nlohmann::json::parse(run(command + " --format json -q").out);
  ASSERT_EQ(some["rows"].size(), 6u);
  EXPECT_EQ(some["not_simulated"], 2);
  EXPECT_EQ(all["not_simulated"], 0);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(some["rows"][i]["id"], all["rows"][i]["id"]);
    EXPECT_EQ(some["rows"][i]["p50"], i < 4 ? all["rows"][i]["p50"] : nlohmann::json()) << i;
    EXPECT_TRUE(all["rows"][i]["p50"].is_number());
    EXPECT_TRUE(some["rows"][i]["score"].is_number());
  }
  EXPECT_NE(json.err.find("raise --deferred-max"), std::string::npos) << json.err;
  const Outcome table = run(command + " --deferred-max 4");
  EXPECT_NE(table.out.find("2 rows are not computed"), std::string::npos) << table.out;
  const Outcome csv = run(command + " --deferred-max 4 --format csv -q");
  EXPECT_EQ(csv.err, "");
  EXPECT_NE(csv.out.find("bull_put,,"), std::string::npos) << csv.out;
}

TEST_F(Cli, progress_is_for_terminals_only) {
  const Outcome scan = run("scan " + spx + " --where 'dte <= 8 and p50 >= 0.1' --deferred-max 50 --top 1");
  EXPECT_EQ(scan.err.find("simulating"), std::string::npos) << scan.err;
}

TEST_F(Cli, price_shows_one_option_by_every_method) {
  const Outcome price = run("price put --spot 100 --strike 105 --days 45 --vol 22 --rate 4.3 --yield 1.2 --format json");
  ASSERT_EQ(price.code, 0) << price.err;
  const auto json = nlohmann::json::parse(price.out);
  ASSERT_EQ(json["methods"].size(), 6u);
  const double collocation = json["methods"][1]["price"];
  for (const auto& method : json["methods"])
    if (method["method"].get<std::string>().starts_with("American"))
      EXPECT_NEAR(method["price"].get<double>(), collocation, 1e-3) << method;
  const auto implied = nlohmann::json::parse(
      run(fmt::format("price put --spot 100 --strike 105 --days 45 --price {:.12f} --rate 4.3 --yield 1.2 --format json",
                      collocation))
          .out);
  EXPECT_NEAR(implied["methods"][1]["vol"].get<double>(), 0.22, 1e-6);
}

TEST_F(Cli, completion_scripts_are_scripts) {
  const std::string script = file("completion.bash", run("completion bash").out);
  EXPECT_EQ(std::system(("bash -n " + script).c_str()), 0);
  EXPECT_NE(slurp(script).find("--why-not"), std::string::npos);
  EXPECT_NE(run("completion fish").out.find("complete -c legwork"), std::string::npos);
  EXPECT_EQ(run("completion tcsh").code, 2);
}

struct Wrong {
  const char* name;
  std::string arguments;
  int code;
  std::vector<std::string> message;
};

class WrongWords : public Cli, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongWords, are_told_what_is_wrong_before_any_file_is_read) {
  const Outcome outcome = run(GetParam().arguments);
  EXPECT_EQ(outcome.code, GetParam().code) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  for (const std::string& part : GetParam().message)
    EXPECT_NE(outcome.err.find(part), std::string::npos) << "wanted: " << part << "\ngot: " << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(
    Arguments, WrongWords,
    testing::Values(Wrong{"no_command", "", 2, {"subcommand"}}, Wrong{"no_file", "scan", 2, {"FILE"}},
                    Wrong{"option", "scan x --tpo 3", 2, {"--tpo"}},
                    Wrong{"preset", "scan x --preset clasic", 2, {"clasic", "classic"}},
                    Wrong{"order", "scan x --where 'structure > bull_put'", 2, {"--where", "without an order"}},
                    Wrong{"syntax", "scan x --where 'dte <'", 2, {"--where"}},
                    Wrong{"column", "scan x --where 'detla < 3'", 2, {"detla", "did you mean"}},
                    Wrong{"sort", "scan x --sort scoer", 2, {"--sort", "score"}},
                    Wrong{"columns", "scan x --columns dte,widht", 2, {"--columns", "width"}},
                    Wrong{"format", "scan x --format xml", 2, {"--format"}}, Wrong{"top", "scan x --top 0", 2, {"--top"}},
                    Wrong{"as_of", "scan x --as-of yesterday", 2, {"--as-of", "yesterday"}},
                    Wrong{"price", "price put --spot 100 --strike 100 --days 30", 2, {"--vol"}},
                    Wrong{"dividend", "price call --spot 100 --strike 100 --days 30 --vol 20 --dividend x", 2, {"DAYS:AMOUNT"}}),
    [](const auto& info) { return info.param.name; });

TEST_F(Cli, a_preset_with_a_bad_time_is_an_error_with_its_file_and_field) {
  const Outcome bad = run("scan " + spx + " --preset " + file("mine.toml", "where = 'dte < 9'\n[exits]\nall_out_at = '15.45'\n"));
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("mine.toml:3:14: exits.all_out_at: '15.45'"), std::string::npos) << bad.err;
}

TEST_F(Cli, a_row_that_is_not_there_says_what_is) {
  const Outcome missing = run("scan " + spx + " --why-not SPXW:20260717:P:7001/6000 -q");
  EXPECT_EQ(missing.code, 4);
  EXPECT_NE(missing.err.find("nearest"), std::string::npos) << missing.err;
  EXPECT_EQ(run("scan " + spx + " --why-not nonsense -q").code, 2);
}

class BadInput : public Cli {
 protected:
  void refused(const std::string& path, const std::string& part) {
    const Outcome outcome = run("scan '" + path + "'");
    EXPECT_EQ(outcome.code, 3) << path << "\n" << outcome.err;
    EXPECT_NE(outcome.err.find(part), std::string::npos) << "wanted: " << part << "\ngot: " << outcome.err;
    EXPECT_NE(outcome.err.find(fs::path(path).filename().string()), std::string::npos) << "names the file: " << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
};

TEST_F(BadInput, nothing_useful_in_it_is_exit_3_with_the_file_named) {
  refused((folder() / "none.csv").string(), "");
  refused(folder().string(), "directory");
  refused(file("empty.csv", ""), "empty");
  refused(file("header.csv", "quote_date,underlying,expiry,strike,right,bid,ask\n"), "row");
  refused(file("columns.csv", "a,b,c\n1,2,3\n"), "expiry");
  refused(file("binary.csv", std::string("\x7f"
                                         "ELF\0\0\1\2\3",
                                         9) +
                                 std::string(4000, '\xff')),
          "");
  refused(file("cut.csv.gz", slurp(spx).substr(0, 12)), "");
}

TEST_F(BadInput, good_rows_of_a_broken_gzip_are_kept_and_the_break_is_told) {
  const Outcome outcome = run("scan " + file("cut.csv.gz", slurp(spx).substr(0, 60'000)) + " --top 1");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("truncated"), std::string::npos) << outcome.err;
}

TEST_F(BadInput, a_program_that_reads_json_learns_of_the_break_too) {
  const std::string cut = file("cut.csv.gz", slurp(spx).substr(0, 60'000));
  for (const char* command : {"scan ", "chain "}) {
    const Outcome outcome = run(command + cut + " --format json --top 1 -q");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const auto json = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(json["rejected"]["input_rows"]["truncated"], 1) << command;
    ASSERT_FALSE(json["input_problems"].empty());
    EXPECT_NE(json["input_problems"].dump().find("cut.csv.gz"), std::string::npos) << json["input_problems"];
    const auto whole = nlohmann::json::parse(run(command + spx + " --format json --top 1 -q").out);
    EXPECT_FALSE(whole["rejected"]["input_rows"].contains("truncated")) << command;
    EXPECT_EQ(whole["input_problems"], nlohmann::json::array());
  }
}

TEST_F(BadInput, bad_rows_are_counted_by_reason_and_the_good_ones_scanned) {
  std::istringstream lines(unzipped(spx));
  std::string text, line;
  for (int i = 0; std::getline(lines, line); ++i) {
    text += line + "\n";
    if (i == 3) text += line + "\n";  // a duplicate
  }
  const std::string row = "2026-07-10,16:15:00,SPX,7575.39,2026-07-17,";
  text += row + "5000,C,nan,10,,,,,,,,,,,,SPXW260717C05000000,E,PM\n";
  text += row + "-7,C,1,2,,,,,,,,,,,,,E,PM\n";
  text += row + "7000,X,1,2,,,,,,,,,,,,,E,PM\n";
  text += row + "7001,C,-1,2,,,,,,,,,,,,,E,PM\n";
  text += "2026-07-10,16:15:00,SPX,7575.39,2026-02-31,7000,C,1,2,,,,,,,,,,,,,E,PM\n";
  const Outcome outcome = run("scan " + file("mixed.csv", text) + " --top 1");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("rows rejected"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("duplicate"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("mixed.csv:"), std::string::npos) << "line and column of the first ones: " << outcome.err;
}

TEST_F(Cli, a_closed_pipe_ends_quietly) {
  const std::string command =
      fmt::format("'{}' chain {} --format csv 2>{}/err | head -n 1 >/dev/null", LEGWORK_BINARY, spx, folder().string());
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(slurp(folder() / "err").find("internal failure"), std::string::npos);
}

TEST_F(Cli, a_full_disk_is_an_error_not_half_a_result) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const std::string command = fmt::format("'{}' chain {} --format csv >/dev/full 2>{}/err", LEGWORK_BINARY, spx, folder().string());
  const int status = std::system(command.c_str());
  EXPECT_NE(WEXITSTATUS(status), 0);
  EXPECT_NE(slurp(folder() / "err"), "");
}

TEST_F(Cli, a_plan_of_faults_is_read_before_anything_starts) {
  const Outcome bad = run("sim --port 0 --faults " + file("day.plan", "# a bad day\nafter 10s ord.no-such\n"));
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("day.plan:2: ord.no-such: there is no such fault"), std::string::npos) << bad.err;
  EXPECT_TRUE(bad.out.empty()) << bad.out;
  EXPECT_EQ(run("sim --port 0 --faults /no/such.plan").code, 2);
  const Outcome table = run("sim --faults-table");
  EXPECT_EQ(table.code, 0);
  EXPECT_NE(table.out.find("| conn.1100-upstream-lost | wire | upstream |"), std::string::npos);
}

}  // namespace
