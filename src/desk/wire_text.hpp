// WireText: numbers and times of the wire as trade's exact types. What cannot be meant (not finite, a sentinel, a time zone that nobody
// knows) is nothing, never a zero. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "market/price.hpp"
#include "tws/wire/decimal.hpp"

namespace legwork::desk {

/// Words of the broker for people and records: control characters become blanks, and what is longer than 300 bytes ends in "...",
/// never within a character of UTF-8.
std::string plain_text(std::string_view text);

/// A price that travelled as decimal text and became a double on the way: the nearest multiple of 1e-9, which is that text again for
/// up to 15 digits. Nothing: not finite, or beyond ±1e8.
std::optional<market::Price> price_of(double value);
/// Likewise in multiples of 1e-6. Nothing: not finite, or beyond ±1e9.
std::optional<market::Money> money_of(double value);
/// The same; -1, which gateways send for "not known yet", is nothing too.
std::optional<market::Money> commission_of(double value);
/// Nothing: a fraction, or out of range.
std::optional<std::int64_t> whole_of(tws::Decimal value);

/// "20260710 11:00:03 US/Eastern", "20260710-15:00:03" (UTC), also with two blanks or a dash between date and time. The zone may be
/// one of UTC, GMT and the names of New York's; nothing for another or none, since it is then the zone of the gateway's login.
std::optional<core::TimePoint> time_of(std::string_view text);
/// "20260710-15:00:03": UTC, understood by every gateway whatever its login's zone.
std::string utc_text(core::TimePoint at);

}  // namespace legwork::desk
