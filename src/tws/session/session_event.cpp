#include "tws/session/session_event.hpp"

#include "core/sealed_variant_bodies.hpp"
#include "tws/session/session.hpp"

template class legwork::core::SealedVariant<legwork::tws::Event::Alternatives>;

namespace legwork::tws {

std::string_view to_string(CloseCause cause) {
  switch (cause) {
    case CloseCause::requested: return "requested";
    case CloseCause::peer_closed: return "peer closed";
    case CloseCause::handshake_timeout: return "handshake timeout";
    case CloseCause::redirected: return "redirected";
    case CloseCause::version_too_old: return "version too old";
    case CloseCause::version_unknown: return "version unknown";
    case CloseCause::client_id_in_use: return "client id in use";
    case CloseCause::silent: return "silent";
    case CloseCause::protocol_error: return "protocol error";
  }
  return "?";
}

std::string_view to_string(GapCause cause) {
  switch (cause) {
    case GapCause::reconnected: return "reconnected";
    case GapCause::upstream_lost: return "upstream lost";
    case GapCause::data_lost: return "data lost";
    case GapCause::data_kept: return "data kept";
    case GapCause::farm_lost: return "farm lost";
    case GapCause::farm_restored: return "farm restored";
  }
  return "?";
}

std::string_view to_string(SessionState state) {
  switch (state) {
    case SessionState::disconnected: return "disconnected";
    case SessionState::handshaking: return "handshaking";
    case SessionState::starting: return "starting";
    case SessionState::ready: return "ready";
  }
  return "?";
}

}  // namespace legwork::tws
