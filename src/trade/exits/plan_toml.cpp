#include "trade/exits/plan_toml.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "market/date.hpp"

namespace legwork::trade {
namespace {

using core::Duration;
using market::Price;

/// Reads the known keys of one table and remembers the first thing wrong.
class Table {
 public:
  Table(const toml::table& table, std::string path, std::optional<core::Error>& error)
      : table_(table), path_(std::move(path)), error_(error) {}

  template <class T>
  bool value(std::string_view key, T& out, std::string_view wanted) {
    const toml::node* node = find(key);
    if (!node) return false;
    // value_exact: 0.5 is no whole number and 1 is no truth; a double takes whole numbers, too.
    std::optional<T> read;
    if constexpr (std::is_same_v<T, double>)
      read = node->value<double>();
    else
      read = node->value_exact<T>();
    if (!read) return fail(*node, key, fmt::format("should be {}", wanted));
    out = *read;
    return true;
  }
  bool number(std::string_view key, double& out) { return value(key, out, "a number"); }
  bool flag(std::string_view key, bool& out) { return value(key, out, "true or false"); }
  bool integer(std::string_view key, std::int32_t& out) {
    std::int64_t wide = out;
    if (!value(key, wide, "a whole number")) return false;
    if (wide < -1'000'000 || wide > 1'000'000) return fail(*table_.get(key), key, "is out of all bounds");
    out = static_cast<std::int32_t>(wide);
    return true;
  }
  /// Whole `unit`s.
  bool duration(std::string_view key, Duration& out, Duration unit) {
    auto count = static_cast<std::int32_t>(out / unit);
    if (!integer(key, count)) return false;
    out = count * unit;
    return true;
  }
  bool price(std::string_view key, Price& out) {
    std::string text;
    if (!value(key, text, "a price as text, such as \"0.05\"")) return false;
    const auto read = Price::parse(text);
    if (!read) return fail(*table_.get(key), key, read.error().message);
    out = *read;
    return true;
  }
  bool time_of_day(std::string_view key, Duration& out) {
    std::string text;
    if (!value(key, text, "a time of day as text, such as \"15:45\"")) return false;
    const auto read = market::parse_wall_time(text);
    if (!read) return fail(*table_.get(key), key, fmt::format("'{}' is no time of day; write it as 15:45 (US Eastern)", text));
    out = std::chrono::seconds(read->seconds);
    return true;
  }
  std::optional<Table> table(std::string_view key) {
    const toml::node* node = find(key);
    if (!node) return std::nullopt;
    if (node->as_table()) return Table(*node->as_table(), path_ + std::string(key) + ".", error_);
    fail(*node, key, "should be a table");
    return std::nullopt;
  }
  std::vector<Table> tables(std::string_view key) {
    std::vector<Table> all;
    const toml::node* node = find(key);
    if (!node) return all;
    if (!node->as_array())
      fail(*node, key, "should be a list of tables");
    else
      for (const toml::node& one : *node->as_array()) {
        if (one.as_table())
          all.emplace_back(*one.as_table(), path_ + std::string(key) + ".", error_);
        else
          fail(one, key, "should be a list of tables");
      }
    return all;
  }
  bool has(std::string_view key) const { return table_.contains(key); }
  bool fail(std::string_view key, std::string message) { return fail(table_, key, std::move(message)); }
  void finish() {
    for (const auto& [key, node] : table_)
      if (std::ranges::find(known_, key.str()) == known_.end())
        fail(node, key.str(), fmt::format("is not a key here; known are {}", fmt::join(known_, ", ")));
  }

 private:
  const toml::node* find(std::string_view key) {
    known_.emplace_back(key);
    return table_.get(key);
  }
  bool fail(const toml::node& node, std::string_view key, std::string message) {
    const auto at = node.source().begin;
    if (!error_)
      error_ = core::Error{core::ErrorCode::parse, std::move(message), {"", at.line, at.column, path_ + std::string(key)}};
    return false;
  }

  const toml::table& table_;
  std::string path_;
  std::optional<core::Error>& error_;
  std::vector<std::string> known_;
};

constexpr Duration second = std::chrono::seconds(1);
constexpr Duration minute = std::chrono::minutes(1);

void read_target(Table table, ProfitTarget& target) {
  const bool percent = table.number("percent_of_max", target.percent);
  const bool price = table.price("price", target.price);
  table.flag("rest_at_broker", target.rest_at_broker);
  target.basis = price ? TargetBasis::price : TargetBasis::percent_of_max;
  if (percent == price) table.fail("percent_of_max", "say either percent_of_max or price");
  table.finish();
}

void read_stop(Table table, StopLoss& stop) {
  const bool credits = table.number("credits", stop.amount);
  const bool percent = table.number("percent_of_debit", stop.amount);
  const bool price = table.price("price", stop.price);
  stop.basis = price ? StopBasis::price : percent ? StopBasis::percent_of_debit : StopBasis::credits;
  if (static_cast<int>(credits) + static_cast<int>(percent) + static_cast<int>(price) != 1)
    table.fail("credits", "say one of credits, percent_of_debit, price");
  table.finish();
}

void read_guard(Table table, StopGuard& guard) {
  table.integer("hits", guard.hits);
  table.number("spread_percent_max", guard.spread_percent_max);
  table.duration("confirmed_age_max_s", guard.quote.confirmed_age_max, second);
  table.duration("skew_max_s", guard.quote.skew_max, second);
  table.duration("after_open_s", guard.after_open, second);
  table.duration("blind_max_s", guard.blind_max, second);
  table.finish();
}

void read_clock(Table table, ClockExit& clock) {
  if (!table.time_of_day("at", clock.at)) table.fail("at", "is missing");
  std::string day(to_string(clock.day));
  table.value("day", day, R"("expiry_day" or "any_day")");
  if (day != "expiry_day" && day != "any_day") table.fail("day", R"(should be "expiry_day" or "any_day")");
  clock.day = day == "any_day" ? ClockDay::any_day : ClockDay::expiry_day;
  table.finish();
}

void read_expiry(Table table, ExpiryPlan& expiry) {
  table.flag("close", expiry.close);
  table.duration("close_before_min", expiry.close_before, minute);
  table.duration("broker_before_min", expiry.broker_before, minute);
  table.duration("pin_watch_min", expiry.pin_watch, minute);
  table.price("pin_min", expiry.pin_min);
  table.number("pin_move", expiry.pin_move);
  table.finish();
}

void read_roll(Table table, RollRule& roll) {
  table.integer("dte", roll.dte);
  table.price("credit_min", roll.credit_min);
  table.price("slippage", roll.slippage);
  table.integer("new_dte_min", roll.new_dte_min);
  table.integer("new_dte_max", roll.new_dte_max);
  table.flag("may_widen", roll.may_widen);
  table.flag("else_close", roll.else_close);
  table.finish();
}

void read_trail_and_steps(Table& root, ExitPlan& plan) {
  if (auto table = root.table("trail")) {
    TrailingStop& trail = plan.trail.emplace();
    table->number("arm_percent", trail.arm_percent);
    table->number("give_back_percent", trail.give_back_percent);
    table->finish();
  }
  for (Table& table : root.tables("steps")) {
    StopStep& step = plan.steps.emplace_back();
    table.number("reached_percent", step.reached_percent);
    table.number("stop_percent", step.stop_percent);
    table.finish();
  }
}

void read_plan(Table root, ExitPlan& plan) {
  if (std::int32_t dte = 0; root.integer("dte", dte)) plan.dte = dte;
  root.time_of_day("time_of_day", plan.time_of_day);
  root.integer("sessions_before_earnings", plan.sessions_before_earnings);
  root.integer("sessions_before_ex_dividend", plan.sessions_before_ex_dividend);
  if (Price price; root.price("cheap_short_max", price)) plan.cheap_short_max = price;
  root.price("slippage_max", plan.slippage_max);
  root.price("urgent_slippage_max", plan.urgent_slippage_max);
  root.duration("retry_every_s", plan.retry_every, second);
  if (auto table = root.table("target")) read_target(*table, plan.target.emplace());
  if (auto table = root.table("stop")) read_stop(*table, plan.stop.emplace());
  if (auto table = root.table("guard")) read_guard(*table, plan.guard);
  read_trail_and_steps(root, plan);
  if (auto table = root.table("clock")) read_clock(*table, plan.clock.emplace());
  if (auto table = root.table("expiry")) read_expiry(*table, plan.expiry);
  if (auto table = root.table("roll")) read_roll(*table, plan.roll.emplace());
  root.finish();
}

/// Where a key of the checked plan stands in the text; its table when the key itself is left to its default.
toml::source_position place_of(const toml::table& root, const std::string& path) {
  for (std::string part = path; !part.empty(); part.resize(part.rfind('.') == std::string::npos ? 0 : part.rfind('.')))
    if (const auto node = root.at_path(part)) return node.node()->source().begin;
  return {1, 1};
}

std::string text_of(Price price) { return fmt::format("\"{}\"", price.to_string()); }
std::string time_of(Duration at) {
  const auto seconds = static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(at).count());
  return fmt::format("\"{}\"", market::to_string(market::WallTime{seconds}));
}
std::string bare(Duration value, Duration unit) { return fmt::format("{}", value / unit); }

void put_rules(const ExitPlan& plan, std::string& out) {
  if (plan.target) {
    out += "\n[target]\n";
    out += plan.target->basis == TargetBasis::price ? fmt::format("price = {}\n", text_of(plan.target->price))
                                                    : fmt::format("percent_of_max = {}\n", plan.target->percent);
    out += fmt::format("rest_at_broker = {}\n", plan.target->rest_at_broker);
  }
  if (plan.stop)
    out += fmt::format("\n[stop]\n{} = {}\n", to_string(plan.stop->basis),
                       plan.stop->basis == StopBasis::price ? text_of(plan.stop->price) : fmt::format("{}", plan.stop->amount));
  if (plan.trail)
    out += fmt::format("\n[trail]\narm_percent = {}\ngive_back_percent = {}\n", plan.trail->arm_percent,
                       plan.trail->give_back_percent);
  for (const StopStep& step : plan.steps)
    out += fmt::format("\n[[steps]]\nreached_percent = {}\nstop_percent = {}\n", step.reached_percent, step.stop_percent);
}

void put_days(const ExitPlan& plan, std::string& out) {
  if (plan.clock) out += fmt::format("\n[clock]\nat = {}\nday = \"{}\"\n", time_of(plan.clock->at), to_string(plan.clock->day));
  const ExpiryPlan& expiry = plan.expiry;
  out += fmt::format(
      "\n[expiry]\nclose = {}\nclose_before_min = {}\nbroker_before_min = {}\npin_watch_min = {}\npin_min = {}\npin_move = {}\n",
      expiry.close, bare(expiry.close_before, minute), bare(expiry.broker_before, minute), bare(expiry.pin_watch, minute),
      text_of(expiry.pin_min), expiry.pin_move);
  if (const auto& roll = plan.roll)
    out += fmt::format(
        "\n[roll]\ndte = {}\ncredit_min = {}\nslippage = {}\nnew_dte_min = {}\nnew_dte_max = {}\nmay_widen = {}\nelse_close = {}\n",
        roll->dte, text_of(roll->credit_min), text_of(roll->slippage), roll->new_dte_min, roll->new_dte_max, roll->may_widen,
        roll->else_close);
}

}  // namespace

core::Result<ExitPlan> parse_exit_plan(std::string_view text, std::string_view file) {
  std::optional<core::Error> error;
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& failure) {
    const auto at = failure.source().begin;
    return core::Error{core::ErrorCode::parse, std::string(failure.description()), {std::string(file), at.line, at.column, ""}};
  }
  ExitPlan plan;
  read_plan(Table(root, "", error), plan);
  if (!error)
    if (const auto checked = check(plan); !checked) {
      const auto at = place_of(root, checked.error().where.field);
      error = checked.error();
      error->where.line = at.line;
      error->where.column = at.column;
    }
  if (!error) return plan;
  error->where.file = file;
  return *error;
}

std::string to_toml(const ExitPlan& plan) {
  std::string out;
  if (plan.dte) out += fmt::format("dte = {}\n", *plan.dte);
  out += fmt::format("time_of_day = {}\n", time_of(plan.time_of_day));
  out += fmt::format("sessions_before_earnings = {}\nsessions_before_ex_dividend = {}\n", plan.sessions_before_earnings,
                     plan.sessions_before_ex_dividend);
  if (plan.cheap_short_max) out += fmt::format("cheap_short_max = {}\n", text_of(*plan.cheap_short_max));
  out += fmt::format("slippage_max = {}\nurgent_slippage_max = {}\nretry_every_s = {}\n", text_of(plan.slippage_max),
                     text_of(plan.urgent_slippage_max), bare(plan.retry_every, second));
  const StopGuard& guard = plan.guard;
  put_rules(plan, out);
  out += fmt::format(
      "\n[guard]\nhits = {}\nspread_percent_max = {}\nconfirmed_age_max_s = {}\nskew_max_s = {}\nafter_open_s = {}\nblind_max_s = "
      "{}\n",
      guard.hits, guard.spread_percent_max, bare(guard.quote.confirmed_age_max, second), bare(guard.quote.skew_max, second),
      bare(guard.after_open, second), bare(guard.blind_max, second));
  put_days(plan, out);
  return out;
}

}  // namespace legwork::trade
