#include "apps/ticket_text.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/output.hpp"
#include "apps/terminal.hpp"
#include "market/price.hpp"

namespace legwork::apps {
namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& json, const char* name, const char* otherwise = "-") {
  const auto at = json.find(name);
  if (at == json.end() || at->is_null()) return otherwise;
  return at->is_string() ? at->get<std::string>() : at->dump();
}
/// Exact decimal text to the cent, for a person; "-1250.5" → "-$1250.50".
std::string usd(const Json& json, const char* name) {
  const auto amount = market::Money::parse(text(json, name, ""));
  if (!amount) return "-";
  const double value = amount->to_double();
  return fmt::format("{}${:.2f}", value < 0 ? "-" : "", std::abs(value));
}
/// A signed cost per share, in words: "2.00 credit".
std::string cost_words(const Json& json, const char* name) {
  const auto at = json.find(name);
  if (at == json.end() || at->is_null()) return "-";
  const auto exact = market::Price::parse(at->is_string() ? at->get<std::string>() : "");
  const double cost = exact ? exact->to_double() : at->is_number() ? at->get<double>() : 0;
  return fmt::format("{:.3g} {}", std::abs(cost), cost < 0 ? "credit" : "debit");
}
std::string price(const Json& json, const char* name) {
  const auto value = market::Price::parse(text(json, name, ""));
  return value ? fmt::format("{:.2f}", value->to_double()) : "-";
}
/// 12.3456 → "12.35"; exact amounts are texts and stay as they are.
std::string cents(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at == json.end() || !at->is_number() ? "-" : fmt::format("{:.2f}", at->get<double>());
}
std::string percent(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at == json.end() || !at->is_number() ? "-" : fmt::format("{:.1f} %", 100 * at->get<double>());
}
std::string age(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at == json.end() || !at->is_number() ? "-" : fmt::format("{:.1f} s", at->get<double>());
}

void line(const char* name, const std::string& value) { fmt::print("  {:<16} {}\n", name, value); }

void print_legs(const Json& legs) {
  TextTable table;
  table.add_column("  leg", TextTable::Align::left);
  for (const char* heading : {"bid", "ask", "size", "quote age", "confirmed"}) table.add_column(heading, TextTable::Align::right);
  table.add_column("class", TextTable::Align::left);
  for (const Json& leg : legs)
    table.add_row({fmt::format("  {} {}", text(leg, "action"), text(leg, "what")), text(leg, "bid"), text(leg, "ask"),
                   fmt::format("{}x{}", text(leg, "bid_size"), text(leg, "ask_size")), age(leg, "quote_age_s"),
                   age(leg, "confirmed_age_s"), text(leg, "class")});
  table.print(stdout);
}

/// An outcome before costs, and what costs make of it.
std::string with_fees(const Json& ticket, const char* name, bool money) {
  const Json before = ticket.value("at_expiry", Json()), after = ticket.value("at_expiry_after_fees", Json());
  if (!before.is_object()) return "-";
  const auto shown = [&](const Json& json) { return money ? usd(json, name) : price(json, name); };
  return after.is_object() ? fmt::format("{}  (after costs {})", shown(before), shown(after)) : shown(before);
}

void print_notes(const Json& ticket) {
  for (const Json& one : ticket.value("warnings", Json::array()))
    fmt::print("  {} {}\n", paint(stdout, Ink::warn, "warning"), text(one, "text"));
  for (const Json& one : ticket.value("conflicts", Json::array()))
    fmt::print("  {} {}\n", paint(stdout, Ink::warn, "conflict"), text(one, "text"));
  for (const Json& one : ticket.value("events", Json::array()))
    fmt::print("  {} {} {}\n", paint(stdout, Ink::dim, "event"), text(one, "date"), text(one, "text"));
  for (const Json& one : ticket.value("verdicts", Json::array()))
    if (!one.value("passed", true))
      fmt::print("  {} {}: {}\n", paint(stdout, Ink::bad, "refused"), text(one, "control"), text(one, "why"));
}

}  // namespace

void print_ticket(const Json& ticket) {
  fmt::print("{}\n", paint(stdout, Ink::bold, fmt::format("ticket {}: {}", text(ticket, "ticket"), text(ticket, "order"))));
  print_legs(ticket.value("legs", Json::array()));
  const std::string fault = text(ticket, "quote_fault");
  line("mid / natural", fmt::format("{} / {} per share{}", cost_words(ticket, "mid_cost"), cost_words(ticket, "natural_cost"),
                                    fault == "none" ? "" : ", quotes: " + fault));
  line("max profit", with_fees(ticket, "max_profit", true));
  line("max risk", with_fees(ticket, "max_loss", true));
  line("breakeven", with_fees(ticket, "breakeven", false));
  const Json odds = ticket.value("odds", Json());
  line("probability", odds.is_object() ? fmt::format("{}, touch {}", text(odds, "text"), percent(odds, "p_touch")) : "-");
  line("expected value", ticket.value("expected_value", Json()).is_number() ? "$" + cents(ticket, "expected_value") : "-");
  const Json margin = ticket.value("margin", Json::object());
  line("margin", fmt::format("{}  ({})", usd(margin, "required"), text(margin, "label")));
  line("buying power", usd(margin, "buying_power_effect"));
  const Json cost = ticket.value("cost", Json());
  if (cost.is_object())
    line("costs", fmt::format("${} fees ({} to {}), ${} slippage assumed on the way out", text(cost, "fees"),
                              text(cost, "fees_low"), text(cost, "fees_high"), cents(cost, "slippage")));
  line("days to expiry", text(ticket, "dte"));
  print_notes(ticket);
}

void print_order(const Json& order) {
  fmt::print("{}\n", paint(stdout, Ink::bold, fmt::format("order {}: {}", text(order, "order"), text(order, "what"))));
  line("phase", fmt::format("{}{}", text(order, "phase"), order.value("cancel_wanted", false) ? ", cancel wanted" : ""));
  line("filled", fmt::format("{} of {}", text(order, "filled"), text(order, "quantity")));
  line("broker", fmt::format("order id {}, perm id {}, reference {}", text(order, "order_id"), text(order, "perm_id"),
                             text(order, "reference")));
  line("broker said", text(order, "said"));
  line("by", fmt::format("{}: {}", text(order, "actor"), text(order, "reason")));
  line("spread", text(order, "spread"));
  for (const Json& fill : order.value("fills", Json::array()))
    if (!fill.value("summary", false))
      fmt::print("  fill {:>6} of contract {} at {}\n", text(fill, "quantity"), text(fill, "contract"), text(fill, "price"));
}

void print_orders(const Json& orders) {
  if (orders.empty()) {
    fmt::print("no orders\n");
    return;
  }
  TextTable table;
  table.add_column("order", TextTable::Align::right);
  table.add_column("phase", TextTable::Align::left);
  table.add_column("filled", TextTable::Align::right);
  table.add_column("spread", TextTable::Align::right);
  table.add_column("what", TextTable::Align::left);
  for (const Json& order : orders)
    table.add_row({text(order, "order"), text(order, "phase"), fmt::format("{}/{}", text(order, "filled"), text(order, "quantity")),
                   text(order, "spread"), text(order, "what")});
  table.print(stdout);
}

}  // namespace legwork::apps
