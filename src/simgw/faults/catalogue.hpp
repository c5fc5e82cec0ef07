// The catalogue of faults: every id, what causes it, which injector brings it about with which parameters, and the invariants that a
// client must hold under it. A constant table of the program; tests/data/faults.json has the same ids with their stories and sources.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "simgw/faults/parameters.hpp"

namespace legwork::simgw {

/// Where a fault strikes. This library brings about those of the wire.
enum class FaultTag : std::uint8_t { wire, disk, process, operators, clock };
std::string_view to_string(FaultTag tag);  // "operator" for operators, which is a word of C++

enum class InjectorKind : std::uint8_t {
  none,  // not a thing that a gateway can do
  notice,  // error messages that nobody asked for
  push,  // other messages that nobody asked for
  raw,  // bytes that are no message of the protocol
  request,  // a request is refused, warned about, held, lost or changed
  hide,  // answers are left out
  late,  // answers come late or in another order
  alter,  // answers say something else
  echo,  // answers come again, as they were or altered
  welcome,  // new connections are not received as they should be
  hang_up,  // connections end
  freeze,  // connections stay and nothing moves on them
  version,  // the version reply is an odd one
  payload,  // the fields of a frame are damaged
  bytes,  // frames are cut, held together or damaged on their way
  upstream,  // the gateway loses its broker: 1100 and what follows
  farm,  // the gateway loses a data farm
  fill,  // orders fill at the worst moment
  cancel,  // orders are cancelled by somebody else
  external,  // orders and fills of somebody else
  position,  // positions change without a trade
};

struct KindInfo {
  InjectorKind kind{};
  std::string_view name;
  std::string_view what;  // one line for the page
  std::string_view keys;  // its parameters besides seconds, count and client, comma-separated
};
std::span<const KindInfo> injector_kinds();
const KindInfo& info_of(InjectorKind kind);

struct FaultEntry {
  std::string_view id;
  FaultTag tag{};
  InjectorKind injector{};
  std::string_view parameters;  // defaults, as a plan would write them
  std::string_view invariants;  // names, separated by blanks
};
/// In the order of the catalogue file.
std::span<const FaultEntry> fault_catalogue();
/// nullptr when there is none.
const FaultEntry* find_fault(std::string_view id);

/// Defaults of the entry under `given`. Errors: parse (a key that the injector does not know, a value that it cannot use; the key in
/// where.field), unsupported (no injector).
core::Result<Parameters> parameters_for(const FaultEntry& entry, const Parameters& given);

/// The page's tables: kinds of injectors with their parameters, then every fault.
std::string faults_markdown();

}  // namespace legwork::simgw
