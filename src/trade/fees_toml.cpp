// fees.toml read entry by entry: every key is known, every rate has a day and a source, and no two entries say the same.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "core/assert.hpp"
#include "trade/fees.hpp"

extern "C" {
extern const char legwork_fees[];
extern const char legwork_fees_end[];
}

namespace legwork::trade {
namespace {

using core::Result;
using market::Money;
using market::Price;

/// One [[fee]]. The first thing wrong is remembered, with its place.
class Entry {
 public:
  Entry(const toml::table& table, const std::string& name, std::optional<core::Error>& error)
      : table_(table), name_(name), error_(error) {}

  bool has(std::string_view key) const { return table_.contains(key); }
  std::string text(std::string_view key, bool required = true) {
    const toml::node* node = take(key);
    const auto value = node != nullptr ? node->value_exact<std::string>() : std::nullopt;
    if (!value && (required || node != nullptr)) fail(key, "should be a text in quotes");
    if (value && value->empty()) fail(key, "is empty");
    return value.value_or("");
  }
  /// Texts or one text.
  std::vector<std::string> texts(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return {};
    if (const auto one = node->value_exact<std::string>()) return {*one};
    std::vector<std::string> all;
    if (const toml::array* array = node->as_array())
      for (const toml::node& item : *array)
        if (const auto value = item.value_exact<std::string>()) all.push_back(*value);
    if (all.empty() || all.size() != node->as_array()->size()) fail(key, "should be a list of texts");
    return all;
  }
  template <class Decimal>
  std::optional<Decimal> decimal(std::string_view key) {
    if (!has(key)) return std::nullopt;
    const auto value = Decimal::parse(text(key));
    if (value) return *value;
    fail(key, value.error().message);
    return std::nullopt;
  }
  std::int64_t count(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return 0;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < 0) fail(key, "should be a whole number, 0 or more");
    return value.value_or(0);
  }
  std::optional<bool> flag(std::string_view key) {
    const toml::node* node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<bool>();
    if (!value) fail(key, "should be true or false");
    return value;
  }
  market::Date date(std::string_view key) {
    const toml::node* node = take(key);
    const auto value = node != nullptr ? node->value_exact<toml::date>() : std::nullopt;
    if (!value) {
      fail(key, "should be a day, such as 2026-01-01");
      return {};
    }
    return market::Date(std::chrono::year(value->year), std::chrono::month(value->month), std::chrono::day(value->day));
  }
  /// One of `words`, by its place among them.
  template <class E, std::size_t N>
  E word(std::string_view key, std::string_view given, const std::array<std::string_view, N>& words) {
    const auto found = std::ranges::find(words, given);
    if (found != words.end()) return static_cast<E>(found - words.begin());
    fail(key, fmt::format("'{}' is none of {}", given, fmt::join(words, ", ")));
    return E{};
  }
  void fail(std::string_view key, std::string message) {
    if (error_) return;
    const toml::node* node = table_.get(key);
    const auto at = node != nullptr ? node->source().begin : table_.source().begin;
    error_ = core::Error{core::ErrorCode::parse, std::move(message), {name_, at.line, at.column, std::string(key)}};
  }
  void finish() {
    for (const auto& [key, node] : table_)
      if (std::ranges::find(known_, key.str()) == known_.end())
        fail(key.str(), fmt::format("is not known here; known are {}", fmt::join(known_, ", ")));
  }

 private:
  const toml::node* take(std::string_view key) {
    known_.emplace_back(key);
    return table_.get(key);
  }

  const toml::table& table_;
  const std::string& name_;
  std::optional<core::Error>& error_;
  std::vector<std::string> known_;
};

constexpr std::array<std::string_view, fee_kind_count> kinds{"commission", "exchange", "clearing", "orf",
                                                             "sec",        "taf",      "cat",      "pass_through"};
constexpr std::array<std::string_view, 4> bases{"quantity", "sold_quantity", "sold_value", "commission"};
constexpr std::array<std::string_view, 3> subjects{"option", "index_option", "stock"};
constexpr std::array<std::string_view, 2> plans{"fixed", "tiered"};

void read_amounts(Entry& entry, FeeRate& rate) {
  if (!entry.has("rate")) entry.fail("rate", "is missing");
  rate.rate = entry.decimal<Price>("rate").value_or(Price());
  rate.low = entry.decimal<Price>("low").value_or(rate.rate);
  rate.high = entry.decimal<Price>("high").value_or(rate.rate);
  if (rate.low > rate.rate) entry.fail("low", "is above the rate");
  if (rate.high < rate.rate) entry.fail("high", "is below the rate");
  // A rate in the wrong unit (per million, in percent) is larger than all that is ever charged per contract, share or dollar.
  const bool of_amount = rate.basis == FeeBasis::sold_value || rate.basis == FeeBasis::commission;
  const Price most = Price::from_nanos((of_amount ? 1 : 100) * Price::scale);
  if (rate.low < -most || rate.high > most) entry.fail("rate", "is beyond 100 USD a unit, or 1 USD a dollar");
  rate.minimum = entry.decimal<Money>("minimum");
  rate.cap = entry.decimal<Money>("cap");
  rate.value_share_max = entry.decimal<Price>("value_share_max");
  if (rate.minimum && *rate.minimum < Money()) entry.fail("minimum", "is below 0");
  if (rate.cap && *rate.cap < Money()) entry.fail("cap", "is below 0");
  if (rate.value_share_max && (*rate.value_share_max <= Price() || *rate.value_share_max > Price::from_nanos(Price::scale)))
    entry.fail("value_share_max", "is not between 0 and 1");
}

FeeRate read(Entry& entry) {
  FeeRate rate;
  rate.kind = entry.word<FeeKind>("kind", entry.text("kind"), kinds);
  rate.basis = entry.word<FeeBasis>("per", entry.text("per"), bases);
  for (const std::string& subject : entry.texts("on")) rate.subjects.push_back(entry.word<FeeSubject>("on", subject, subjects));
  if (rate.subjects.empty()) entry.fail("on", "is missing");
  if (const std::string plan = entry.text("plan", false); !plan.empty()) rate.plan = entry.word<FeePlan>("plan", plan, plans);
  rate.classes = entry.texts("classes");
  rate.premium_below = entry.decimal<Price>("premium_below");
  rate.combo = entry.flag("combo");
  rate.quantity_from = entry.count("quantity_from");
  rate.monthly_above = entry.count("monthly_above");
  rate.from = entry.date("from");
  rate.source = entry.text("source");
  read_amounts(entry, rate);
  entry.finish();
  if ((rate.kind == FeeKind::pass_through) != (rate.basis == FeeBasis::commission))
    entry.fail("per", "only a pass_through, and every one, is per commission");
  if (rate.kind == FeeKind::commission && rate.basis != FeeBasis::quantity) entry.fail("per", "a commission is per quantity");
  if (rate.kind != FeeKind::commission && (rate.minimum || rate.value_share_max || rate.monthly_above > 0))
    entry.fail("kind", "minimum, value_share_max and monthly_above are a commission's");
  return rate;
}

/// Both could be the rate of one leg, and nothing says which.
bool is_ambiguous(const FeeRate& a, const FeeRate& b) {
  const auto overlap = [](const auto& x, const auto& y) {
    return std::ranges::any_of(x, [&](const auto& one) { return std::ranges::find(y, one) != y.end(); });
  };
  const bool classes = (a.classes.empty() && b.classes.empty()) || overlap(a.classes, b.classes);
  return a.kind == b.kind && overlap(a.subjects, b.subjects) && (!a.plan || !b.plan || a.plan == b.plan) && classes &&
         a.premium_below == b.premium_below && (a.combo == b.combo) && a.quantity_from == b.quantity_from &&
         a.monthly_above == b.monthly_above && a.from == b.from;
}

}  // namespace

Result<FeeTable> FeeTable::parse(std::string_view text, const std::string& name) {
  toml::table document;
  try {
    document = toml::parse(text);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    return core::Error{core::ErrorCode::parse, std::string(error.description()), {name, at.line, at.column, ""}};
  }
  std::optional<core::Error> error;
  FeeTable table;
  const toml::array* fees = document["fee"].as_array();
  if (fees == nullptr || document.size() != 1)
    return core::Error{core::ErrorCode::parse, "a list of [[fee]] and nothing else is expected", {name, 0, 0, "fee"}};
  for (const toml::node& node : *fees) {
    if (!node.is_table())
      return core::Error{core::ErrorCode::parse, "should be [[fee]]", {name, node.source().begin.line, 0, "fee"}};
    Entry entry(*node.as_table(), name, error);
    const FeeRate rate = read(entry);
    if (std::ranges::any_of(table.rates_, [&](const FeeRate& other) { return is_ambiguous(rate, other); }))
      entry.fail("from", "another entry is for the same thing from the same day on");
    table.rates_.push_back(rate);
  }
  if (error) return *error;
  return table;
}

const FeeTable& FeeTable::built_in() {
  static const FeeTable table = [] {
    auto parsed = parse(std::string_view(legwork_fees, legwork_fees_end), "fees.toml");
    ASSERT(parsed.has_value(), "{}", core::to_string(parsed.error()));
    return *std::move(parsed);
  }();
  return table;
}

}  // namespace legwork::trade
