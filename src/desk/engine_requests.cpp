#include "desk/engine_requests.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "desk/request_fields.hpp"
#include "desk/steering_requests.hpp"

namespace legwork::desk {
namespace {

using Json = nlohmann::ordered_json;
using core::Result;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

trade::TimeInForce tif_of(Fields& fields) {
  const std::string text = fields.text("tif", "day");
  if (text == "gtc") return trade::TimeInForce::gtc();
  if (text != "day") fields.fail("tif", "is day or gtc");
  return trade::TimeInForce::day();
}

SpreadWish wish_of(Fields& fields) {
  SpreadWish wish;
  if (const auto vertical = market::parse_vertical_id(fields.required_text("spread")))
    wish.vertical = *vertical;
  else
    fields.fail(vertical.error());
  const std::string effect = fields.text("effect", "open");
  if (effect == "close")
    wish.effect = trade::Effect::closes;
  else if (effect != "open")
    fields.fail("effect", "is open or close");
  wish.quantity = fields.whole("quantity", 1);
  const std::string limit = fields.text("limit", "mid");
  if (limit == "natural") wish.pricing = Pricing::natural;
  if (limit != "mid" && limit != "natural") {
    wish.pricing = Pricing::custom;
    const auto price = market::Price::parse(limit);
    if (price && *price >= market::Price())
      wish.limit = *price;
    else
      fields.fail("limit", "is mid, natural or a price per share such as 1.05");
  }
  wish.tif = tif_of(fields);
  wish.wants_what_if = fields.flag("what_if", true);
  return wish;
}

trade::Command command_of(Fields& fields) {
  trade::Command command;
  command.key = fields.required_text("key");
  command.actor = fields.text("actor", "person:unnamed");
  return command;
}

/// A ticket is what was seen: an order is not placed on another market than that. Empty: nothing speaks against it.
std::string why_moved(const DeskTicket& ticket, const trade::SpreadQuote& now) {
  constexpr double share_of_width = 0.05, ticks_min = 0.02;
  const trade::Ticket& shown = ticket.ticket;
  if (!shown.quote.mid || !now.mid) return {};  // the gate judges what has no price
  const double allowed = std::max(shown.intent.width().to_double() * share_of_width, ticks_min);
  const double moved = *now.mid - *shown.quote.mid;
  if (std::abs(moved) <= allowed) return {};
  return fmt::format("the middle went from {:.3f} to {:.3f} since the ticket was made, by more than {:.3f}", *shown.quote.mid,
                     *now.mid, allowed);
}

Json order_json(const trade::Order& order, const trade::Book& book) {
  const trade::records::Intended& intended = order.intended;
  Json fills = Json::array();
  for (const auto& [key, fill] : order.fills)
    fills.push_back({{"execution", key.base},
                     {"contract", key.contract.value()},
                     {"quantity", fill.quantity},
                     {"price", fill.price.to_string()},
                     {"summary", fill.summary}});
  return {{"order", intended.order.value()},
          {"phase", to_string(book.phase(order))},
          {"what", trade::to_string(order.intent)},
          {"quantity", order.intent.quantity()},
          {"filled", order.units_filled()},
          {"ticket", intended.ticket.value()},
          {"spread", intended.spread.value()},
          {"order_id", order.order_id.value()},
          {"perm_id", order.perm_id.value()},
          {"reference", order.reference},
          {"cancel_wanted", order.cancel_wanted},
          {"actor", intended.actor},
          {"reason", intended.reason},
          {"said", order.last_said},
          {"fills", fills}};
}

Json spread_json(const trade::LedgerSpread& spread, std::span<const trade::OrderNumber> live) {
  Json legs = Json::array(), breaks = Json::array(), from = Json::array(), into = Json::array();
  for (const trade::OrderLeg& leg : spread.legs)
    legs.push_back({{"contract", leg.instrument.id.value()}, {"what", to_string(leg.instrument)}, {"ratio", leg.ratio}});
  for (const trade::Break& one : spread.breaks) breaks.push_back({{"kind", to_string(one.kind)}, {"text", one.text}});
  for (const trade::SpreadNumber one : spread.rolled_from) from.push_back(one.value());
  for (const trade::SpreadNumber one : spread.rolled_into) into.push_back(one.value());
  const auto price = [](const std::optional<market::Price>& cost) { return cost ? Json(cost->to_string()) : Json(); };
  return {{"spread", spread.number.value()},
          {"underlying", spread.underlying},
          {"state", to_string(state_with(spread, live))},
          {"legs", legs},
          {"units_open", spread.units_open},
          {"units_opened", spread.units_opened},
          {"entry_cost", price(spread.entry_cost)},
          {"exit_cost", price(spread.exit_cost)},
          {"realised", spread.money_known ? Json(spread.realised.to_string()) : Json()},
          {"fees", spread.fees.to_string()},
          {"fees_pending", spread.fees_pending},
          {"net", spread.money_known ? Json(spread.net().to_string()) : Json()},
          {"pop", spread.pop ? Json(*spread.pop) : Json()},
          {"actor", spread.actor},
          {"rolled_from", from},
          {"rolled_into", into},
          {"breaks", breaks}};
}

trade::WalkStart walk_start(Pricing pricing) {
  switch (pricing) {
    case Pricing::mid: return trade::WalkStart::mid;
    case Pricing::natural: return trade::WalkStart::natural;
    case Pricing::custom: break;
  }
  return trade::WalkStart::custom;
}

trade::SpreadNumber spread_of(Fields& fields) {
  return trade::SpreadNumber(static_cast<std::uint64_t>(std::max<std::int64_t>(fields.whole("spread"), 0)));
}
ControlError no_such_spread(trade::SpreadNumber number) {
  return {"not_found", fmt::format("there is no spread {}; `legwork spreads --all` lists them", number.value()), "spread"};
}

}  // namespace

struct EngineRequests::Action {
  const char* name;
  void (EngineRequests::*handle)(const ControlRequest&, const ControlReply&);
  const char* fields;
  const char* meaning;
};

const std::vector<EngineRequests::Action>& EngineRequests::actions() {
  static const std::vector<Action> all{
      {"status", &EngineRequests::status, "", "link, account, mode, kill latch, alerts, orders that may live"},
      {"preview", &EngineRequests::preview, "spread, effect, quantity, limit, tif, what_if",
       "a ticket: legs, risk, margin, odds, cost, warnings"},
      {"place", &EngineRequests::place,
       "ticket, key, actor, reason, exits, walk_steps, walk_every_s, walk_slippage, walk_worst, walk_end",
       "places what a ticket shows, once per key; as a walk, and with exits held for it, when it says so"},
      {"cancel", &EngineRequests::cancel, "order, key, actor, reason", "cancels an order"},
      {"cancel_all", &EngineRequests::cancel_all, "key, actor, reason", "cancels every order of ours"},
      {"order", &EngineRequests::order, "order", "one order with its fills"},
      {"orders", &EngineRequests::orders, "all", "orders that may live, or all"},
      {"positions", &EngineRequests::positions, "", "what is held, by contract"},
      {"spreads", &EngineRequests::spreads, "all", "spreads that are open, or all, with their legs, money and breaks"},
      {"exits", &EngineRequests::exits, "spread", "the exits that are held for a spread, and what they remember"},
      {"set_exits", &EngineRequests::set_exits, "spread, plan, key, actor, reason",
       "holds these exits for a spread: TOML, or `default`; without a plan none"},
      {"offer_rolls", &EngineRequests::offer_rolls, "spread, into",
       "verticals, with commas between them, that a spread may be rolled into"},
      {"accept_position", &EngineRequests::accept_position, "contract, difference, key, actor, reason",
       "takes what the broker holds beyond our records into them"},
      {"kill", &EngineRequests::kill, "set, key, actor, reason", "sets the kill latch and cancels, or releases it"},
      {"mode", &EngineRequests::mode, "mode, key, actor, reason", "normal, reducing_only or halted"},
  };
  return all;
}

std::string EngineRequests::markdown() {
  std::string text = "| do | fields | what it does |\n|---|---|---|\n";
  for (const Action& action : actions()) text += fmt::format("| `{}` | {} | {} |\n", action.name, action.fields, action.meaning);
  return text;
}

void EngineRequests::handle(const ControlRequest& request, const ControlReply& reply) {
  const auto at = std::ranges::find(actions(), request.action, &Action::name);
  if (at != actions().end()) return (this->*at->handle)(request, reply);
  std::string known;
  for (const Action& action : actions()) known += fmt::format("{}{}", known.empty() ? "" : ", ", action.name);
  reply.refuse({"not_found", fmt::format("'{}' is nothing this engine does; it does: {}", request.action, known), "do"});
}

void EngineRequests::status(const ControlRequest& request, const ControlReply& reply) {
  if (const auto error = Fields(request).error()) return void(reply.refuse(to_control_error(*error)));
  const trade::Engine& engine = door_.engine();
  const trade::Book& book = engine.book();
  const EngineLink link = door_.link();
  const auto& started = book.started();
  Json json{{"account", started ? started->account : ""},
            {"live", started && started->live},
            {"link", link.state},
            {"gateway", link.gateway},
            {"server_version", link.server_version},
            {"link_said", link.last_event},
            {"linked", engine.is_linked()},
            {"reconciled", engine.is_reconciled()},
            {"mode", to_string(book.mode())},
            {"killed", book.is_killed()},
            {"records", engine.last_sequence()},
            {"alerts", book.raised()},
            {"live_orders", book.live().size()},
            {"orders", book.orders().size()},
            {"foreign_orders", book.foreign().size()}};
  reply.answer(dumped(json));
}

void EngineRequests::preview(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const SpreadWish wish = wish_of(fields);
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  last_ticket_ = std::max(door_.engine().book().next_ticket(), trade::TicketNumber(last_ticket_.value() + 1));
  door_.previews().preview(wish, last_ticket_, door_.now(), [this, reply](core::Result<const DeskTicket*> ticket) {
    if (ticket)
      reply.answer(ticket_json(**ticket, door_.now()));
    else
      reply.refuse(to_control_error(ticket.error()));
  });
}

void EngineRequests::place(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::TicketNumber number(static_cast<std::uint64_t>(std::max<std::int64_t>(fields.whole("ticket"), 0)));
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  const DeskTicket* const ticket = door_.previews().ticket(number);
  std::optional<trade::WalkPlan> walk;
  std::optional<trade::ExitPlan> exits;
  if (ticket != nullptr) {
    walk = walk_of(fields, walk_start(ticket->wish.pricing), ticket->ticket.intent);
    exits = exits_of(fields, "exits", ticket->ticket.intent.limit().side() == trade::Side::credit);
    if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  }
  const core::TimePoint now = door_.now();
  // A key that was taken is answered from the journal, whether the ticket is still there or not.
  const bool was_taken = door_.engine().book().command(who.key) != nullptr;
  if (!was_taken && (ticket == nullptr || now >= ticket->ticket.valid_until))
    return void(reply.refuse(
        {"not_found", fmt::format("there is no ticket {}, or it is too old; preview again", number.value()), "ticket"}));
  if (was_taken) return void(reply.answer(dumped(Json{{"text", door_.engine().book().command(who.key)->answer}, {"again", true}})));
  const trade::Ticket& shown = ticket->ticket;
  const trade::SpreadQuote quote = door_.previews().quote_now(*ticket, now);
  if (std::string why = why_moved(*ticket, quote); !why.empty())
    return void(reply.refuse({"moved", why + "; preview again", "ticket"}));
  trade::Proposal proposal = door_.previews().proposal(*ticket, now);
  proposal.actor = who.actor;
  placing_[who.key] = number;
  command(who.key,
          trade::PlaceCommand{who, std::move(proposal), trade::SpreadNumber(), std::nullopt, "", reason,
                              shown.odds ? std::optional(shown.odds->pop) : std::nullopt,
                              shown.expected_value ? std::optional(shown.expected_value->market) : std::nullopt, walk, exits},
          reply);
}

void EngineRequests::cancel(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::OrderNumber number(static_cast<std::uint64_t>(std::max<std::int64_t>(fields.whole("order"), 0)));
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::CancelCommand{who, number, reason}, reply);
}

void EngineRequests::cancel_all(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::CancelAllCommand{who, reason}, reply);
}

void EngineRequests::order(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::OrderNumber number(static_cast<std::uint64_t>(std::max<std::int64_t>(fields.whole("order"), 0)));
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  const trade::Book& book = door_.engine().book();
  const trade::Order* const order = book.order(number);
  if (order == nullptr) return void(reply.refuse({"not_found", fmt::format("there is no order {}", number.value()), "order"}));
  reply.answer(dumped(order_json(*order, book)));
}

void EngineRequests::orders(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const bool all = fields.flag("all", false);
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  const trade::Book& book = door_.engine().book();
  Json rows = Json::array();
  for (const auto& [number, order] : book.orders())
    if (all || may_live(book.phase(order))) rows.push_back(order_json(order, book));
  reply.answer(dumped({{"orders", rows}}));
}

void EngineRequests::positions(const ControlRequest& request, const ControlReply& reply) {
  if (const auto error = Fields(request).error()) return void(reply.refuse(to_control_error(*error)));
  const trade::Book& book = door_.engine().book();
  std::map<trade::ContractId, std::string> names;
  for (const auto& [number, order] : book.orders())
    for (const trade::OrderLeg& leg : order.intent.legs()) names.insert_or_assign(leg.instrument.id, to_string(leg.instrument));
  Json rows = Json::array();
  for (const auto& [contract, quantity] : book.positions()) {
    const trade::Instrument* const known = door_.finder().known(contract);
    const auto name = names.find(contract);
    rows.push_back({{"contract", contract.value()},
                    {"what", name != names.end() ? name->second
                             : known != nullptr  ? to_string(*known)
                                                 : ""},
                    {"quantity", quantity}});
  }
  Json differences = Json::array();
  for (const auto& [contract, difference] : door_.engine().position_differences())
    differences.push_back({{"contract", contract.value()}, {"difference", difference}});
  reply.answer(dumped({{"positions", rows}, {"differences", differences}, {"has_opening_balance", book.has_opening_balance()}}));
}

void EngineRequests::spreads(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const bool all = fields.flag("all", false);
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  const trade::Engine& engine = door_.engine();
  std::vector<trade::OrderNumber> live;
  for (const trade::Order* const order : engine.book().live()) live.push_back(order->intended.order);
  Json rows = Json::array();
  for (const auto& [number, spread] : engine.ledger().spreads())
    if (all || !spread.is_flat() ||
        std::ranges::any_of(spread.entry_orders, [&](auto one) { return std::ranges::find(live, one) != live.end(); }))
      rows.push_back(spread_json(spread, live));
  reply.answer(dumped({{"spreads", rows}}));
}

void EngineRequests::exits(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::SpreadNumber number = spread_of(fields);
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  if (!door_.engine().ledger().spread(number)) return void(reply.refuse(no_such_spread(number)));
  reply.answer(dumped(exits_json(door_.engine(), number)));
}

void EngineRequests::set_exits(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::SpreadNumber number = spread_of(fields);
  const auto spread = door_.engine().ledger().spread(number);
  if (!spread) return void(reply.refuse(no_such_spread(number)));
  const bool is_credit = spread->entry_cost.value_or(market::Price()) < market::Price();
  const auto plan = exits_of(fields, "plan", is_credit);
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::ExitsCommand{who, number, plan, reason}, reply);
}

/// Answered when the broker has said of each what its contracts are.
void EngineRequests::offer_rolls(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::SpreadNumber number = spread_of(fields);
  std::vector<market::VerticalId> targets;
  std::istringstream names(fields.text("into", ""));
  for (std::string name; std::getline(names, name, ',');) {
    if (const auto id = market::parse_vertical_id(name))
      targets.push_back(*id);
    else
      fields.fail(id.error());
  }
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  if (!door_.engine().book().exits().contains(number))
    return void(reply.refuse({"not_found", fmt::format("no exits are held for spread {}", number.value()), "spread"}));
  struct Offer {
    trade::RollsOffered event;
    std::size_t open;
  };
  const auto offer = std::make_shared<Offer>(Offer{{number, {}}, targets.size()});
  const auto finish = [this, offer, reply] {
    door_.command(offer->event);
    reply.answer(dumped({{"text", fmt::format("{} verticals are offered", offer->event.targets.size())}}));
  };
  if (targets.empty()) return finish();
  for (const market::VerticalId& target : targets)
    door_.finder().find(target, door_.now(), [offer, reply, finish](core::Result<VerticalContracts> found) {
      if (!found) return void(reply.refuse(to_control_error(found.error())));
      offer->event.targets.push_back({found->short_leg, found->long_leg});
      if (--offer->open == 0) finish();
    });
}

void EngineRequests::accept_position(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const trade::ContractId contract(fields.whole("contract"));
  const std::int64_t difference = fields.whole("difference");
  const trade::Command who = command_of(fields);
  const std::string reason = fields.required_text("reason");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::AcceptPositionCommand{who, contract, difference, reason}, reply);
}

void EngineRequests::kill(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const bool set = fields.flag("set", true);
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::KillCommand{who, set, reason}, reply);
}

void EngineRequests::mode(const ControlRequest& request, const ControlReply& reply) {
  Fields fields(request);
  const std::string name = fields.required_text("mode");
  const trade::Command who = command_of(fields);
  const std::string reason = fields.text("reason", "by hand");
  using trade::records::Mode;
  constexpr std::array modes{Mode::normal, Mode::reducing_only, Mode::halted};
  const auto at = std::ranges::find(modes, name, [](Mode mode) { return trade::records::to_string(mode); });
  if (at == modes.end()) fields.fail("mode", "is normal, reducing_only or halted");
  if (const auto error = fields.error()) return void(reply.refuse(to_control_error(*error)));
  command(who.key, trade::ModeCommand{who, *at, reason}, reply);
}

void EngineRequests::command(const std::string& key, const trade::Event& command, const ControlReply& reply) {
  waiting_.emplace(key, reply);
  door_.command(command);
}

void EngineRequests::on_answer(const trade::Answer& answer) {
  const auto placed = placing_.extract(answer.key);
  if (placed && answer.accepted) door_.previews().drop(placed.mapped(), door_.now());  // its lines are free again
  const auto [first, last] = waiting_.equal_range(answer.key);
  for (auto at = first; at != last; ++at) {
    if (!answer.accepted) {
      at->second.refuse({"refused", answer.text, ""});
      continue;
    }
    Json json{{"text", answer.text}};
    if (answer.order != trade::OrderNumber()) json["order"] = answer.order.value();
    at->second.answer(dumped(json));
  }
  waiting_.erase(first, last);
}

}  // namespace legwork::desk
