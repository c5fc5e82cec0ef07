#include "simgw/faults/catalogue.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/faults/edits.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::simgw {
namespace {

constexpr auto kinds = std::to_array<KindInfo>({
    {InjectorKind::none, "-", "not a thing that a gateway can do", ""},
    {InjectorKind::notice, "notice", "error messages that nobody asked for", "code,text,id,times,every,close"},
    {InjectorKind::push, "push", "other messages that nobody asked for", "what,value,back"},
    {InjectorKind::raw, "raw", "bytes that are no message of the protocol", "what,close"},
    {InjectorKind::request, "request", "a request is refused, warned about, held, lost or changed",
     "of,on,code,text,id,status,why,reach,delay,edit,close"},
    {InjectorKind::hide, "hide", "answers are left out", "of,only,close"},
    {InjectorKind::late, "late", "answers come late or in another order", "of,only,delay,shuffle"},
    {InjectorKind::alter, "alter", "answers say something else", "of,only,edit,value"},
    {InjectorKind::echo, "echo", "answers come again, as they were or altered", "of,only,edit,value,delay,before,times"},
    {InjectorKind::welcome, "welcome", "new connections are not received as they should be", "as,close"},
    {InjectorKind::hang_up, "hang-up", "connections end", "every"},
    {InjectorKind::freeze, "freeze", "connections stay and nothing moves on them", "thaw"},
    {InjectorKind::version, "version", "the version reply is an odd one", "version"},
    {InjectorKind::payload, "payload", "the fields of a frame are damaged", "do,of"},
    {InjectorKind::bytes, "bytes", "frames are cut, held together or damaged on their way", "do"},
    {InjectorKind::upstream, "upstream", "the gateway loses its broker: 1100 and what follows", "data,orders,restored,every"},
    {InjectorKind::farm, "farm", "the gateway loses a data farm", "code,back,farm,silent,dead"},
    {InjectorKind::fill, "fill", "orders fill at the worst moment", "when,quantity,delay"},
    {InjectorKind::cancel, "cancel", "orders are cancelled by somebody else", "code,text"},
    {InjectorKind::external, "external", "orders and fills of somebody else", "from,order-id,works,reference,liquidation,quantity"},
    {InjectorKind::position, "position", "positions change without a trade", "change"},
});

struct Choice {
  std::string_view key;
  std::string_view values;  // comma-separated
};
/// Keys whose value is one of a few words; `what` and `do` are the injectors' own.
constexpr auto choices = std::to_array<Choice>({
    {"id", "own,none,line,order"},
    {"close", "yes,no"},
    {"on", "new,modify,what-if,bag"},
    {"reach", "now,never,late,end"},
    {"only", "bag,leg,final,working,bid,ask,option,one,live,asked"},
    {"shuffle", "yes,no"},
    {"before", "yes,no"},
    {"as", "refuse,reset,mute,no-next-id,no-accounts,id-in-use"},
    {"thaw", "yes,no"},
    {"data", "lost,kept,dead"},
    {"orders", "held,lost,flow"},
    {"restored", "yes,no"},
    {"dead", "yes,no"},
    {"when", "now,cancel,snapshot"},
    {"works", "yes,no"},
    {"liquidation", "yes,no"},
});
constexpr std::string_view number_keys = "seconds,count,client,code,times,every,delay,version,back,quantity,from,change";

bool in_list(std::string_view list, std::string_view word) {
  const auto parts = split_list(list);
  return std::find(parts.begin(), parts.end(), word) != parts.end();
}

/// Ids of the wire reach to about 110 in both directions.
constexpr std::int32_t message_id_max = 300;

bool known_message(std::string_view name, bool request) {
  if (name == "any") return true;
  for (std::int32_t id = 1; id <= message_id_max; ++id) {
    if (name == (request ? tws::request_name(id) : tws::response_name(id))) return name != "unknown";
  }
  return false;
}

core::Error bad(std::string_view key, std::string message) {
  return {core::ErrorCode::parse, std::move(message), {.field = std::string(key)}};
}

std::optional<core::Error> check_messages(const KindInfo& kind, std::string_view key, std::string_view value) {
  const bool request = kind.kind == InjectorKind::request || key == "silent";
  for (const std::string_view name : split_list(value)) {
    if (key == "silent" && name == "ticks") continue;
    if (!known_message(name, request))
      return bad(key, fmt::format("'{}' is no {} of the protocol", name, request ? "request" : "answer"));
  }
  return std::nullopt;
}

std::optional<core::Error> check_word(const KindInfo& kind, std::string_view key, std::string_view value) {
  if (key != "seconds" && key != "count" && key != "client" && !in_list(kind.keys, key)) {
    return bad(key, fmt::format("injector '{}' has no such parameter; it has seconds, count, client, {}", kind.name, kind.keys));
  }
  double number = 0;
  if (in_list(number_keys, key)) {
    if (!read_number(value, number)) return bad(key, fmt::format("'{}' is no number", value));
    if (number < 0 && key != "change" && key != "client" && key != "version") return bad(key, "cannot be negative");
    return std::nullopt;
  }
  for (const Choice& choice : choices) {
    if (choice.key == key && !in_list(choice.values, value))
      return bad(key, fmt::format("'{}' is none of {}", value, choice.values));
  }
  if (key == "of" || key == "silent") return check_messages(kind, key, value);
  if (key == "edit" && !known_edit(value, kind.kind == InjectorKind::request))
    return bad(key, fmt::format("'{}' is none of {}", value, edit_names(kind.kind == InjectorKind::request)));
  return std::nullopt;
}

/// What the injectors take for `what` and `do`.
std::string_view modes_of(InjectorKind kind) {
  switch (kind) {
    case InjectorKind::push: return "next-id,data-type,margins";
    case InjectorKind::raw: return "zero-length,huge-length,half-frame,unknown-id,unparsable";
    case InjectorKind::payload: return "flip,truncate,extend,sentinel,fraction,bad-text";
    case InjectorKind::bytes: return "split,dribble,coalesce,lose-byte,stall";
    default: return "";
  }
}

std::optional<core::Error> check_mode(const KindInfo& kind, const Parameters& parameters) {
  const std::string_view modes = modes_of(kind.kind);
  if (modes.empty()) return std::nullopt;
  const std::string_view key = in_list(kind.keys, "do") ? "do" : "what";
  if (in_list(modes, parameters.text(key))) return std::nullopt;
  return bad(key, fmt::format("'{}' is none of {}", parameters.text(key), modes));
}

}  // namespace

std::string_view to_string(FaultTag tag) {
  switch (tag) {
    case FaultTag::wire: return "wire";
    case FaultTag::disk: return "disk";
    case FaultTag::process: return "process";
    case FaultTag::operators: return "operator";
    case FaultTag::clock: return "clock";
  }
  return "";
}

std::span<const KindInfo> injector_kinds() { return kinds; }

const KindInfo& info_of(InjectorKind kind) {
  const KindInfo& info = kinds.at(static_cast<std::size_t>(kind));
  ASSERT(info.kind == kind);
  return info;
}

const FaultEntry* find_fault(std::string_view id) {
  const auto all = fault_catalogue();
  const auto found = std::find_if(all.begin(), all.end(), [&](const FaultEntry& entry) { return entry.id == id; });
  return found == all.end() ? nullptr : &*found;
}

core::Result<Parameters> parameters_for(const FaultEntry& entry, const Parameters& given) {
  if (entry.injector == InjectorKind::none) {
    return core::Error{core::ErrorCode::unsupported,
                       fmt::format("'{}' strikes at {}, which the gateway does not reach", entry.id, to_string(entry.tag)),
                       {.field = std::string(entry.id)}};
  }
  auto parameters = Parameters::parse(entry.parameters);
  if (!parameters) return parameters.error();
  parameters->merge(given);
  const KindInfo& kind = info_of(entry.injector);
  for (const auto& [key, value] : parameters->all()) {
    if (auto problem = check_word(kind, key, value)) return *std::move(problem);
  }
  if (auto problem = check_mode(kind, *parameters)) return *std::move(problem);
  return parameters;
}

}  // namespace legwork::simgw
