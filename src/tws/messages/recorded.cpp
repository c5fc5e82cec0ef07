#include "tws/messages/recorded.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tws/messages/codec.hpp"
#include "tws/wire/fields.hpp"
#include "tws/wire/numbers.hpp"

namespace legwork::tws {
namespace {

bool fits(std::string_view payload, Sender sender, int version) {
  if (sender == Sender::client) {
    const auto decoded = decode_request(payload, version);
    return decoded && decoded->surplus.empty();
  }
  const auto decoded = decode_response(payload, version);
  return decoded && decoded->surplus.empty();
}

bool is_unset(std::string_view text) {
  double number = 0;
  std::int32_t whole = 0;
  std::int64_t large = 0;
  Decimal size;
  return text.empty() || read_number(text, number) == Reading::unset || read_number(text, whole) == Reading::unset ||
         read_number(text, large) == Reading::unset || read_number(text, size) == Reading::unset;
}

bool same_number(std::string_view a, std::string_view b) {
  double x = 0, y = 0;
  return read_number(a, x) == Reading::value && read_number(b, y) == Reading::value && x == y;
}

bool same_field(std::string_view a, std::string_view b) {
  if (a == b || same_number(a, b)) return true;
  const bool sentinels = !a.empty() && !b.empty() && is_unset(a) && is_unset(b);
  // 1.7976931348623157e+308 and …E308 are one spelling of one number; "?" and a sentinel are two.
  return sentinels && a != "?" && b != "?" && a.substr(0, 10) == b.substr(0, 10);
}

template <class Decoded>
std::vector<FieldDifference> reencoded(const core::Result<Decoded>& decoded, std::string_view recorded, int server_version) {
  if (!decoded) return {};
  std::string encoded;
  encode(decoded->message, server_version, encoded);
  for (const std::string& field : decoded->surplus) append_field(encoded, field);
  return compare_fields(recorded, encoded);
}

}  // namespace

std::vector<int> fitting_versions(std::string_view payload, Sender sender, int first, int last) {
  std::vector<int> versions;
  for (int v = std::max(first, min_server_version); v <= std::min(last, max_server_version); ++v)
    if (fits(payload, sender, v)) versions.push_back(v);
  return versions;
}

std::string version_ranges(const std::vector<int>& versions) {
  if (versions.empty()) return "none";
  std::string out;
  for (std::size_t i = 0; i < versions.size();) {
    std::size_t end = i + 1;
    while (end < versions.size() && versions[end] == versions[end - 1] + 1) ++end;
    out += fmt::format("{}{}", out.empty() ? "" : ",", versions[i]);
    if (end - i > 1) out += fmt::format("..{}", versions[end - 1]);
    i = end;
  }
  return out;
}

std::vector<FieldDifference> compare_fields(std::string_view recorded, std::string_view encoded) {
  using Kind = FieldDifference::Kind;
  std::vector<FieldDifference> differences;
  FieldReader left(recorded), right(encoded);
  for (std::size_t field = 1; !left.done() || !right.done(); ++field) {
    std::string_view a, b;
    const bool has_a = left.next(a);
    const bool has_b = right.next(b);
    if (has_a && has_b && same_field(a, b)) continue;
    const Kind kind = !has_a || !has_b ? Kind::missing : is_unset(a) && is_unset(b) ? Kind::unset_spelling : Kind::content;
    differences.push_back({field, kind, std::string(a), std::string(b)});
  }
  return differences;
}

std::vector<FieldDifference> reencoding_differences(std::string_view recorded, Sender sender, int server_version) {
  if (sender == Sender::client) return reencoded(decode_request(recorded, server_version), recorded, server_version);
  return reencoded(decode_response(recorded, server_version), recorded, server_version);
}

}  // namespace legwork::tws
