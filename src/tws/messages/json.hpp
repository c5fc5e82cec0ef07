// A recorded message as JSON for people and logs: every field of its layout under its member's name, in wire order, unset as null.
// Reads the payload itself, so a truncated message gives exactly the fields that are there. Allocates; not for the fast path.
#pragma once

#include <string>
#include <string_view>

namespace legwork::tws {

/// One JSON object. Quantities keep their digits; infinity is the text "Infinity"; bytes that are no UTF-8 become U+FFFD. A message
/// without a layout is {"id": …, "fields": […]}; reading stops at the first field that cannot be read (decode_… has the error).
std::string request_json(std::string_view payload, int server_version);
std::string response_json(std::string_view payload, int server_version);

/// `text` in quotes, escaped.
void append_json_text(std::string& out, std::string_view text);

}  // namespace legwork::tws
