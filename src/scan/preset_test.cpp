#include "scan/preset.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "scan/expression.hpp"

namespace legwork::scan {
namespace {

std::string error_of(std::string_view toml) {
  const auto preset = parse_preset(toml, "mine.toml");
  return preset ? "no error" : core::to_string(preset.error());
}

TEST(ShippedPresets, are_eight_and_name_only_columns_that_exist) {
  ASSERT_EQ(shipped_presets().size(), 8u);
  for (const Preset& p : shipped_presets()) {
    EXPECT_FALSE(p.title.empty()) << p.name;
    EXPECT_FALSE(p.description.empty()) << p.name;
    EXPECT_TRUE(parse_expression(Table::spreads, p.where)) << p.name;
    EXPECT_TRUE(p.shipped);
  }
}

TEST(ShippedPresets, carry_their_default_exits) {
  const Preset credit = find_preset(shipped_presets(), "put-credit-30-45").value();
  EXPECT_EQ(credit.exits.target, 0.5);
  EXPECT_EQ(credit.exits.stop, 2.0);
  EXPECT_EQ(credit.exits.exit_dte, 21);
  EXPECT_EQ(credit.parameters.managed.exit_dte, 21) << "simulations follow the preset's exits";
  EXPECT_EQ(find_preset(shipped_presets(), "0DTE index").value().exits.all_out_at, "15:45");
}

TEST(FindPreset, takes_a_name_a_title_or_says_what_there_is) {
  EXPECT_EQ(find_preset(shipped_presets(), "Put credit 30-45").value().name, "put-credit-30-45");
  EXPECT_EQ(find_preset(shipped_presets(), "CLASSIC").value().name, "classic");
  const auto missing = find_preset(shipped_presets(), "clasic");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("classic"), std::string::npos);
}

TEST(ParsePreset, every_shipped_one_survives_being_written_and_read) {
  for (const Preset& p : shipped_presets()) {
    const auto again = parse_preset(to_toml(p), p.name);
    ASSERT_TRUE(again) << core::to_string(again.error());
    EXPECT_EQ(again->where, p.where);
    EXPECT_EQ(again->sort, p.sort);
    EXPECT_EQ(again->columns, p.columns);
    EXPECT_EQ(again->required, p.required);
    EXPECT_EQ(again->exits.all_out_at, p.exits.all_out_at);
    EXPECT_EQ(again->entry.from, p.entry.from);
    EXPECT_EQ(to_toml(*again), to_toml(p));
  }
}

TEST(ParsePreset, names_file_line_and_field_of_what_is_wrong) {
  EXPECT_NE(error_of("title = 'x'\nwhere = 5").find("mine.toml:2:"), std::string::npos);
  EXPECT_NE(error_of("where = 5").find("where: should be a text"), std::string::npos);
  EXPECT_NE(error_of("wehre = 'dte < 5'").find("wehre: is not a setting"), std::string::npos);
  EXPECT_NE(error_of("[exits]\ntarget = 7").find("exits.target: 7 is outside"), std::string::npos);
  EXPECT_NE(error_of("[exits]\ntaget = 0.5").find("exits.taget: is not a setting"), std::string::npos);
  EXPECT_NE(error_of("[exits]\nall_out_at = 'noon'").find("mine.toml:2:14: exits.all_out_at: 'noon' is no time of day"),
            std::string::npos)
      << error_of("[exits]\nall_out_at = 'noon'");
  EXPECT_NE(error_of("[exits]\nall_out_at = '25:99'").find("exits.all_out_at"), std::string::npos);
  EXPECT_NE(error_of("[entry]\nfrom = '9.45'").find("entry.from: '9.45' is no time"), std::string::npos);
  EXPECT_NE(error_of("[entry]\nfrom = '15:00'\nuntil = '10:00'").find("entry.until: 10:00 does not come after 15:00"),
            std::string::npos);
  EXPECT_NE(error_of("sort = 'scor'").find("did you mean score"), std::string::npos);
  EXPECT_NE(error_of("where = 'dte <'").find("where"), std::string::npos);
  EXPECT_NE(error_of("title = ").find("mine.toml:1:"), std::string::npos);
  EXPECT_NE(error_of("[[score]]\ncolumn='ror'\nweight=1\nmap=[[1,0],[0,1]]").find("ascend"), std::string::npos);
  EXPECT_NE(error_of("[[score]]\ncolumn='score'\nweight=1\nmap=[[0,0],[1,1]]").find("itself"), std::string::npos);
}

TEST(AllPresets, a_users_own_wins_by_name_and_a_broken_one_is_an_error) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "legwork_presets";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "classic.toml") << "title = 'Mine'\nwhere = 'dte <= 9'\n";
  std::ofstream(folder / "new.toml") << "where = 'dte <= 3'\n";
  const auto presets = all_presets(folder);
  ASSERT_TRUE(presets) << core::to_string(presets.error());
  EXPECT_EQ(presets->size(), 9u);
  EXPECT_EQ(find_preset(*presets, "classic").value().title, "Mine");
  EXPECT_FALSE(find_preset(*presets, "classic").value().shipped);
  std::ofstream(folder / "broken.toml") << "where = 'nonsense <= 3'\n";
  const auto broken = all_presets(folder);
  ASSERT_FALSE(broken);
  EXPECT_NE(core::to_string(broken.error()).find("broken.toml"), std::string::npos);
}

TEST(AllPresets, a_folder_that_does_not_exist_has_none) { EXPECT_EQ(all_presets("/nonexistent/presets").value().size(), 8u); }

}  // namespace
}  // namespace legwork::scan
