// WireText: times, contracts and contract details as the simulated gateway writes them. The gateway's login zone is US/Eastern.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simgw/world/world.hpp"
#include "tws/messages/contract.hpp"

namespace legwork::simgw {

/// "20260710 11:00:03 US/Eastern" from server version 174, "20260710  11:00:03" before.
std::string wire_time(core::TimePoint at, int server_version);
/// The handshake's "20260710 11:00:03 EST".
std::string connection_time(core::TimePoint at);
/// yyyymmdd of the login's day.
std::string wire_day(core::TimePoint at);

/// "20260710-15:00:03" (UTC), "20260710 11:00:03 US/Eastern" (also UTC, GMT, America/…, US/Central, US/Pacific and their cities) or
/// without a zone, meaning the login's; nullopt for anything else. `had_zone` says whether warning 2174 is due.
std::optional<core::TimePoint> parse_wire_time(std::string_view text, bool& had_zone);

/// Answers' contract: with conId, class, local symbol and exchange.
tws::Contract contract_of(const Instrument& instrument, std::string_view exchange = {});
tws::ContractDetails details_of(const Instrument& instrument, const World& world, core::TimePoint now);

}  // namespace legwork::simgw
