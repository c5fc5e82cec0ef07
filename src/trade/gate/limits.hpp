// Limits: every number that the risk gate compares with, in one struct, one table and one file. The defaults are safe for a paper
// account. A file is read and checked as a whole, and takes effect as a whole or not at all; what loosens a limit needs a typed
// confirmation that belongs to exactly that change (reliability.md §4, control 23). Plain value; owned by whoever runs the gate.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/verdict.hpp"

namespace legwork::trade {

/// Members are called as their keys, without the unit where the type has one. What each is for stands in limit_infos().
struct Limits {
  core::Duration open_guard = std::chrono::seconds(60);
  core::Duration close_guard = std::chrono::seconds(300);
  core::Duration life_age_max = std::chrono::seconds(2);
  std::vector<std::string> underlyings_allowed = {"DIA", "IWM", "QQQ", "SPX", "SPY", "XSP"};
  std::int64_t dte_min_days = 1;
  std::int64_t dte_max_days = 90;
  core::Duration expiry_day_stop = std::chrono::seconds(7200);
  std::int64_t ex_dividend_min_days = 3;
  std::int64_t quantity_min_units = 1;
  std::int64_t quantity_max_units = 10;
  market::Money order_value_max = market::Money::from_micros(10'000 * market::Money::scale);
  market::Money order_loss_max = market::Money::from_micros(1'000 * market::Money::scale);
  market::Money underlying_loss_max = market::Money::from_micros(3'000 * market::Money::scale);
  market::Money expiry_loss_max = market::Money::from_micros(4'000 * market::Money::scale);
  market::Money account_loss_max = market::Money::from_micros(10'000 * market::Money::scale);
  std::int64_t collar_mid_bps = 500;
  std::int64_t collar_model_bps = 1'000;
  std::int64_t collar_close_bps = 3'000;
  std::int64_t collar_floor_ticks = 2;
  std::int64_t drift_max_bps = 1'000;
  core::Duration drift_window = std::chrono::seconds(600);
  bool model_required = false;
  core::Duration quote_age_max = std::chrono::seconds(2);
  core::Duration leg_skew_max = std::chrono::seconds(2);
  market::Money funds_reserve = market::Money::from_micros(1'000 * market::Money::scale);
  core::Duration account_age_max = std::chrono::seconds(240);
  core::Duration what_if_age_max = std::chrono::seconds(60);
  core::Duration duplicate_window = std::chrono::seconds(30);
  core::Duration throttle_window = std::chrono::seconds(300);
  std::int64_t rejections_max_orders = 3;
  std::int64_t close_rejections_max_orders = 10;
  std::int64_t executions_max_trades = 10;
  std::int64_t contract_side_max_orders = 10;
  std::int64_t account_max_orders = 30;
  std::int64_t unacked_max_orders = 3;
  std::int64_t messages_max_per_s = 45;
  std::int64_t cancel_reserve_messages = 5;
  std::int64_t close_reserve_messages = 5;
  std::int64_t actions_per_trade_max = 15;
  std::int64_t actions_free_per_day = 50;
  std::int64_t month_average_max_orders = 300;
  market::Money daily_loss_max = market::Money::from_micros(500 * market::Money::scale);
  market::Money drawdown_max = market::Money::from_micros(2'000 * market::Money::scale);
  std::int64_t trades_max_per_day = 20;
  std::int64_t open_spreads_max = 10;
  std::vector<std::string> underlyings_restricted;
  core::Duration post_trade_max = std::chrono::seconds(5);

  friend bool operator==(const Limits&, const Limits&) = default;
};

/// Which change lets more orders through.
enum class Loosens : std::uint8_t { higher, lower, adding, removing, clearing };

struct LimitInfo {
  using Member = std::variant<std::int64_t Limits::*, market::Money Limits::*, core::Duration Limits::*, bool Limits::*,
                              std::vector<std::string> Limits::*>;
  std::string_view key;  // ends in its unit
  Member member;
  std::int64_t min = 0, max = 0;  // in the key's unit, USD for money; of a list: how many names
  Loosens loosens{};
  ControlId control{};
  std::string_view meaning;
};
std::span<const LimitInfo> limit_infos();

/// As built in; the same as Limits{} (a test compares).
std::string_view default_limits_toml();
/// The whole file: every key with its meaning and bounds as a comment. parse_limits(to_toml(x)) == x.
std::string to_toml(const Limits& limits);
/// A key that is left out has its default. Errors: parse, with file, line and key: not TOML, an unknown key, a value of another kind or
/// out of its bounds, limits that contradict each other.
core::Result<Limits> parse_limits(std::string_view toml, const std::string& file);
/// Bounds and contradictions. Errors: invalid_argument, with the key.
core::Result<void> validate(const Limits& limits);

/// Keys, in the order of the table.
struct LimitsChange {
  std::vector<std::string_view> loosened, tightened;
  /// What a person types to loosen; belongs to this pair of texts alone. Empty: nothing is loosened.
  std::string token;
  friend bool operator==(const LimitsChange&, const LimitsChange&) = default;
};
LimitsChange plan_change(const Limits& before, const Limits& after);
/// The limits to be in force: all of `after`, or an error and none of it. Errors: as validate(); invalid_argument without the token.
core::Result<Limits> change_limits(const Limits& before, const Limits& after, std::string_view typed);

}  // namespace legwork::trade
