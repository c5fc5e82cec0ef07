#include "chain/quote_parser.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "chain/contract_terms.hpp"

namespace legwork::chain {

namespace {

constexpr double iv_min = 0.005;  // vendors write 0 or 0.00001 when they cannot solve
constexpr market::WallTime default_time{16 * 3600};
constexpr std::size_t symbol_length_min = 16;  // the shortest OCC symbol: a root of one letter
constexpr std::size_t symbol_name_max = 15;

std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 40;
  return text.size() <= shown ? fmt::format("'{}'", text) : fmt::format("'{}…'", text.substr(0, shown));
}

Refusal refuse(std::string_view reason, Field field, std::string_view text, std::string_view what) {
  return {reason, field, fmt::format("{} {}", quoted(text), what)};
}

Refusal lacks(Field field) { return {"missing_value", field, fmt::format("no value for {}", to_string(field))}; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> lower_case_words) {
  const auto same = [&](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
  };
  return std::any_of(lower_case_words.begin(), lower_case_words.end(), same);
}

/// "^SPX" (Yahoo), "$SPX" (Schwab), "spy" → "SPX", "SPY". Nothing when it can be no symbol.
std::optional<std::string> plain_symbol(std::string_view text) {
  while (!text.empty() && (text.front() == '^' || text.front() == '$' || text.front() == '.')) text.remove_prefix(1);
  if (text.empty() || text.size() > symbol_name_max) return {};
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool allowed = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-' || c == ' ';
    if (!allowed) return {};
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = at;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n - at;
}

}  // namespace

NameHints hints_from_name(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != name.npos) name.remove_prefix(slash + 1);
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_digit(name[at]) || (at > 0 && is_digit(name[at - 1]))) continue;
    const bool dashed = digits_at(name, at) == 4 && name.size() >= at + 10 && name[at + 4] == '-';
    const std::size_t length = dashed ? 10 : 8;
    if (!dashed && digits_at(name, at) != 8) continue;
    const auto date = parse_export_date(name.substr(at, length));
    if (!date) continue;
    NameHints hints{.date = date, .time = {}};
    const std::size_t time_at = at + length + 1;
    if (time_at < name.size() && digits_at(name, time_at) == 4) hints.time = parse_export_time(name.substr(time_at, 4));
    return hints;
  }
  return {};
}

std::string_view QuoteParser::text(const CsvLine& line, Field field) const {
  const auto index = columns_[field];
  if (!index || *index >= line.size()) return {};
  const std::string_view found = line[*index].text;
  return is_missing(found) ? std::string_view{} : found;
}

std::optional<Refusal> QuoteParser::parse(const CsvLine& line, Quote& quote) {
  market::Contract& contract = quote.contract;
  if (auto refusal = parse_time(line, quote)) return refusal;
  if (auto refusal = parse_symbol(line)) return refusal;
  if (auto refusal = parse_class(line, contract)) return refusal;
  if (auto refusal = parse_expiry(line, contract)) return refusal;
  if (auto refusal = parse_right(line, contract)) return refusal;
  if (auto refusal = parse_strike(line, contract)) return refusal;
  if (auto refusal = parse_terms(line, contract)) return refusal;
  return parse_numbers(line, quote);
}

std::optional<Refusal> QuoteParser::parse_time(const CsvLine& line, Quote& quote) {
  const std::string_view date_text = text(line, Field::quote_date), time_text = text(line, Field::quote_time);
  if (last_quoted_at_ && date_text == last_date_ && time_text == last_time_) {
    quote.quoted_at = *last_quoted_at_;
    return {};
  }
  const auto date = date_text.empty() ? hints_.date : parse_export_date(date_text);
  if (!date && date_text.empty()) return lacks(Field::quote_date);
  if (!date) return refuse("bad_date", Field::quote_date, date_text, "is no date; write 2026-08-14");
  const std::string_view clock = !time_text.empty() ? time_text : has_time(date_text) ? date_text : std::string_view{};
  const auto time = clock.empty() ? hints_.time.value_or(default_time) : parse_export_time(clock);
  if (!time) return refuse("bad_time", Field::quote_time, clock, "is no US Eastern time of day; write 16:15:00");
  quote.quoted_at = market::eastern_to_utc(*date, *time);
  last_date_ = date_text;
  last_time_ = time_text;
  last_quoted_at_ = quote.quoted_at;
  return {};
}

std::optional<Refusal> QuoteParser::parse_symbol(const CsvLine& line) {
  symbol_.reset();
  std::string_view occ = text(line, Field::option_symbol);
  if (occ.starts_with("O:")) occ.remove_prefix(2);
  if (occ.empty() || (columns_.symbol_shared() && occ.size() < symbol_length_min)) return {};
  auto parsed = market::parse_occ(occ);
  if (!parsed) return refuse("bad_symbol", Field::option_symbol, occ, "is no OCC symbol such as SPY260814P00600000");
  symbol_ = std::move(*parsed);
  return {};
}

std::optional<Refusal> QuoteParser::parse_class(const CsvLine& line, market::Contract& contract) {
  const std::string_view listed_class = text(line, Field::trading_class);
  const bool symbol_in_place = columns_.symbol_shared() && symbol_;
  const std::string_view listed = symbol_in_place ? std::string_view{} : text(line, Field::underlying);
  if (symbol_) {
    contract.trading_class = symbol_->root;
  } else if (const std::string_view root = listed_class.empty() ? listed : listed_class; !root.empty()) {
    auto plain = plain_symbol(root);
    const Field field = listed_class.empty() ? Field::underlying : Field::trading_class;
    if (!plain) return refuse("bad_symbol", field, root, "is no symbol");
    contract.trading_class = std::move(*plain);
  } else {
    return lacks(columns_.has(Field::underlying) ? Field::underlying : Field::option_symbol);
  }
  if (listed.empty()) {
    contract.underlying = underlying_of(contract.trading_class);
    return {};
  }
  auto plain = plain_symbol(listed);
  if (!plain) return refuse("bad_symbol", Field::underlying, listed, "is no symbol");
  contract.underlying = underlying_of(*plain);
  return {};
}

std::optional<Refusal> QuoteParser::parse_expiry(const CsvLine& line, market::Contract& contract) {
  const std::string_view listed = text(line, Field::expiry);
  if (listed.empty()) {
    if (!symbol_) return lacks(Field::expiry);
    contract.expiry = symbol_->expiry;
    return {};
  }
  if (!last_expiry_ || listed != last_expiry_text_) {
    last_expiry_ = parse_export_date(listed);
    last_expiry_text_ = listed;
  }
  if (!last_expiry_) return refuse("bad_date", Field::expiry, listed, "is no date; write 2026-08-14");
  contract.expiry = *last_expiry_;
  return {};
}

std::optional<Refusal> QuoteParser::parse_right(const CsvLine& line, market::Contract& contract) {
  const std::string_view listed = text(line, Field::right);
  if (listed.empty()) {
    if (!symbol_) return lacks(Field::right);
    contract.right = symbol_->right;
    return {};
  }
  if (is_one_of(listed, {"c", "call", "calls"}))
    contract.right = market::Right::call;
  else if (is_one_of(listed, {"p", "put", "puts"}))
    contract.right = market::Right::put;
  else
    return refuse("bad_right", Field::right, listed, "is neither call nor put; write C or P");
  if (symbol_ && symbol_->right != contract.right)
    return refuse("symbol_mismatch", Field::right, listed, "is not what the option symbol says");
  return {};
}

std::optional<Refusal> QuoteParser::parse_strike(const CsvLine& line, market::Contract& contract) {
  const std::string_view listed = text(line, Field::strike);
  if (listed.empty()) {
    if (!symbol_) return lacks(Field::strike);
    contract.strike = symbol_->strike;
  } else {
    const auto plain = plain_number(listed, line.separator(), scratch_);
    const auto strike = plain ? market::Price::parse(*plain) : core::Result<market::Price>(core::Error{});
    if (!strike) return refuse("bad_number", Field::strike, listed, "is no strike price");
    contract.strike = *strike;
    if (symbol_ && symbol_->strike != contract.strike)
      return refuse("symbol_mismatch", Field::strike, listed, "is not the strike in the option symbol");
  }
  if (contract.strike <= market::Price{}) return refuse("bad_strike", Field::strike, listed, "is not above zero");
  return {};
}

std::optional<Refusal> QuoteParser::parse_terms(const CsvLine& line, market::Contract& contract) {
  const ClassTerms* index = index_class(contract.trading_class);
  contract.exercise = index != nullptr ? index->exercise : market::ExerciseStyle::american;
  contract.settlement = index != nullptr ? index->settlement : market::Settlement::pm;
  contract.delivery = index != nullptr ? index->delivery : market::Delivery::physical;
  contract.multiplier = 100;
  if (const auto style = text(line, Field::exercise_style); !style.empty()) {
    const bool european = is_one_of(style, {"e", "eu", "european"});
    if (!european && !is_one_of(style, {"a", "am", "american"}))
      return refuse("bad_style", Field::exercise_style, style, "is neither American nor European; write A or E");
    contract.exercise = european ? market::ExerciseStyle::european : market::ExerciseStyle::american;
  }
  if (const auto settles = text(line, Field::settlement); !settles.empty()) {
    const bool at_open = is_one_of(settles, {"am", "a.m.", "a"});
    if (!at_open && !is_one_of(settles, {"pm", "p.m.", "p"}))
      return refuse("bad_settlement", Field::settlement, settles, "is neither AM nor PM");
    contract.settlement = at_open ? market::Settlement::am : market::Settlement::pm;
  }
  if (const auto size = text(line, Field::multiplier); !size.empty() && !is_one_of(size, {"regular"})) {
    constexpr double multiplier_max = 1e6;
    const auto number = parse_number(size, line.separator(), scratch_);
    if (!number || *number < 1 || *number > multiplier_max || *number != std::floor(*number))
      return refuse("bad_number", Field::multiplier, size, "is no contract multiplier; 100 is usual");
    contract.multiplier = static_cast<std::int32_t>(*number);
  }
  return {};
}

namespace {

enum class Domain { price, quantity, any };

struct NumberColumn {
  double Quote::* value;
  Field field;
  Domain domain;
};

constexpr NumberColumn number_columns[] = {
    {&Quote::underlying_price, Field::underlying_price, Domain::price},
    {&Quote::bid, Field::bid, Domain::price},
    {&Quote::ask, Field::ask, Domain::price},
    {&Quote::last, Field::last, Domain::price},
    {&Quote::bid_size, Field::bid_size, Domain::quantity},
    {&Quote::ask_size, Field::ask_size, Domain::quantity},
    {&Quote::volume, Field::volume, Domain::quantity},
    {&Quote::open_interest, Field::open_interest, Domain::quantity},
    {&Quote::iv_vendor, Field::iv_vendor, Domain::any},
    {&Quote::delta_vendor, Field::delta_vendor, Domain::any},
    {&Quote::gamma_vendor, Field::gamma_vendor, Domain::any},
    {&Quote::theta_vendor, Field::theta_vendor, Domain::any},
    {&Quote::vega_vendor, Field::vega_vendor, Domain::any},
    {&Quote::rho_vendor, Field::rho_vendor, Domain::any},
};

}  // namespace

namespace {

/// What brokers write for "not there": the largest double, and −1 for a price or a count (verticals.md §4).
bool is_unset(double number, Domain domain) {
  return std::abs(number) >= 1e300 || (number == -1 && (domain == Domain::price || domain == Domain::quantity));
}

}  // namespace

std::optional<Refusal> QuoteParser::parse_numbers(const CsvLine& line, Quote& quote) {
  for (const NumberColumn& column : number_columns) {
    double& value = quote.*column.value;
    const std::string_view listed = text(line, column.field);
    value = unknown;
    if (listed.empty()) continue;
    const auto number = parse_number(listed, line.separator(), scratch_);
    if (!number) return refuse("bad_number", column.field, listed, "is no number");
    if (is_unset(*number, column.domain)) continue;
    if (*number < 0 && column.domain == Domain::price)
      return refuse("negative_price", column.field, listed, "is negative; an option has no negative price");
    if (*number < 0 && column.domain == Domain::quantity)
      return refuse("negative_quantity", column.field, listed, "is negative; leave it empty when unknown");
    value = *number;
  }
  if (columns_.iv_in_percent() && !text(line, Field::iv_vendor).ends_with('%')) quote.iv_vendor *= 0.01;
  if (quote.iv_vendor < iv_min) quote.iv_vendor = unknown;
  if (quote.underlying_price == 0) quote.underlying_price = unknown;
  return {};
}

}  // namespace legwork::chain
