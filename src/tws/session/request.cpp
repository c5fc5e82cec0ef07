#include "tws/session/request.hpp"

namespace legwork::tws {

std::string_view to_string(Lane lane) {
  switch (lane) {
    case Lane::cancel: return "cancel";
    case Lane::order: return "order";
    case Lane::market_data: return "market data";
    case Lane::history: return "history";
    case Lane::background: return "background";
  }
  return "?";
}

std::string_view to_string(FailureReason reason) {
  switch (reason) {
    case FailureReason::refused: return "refused";
    case FailureReason::no_reply: return "no reply";
    case FailureReason::pacing: return "pacing";
    case FailureReason::permission: return "permission";
    case FailureReason::restarting: return "restarting";
    case FailureReason::not_connected: return "not connected";
    case FailureReason::cancelled: return "cancelled";
    case FailureReason::malformed: return "malformed";
  }
  return "?";
}

}  // namespace legwork::tws
