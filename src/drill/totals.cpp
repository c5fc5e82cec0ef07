#include "drill/totals.hpp"

#include <algorithm>

#include "drill/machine.hpp"
#include "drill/person.hpp"
#include "simgw/faults/catalogue.hpp"
#include "simgw/faults/parameters.hpp"
#include "trade/digest.hpp"

namespace legwork::drill {
namespace {

constexpr std::size_t violations_max = 100;

bool is_of_the_drill(std::string_view id) {
  for (std::size_t i = 0; i < strike_count; ++i)
    if (id_of(static_cast<Strike>(i)) == id) return true;
  return std::ranges::find(person_faults, id) != person_faults.end();
}

}  // namespace

void Totals::add(const DayReport& day) {
  days.push_back({day.seed, day.trace, day.events, day.orders, day.fills, day.faults, day.violations.count()});
  events += day.events;
  orders += day.orders;
  fills += day.fills;
  sent += day.sent;
  messages += day.messages;
  lives += day.lives;
  connections += day.connections;
  faults += day.faults;
  records += day.records;
  busiest_second = std::max(busiest_second, day.busiest_second);
  for (const auto& [id, count] : day.faults_by_id) faults_by_id[id] += count;
  for (const auto& [id, cells] : day.coverage)
    for (std::size_t i = 0; i < cells.size(); ++i) coverage[id][i] += cells[i];
  violation_count += day.violations.count();
  for (const Violation& one : day.violations.kept())
    if (violations.size() < violations_max) violations.push_back({day.seed, one});
  trace = trade::Digest().add(trace).add(day.trace).value();
}

std::vector<Injectable> injectable_faults() {
  std::vector<Injectable> all;
  for (const simgw::FaultEntry& entry : simgw::fault_catalogue()) {
    Injectable one{std::string(entry.id), ""};
    if (entry.injector == simgw::InjectorKind::none && !is_of_the_drill(entry.id)) {
      one.why_not = std::string("not brought about in a day: ") + std::string(simgw::to_string(entry.tag));
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> never_hit(const Totals& totals, const std::vector<std::string>& wanted) {
  std::vector<std::string> missing;
  for (const Injectable& one : injectable_faults()) {
    const bool is_wanted = wanted.empty() ? one.why_not.empty() : std::ranges::find(wanted, one.id) != wanted.end();
    if (is_wanted && !totals.faults_by_id.contains(one.id)) missing.push_back(one.id);
  }
  return missing;
}

}  // namespace legwork::drill
