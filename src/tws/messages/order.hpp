// Order, OrderState and conditions: every field of placeOrder, openOrder and completedOrder at server versions 157–200. What the wire
// can leave unset is optional; text is empty. Plain values; about 2.5 kB, so pass by reference and move.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tws/messages/contract.hpp"

namespace legwork::tws {

/// One condition. Only the members that its type uses travel; the others keep their defaults.
struct OrderCondition {
  enum class Type : std::int32_t { price = 1, time = 3, margin = 4, execution = 5, volume = 6, percent_change = 7 };
  Type type = Type::price;
  bool is_conjunction = true;  // wire "a" (and) or "o" (or), joins with the next
  bool is_more = false;  // all but execution
  double price = 0;
  double change_percent = 0;
  std::string time;  // yyyymmdd hh:mm:ss Zone
  std::int32_t margin_percent = 0;  // cushion
  std::int32_t volume = 0;
  std::int32_t contract_id = 0;  // price, volume, percent_change
  std::string exchange;  // price, volume, percent_change, execution
  std::int32_t trigger_method = 0;
  std::string security_type;  // execution
  std::string symbol;  // execution
  friend bool operator==(const OrderCondition&, const OrderCondition&) = default;
};

struct SoftDollarTier {
  std::string name;
  std::string value;
  std::string display_name;  // answers only
  friend bool operator==(const SoftDollarTier&, const SoftDollarTier&) = default;
};

struct Order {
  // Who and which; the order id is beside the order, in PlaceOrder and OpenOrder.
  std::int32_t client_id = 0;
  std::int64_t perm_id = 0;
  std::int32_t parent_id = 0;
  std::optional<std::int64_t> parent_perm_id;

  // The order proper.
  std::string action;  // BUY, SELL, SSHORT
  Decimal total_quantity;
  std::string order_type;  // LMT, MKT, STP, "STP LMT", MIDPRICE …
  std::optional<double> limit_price;
  std::optional<double> aux_price;
  std::string time_in_force;  // DAY, GTC, IOC, GTD, OPG, FOK, DTC. Always send one: a gateway at 225 answers empty with 10052
  std::string oca_group;
  std::int32_t oca_type = 0;
  std::string account;
  std::string open_close;
  std::int32_t origin = 0;  // 0 customer, 1 firm
  std::string order_ref;
  bool transmit = true;
  bool block_order = false;
  bool sweep_to_fill = false;
  std::optional<std::int32_t> display_size;
  std::int32_t trigger_method = 0;
  bool outside_rth = false;
  bool hidden = false;
  double discretionary_amount = 0;
  std::string good_after_time;
  std::string good_till_date;
  std::string rule80a;
  bool all_or_none = false;
  std::optional<std::int32_t> min_quantity;
  std::optional<double> percent_offset;
  std::optional<double> trail_stop_price;
  std::optional<double> trailing_percent;
  /// Answers only, the second place for a stop price behind the conditions: what TWS works with now. Official clients let it replace
  /// trail_stop_price; a recorded filled MKT order has its last trigger here and nothing in the first place.
  std::optional<double> working_stop_price;
  bool what_if = false;
  bool not_held = false;
  bool solicited = false;
  bool randomize_size = false;
  bool randomize_price = false;
  bool opt_out_smart_routing = false;
  bool override_percentage_constraints = false;
  std::string model_code;
  std::string active_start_time;
  std::string active_stop_time;

  // Advisors and institutions.
  std::string fa_group;
  std::string fa_method;
  std::string fa_percentage;
  std::string fa_profile;  // server version < 177
  std::int32_t short_sale_slot = 0;
  std::string designated_location;
  std::int32_t exempt_code = -1;
  std::string
      shares_allocation;  // openOrder: official clients skip it; recorded as "1376327563.0/DU1234567/100" (perm id, account)
  std::string settling_firm;
  std::string clearing_account;
  std::string clearing_intent;
  bool e_trade_only = false;
  bool firm_quote_only = false;
  std::optional<double> nbbo_price_cap;

  // Auctions, BOX, volatility.
  std::int32_t auction_strategy = 0;
  std::optional<double> starting_price;
  std::optional<double> stock_reference_price;
  std::optional<double> delta;
  std::optional<double> stock_range_lower;
  std::optional<double> stock_range_upper;
  std::optional<double> volatility;
  std::optional<std::int32_t> volatility_type;
  bool continuous_update = false;
  std::optional<std::int32_t> reference_price_type;
  std::string delta_neutral_order_type;  // the word "None" when absent in recorded answers
  std::optional<double> delta_neutral_aux_price;
  std::int32_t delta_neutral_contract_id = 0;
  std::string delta_neutral_settling_firm;
  std::string delta_neutral_clearing_account;
  std::string delta_neutral_clearing_intent;
  std::string delta_neutral_open_close;
  bool delta_neutral_short_sale = false;
  std::int32_t delta_neutral_short_sale_slot = 0;
  std::string delta_neutral_designated_location;

  // Combos.
  std::optional<double> basis_points;
  std::optional<std::int32_t> basis_points_type;
  std::vector<std::optional<double>> combo_leg_prices;
  std::vector<TagValue> smart_combo_routing_params;  // NonGuaranteed=1

  // Scale orders.
  std::optional<std::int32_t> scale_init_level_size;
  std::optional<std::int32_t> scale_subs_level_size;
  std::optional<double> scale_price_increment;
  std::optional<double> scale_price_adjust_value;
  std::optional<std::int32_t> scale_price_adjust_interval;
  std::optional<double> scale_profit_offset;
  bool scale_auto_reset = false;
  std::optional<std::int32_t> scale_init_position;
  std::optional<std::int32_t> scale_init_fill_quantity;
  bool scale_random_percent = false;
  std::string scale_table;

  // Hedges, algorithms, options.
  std::string hedge_type;
  std::string hedge_param;
  std::string algo_strategy;
  std::vector<TagValue> algo_params;
  std::string algo_id;
  std::string misc_options;  // "k=v;k=v;"

  // Pegged to benchmark.
  std::int32_t reference_contract_id = 0;
  bool is_pegged_change_amount_decrease = false;
  double pegged_change_amount = 0;
  double reference_change_amount = 0;
  std::string reference_exchange;

  // Conditions and adjusted orders.
  std::vector<OrderCondition> conditions;
  bool conditions_ignore_rth = false;
  bool conditions_cancel_order = false;
  std::string adjusted_order_type;
  std::optional<double> trigger_price;
  std::optional<double> limit_price_offset;
  std::optional<double> adjusted_stop_price;
  std::optional<double> adjusted_stop_limit_price;
  std::optional<double> adjusted_trailing_amount;
  std::int32_t adjustable_trailing_unit = 0;

  // Later additions, oldest first.
  std::string ext_operator;
  SoftDollarTier soft_dollar_tier;
  std::optional<double> cash_quantity;
  std::string mifid2_decision_maker;
  std::string mifid2_decision_algo;
  std::string mifid2_execution_trader;
  std::string mifid2_execution_algo;
  bool dont_use_auto_price_for_hedge = false;
  bool is_oms_container = false;
  bool discretionary_up_to_limit_price = false;
  std::optional<bool> use_price_management_algo;
  std::optional<std::int32_t> duration;  // >= 158
  std::optional<std::int32_t> post_to_ats;  // >= 160
  bool auto_cancel_parent = false;  // >= 162
  std::string advanced_error_override;  // >= 166
  std::string manual_order_time;  // >= 169
  std::optional<std::int32_t> min_trade_quantity;  // >= 170, exchange IBKRATS
  std::optional<std::int32_t> min_compete_size;  // >= 170, PEG BEST
  std::optional<double> compete_against_best_offset;  // >= 170; infinity means "up to mid"
  std::optional<double> mid_offset_at_whole;  // >= 170
  std::optional<double> mid_offset_at_half;  // >= 170
  std::string customer_account;  // >= 183
  bool professional_customer = false;  // >= 184
  std::string bond_accrued_interest;  // >= 185, answers
  bool include_overnight = false;  // >= 189
  std::optional<std::int32_t> manual_order_indicator;  // >= 192 requests, >= 193 answers
  std::string submitter;  // >= 198, answers
  bool imbalance_only = false;  // >= 199

  // Only in completedOrder.
  std::string auto_cancel_date;
  std::optional<Decimal> filled_quantity;
  std::optional<std::int32_t> reference_futures_contract_id;
  std::string shareholder;  // "Not an insider or substantial shareholder"
  bool route_marketable_to_bbo = false;

  friend bool operator==(const Order&, const Order&) = default;
};

/// Three figures in account currency. TWS prints 1.7976931348623157E308 for those it does not know.
struct MarginFigures {
  std::optional<double> initial;
  std::optional<double> maintenance;
  std::optional<double> equity_with_loan;
  friend bool operator==(const MarginFigures&, const MarginFigures&) = default;
};

struct OrderAllocation {
  std::string account;
  std::optional<Decimal> position;
  std::optional<Decimal> position_desired;
  std::optional<Decimal> position_after;
  std::optional<Decimal> desired_allocation_quantity;
  std::optional<Decimal> allowed_allocation_quantity;
  bool is_monetary = false;
  friend bool operator==(const OrderAllocation&, const OrderAllocation&) = default;
};

/// What openOrder and completedOrder say of an order beside the order itself: its status, and the figures of a what-if.
struct OrderState {
  std::string status;  // PreSubmitted, Submitted, Filled, Cancelled, Inactive, PendingSubmit, PendingCancel, ApiCancelled
  MarginFigures margin_before;
  MarginFigures margin_change;
  MarginFigures margin_after;
  std::optional<double> commission;
  std::optional<double> min_commission;
  std::optional<double> max_commission;
  std::string commission_currency;  // the contract's; margins are in the account's

  // Server version >= 195.
  std::string margin_currency;
  MarginFigures margin_before_outside_rth;
  MarginFigures margin_change_outside_rth;
  MarginFigures margin_after_outside_rth;
  std::optional<Decimal> suggested_size;
  std::string reject_reason;
  std::vector<OrderAllocation> allocations;

  std::string warning_text;
  std::string completed_time;  // completedOrder
  std::string completed_status;  // completedOrder: "Filled Size: 100"
  friend bool operator==(const OrderState&, const OrderState&) = default;
};

}  // namespace legwork::tws
