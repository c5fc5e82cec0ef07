#include "layers.hpp"

#include <gtest/gtest.h>

#include "planted_tree.hpp"

namespace legwork::checks {
namespace {

const std::filesystem::path source_root = LEGWORK_SOURCE_DIR;

LayerTable our_table() { return parse_layers(read(source_root / "tests/checks/layers.txt")); }

TEST(Layers, our_sources_include_only_what_the_table_allows) {
  const auto found = check_includes(source_root, our_table());
  EXPECT_TRUE(found.empty()) << to_string(found);
}

TEST(Layers, our_link_lists_say_the_same_as_the_table) {
  const auto found = check_links(source_root, our_table());
  EXPECT_TRUE(found.empty()) << to_string(found);
}

class PlantedLayers : public testing::Test {
 protected:
  std::vector<Violation> includes() const { return check_includes(tree_.root(), table_); }
  std::vector<Violation> links() const { return check_links(tree_.root(), table_); }

  PlantedTree tree_;
  LayerTable table_ = parse_layers(
      "core   :        : boost/system/ : Boost::headers\n"
      "market :        : date/         : date::date-tz\n"
      "chain  : market : zlib.h        : ZLIB::ZLIB\n");
};

TEST_F(PlantedLayers, allowed_includes_pass) {
  tree_.write(
      "src/chain/a.hpp",
      "#include <vector>\n#include <zlib.h>\n#include <fmt/format.h>\n#include \"market/x.hpp\"\n#include \"core/x.hpp\"\n");
  tree_.write("src/chain/a_test.cpp", "#include <gtest/gtest.h>\n#include \"chain/a.hpp\"\n");
  EXPECT_EQ(includes(), std::vector<Violation>{});
}

TEST_F(PlantedLayers, an_include_against_the_direction_is_found_with_its_line) {
  tree_.write("src/market/a.hpp", "#pragma once\n#include \"chain/store.hpp\"\n");
  EXPECT_EQ(includes(), (std::vector<Violation>{{"src/market/a.hpp", 2, "market may not include chain (chain/store.hpp)"}}));
}

TEST_F(PlantedLayers, an_include_in_a_subfolder_belongs_to_its_library) {
  tree_.write("src/market/deep/a.cpp", "  #  include \"chain/store.hpp\"\n");
  EXPECT_EQ(includes().size(), 1u);
}

TEST_F(PlantedLayers, a_third_party_header_of_another_library_is_found) {
  tree_.write("src/market/a.cpp", "#include <boost/asio.hpp>\n");
  tree_.write("src/chain/a.cpp", "#include <date/tz.h>\n");
  tree_.write("src/core/a.cpp", "#include <sys/stat.h>\n#include <unistd.h>\n");
  tree_.write("src/core/b.cpp", "#include <gtest/gtest.h>\n");
  EXPECT_EQ(includes().size(), 5u) << to_string(includes());
}

TEST_F(PlantedLayers, a_folder_that_the_table_does_not_know_is_found) {
  tree_.write("src/helper/a.cpp", "#include <vector>\n");
  EXPECT_EQ(includes(), (std::vector<Violation>{{"src/helper/a.cpp", 1, "helper is not in the layer table"}}));
}

TEST_F(PlantedLayers, a_link_against_the_direction_is_found) {
  tree_.write("src/market/CMakeLists.txt",
              "legwork_library(market\n  SOURCES a.cpp  # legwork::chain\n  LINK legwork::core legwork::chain\n  PRIVATE_LINK "
              "ZLIB::ZLIB)\n");
  EXPECT_EQ(links(), (std::vector<Violation>{{"src/market/CMakeLists.txt", 3, "market may not link legwork::chain"},
                                             {"src/market/CMakeLists.txt", 4, "market may not link ZLIB::ZLIB"}}));
}

TEST_F(PlantedLayers, an_include_needs_a_link_direct_or_through_another_library) {
  tree_.write("src/market/CMakeLists.txt", "legwork_library(market LINK legwork::core)\n");
  tree_.write("src/chain/CMakeLists.txt", "legwork_library(chain LINK legwork::market)\n");
  tree_.write("src/chain/a.cpp", "#include \"core/x.hpp\"\n#include \"market/x.hpp\"\n");
  EXPECT_EQ(links(), std::vector<Violation>{});
  tree_.write("src/chain/CMakeLists.txt", "legwork_library(chain LINK legwork::core)\n");
  EXPECT_EQ(links(), (std::vector<Violation>{{"src/chain/a.cpp", 2, "chain includes market and does not link it"}}));
}

TEST(LayerTable, cannot_name_a_library_that_stands_below_it) {
  EXPECT_THROW(parse_layers("a : b : : \nb : : : \n"), std::runtime_error);
  EXPECT_THROW(parse_layers("a b c\n"), std::runtime_error);
}

}  // namespace
}  // namespace legwork::checks
