// A ticket as JSON: exact amounts as decimal text, probabilities and model values as numbers, null for what is not known.
#include <nlohmann/json.hpp>

#include "desk/engine_requests.hpp"
#include "trade/exits/quote_guard.hpp"

namespace legwork::desk {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json text_of(const std::optional<T>& value) {
  return value ? Json(value->to_string()) : Json();
}
template <class T>
Json number_of(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
double seconds_of(core::Duration time) { return std::chrono::duration<double>(time).count(); }
/// An age that nobody knows is null, not a century.
Json age_of(core::Duration age) {
  constexpr auto most = std::chrono::hours(24 * 365);
  return age >= core::Duration::zero() && age < most ? Json(seconds_of(age)) : Json();
}

Json json_of(const trade::TicketLeg& leg) {
  Json json{{"contract", leg.leg.instrument.id.value()},
            {"what", to_string(leg.leg.instrument)},
            {"action", leg.leg.ratio > 0 ? "buy" : "sell"},
            {"ratio", std::abs(leg.leg.ratio)},
            {"closes", leg.leg.closes}};
  const auto* const quote = leg.quote ? &*leg.quote : nullptr;
  json["bid"] = quote != nullptr ? text_of(quote->bid) : Json();
  json["ask"] = quote != nullptr ? text_of(quote->ask) : Json();
  json["bid_size"] = quote != nullptr ? Json(quote->bid_size) : Json();
  json["ask_size"] = quote != nullptr ? Json(quote->ask_size) : Json();
  json["class"] = quote != nullptr ? Json(to_string(quote->quote_class)) : Json();
  json["quote_age_s"] = quote != nullptr ? age_of(leg.quote_age) : Json();
  json["confirmed_age_s"] = quote != nullptr ? age_of(leg.confirmed_age) : Json();
  return json;
}

Json json_of(const std::optional<trade::Outcome>& outcome) {
  if (!outcome) return {};
  return {{"max_profit", outcome->max_profit.to_string()},
          {"max_loss", outcome->max_loss.to_string()},
          {"breakeven", text_of(outcome->breakeven)}};
}

Json json_of(const std::optional<trade::Odds>& odds, int dte) {
  if (!odds) return {};
  return {{"pop", odds->pop},
          {"pop_after_fees", number_of(odds->pop_after_fees)},
          {"method", pricing::to_string(odds->method)},
          {"text", pop_text(*odds, dte)},
          {"p_max_profit", odds->p_max_profit},
          {"p_max_loss", odds->p_max_loss},
          {"p_touch", number_of(odds->p_touch)}};
}

Json json_of(const trade::Margin& margin) {
  return {{"required", margin.required.to_string()},
          {"own_bound", margin.own_bound.to_string()},
          {"what_if", text_of(margin.what_if)},
          {"what_if_state", to_string(margin.what_if_state)},
          {"label", margin.label},
          {"buying_power_effect", margin.buying_power_effect.to_string()}};
}

Json json_of(const std::optional<trade::Cost>& cost) {
  if (!cost) return {};
  return {{"fees", cost->fees.expected.to_string()},
          {"fees_low", cost->fees.low.to_string()},
          {"fees_high", cost->fees.high.to_string()},
          {"entry_fees", cost->entry.total.expected.to_string()},
          {"exit_fees", cost->exit.total.expected.to_string()},
          {"slippage", cost->slippage_usd}};
}

Json notes_of(const trade::Ticket& ticket) {
  Json warnings = Json::array(), conflicts = Json::array(), events = Json::array(), verdicts = Json::array();
  for (const trade::TicketWarning& one : ticket.warnings) warnings.push_back({{"kind", to_string(one.kind)}, {"text", one.text}});
  for (const trade::Conflict& one : ticket.conflicts)
    conflicts.push_back({{"contract", one.contract.value()}, {"held", one.held}, {"text", one.text}});
  for (const trade::LifeEvent& one : ticket.events)
    events.push_back({{"kind", to_string(one.kind)}, {"date", market::to_string(one.date)}, {"text", one.text}});
  for (const trade::Verdict& one : ticket.verdicts)
    verdicts.push_back({{"control", to_string(one.control)}, {"passed", one.passed}, {"why", one.why}});
  return {{"warnings", warnings}, {"conflicts", conflicts}, {"events", events}, {"verdicts", verdicts}};
}

}  // namespace

std::string ticket_json(const DeskTicket& shown, core::TimePoint now) {
  const trade::Ticket& ticket = shown.ticket;
  const trade::Intent& intent = ticket.intent;
  Json legs = Json::array();
  for (const trade::TicketLeg& leg : ticket.legs) legs.push_back(json_of(leg));
  const auto price = [](const std::optional<market::Price>& cost) { return text_of(cost); };
  Json json{{"ticket", shown.number.value()},
            {"spread", market::to_string(shown.wish.vertical)},
            {"account", intent.account()},
            {"order", trade::to_string(intent)},
            {"effect", to_string(intent.effect())},
            {"quantity", intent.quantity()},
            {"limit", intent.limit().amount().to_string()},
            {"side", to_string(intent.limit().side())},
            {"tif", to_string(intent.tif().kind)},
            {"valid_s", seconds_of(ticket.valid_until - now)},
            {"legs", legs},
            {"natural_cost", price(ticket.quote.natural)},
            {"mid_cost", number_of(ticket.quote.mid)},
            {"quote_fault", to_string(ticket.fault)},
            {"cash", ticket.cash.to_string()},
            {"at_expiry", json_of(ticket.before_fees)},
            {"at_expiry_after_fees", json_of(ticket.after_fees)},
            {"odds", json_of(ticket.odds, ticket.dte.value_or(0))},
            {"expected_value", ticket.expected_value ? Json(ticket.expected_value->market) : Json()},
            {"margin", json_of(ticket.margin)},
            {"cost", json_of(ticket.cost)},
            {"dte", number_of(ticket.dte)}};
  json.update(notes_of(ticket));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace legwork::desk
