#include "market/occ.hpp"

#include <fmt/format.h>

#include "market/text.hpp"

namespace legwork::market {
namespace {

constexpr std::size_t tail_size = 15;                     // YYMMDD, C or P, eight digits of strike
constexpr std::size_t root_size_max = 6;
constexpr std::int64_t nanos_per_strike_unit = 1'000'000;  // the printed strike counts thousandths of a dollar

core::Error part_error(std::string_view text, std::string_view part, std::string_view why) {
  return {core::ErrorCode::parse, fmt::format("'{}' is not an OCC symbol: {}", text, why), {"", 0, 0, std::string(part)}};
}

/// Two-digit years are of this century: listed options with OCC symbols of this form began in 2010.
core::Result<Date> parse_expiry(std::string_view yymmdd) { return parse_date("20" + std::string(yymmdd)); }

}  // namespace

core::Result<OccSymbol> parse_occ(std::string_view text) {
  if (text.size() < tail_size + 1 || text.size() > tail_size + root_size_max) {
    return part_error(text, "length", "expected a root of 1 to 6 letters and 15 more characters");
  }
  std::string_view root = text.substr(0, text.size() - tail_size);
  const std::string_view tail = text.substr(text.size() - tail_size);
  if (root.size() == root_size_max) root = root.substr(0, root.find_last_not_of(' ') + 1);
  if (!is_option_root(root))
    return part_error(text, "root", "the root is 1 to 6 capitals and digits, blanks only as padding to six");

  const auto expiry = parse_expiry(tail.substr(0, 6));
  if (expiry.has_error()) return part_error(text, "expiry", fmt::format("'{}' is no day written YYMMDD", tail.substr(0, 6)));
  if (tail[6] != 'C' && tail[6] != 'P') return part_error(text, "right", fmt::format("expected C or P, not '{}'", tail[6]));
  const auto strike = parse_digits(tail.substr(7));
  if (!strike || *strike == 0) return part_error(text, "strike", "the strike is eight digits, not all zero");
  return OccSymbol{std::string(root), *expiry, tail[6] == 'C' ? Right::call : Right::put,
                   Price::from_nanos(*strike * nanos_per_strike_unit)};
}

core::Result<std::string> print_occ(const OccSymbol& symbol, OccForm form) {
  const auto refuse = [](std::string_view part, std::string message) {
    return core::Error{core::ErrorCode::invalid_argument, std::move(message), {"", 0, 0, std::string(part)}};
  };
  if (!is_option_root(symbol.root))
    return refuse("root", fmt::format("'{}' is not a root of 1 to 6 capitals and digits", symbol.root));
  const int year = static_cast<int>(symbol.expiry.year());
  if (!symbol.expiry.ok() || year < 2000 || year > 2099) return refuse("expiry", "the expiry is no day of the years 2000 to 2099");
  const std::int64_t nanos = symbol.strike.nanos();
  const std::int64_t units = nanos / nanos_per_strike_unit;
  if (nanos <= 0 || nanos % nanos_per_strike_unit != 0 || units > 99'999'999) {
    return refuse("strike", fmt::format("strike {} does not fit eight digits of thousandths", symbol.strike.to_string()));
  }
  const auto width = form == OccForm::padded ? root_size_max : 0;
  return fmt::format("{:<{}}{}{}{:08}", symbol.root, width, to_compact(symbol.expiry).substr(2), core::letter(symbol.right), units);
}

}  // namespace legwork::market
