// Damage below the messages: fields of a payload, and the bytes of frames on their way.
#include <array>
#include <map>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "simgw/faults/injector.hpp"

namespace legwork::simgw {
namespace {

std::vector<std::string> fields_of(std::string_view payload) {
  std::vector<std::string> fields;
  while (!payload.empty()) {
    const std::size_t end = std::min(payload.find('\0'), payload.size());
    fields.emplace_back(payload.substr(0, end));
    payload.remove_prefix(std::min(end + 1, payload.size()));
  }
  return fields;
}
std::string joined(const std::vector<std::string>& fields) {
  std::string payload;
  for (const std::string& field : fields) payload.append(field).push_back('\0');
  return payload;
}

/// Numbers as vendors' programs have printed what they did not know.
constexpr auto sentinels = std::to_array<std::string_view>(
    {"", "2147483647", "9223372036854775807", "1.7976931348623157E308", "Infinity", "-Infinity", "NaN", "-1", "-2"});
/// Whole numbers in other spellings, and fractions.
constexpr auto fractions = std::to_array<std::string_view>({"0.5", "1E+2", "100.00", "0.0001", "12.50"});
/// Broken UTF-8, controls, and what would matter to HTML, JSON, logs and terminals.
constexpr std::string_view bad_text = "\xff\xfe\xc0\x80\x1b[31m\r\n\"</script>\\\x7f\xe2\x80\xae";

class PayloadFault final : public Injector {
 public:
  using Injector::Injector;

  void on_payload(ConnectionId to, std::string& payload) override {
    if (!concerns(to) || !meant(payload)) return;
    use();
    const std::string_view what = parameters().text("do");
    if (what == "flip") {
      const std::size_t at = chance().below(payload.size());
      payload[at] = static_cast<char>(static_cast<unsigned char>(payload[at]) ^ (1U << chance().below(8)));
      return;
    }
    std::vector<std::string> fields = fields_of(payload);
    change(what, fields);
    payload = joined(fields);
  }

 private:
  bool meant(std::string_view payload) const {
    if (payload.empty()) return false;
    if (parameters().text("of", "any") == "any") return true;
    double id = 0;
    return read_number(payload.substr(0, payload.find('\0')), id) &&
           parameters().lists("of", tws::response_name(static_cast<std::int32_t>(id)));
  }

  void change(std::string_view what, std::vector<std::string>& fields) {
    if (what == "truncate") {
      if (fields.size() > 2) fields.resize(2 + chance().below(fields.size() - 2));
    } else if (what == "extend") {
      for (const char* extra : {"1", "what is new", ""}) fields.emplace_back(extra);
    } else if (what == "bad-text") {
      // The last field that is text and not a number.
      for (std::size_t i = fields.size(); i-- > 1;) {
        double number = 0;
        if (fields[i].empty() || read_number(fields[i], number)) continue;
        fields[i].append(bad_text);
        return;
      }
    } else if (what == "sentinel") {
      replace_number(fields, sentinels[chance().below(sentinels.size())]);
    } else {
      ASSERT(what == "fraction");
      replace_number(fields, fractions[chance().below(fractions.size())]);
    }
  }

  /// One number, neither the message's id nor the field after it, which says whose message it is.
  void replace_number(std::vector<std::string>& fields, std::string_view with) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 2; i < fields.size(); ++i) {
      double number = 0;
      if (read_number(fields[i], number) && fields[i] != with) numbers.push_back(i);
    }
    if (!numbers.empty()) fields[numbers[chance().below(numbers.size())]] = with;
  }
};

/// Holds bytes back: the second part of every portion, all but a byte, or everything until the end. Bytes keep their order.
class BytesFault final : public Injector {
 public:
  using Injector::Injector;

  void on_bytes_out(ConnectionId to, std::string& bytes) override {
    std::string& held = held_[to];
    bytes.insert(0, held);
    held.clear();
    if (active() && concerns(to) && !bytes.empty()) hold(bytes, held);
    if (held.empty()) held_.erase(to);
  }
  bool holds_bytes() const override { return !held_.empty(); }
  void on_gone(ConnectionId client) override { held_.erase(client); }
  std::optional<core::TimePoint> next_event() const override {
    return held_.empty() ? std::nullopt : std::optional(now() + std::chrono::milliseconds(5));
  }

 private:
  void hold(std::string& bytes, std::string& held) {
    const std::string_view what = parameters().text("do");
    std::size_t now_size = bytes.size();
    if (what == "split") {
      now_size = chance().below(bytes.size());
    } else if (what == "dribble") {
      now_size = 1;
    } else if (what == "coalesce" || what == "stall") {
      now_size = 0;
    } else {
      ASSERT(what == "lose-byte");
      // In the middle of a frame whose length stays: every later frame is read shifted.
      if (bytes.size() > shortest_frame) {
        use();
        bytes.erase(shortest_frame - 1, 1);
        now_size = bytes.size();
      }
    }
    held = bytes.substr(now_size);
    bytes.resize(now_size);
  }

  static constexpr std::size_t shortest_frame = 8;  // its length and four bytes
  std::map<ConnectionId, std::string> held_;
};

}  // namespace

InjectorPtr make_frame_fault(InjectorKind kind, Injector::Setting setting) {
  if (kind == InjectorKind::payload) return std::make_unique<PayloadFault>(std::move(setting));
  return std::make_unique<BytesFault>(std::move(setting));
}

}  // namespace legwork::simgw
