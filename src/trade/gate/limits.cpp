#include "trade/gate/limits.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/assert.hpp"
#include "trade/digest.hpp"
#include "trade/gate/limit_value.hpp"

extern "C" {
extern const char legwork_limits[];
extern const char legwork_limits_end[];
}

namespace legwork::trade {
namespace {

using core::Duration;
using market::Money;

constexpr std::int64_t usd_max = 1'000'000'000;

constexpr std::array table{
    LimitInfo{"open_guard_s", &Limits::open_guard, 0, 3'600, Loosens::lower, ControlId::session,
              "no new risk so long after the open: quotes are still wide, an index may print yesterday's close"},
    LimitInfo{"close_guard_s", &Limits::close_guard, 0, 7'200, Loosens::lower, ControlId::session,
              "no new risk so long before the close"},
    LimitInfo{"life_age_max_ms", &Limits::life_age_max, 100, 2'000, Loosens::higher, ControlId::life,
              "a frame of the gateway must be at most so old when an order leaves"},
    LimitInfo{"underlyings_allowed", &Limits::underlyings_allowed, 0, 1'000, Loosens::adding, ControlId::instrument,
              "what may be opened; \"*\" is everything"},
    LimitInfo{"dte_min_days", &Limits::dte_min_days, 0, 3'650, Loosens::lower, ControlId::instrument,
              "calendar days to expiry at the opening, at least; 0 allows the expiry day"},
    LimitInfo{"dte_max_days", &Limits::dte_max_days, 0, 3'650, Loosens::higher, ControlId::instrument,
              "calendar days to expiry at the opening, at most"},
    LimitInfo{"expiry_day_stop_s", &Limits::expiry_day_stop, 0, 23'400, Loosens::lower, ControlId::instrument,
              "no opening so long before the option stops trading"},
    LimitInfo{"ex_dividend_min_days", &Limits::ex_dividend_min_days, 0, 60, Loosens::lower, ControlId::instrument,
              "no opening of short American calls with an ex-date inside their life that is nearer than this"},
    LimitInfo{"quantity_min_units", &Limits::quantity_min_units, 1, 10'000, Loosens::lower, ControlId::size,
              "units of an order, at least"},
    LimitInfo{"quantity_max_units", &Limits::quantity_max_units, 1, 10'000, Loosens::higher, ControlId::size,
              "units of an order, at most"},
    LimitInfo{"order_value_max_usd", &Limits::order_value_max, 1, usd_max, Loosens::higher, ControlId::loss,
              "width x multiplier x units of one order"},
    LimitInfo{"order_loss_max_usd", &Limits::order_loss_max, 1, usd_max, Loosens::higher, ControlId::loss,
              "the most that one order can lose at its limit"},
    LimitInfo{"underlying_loss_max_usd", &Limits::underlying_loss_max, 1, usd_max, Loosens::higher, ControlId::loss,
              "the most that all in one underlying can lose: held, working, unknown, quarantined and this order"},
    LimitInfo{"expiry_loss_max_usd", &Limits::expiry_loss_max, 1, usd_max, Loosens::higher, ControlId::loss,
              "the most that all of one expiry date can lose, of every underlying"},
    LimitInfo{"account_loss_max_usd", &Limits::account_loss_max, 1, usd_max, Loosens::higher, ControlId::loss,
              "the most that the whole account can lose"},
    LimitInfo{"collar_mid_bps", &Limits::collar_mid_bps, 0, 10'000, Loosens::higher, ControlId::collar,
              "an opening price may be worse than mid by so many hundredths of a percent of the width"},
    LimitInfo{"collar_model_bps", &Limits::collar_model_bps, 0, 10'000, Loosens::higher, ControlId::collar,
              "the same against the model's value"},
    LimitInfo{"collar_close_bps", &Limits::collar_close_bps, 0, 10'000, Loosens::higher, ControlId::collar,
              "the same for closing, against mid; of a single leg or stock: of its price"},
    LimitInfo{"collar_floor_ticks", &Limits::collar_floor_ticks, 0, 50, Loosens::higher, ControlId::collar,
              "a collar is never narrower than so many price increments"},
    LimitInfo{"drift_max_bps", &Limits::drift_max_bps, 0, 10'000, Loosens::higher, ControlId::collar,
              "the price of the same order may get worse by so much of the width within drift_window_s"},
    LimitInfo{"drift_window_s", &Limits::drift_window, 10, 86'400, Loosens::lower, ControlId::collar,
              "how far back the drift is measured"},
    LimitInfo{"model_required", &Limits::model_required, 0, 1, Loosens::clearing, ControlId::collar,
              "no opening without a value of the model; no unit, true or false"},
    LimitInfo{"quote_age_max_ms", &Limits::quote_age_max, 100, 2'000, Loosens::higher, ControlId::data_quality,
              "the older leg's quote was proven live at most so long ago"},
    LimitInfo{"leg_skew_max_ms", &Limits::leg_skew_max, 10, 2'000, Loosens::higher, ControlId::data_quality,
              "the legs' quotes are at most so far apart in time"},
    LimitInfo{"funds_reserve_usd", &Limits::funds_reserve, 0, usd_max, Loosens::lower, ControlId::margin,
              "available funds that must be left"},
    LimitInfo{"account_age_max_s", &Limits::account_age_max, 1, 600, Loosens::higher, ControlId::margin,
              "the broker's account figures are at most so old; it sends them every three minutes"},
    LimitInfo{"what_if_age_max_s", &Limits::what_if_age_max, 1, 600, Loosens::higher, ControlId::margin,
              "an older what-if counts as none, and our own full-width bound is used"},
    LimitInfo{"duplicate_window_s", &Limits::duplicate_window, 1, 86'400, Loosens::lower, ControlId::duplicate,
              "the same legs, side and quantity on another ticket within it are a mistake"},
    LimitInfo{"throttle_window_s", &Limits::throttle_window, 10, 86'400, Loosens::lower, ControlId::throttle,
              "over which rejections and executions are counted"},
    LimitInfo{"rejections_max_orders", &Limits::rejections_max_orders, 1, 100, Loosens::higher, ControlId::throttle,
              "so many rejections in the window stop new risk"},
    LimitInfo{"close_rejections_max_orders", &Limits::close_rejections_max_orders, 1, 100, Loosens::higher, ControlId::throttle,
              "so many rejections of closing orders in the window stop the automatic ones; a person may go on"},
    LimitInfo{"executions_max_trades", &Limits::executions_max_trades, 1, 1'000, Loosens::higher, ControlId::throttle,
              "so many trades of automation in the window stop new risk"},
    LimitInfo{"contract_side_max_orders", &Limits::contract_side_max_orders, 1, 19, Loosens::higher, ControlId::working_orders,
              "orders that may live, per contract and side, this one included; the broker allows less than 20"},
    LimitInfo{"account_max_orders", &Limits::account_max_orders, 1, 500, Loosens::higher, ControlId::working_orders,
              "orders that may live in the account, this one included"},
    LimitInfo{"unacked_max_orders", &Limits::unacked_max_orders, 1, 20, Loosens::higher, ControlId::working_orders,
              "orders without an answer, this one included; 1 until the session's first answer"},
    LimitInfo{"messages_max_per_s", &Limits::messages_max_per_s, 10, 45, Loosens::higher, ControlId::messages,
              "messages of all kinds in any second; beyond 50 the broker disconnects"},
    LimitInfo{"cancel_reserve_messages", &Limits::cancel_reserve_messages, 1, 20, Loosens::lower, ControlId::messages,
              "of these kept free for cancels"},
    LimitInfo{"close_reserve_messages", &Limits::close_reserve_messages, 0, 20, Loosens::lower, ControlId::messages,
              "and for closing orders"},
    LimitInfo{"actions_per_trade_max", &Limits::actions_per_trade_max, 1, 20, Loosens::higher, ControlId::messages,
              "order actions per trade of a day; above 20 the broker calls it excessive"},
    LimitInfo{"actions_free_per_day", &Limits::actions_free_per_day, 0, 1'000, Loosens::higher, ControlId::messages,
              "so many actions are free before the ratio is looked at"},
    LimitInfo{"month_average_max_orders", &Limits::month_average_max_orders, 1, 390, Loosens::higher, ControlId::messages,
              "option orders a day, averaged over the month; above 390 the account is professional"},
    LimitInfo{"daily_loss_max_usd", &Limits::daily_loss_max, 1, usd_max, Loosens::higher, ControlId::day,
              "realised today; from there on nothing is opened"},
    LimitInfo{"drawdown_max_usd", &Limits::drawdown_max, 1, usd_max, Loosens::higher, ControlId::day,
              "below the highest equity; from there on nothing is opened"},
    LimitInfo{"trades_max_per_day", &Limits::trades_max_per_day, 1, 10'000, Loosens::higher, ControlId::day,
              "openings a day, those still working and this one included"},
    LimitInfo{"open_spreads_max", &Limits::open_spreads_max, 1, 10'000, Loosens::higher, ControlId::day,
              "verticals held at once, openings still working and this one included"},
    LimitInfo{"underlyings_restricted", &Limits::underlyings_restricted, 0, 1'000, Loosens::removing, ControlId::restricted,
              "nothing is opened in these"},
    LimitInfo{"post_trade_max_s", &Limits::post_trade_max, 1, 60, Loosens::higher, ControlId::post_trade,
              "so long after a fill its legs, price, positions and protection must be explained"},
};

core::Error wrong(std::string_view key, std::string why) {
  return {core::ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::string(key)}};
}

/// Bigger limits around smaller ones.
core::Result<void> check_order(const Limits& limits) {
  const auto above = [](std::string_view key, std::string_view other) {
    return wrong(key, fmt::format("is above {}, so that it limits nothing", other));
  };
  if (limits.order_loss_max > limits.underlying_loss_max) return above("order_loss_max_usd", "underlying_loss_max_usd");
  if (limits.order_loss_max > limits.expiry_loss_max) return above("order_loss_max_usd", "expiry_loss_max_usd");
  if (limits.underlying_loss_max > limits.account_loss_max) return above("underlying_loss_max_usd", "account_loss_max_usd");
  if (limits.expiry_loss_max > limits.account_loss_max) return above("expiry_loss_max_usd", "account_loss_max_usd");
  if (limits.quantity_min_units > limits.quantity_max_units) return wrong("quantity_min_units", "is above quantity_max_units");
  if (limits.dte_min_days > limits.dte_max_days) return wrong("dte_min_days", "is above dte_max_days");
  if (limits.cancel_reserve_messages + limits.close_reserve_messages >= limits.messages_max_per_s)
    return wrong("close_reserve_messages", "together with cancel_reserve_messages leaves nothing of messages_max_per_s");
  if (limits.contract_side_max_orders > limits.account_max_orders) return above("contract_side_max_orders", "account_max_orders");
  return {};
}

bool is_symbol(const std::string& name) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ' '; };
  return name == "*" || (!name.empty() && name.size() <= 12 && name.front() != ' ' && std::ranges::all_of(name, allowed));
}

core::Result<void> check_names(const LimitInfo& info, const std::vector<std::string>& names) {
  if (static_cast<std::int64_t>(names.size()) > info.max) return wrong(info.key, fmt::format("has more than {} names", info.max));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_symbol(names[i])) return wrong(info.key, fmt::format("'{}' is no symbol; \"SPY\" is one", names[i]));
    if (i > 0 && names[i] <= names[i - 1])
      return wrong(info.key, fmt::format("'{}' is not in alphabetical order, or twice", names[i]));
  }
  return {};
}

/// True in `out` for a key that lets more, or less, through than before.
struct Direction {
  bool looser = false, tighter = false;
};
Direction direction(const LimitInfo& info, const Limits& before, const Limits& after) {
  if (const auto* const names = std::get_if<std::vector<std::string> Limits::*>(&info.member)) {
    const bool more = !std::ranges::includes(before.*(*names), after.*(*names));
    const bool less = !std::ranges::includes(after.*(*names), before.*(*names));
    return info.loosens == Loosens::adding ? Direction{more, less} : Direction{less, more};
  }
  const std::int64_t a = fine_value(info, before), b = fine_value(info, after);
  if (a == b) return {};
  const bool looser = info.loosens == Loosens::higher ? b > a : b < a;
  return {looser, !looser};
}

}  // namespace

std::int64_t fine_unit(const LimitInfo& info) {
  if (std::holds_alternative<Money Limits::*>(info.member)) return Money::scale;
  if (std::holds_alternative<Duration Limits::*>(info.member)) return info.key.ends_with("_ms") ? 1'000'000 : 1'000'000'000;
  return 1;
}

std::int64_t fine_value(const LimitInfo& info, const Limits& limits) {
  if (const auto* const count = std::get_if<std::int64_t Limits::*>(&info.member)) return limits.*(*count);
  if (const auto* const money = std::get_if<Money Limits::*>(&info.member)) return (limits.*(*money)).micros();
  if (const auto* const time = std::get_if<Duration Limits::*>(&info.member)) return (limits.*(*time)).count();
  if (const auto* const flag = std::get_if<bool Limits::*>(&info.member)) return limits.*(*flag) ? 1 : 0;
  ASSERT(false, "{} is a list", info.key);
  return 0;
}

core::Result<void> check_bounds(const LimitInfo& info, const Limits& limits) {
  if (const auto* const names = std::get_if<std::vector<std::string> Limits::*>(&info.member))
    return check_names(info, limits.*(*names));
  const std::int64_t value = fine_value(info, limits), unit = fine_unit(info);
  if (value < info.min * unit || value > info.max * unit)
    return wrong(info.key, fmt::format("is not between {} and {}", info.min, info.max));
  const bool is_time = std::holds_alternative<Duration Limits::*>(info.member);
  if (is_time && value % unit != 0) return wrong(info.key, "is no whole number of its unit");
  return {};
}

std::span<const LimitInfo> limit_infos() { return table; }

std::string_view default_limits_toml() { return {legwork_limits, legwork_limits_end}; }

core::Result<void> validate(const Limits& limits) {
  for (const LimitInfo& info : table)
    if (const auto bounds = check_bounds(info, limits); !bounds) return bounds.error();
  return check_order(limits);
}

LimitsChange plan_change(const Limits& before, const Limits& after) {
  LimitsChange change;
  for (const LimitInfo& info : table) {
    const Direction moved = direction(info, before, after);
    if (moved.looser) change.loosened.push_back(info.key);
    if (moved.tighter) change.tightened.push_back(info.key);
  }
  if (!change.loosened.empty())
    change.token = fmt::format("loosen-{:08x}", Digest().add(to_toml(before)).add(to_toml(after)).value() >> 32);
  return change;
}

core::Result<Limits> change_limits(const Limits& before, const Limits& after, std::string_view typed) {
  if (const auto valid = validate(after); !valid) return valid.error();
  const LimitsChange change = plan_change(before, after);
  if (change.token == typed || change.token.empty()) return after;
  return wrong(change.loosened.front(),
               fmt::format("this loosens {}; type {} to confirm", fmt::join(change.loosened, ", "), change.token));
}

}  // namespace legwork::trade
