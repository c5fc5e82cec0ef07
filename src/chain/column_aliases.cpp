// The one table of header names that chain files are understood by; the documentation prints it.
#include "chain/csv_reader.hpp"

namespace legwork::chain {

// A table, not logic: its length is that of the schema.
// NOLINTNEXTLINE(readability-function-size)
const std::vector<ColumnAlias>& column_aliases() {
  static const std::vector<ColumnAlias> table = {
      {"quote_date",
       true,
       {"date", "trade_date", "data_date", "quote_readtime", "quote_datetime", "timestamp", "datetime", "as_of", "snapshot_date"},
       "session date, or date and time; else taken from the file's name (SPY_2026-07-10_1615.csv)"},
      {"quote_time",
       false,
       {"time", "quote_readtime", "quote_datetime", "timestamp", "datetime", "snapshot_time"},
       "US Eastern wall-clock time HH:MM[:SS]; 16:00 when missing"},
      {"underlying",
       true,
       {"underlying_symbol", "act_symbol", "root_symbol", "stock", "stock_symbol", "symbol", "ticker"},
       "symbol; else taken from option_symbol"},
      {"underlying_price",
       false,
       {"underlying_last", "spot", "spot_price", "stock_price", "stock_last", "underlying_close", "und_price", "und_last",
        "active_underlying_price", "underlying_spot"},
       "USD"},
      {"expiry",
       true,
       {"expiration", "expiration_date", "expire_date", "expiry_date", "exp_date", "exp", "maturity"},
       "expiration date as listed; else taken from option_symbol"},
      {"strike", true, {"strike_price", "exercise_price"}, "USD; else taken from option_symbol"},
      {"right",
       true,
       {"option_type", "call_put", "put_call", "cp", "cp_flag", "option_right", "type", "side"},
       "C, P, call or put; else taken from option_symbol"},
      {"bid", true, {"bid_price", "best_bid", "closing_bid", "bid_eod"}, "USD per share; empty or 0: no bid"},
      {"ask", true, {"ask_price", "offer", "best_ask", "closing_ask", "ask_eod"}, "USD per share; empty or 0: no offer"},
      {"last", false, {"last_price", "last_sale", "last_trade_price", "last_trade", "trade_price"}, "USD per share"},
      {"volume", false, {"option_volume", "trade_volume", "total_volume", "day_volume"}, "contracts today"},
      {"open_interest", false, {"open_int", "oi", "openinterest_eod"}, "contracts, of the evening before"},
      {"iv_vendor",
       false,
       {"iv", "implied_volatility", "implied_vol", "impl_vol", "imp_vol", "iv_percent", "iv_pct"},
       "annualised, decimal (0.25) or with a percent sign in the value or the header; below 0.005: missing"},
      {"delta_vendor", false, {"delta"}, "per 1 USD; puts negative"},
      {"gamma_vendor", false, {"gamma"}, "delta per 1 USD"},
      {"theta_vendor", false, {"theta"}, "USD per share per day"},
      {"vega_vendor", false, {"vega"}, "USD per share per vol point"},
      {"rho_vendor", false, {"rho"}, "USD per share per percentage point of rate"},
      {"bid_size", false, {"bid_qty", "bid_quantity"}, "contracts"},
      {"ask_size", false, {"ask_qty", "ask_quantity", "offer_size"}, "contracts"},
      {"option_symbol",
       false,
       {"contract_symbol", "occ_symbol", "osi_symbol", "option_ticker", "contract_name", "option_code", "symbol", "ticker"},
       "OCC symbol (SPXW260814P07500000); its root is the trading class"},
      {"trading_class", false, {"root", "option_root", "class"}, "OCC root; else from option_symbol, else the underlying"},
      {"exercise_style",
       false,
       {"exercise", "style"},
       "A or E; when missing European for cash index classes (SPX, SPXW, XSP, NDX, RUT, VIX, DJX …), else American"},
      {"settlement",
       false,
       {"settlement_type", "settle", "am_pm"},
       "AM or PM; when missing AM for the standard classes SPX, NDX, RUT, VIX, DJX …, else PM"},
      {"multiplier",
       false,
       {"contract_size", "contract_multiplier", "shares_per_contract"},
       "shares per contract; 100 when missing"},
  };
  return table;
}

}  // namespace legwork::chain
