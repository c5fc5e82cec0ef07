// The fence around the version window. tests/data/tws/fields_194_200.csv says, field by field and with two sources each, what changed
// on the wire at every server version from 194 on (up to 193 a foreign client checks the layouts). The changes of our layouts must be
// exactly those, and no version without a table may be offered: a reader that is one field off misreads orders silently.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "tws/messages/codec.hpp"
#include "tws/messages/known_ids.hpp"
#include "tws/messages/protocol_markdown.hpp"

namespace legwork::tws {
namespace {

constexpr int first_table = 194;

struct Change {
  int version = 0;
  std::string direction;
  std::string message;
  std::string sign;  // "+" or "-"
  std::string field;
  std::string position;  // the field before it, at the version that has it; empty for the first
};

std::string text_of(const Change& c) {
  return std::to_string(c.version) + ' ' + c.message + ' ' + c.sign + c.field + " after '" + c.position + '\'';
}

struct Row {
  Change change;
  std::string source1;
  std::string source2;
};

std::vector<Row> table() {
  std::ifstream file(LEGWORK_SOURCE_DIR "/tests/data/tws/fields_194_200.csv");
  EXPECT_TRUE(file.is_open());
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "version,direction,message,change,field,position,source1,source2");
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream words(line);
    for (std::string cell; std::getline(words, cell, ',');) cells.push_back(cell);
    EXPECT_EQ(cells.size(), 8U) << line;
    if (cells.size() == 8)
      rows.push_back({{std::stoi(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5]}, cells[6], cells[7]});
  }
  return rows;
}

/// Fields that `to` has and `from` has not, by name.
void append_news(std::vector<Change>& out, Change base, const std::vector<ListedField>& from, const std::vector<ListedField>& to) {
  std::string before;
  for (const ListedField& field : to) {
    base.field = field.name;
    base.position = before;
    if (std::find(from.begin(), from.end(), field) == from.end()) out.push_back(base);
    before = field.name;
  }
}

std::vector<Change> our_changes(int version) {
  std::vector<Change> changes;
  for (const Direction direction : {Direction::request, Direction::response}) {
    const bool request = direction == Direction::request;
    for (const std::int32_t id : laid_out_ids(direction)) {
      Change base{version, request ? "request" : "response", request ? request_name(id) : response_name(id), "+", "", ""};
      const auto before = listed_fields(direction, id, version - 1);
      const auto after = listed_fields(direction, id, version);
      append_news(changes, base, before, after);
      base.sign = "-";
      append_news(changes, base, after, before);
    }
  }
  return changes;
}

TEST(FieldTables, OurLayoutsChangeExactlyAsTheyDo) {
  std::set<std::string> expected;
  for (const Row& row : table()) expected.insert(text_of(row.change));
  std::set<std::string> ours;
  for (int version = first_table; version <= max_server_version; ++version)
    for (const Change& change : our_changes(version)) ours.insert(text_of(change));
  for (const std::string& change : expected) EXPECT_TRUE(ours.contains(change)) << "in the table, not in the layout: " << change;
  for (const std::string& change : ours) EXPECT_TRUE(expected.contains(change)) << "in the layout, not in the table: " << change;
}

TEST(FieldTables, EveryRowCitesTwoSources) {
  for (const Row& row : table()) {
    EXPECT_FALSE(row.source1.empty()) << text_of(row.change);
    EXPECT_FALSE(row.source2.empty()) << text_of(row.change);
    EXPECT_NE(row.source1, row.source2) << text_of(row.change);
  }
}

TEST(FieldTables, NoVersionIsOfferedWithoutATable) {
  std::set<int> covered;
  for (const Row& row : table()) covered.insert(row.change.version);
  for (int version = first_table; version <= std::max(client_max_version, max_server_version); ++version)
    EXPECT_TRUE(covered.contains(version)) << version << " has no field table: read the sources before raising the maximum";
  EXPECT_LE(client_max_version, max_server_version);
  EXPECT_GE(client_min_version, min_server_version);
}

/// A name stands for one value: the JSON of a message has no key twice. Fields of parts that exclude each other may share theirs.
TEST(FieldTables, NamesAreUniqueWithinAMessage) {
  for (const Direction direction : {Direction::request, Direction::response}) {
    for (const std::int32_t id : laid_out_ids(direction)) {
      std::set<std::string> seen;
      for (const ListedField& field : listed_fields(direction, id, max_server_version))
        if (field.only_when.empty()) EXPECT_TRUE(seen.insert(field.name).second) << id << ' ' << field.name;
    }
  }
}

TEST(ProtocolMarkdown, ShowsGatesConditionsAndRawIds) {
  const std::string page = protocol_markdown();
  EXPECT_NE(
      page.find("| 4 | error | [*<194:* version=2], request_id, code, text, [*≥166:* advanced_reject_json], [*≥194:* time_ms] |"),
      std::string::npos)
      << page.substr(page.find("| 4 | error"), 300);
  EXPECT_NE(page.find("[*<196:* start, end], bars.count, bars[].date"), std::string::npos);
  EXPECT_NE(page.find("[*security_type is BAG:* combo_legs.count, combo_legs[].contract_id"), std::string::npos);
  EXPECT_NE(page.find("| 58 | globalCancel | [*<192:* version=1], [*187–189:* "), std::string::npos);
  EXPECT_NE(page.find("20 scannerData"), std::string::npos);
  for (const KnownId& known : raw_request_ids())
    EXPECT_TRUE(listed_fields(Direction::request, known.id, max_server_version).empty());
}

/// A field that one version has and the next has not again would need another word than "≥" or "<".
TEST(ProtocolMarkdown, VersionsOfAFieldAreOneRun) {
  for (const Direction direction : {Direction::request, Direction::response}) {
    for (const std::int32_t id : laid_out_ids(direction)) {
      std::map<std::string, std::pair<int, int>> runs;  // field → last version seen, runs
      for (int version = min_server_version; version <= max_server_version; ++version) {
        for (const ListedField& field : listed_fields(direction, id, version)) {
          auto& [last, count] = runs[field.name + '|' + field.only_when];
          if (last != version && last != version - 1) ++count;
          last = version;
        }
      }
      for (const auto& [name, run] : runs) EXPECT_EQ(run.second, 1) << id << ' ' << name;
    }
  }
}

}  // namespace
}  // namespace legwork::tws
