// Text that TWS escapes since server version 153: longName and error texts come with characters beyond ASCII as \uXXXX, UTF-16 units.
// We keep UTF-8. Pure functions; they allocate only for text that has such characters.
#pragma once

#include <string>
#include <string_view>

namespace legwork::tws {

/// \u0080 and above to UTF-8, surrogate pairs joined. Half pairs, escapes of ASCII and broken escapes stay as they are written.
std::string unescaped(std::string_view text);

/// UTF-8 beyond ASCII to \uXXXX; bytes that are not UTF-8 stay.
std::string escaped(std::string_view text);

/// Bytes of the character at the front of `text`: 1 for ASCII, 0 when it is not UTF-8 (or there is none).
std::size_t utf8_character_size(std::string_view text);

}  // namespace legwork::tws
