// ask_control: one question to a running engine and its answer, for the command line. It connects, asks, reads and leaves; errors are
// sentences for a person. Runs on any executor; both ports outlive the call.
#pragma once

#include <functional>
#include <string>

#include "desk/control_protocol.hpp"
#include "io/clock.hpp"
#include "io/transport.hpp"

namespace legwork::desk {

struct ControlQuestion {
  io::Endpoint engine;  // io::local_endpoint(path)
  std::string request;  // {"do":"status",…}; its id is set here
  /// Called with each line of a subscription but the last; false ends it, and the answer is that line. Unset: they are passed over.
  std::function<bool(const ControlAnswer&)> on_part = {};
};

/// The last answer; that the engine refuses is an answer too (is_ok). Errors: not_found (no engine runs there), io (no answer by
/// `deadline`, the connection ended), parse (something else serves there), too_large (a line beyond 4 MiB), invalid_argument (no
/// request). With io nobody knows whether the engine did it: ask it before asking again.
io::Task<core::Result<ControlAnswer>> ask_control(io::Clock& clock, io::Connector& connector, ControlQuestion question,
                                                  core::TimePoint deadline);

}  // namespace legwork::desk
