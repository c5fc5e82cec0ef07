#include "tws/wire/fields.hpp"

namespace legwork::tws {

bool FieldReader::has(std::size_t count) const {
  FieldReader ahead(rest_);
  std::string_view field;
  for (; count > 0; --count)
    if (!ahead.next(field)) return false;
  return true;
}

void append_field(std::string& payload, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) {
    payload += text;
  } else {
    for (const char c : text)
      if (c != '\0') payload += c;
  }
  payload += '\0';
}

}  // namespace legwork::tws
