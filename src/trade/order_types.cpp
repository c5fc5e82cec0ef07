#include "trade/order_types.hpp"

#include <array>

#include <fmt/format.h>

namespace legwork::trade {
namespace {

constexpr std::array table{
    OrderTypeInfo{OrderType::limit_mid, "limit at mid", true, "the middle of natural and far, rounded to the safe side of a tick"},
    OrderTypeInfo{OrderType::limit_natural, "limit at natural", true,
                  "bought at the ask, sold at the bid: what can be had now, as a limit"},
    OrderTypeInfo{OrderType::limit_custom, "limit, own price", true,
                  "a price typed in; refused outside 0 and the width, or off the tick"},
    OrderTypeInfo{
        OrderType::walk, "price walk", true,
        "a limit that comes from its start towards natural in steps, on live quotes only, up to a slippage cap and a price "
        "limit; each step cancels, waits for the proof and places anew"},
    OrderTypeInfo{
        OrderType::resting_target, "resting profit target", true,
        "a GTC limit at the target that works while this machine is off; cancelled and confirmed before any other exit is sent"},
    OrderTypeInfo{
        OrderType::held_exit, "held exit", true,
        "a rule kept by the engine (stop, trailing and stepped stop, days, clock, events, expiry) that sends a limit walk when it "
        "fires"},
    OrderTypeInfo{
        OrderType::market, "market", false,
        "a spread has no market of its own: each leg would be crossed at whatever is there, the width is no bound on a leg's "
        "price, and an empty side fills at any price; a limit at natural gets the same fill or none"},
    OrderTypeInfo{
        OrderType::broker_stop, "stop at the broker", false,
        "triggers on one leg's print or on a quote without a guard, then becomes a market order; a vertical's stop cannot fill "
        "once the long leg has no bid"},
    OrderTypeInfo{OrderType::stop_limit, "stop-limit at the broker", false,
                  "the same unguarded trigger, and after a gap its limit lies behind the market and protects nothing"},
    OrderTypeInfo{OrderType::broker_trailing, "trailing at the broker", false,
                  "follows a synthetic combo price that one wide quote moves for good; the engine's needs several quotes in a row"},
    OrderTypeInfo{OrderType::relative, "relative, pegged", false,
                  "the broker would move the price by quotes that we have not judged, past our cap and without our record of it"},
    OrderTypeInfo{
        OrderType::modify, "modify of a combo", false,
        "may be refused with the order left working, or leave two live orders after a link loss; cancel, confirm, place anew"},
};

}  // namespace

std::span<const OrderTypeInfo> order_types() { return table; }

std::string order_types_markdown() {
  std::string text = "| order | offered | how, or why not |\n|---|---|---|\n";
  for (const OrderTypeInfo& one : table)
    text += fmt::format("| {} | {} | {} |\n", one.name, one.offered ? "yes" : "no", one.meaning);
  return text;
}

}  // namespace legwork::trade
