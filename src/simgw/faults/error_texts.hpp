// What the broker's error messages say, by code. Facts from the published table of message codes and from recordings.
#pragma once

#include <string>
#include <string_view>

namespace legwork::simgw {

/// "Message 12345" for codes without a published text.
std::string error_text(int code);

}  // namespace legwork::simgw
