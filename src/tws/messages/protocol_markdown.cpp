#include "tws/messages/protocol_markdown.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "tws/messages/codec.hpp"
#include "tws/messages/known_ids.hpp"
#include "tws/messages/versions.hpp"

namespace legwork::tws {
namespace {

/// A field and the versions that have it.
struct VersionedField {
  ListedField field;
  std::vector<int> versions;  // ascending
};

/// One version's fields into the sequence of those before: a new field stands behind the one it follows, and behind fields that this
/// version no longer has.
void merge(std::vector<VersionedField>& merged, const std::vector<ListedField>& fields, int version) {
  const auto is = [](const ListedField& field) { return [&field](const VersionedField& f) { return f.field == field; }; };
  const auto gone = [&](const VersionedField& f) { return std::find(fields.begin(), fields.end(), f.field) == fields.end(); };
  std::size_t at = 0;  // where the next field goes
  for (const ListedField& field : fields) {
    const auto from = merged.begin() + static_cast<std::ptrdiff_t>(at);
    auto found = std::find_if(from, merged.end(), is(field));
    if (found == merged.end()) found = merged.insert(std::find_if_not(from, merged.end(), gone), {field, {}});
    found->versions.push_back(version);
    at = static_cast<std::size_t>(found - merged.begin()) + 1;
  }
}

/// Fields of all versions in one sequence.
std::vector<VersionedField> merged_fields(Direction direction, std::int32_t id) {
  std::vector<VersionedField> merged;
  for (int version = min_server_version; version <= max_server_version; ++version)
    merge(merged, listed_fields(direction, id, version), version);
  return merged;
}

/// "≥182", "<194", "187–189", or nothing for a field that every version has. Versions of a field are one run.
std::string gate(const std::vector<int>& versions) {
  const bool from_first = versions.front() == min_server_version;
  const bool to_last = versions.back() == max_server_version;
  if (from_first && to_last) return "";
  if (to_last) return fmt::format("≥{}", versions.front());
  if (from_first) return fmt::format("<{}", versions.back() + 1);
  if (versions.size() == 1) return fmt::format("{} only", versions.front());
  return fmt::format("{}–{}", versions.front(), versions.back());
}

std::string join(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + ", " + b; }

std::string cell(const std::vector<VersionedField>& fields) {
  std::string text;
  std::string open;  // the mark of the bracket we are in
  for (const VersionedField& f : fields) {
    const std::string mark = join(gate(f.versions), f.field.only_when);
    if (mark != open && !open.empty()) text += ']';
    if (!text.empty()) text += ", ";
    if (mark != open && !mark.empty()) text += fmt::format("[*{}:* ", mark);
    text += f.field.name;
    open = mark;
  }
  if (!open.empty()) text += ']';
  return text.empty() ? "–" : text;
}

void append_table(std::string& out, Direction direction) {
  const bool request = direction == Direction::request;
  out += fmt::format("**{}**\n\n| id | message | fields after the id |\n|---:|---|---|\n",
                     request ? "Client → server" : "Server → client");
  for (const std::int32_t id : laid_out_ids(direction)) {
    fmt::format_to(std::back_inserter(out), "| {} | {} | {} |\n", id, request ? request_name(id) : response_name(id),
                   cell(merged_fields(direction, id)));
  }
  out += '\n';
}

void append_raw(std::string& out, std::string_view title, std::span<const KnownId> ids) {
  fmt::format_to(std::back_inserter(out), "**{}**: ", title);
  bool first = true;
  for (const KnownId& known : ids) {
    fmt::format_to(std::back_inserter(out), "{}{} {}", first ? "" : " · ", known.id, known.name);
    first = false;
  }
  out += '\n';
}

}  // namespace

std::string protocol_markdown() {
  std::string out;
  append_table(out, Direction::request);
  append_table(out, Direction::response);
  append_raw(out, "Known, kept raw, client → server", raw_request_ids());
  out += '\n';
  append_raw(out, "Known, kept raw, server → client", raw_response_ids());
  return out;
}

}  // namespace legwork::tws
