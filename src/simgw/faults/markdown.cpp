// The catalogue as tables of a page.
#include <fmt/format.h>

#include "simgw/faults/catalogue.hpp"

namespace legwork::simgw {
namespace {

std::string spaced(std::string_view list) {
  std::string text;
  for (const std::string_view part : split_list(list)) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", part);
  return text;
}

}  // namespace

std::string faults_markdown() {
  std::string page = "| injector | what it does | its parameters |\n|---|---|---|\n";
  for (const KindInfo& kind : injector_kinds()) {
    if (kind.kind != InjectorKind::none) page += fmt::format("| {} | {} | {} |\n", kind.name, kind.what, spaced(kind.keys));
  }
  page += "\n| fault | tag | injector | parameters unless given | what a client must hold |\n|---|---|---|---|---|\n";
  for (const FaultEntry& entry : fault_catalogue()) {
    page += fmt::format("| {} | {} | {} | {} | {} |\n", entry.id, to_string(entry.tag), info_of(entry.injector).name,
                        entry.parameters.empty() ? "" : fmt::format("`{}`", entry.parameters), entry.invariants);
  }
  return page;
}

}  // namespace legwork::simgw
