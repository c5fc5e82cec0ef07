// All layouts: include it where a visitor is run over every message. Compiles slowly; four files do.
#pragma once

#include "tws/messages/layout_account.hpp"
#include "tws/messages/layout_contract_messages.hpp"
#include "tws/messages/layout_history.hpp"
#include "tws/messages/layout_market_data.hpp"
#include "tws/messages/layout_order.hpp"
#include "tws/messages/layout_order_messages.hpp"
#include "tws/messages/layout_session.hpp"
