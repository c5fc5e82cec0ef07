// Outcome<T>: what a request gives, or the typed reason why not: refused, no reply, pacing, permission, restarting, not connected,
// cancelled, malformed. Callers decide by `error().reason`; `error().code` and `.text` are the gateway's own words.
#pragma once

#include "core/result.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws {

/// boost::system::result asks for this hook: value() on a failure throws it as std::runtime_error.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

/// "permission 354: Requested market data is not subscribed".
std::string to_string(const Failure& failure);

}  // namespace legwork::tws

namespace legwork::tws_client {

template <class T>
using Outcome = boost::system::result<T, tws::Failure>;

}  // namespace legwork::tws_client
