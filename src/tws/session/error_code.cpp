#include "tws/session/error_code.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace legwork::tws {

namespace {

using enum CodeEffect;
using enum FailureReason;

constexpr auto table = std::to_array<CodeMeaning>({
    {100, pacing_violation, pacing, "more messages in a second than the gateway takes"},
    {101, fails, pacing, "more market-data lines than the account has"},
    {102, fails, refused, "request id used before"},
    {103, notice, refused, "order id used before; the older order is untouched"},
    {104, notice, refused, "a filled order cannot be changed"},
    {105, notice, refused, "the change does not match the order"},
    {110, fails, refused, "price is not on the increment"},
    {161, notice, refused, "order cannot be cancelled in this state"},
    {162, by_text, refused, "historical data: no data, pacing, or cancelled"},
    {165, notice, refused, "historical data service: query message"},
    {200, fails, refused, "no such contract, or the description fits several"},
    {201, fails, refused, "order rejected"},
    {202, notice, refused, "order cancelled"},
    {203, fails, refused, "the account may not trade this"},
    {300, fails, refused, "no stream with this id; after a cancel that is expected and swallowed"},
    {309, fails, pacing, "too many market depth requests"},
    {310, fails, refused, "no market depth stream with this id"},
    {316, asks_again, refused, "market depth halted; subscribe again"},
    {317, notice, refused, "market depth reset; empty the book, it goes on"},
    {319, fails, refused, "invalid ratio of legs"},
    {320, misread, refused, "the gateway could not read the request"},
    {321, fails, refused, "the gateway refuses the request's fields, or its interface is read-only"},
    {322, fails, pacing, "too many active at once, duplicate id, or unknown rule"},
    {323, fails, refused, "the gateway could not process the request"},
    {326, client_id_in_use, refused, "another connection has this client id"},
    {354, fails, permission, "market data not subscribed"},
    {360, fails, refused, "what-if refused for combinations"},
    {365, fails, refused, "no scanner subscription with this id"},
    {366, fails, refused, "no historical query with this id; after its end that is expected and swallowed"},
    {399, notice, refused, "order message; the order lives"},
    {404, notice, refused, "shares are being located; the order is held"},
    {420, fails, pacing, "real-time query: pacing or no permission"},
    {430, fails, refused, "fundamental data not available"},
    {434, fails, refused, "order size is zero"},
    {460, fails, refused, "no trading permission"},
    {481, notice, refused, "order size was reduced"},
    {501, notice, refused, "connected already"},
    {1100, upstream_lost, refused, "gateway lost its broker"},
    {1101, data_lost, refused, "gateway has its broker again; market data has to be asked for again"},
    {1102, data_kept, refused, "gateway has its broker again; market data is said to be kept"},
    {1300, notice, refused, "the gateway's port was changed; the connection drops"},
    {2100, notice, refused, "account data unsubscribed"},
    {2103, farm_lost, refused, "market data farm broken"},
    {2104, farm_restored, refused, "market data farm well"},
    {2105, farm_lost, refused, "historical data farm broken"},
    {2106, farm_restored, refused, "historical data farm well"},
    {2107, notice, refused, "historical data farm idle; comes on demand"},
    {2108, notice, refused, "market data farm idle; comes on demand"},
    {2109, notice, refused, "outside-hours attribute ignored; the order lives"},
    {2110, upstream_lost, refused, "gateway has no connection to its server"},
    {2119, notice, refused, "market data farm connecting"},
    {2137, notice, refused, "the order crosses an own one; it lives"},
    {2148, notice, refused, "order message; the order lives"},
    {2157, farm_lost, refused, "contract data farm broken"},
    {2158, farm_restored, refused, "contract data farm well"},
    {2168, notice, refused, "attribute no longer supported; ignored"},
    {2169, notice, refused, "attribute no longer supported; ignored"},
    {2174, notice, refused, "time without a zone"},
    {2176, notice, refused, "fractional sizes need a newer interface; rounded"},
    {2187, notice, refused, "generic ticks not available with delayed data"},
    {2188, notice, refused, "up-to-the-second history needs a subscription; older data follows"},
    {10018, notice, refused, "quote of a product with a factor"},
    {10019, notice, refused, "quote of a product with a factor"},
    {10052, fails, refused, "invalid time in force"},
    {10089, notice, permission, "needs a subscription for the interface; delayed data may follow"},
    {10090, notice, permission, "part of the data is not subscribed; the rest follows"},
    {10091, notice, permission, "part of the data is not subscribed for the interface; the rest follows"},
    {10147, notice, refused, "order to cancel is not in the book"},
    {10148, notice, refused, "order cannot be cancelled in this state"},
    {10167, notice, permission, "not subscribed; delayed data follows"},
    {10168, fails, permission, "not subscribed, and delayed data is off"},
    {10182, asks_again, refused, "live updates failed: disconnected"},
    {10186, fails, permission, "not subscribed, and delayed data is off"},
    {10187, fails, permission, "no permission for historical ticks"},
    {10189, fails, permission, "no permission for tick-by-tick, or a competing session"},
    {10190, fails, pacing, "more tick-by-tick streams than allowed"},
    {10197, fails, permission, "a competing live session has the data; orders still work"},
    {10225, asks_again, refused, "bust: real-time bars are off until asked for again"},
    {10311, notice, refused, "direct routing has extra costs; the order lives"},
    {10349, notice, refused, "time in force set by a preset; the order lives"},
});

constexpr bool ascending() {
  return std::is_sorted(table.begin(), table.end(), [](const CodeMeaning& a, const CodeMeaning& b) { return a.code < b.code; });
}
static_assert(ascending(), "meaning_of searches by halves");

constexpr char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool contains(std::string_view text, std::string_view lower_case_words) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(text.begin(), text.end(), lower_case_words.begin(), lower_case_words.end(), same) != text.end();
}

}  // namespace

std::string_view to_string(CodeEffect effect) {
  switch (effect) {
    case notice: return "goes on";
    case fails: return "fails";
    case asks_again: return "asked again";
    case by_text: return "by text";
    case pacing_violation: return "slows down";
    case CodeEffect::upstream_lost: return "gap: upstream lost";
    case CodeEffect::data_lost: return "gap: data lost";
    case CodeEffect::data_kept: return "gap: data kept";
    case CodeEffect::farm_lost: return "gap: farm lost";
    case CodeEffect::farm_restored: return "gap: farm restored";
    case CodeEffect::client_id_in_use: return "closes";
    case misread: return "fails, no more orders";
  }
  return "?";
}

std::span<const CodeMeaning> error_codes() { return table; }

CodeMeaning meaning_of(int code) {
  const auto at =
      std::lower_bound(table.begin(), table.end(), code, [](const CodeMeaning& one, int wanted) { return one.code < wanted; });
  if (at != table.end() && at->code == code) return *at;
  if (code >= 2100 && code <= 2199) return {code, notice, refused, "warning"};
  return {code, fails, refused, "not in the table"};
}

HistoryRefusal history_refusal(std::string_view text) {
  if (contains(text, "pacing")) return HistoryRefusal::pacing;
  if (contains(text, "no data") || contains(text, "returned no")) return HistoryRefusal::no_data;
  if (contains(text, "cancel")) return HistoryRefusal::cancelled;
  return HistoryRefusal::other;
}

std::string farm_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  auto name = text.substr(colon + 1);
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  return std::string(name.substr(0, 64));
}

std::string error_codes_markdown() {
  std::string out = "| code | what | the request or stream it names | reason |\n|---|---|---|---|\n";
  for (const auto& one : table) {
    const bool has_reason = one.effect == fails || one.effect == misread || one.reason != refused;
    out +=
        fmt::format("| {} | {} | {} | {} |\n", one.code, one.words, to_string(one.effect), has_reason ? to_string(one.reason) : "");
  }
  return out;
}

}  // namespace legwork::tws
