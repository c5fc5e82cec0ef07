// What the engine wants done. `desk` performs actions in the order given and reports back as events. None is performed before the
// records that it follows from are durable: the engine itself holds it back until then.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/time.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/record.hpp"
#include "trade/what_if.hpp"

namespace legwork::trade {

enum class Purpose : std::uint8_t { ordinary, reduces_risk };  // the store keeps a reserve for what makes the position safer

/// Keep these; answer with Stored or StoreRefused.
struct Append {
  std::vector<Record> records;
  Purpose purpose{};
};
/// Write this order; answer with OrderWritten, OrderUnsent or OrderInDoubt. It is never asked for twice.
struct Submit {
  OrderNumber order;
  BrokerOrderId order_id;
  std::string reference, oca_group;
  Intent intent;
  core::TimePoint leave_by{};  // not one byte of it leaves later: the link has given no sign of life since
};
struct CancelOrder {
  OrderNumber order;
  BrokerOrderId order_id;
};
/// Ask for open orders, completed orders, executions and positions; answer with their rows and PictureTaken.
struct Pull {
  std::uint64_t picture = 0;
};
/// Ask the gateway for a sign of life: an order waits for it.
struct ProveLife {};
/// Ask something that only the broker behind the gateway can answer; when it does, UpstreamChanged. The word that it is back may be
/// what an outage swallows.
struct ProveUpstream {};
/// Ask what this order would do to the margin, under an id that nothing else uses; answer with WhatIfShown.
struct AskWhatIf {
  std::string key;
  BrokerOrderId order_id;
  Intent intent;
};
/// To who asked.
struct WhatIfAnswer {
  std::string key;
  WhatIf what_if;
};
/// End the connection; the next attempt comes after the usual waiting.
struct LeaveLink {};
/// The answer to a command.
struct Answer {
  std::string key;
  bool accepted = false;
  std::string text;
  OrderNumber order;  // 0: none
};
struct Notify {
  std::string alert;
  bool raised = false;
  std::string text;
};

using Action =
    std::variant<Append, Submit, CancelOrder, Pull, ProveLife, ProveUpstream, AskWhatIf, LeaveLink, WhatIfAnswer, Answer, Notify>;
using Actions = std::vector<Action>;

}  // namespace legwork::trade
