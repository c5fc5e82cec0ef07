// OrderReports: the broker's orders and executions as the wire's messages.
#pragma once

#include "simgw/broker/sim_order.hpp"
#include "simgw/world/world.hpp"
#include "tws/messages/order_messages.hpp"

namespace legwork::simgw {

tws::OpenOrder open_order_of(const SimOrder& order, const World& world);
tws::OrderStatus order_status_of(const SimOrder& order);
tws::CompletedOrder completed_order_of(const SimOrder& order, const World& world, int server_version);
/// The answer to a what-if. Margin figures as TWS prints them: account currency, commission beside them.
tws::OpenOrder what_if_of(const Previewed& preview, const World& world);
tws::ExecutionDetails execution_of(const Execution& execution, const World& world, int server_version, std::int32_t request_id);
tws::CommissionReport commission_of(const Execution& execution);

}  // namespace legwork::simgw
