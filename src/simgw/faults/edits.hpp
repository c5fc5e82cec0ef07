// Edits: named small falsehoods about messages, for the injectors that alter, repeat or forward them. Pure functions in one table.
#pragma once

#include <string>
#include <string_view>

#include "core/prng.hpp"
#include "simgw/faults/parameters.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::simgw {

/// Applies the edit of this name; nothing happens to messages that it is not about. `value` is a word or a number, or empty.
void edit_response(std::string_view name, std::string_view value, core::Prng& chance, tws::Response& message);
void edit_request(std::string_view name, tws::Request& message);

bool known_edit(std::string_view name, bool of_request);
/// Comma-separated.
std::string edit_names(bool of_request);

}  // namespace legwork::simgw
