// How the wire writes "unset" where a member is optional, and how it writes a list without elements. A layout names the form that is
// recorded for the field; reading understands every form everywhere.
#pragma once

#include <cstdint>

namespace legwork::tws {

enum class Unset : std::uint8_t {
  empty,  // nothing: the usual form of requests
  max,  // the type's sentinel: 2147483647, 9223372036854775807, 1.7976931348623157E308, 2^127-1
  zero,  // "0"; reading 0 gives the value 0, so use it only where 0 and unset mean the same to TWS
  question,  // "?" in bars
  minus_one,  // -1, and reading any negative number gives unset: implied volatility, prices that cannot be negative
  minus_two,  // -2 exactly: Greeks
  suggested_size,  // -9223372036854775808
};

enum class EmptyList : std::uint8_t { zero, nothing };

}  // namespace legwork::tws
