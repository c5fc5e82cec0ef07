// The table in the program and the catalogue file name the same faults and the same invariants, and each default is one that its
// injector can use.
#include "simgw/faults/catalogue.hpp"

#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace legwork::simgw {
namespace {

/// Value of a text field in a line of JSON.
std::string field(const std::string& line, const std::string& name) {
  std::smatch match;
  const std::regex pattern("\"" + name + R"re(":"((?:[^"\\]|\\.)*)")re");
  return std::regex_search(line, match, pattern) ? match[1].str() : "";
}

/// id → what the file says must hold, one entry a line.
std::map<std::string, std::string> catalogue_file() {
  std::map<std::string, std::string> faults;
  std::ifstream file(LEGWORK_SOURCE_DIR "/tests/data/faults.json");
  for (std::string line; std::getline(file, line);) {
    if (const std::string id = field(line, "id"); !id.empty()) faults[id] = field(line, "must_hold");
  }
  return faults;
}

std::set<std::string> words(std::string_view text) {
  std::set<std::string> found;
  const std::regex pattern("[A-Z][A-Z_]{3,}");
  const std::string copy(text);
  for (auto i = std::sregex_iterator(copy.begin(), copy.end(), pattern); i != std::sregex_iterator(); ++i) found.insert(i->str());
  return found;
}

TEST(FaultCatalogue, has_the_ids_of_the_file_and_no_other) {
  const auto file = catalogue_file();
  EXPECT_EQ(file.size(), 258U);
  std::set<std::string> table;
  for (const FaultEntry& entry : fault_catalogue()) {
    EXPECT_TRUE(table.insert(std::string(entry.id)).second) << entry.id << " stands twice";
    EXPECT_TRUE(file.contains(std::string(entry.id))) << entry.id;
  }
  EXPECT_EQ(table.size(), file.size());
}

TEST(FaultCatalogue, names_the_invariants_of_the_file) {
  const auto file = catalogue_file();
  for (const FaultEntry& entry : fault_catalogue()) {
    std::set<std::string> expected = words(file.at(std::string(entry.id)));
    // Capitals that are no names of invariants.
    for (const char* word : {"FAILED", "JSON"}) expected.erase(word);
    EXPECT_EQ(words(entry.invariants), expected) << entry.id;
  }
}

TEST(FaultCatalogue, every_fault_of_the_wire_has_an_injector_with_usable_parameters) {
  for (const FaultEntry& entry : fault_catalogue()) {
    if (entry.tag == FaultTag::wire) EXPECT_NE(entry.injector, InjectorKind::none) << entry.id;
    const auto parameters = parameters_for(entry, {});
    EXPECT_EQ(parameters.has_value(), entry.injector != InjectorKind::none)
        << entry.id << ": " << (parameters ? "" : core::to_string(parameters.error()));
  }
}

TEST(FaultCatalogue, what_a_given_parameter_may_be) {
  const FaultEntry& reject = *find_fault("ord.201-rejected");
  const auto problem = [&](std::string_view words) {
    const auto checked = parameters_for(reject, Parameters::parse(words).value());
    return checked ? "" : checked.error().where.field + ": " + checked.error().message;
  };
  EXPECT_EQ(problem("code=203 seconds=5 text=\"Not today\""), "");
  EXPECT_NE(problem("colour=red").find("colour: injector 'request' has no such parameter"), std::string::npos);
  EXPECT_EQ(problem("code=many"), "code: 'many' is no number");
  EXPECT_EQ(problem("seconds=-1"), "seconds: cannot be negative");
  EXPECT_EQ(problem("reach=perhaps"), "reach: 'perhaps' is none of now,never,late,end");
  EXPECT_EQ(problem("of=placeOrders"), "of: 'placeOrders' is no request of the protocol");
  EXPECT_NE(problem("edit=bust").find("edit: 'bust' is none of half-size"), std::string::npos);
  EXPECT_EQ(find_fault("ord.no-such"), nullptr);
}

TEST(FaultCatalogue, the_page_has_a_row_for_each) {
  const std::string page = faults_markdown();
  for (const FaultEntry& entry : fault_catalogue()) EXPECT_NE(page.find("| " + std::string(entry.id) + " |"), std::string::npos);
}

}  // namespace
}  // namespace legwork::simgw
