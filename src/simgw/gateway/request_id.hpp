// The id by which a request's errors are told: its request id or order id. Pure.
#pragma once

#include <cstdint>

#include "tws/messages/codec.hpp"

namespace legwork::simgw {

/// -1 for requests without one.
std::int32_t request_id_of(const tws::Request& message);

}  // namespace legwork::simgw
