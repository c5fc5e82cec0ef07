// Numbers of the text dialect: one reader that answers value, unset or error for each type, and the shortest writer. TWS says "unset"
// in many ways: an empty field, "?", NaN, and per type 2147483647, 9223372036854775807, 1.7976931348623157E308 (or e+308), 2^127-1 and
// -9223372036854775808 (suggestedSize). Those become `unset` here and nowhere else. No allocation; 5–20 ns a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tws/wire/decimal.hpp"

namespace legwork::tws {

enum class Reading : std::uint8_t { value, unset, error };

/// `out` is written for `value` only. Whole numbers may end in ".0" as some gateways print counts; anything after that is an error,
/// and so is a number that its type cannot hold. "Infinity" is a double (competeAgainstBestOffset "up to mid").
Reading read_number(std::string_view text, std::int32_t& out);
Reading read_number(std::string_view text, std::int64_t& out);
Reading read_number(std::string_view text, double& out);

/// Exact up to 18 significant digits, which no recorded size or WAP exceeds; further digits after the point round half to even, further
/// digits before it are an error.
Reading read_number(std::string_view text, Decimal& out);

/// "1", "true" or any other whole number but 0; "0", "false".
Reading read_bool(std::string_view text, bool& out);

/// Plain digits; doubles as the shortest text that reads back as the same double, "Infinity" for infinity.
void append_number(std::string& out, std::int32_t value);
void append_number(std::string& out, std::int64_t value);
void append_number(std::string& out, double value);
void append_number(std::string& out, Decimal value);

/// The sentinels as TWS prints them.
inline constexpr std::string_view unset_int32_text = "2147483647";
inline constexpr std::string_view unset_int64_text = "9223372036854775807";
inline constexpr std::string_view unset_double_text = "1.7976931348623157E308";
inline constexpr std::string_view unset_decimal_text = "170141183460469231731687303715884105727";
inline constexpr std::string_view unset_suggested_size_text = "-9223372036854775808";

}  // namespace legwork::tws
