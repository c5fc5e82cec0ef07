// What each feature costs on the wire: lane, messages, deadline, printed from the router's own table for docs/protocol.md. Pure.
#pragma once

#include <string>

namespace legwork::tws {

/// One row a request: lane, messages to begin and to end it, deadline, what answers it, which limits besides the budget hold it back.
std::string protocol_costs_markdown();

}  // namespace legwork::tws
