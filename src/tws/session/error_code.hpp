// What an error code of the gateway means for a request, a stream and the session: one table. What it means for an order is not
// decided here (an error code is not an order state). Static data; a look-up is a binary search.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tws/session/request.hpp"

namespace legwork::tws {

enum class CodeEffect : std::uint8_t {
  notice,            // what was asked goes on
  fails,             // the request or stream with this id is over, for the table's reason
  asks_again,        // that stream is dead though wanted: the session asks for it again
  by_text,           // 162: no data, pacing or cancelled
  pacing_violation,  // 100: the session slows down
  upstream_lost,
  data_lost,
  data_kept,
  farm_lost,
  farm_restored,
  client_id_in_use,
  misread,           // 320: the gateway could not read what we sent
};
std::string_view to_string(CodeEffect effect);

struct CodeMeaning {
  int code = 0;
  CodeEffect effect = CodeEffect::fails;
  FailureReason reason = FailureReason::refused;  // where it fails
  std::string_view words;
};

/// Codes in ascending order. Sources: IBKR "Message Codes"; field reports named in docs/protocol.md.
std::span<const CodeMeaning> error_codes();

/// The table's entry; 2100–2199 not in it are notices, any other fails the request that it names as refused.
CodeMeaning meaning_of(int code);

enum class HistoryRefusal : std::uint8_t { no_data, pacing, cancelled, other };
/// Code 162 by its text, in any case of letters: "HMDS query returned no data", "Historical data pacing violation", "API historical
/// data query cancelled". Anything else is an error of its own.
HistoryRefusal history_refusal(std::string_view text);

/// "usfarm" of "Market data farm connection is OK:usfarm"; empty when there is no colon.
std::string farm_of(std::string_view text);

/// The table as Markdown, for docs/protocol.md.
std::string error_codes_markdown();

}  // namespace legwork::tws
