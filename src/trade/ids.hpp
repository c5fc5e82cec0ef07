// Ids of trade. Broker ids and our own are different types; none of them is ever guessed from another.
#pragma once

#include <cstdint>
#include <string>

#include "core/strong_id.hpp"

namespace legwork::trade {

using ContractId = core::StrongId<struct ContractIdTag, std::int64_t>;  // the broker's number of a contract (conId)
using BrokerOrderId = core::StrongId<struct BrokerOrderIdTag, std::int32_t>;  // of one client id; may be reused by a broken gateway
/// Orders' ids stay below; a gateway that names a higher one as its next (2147483647 was seen) is not believed.
inline constexpr std::int32_t order_id_end = 900'000'000;
using PermId =
    core::StrongId<struct PermIdTag, std::int64_t>;  // the broker's own number of an order, unique per account; 0: not known
using OrderNumber = core::StrongId<struct OrderNumberTag, std::uint64_t>;  // ours: 1, 2, 3 … within one journal, never reused
using SpreadNumber = core::StrongId<struct SpreadNumberTag, std::uint64_t>;  // ours: one held spread, from its first fill to flat
using TicketNumber =
    core::StrongId<struct TicketNumberTag, std::uint64_t>;  // ours: one decision; a price walk places many orders for it

}  // namespace legwork::trade
