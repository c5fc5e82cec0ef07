// `legwork order preview | place | cancel | status | list`: asks a running engine. Placing shows the ticket and wants a yes.
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/engine_client.hpp"
#include "apps/exits_text.hpp"
#include "apps/terminal.hpp"
#include "apps/ticket_text.hpp"

namespace legwork::apps {
namespace {

using Json = nlohmann::ordered_json;

struct SpreadArguments {
  EngineClient engine;
  std::string spread, limit = "mid", tif = "day", reason = "by hand", key;
  std::int64_t quantity = 1;
  bool close = false, yes = false, no_what_if = false;
  std::optional<std::int64_t> walk_steps, walk_every;
  std::string walk_slippage, walk_worst, walk_end, exits;
};

void add_spread_options(CLI::App& command, SpreadArguments& a) {
  command.add_option("SPREAD", a.spread, "CLASS:EXPIRY:RIGHT:SHORT/LONG as `legwork scan` names it, e.g. SPY:20260814:P:600/595")
      ->required()
      ->type_name("");
  command.add_option("-n,--quantity", a.quantity, "Units of the spread")->check(CLI::Range(1, 1'000'000))->capture_default_str();
  command.add_option("--limit", a.limit, "mid, natural, or a price per share; credit or debit as such a spread is")
      ->capture_default_str()
      ->type_name("PRICE");
  command.add_option("--tif", a.tif, "Time in force")->check(CLI::IsMember({"day", "gtc"}))->capture_default_str();
  command.add_flag("--close", a.close, "Close what is held: buy the short leg back, sell the long one");
  command.add_flag("--no-what-if", a.no_what_if, "Do not ask the broker for its margin");
  a.engine.add_to(command);
}

Json preview_request(const SpreadArguments& a) {
  return {{"do", "preview"},         {"spread", a.spread}, {"effect", a.close ? "close" : "open"},
          {"quantity", a.quantity},  {"limit", a.limit},   {"tif", a.tif},
          {"what_if", !a.no_what_if}};
}

int run_preview(const SpreadArguments& a) {
  int code = exit_ok;
  const auto ticket = a.engine.ask_or_report(preview_request(a), code);
  if (ticket && !a.engine.json) print_ticket(*ticket);
  return code;
}

/// What a place request says beside its ticket. Nothing: the file of exits cannot be read, and that was said.
std::optional<Json> place_request(const SpreadArguments& a, const Json& ticket, const std::string& key) {
  Json request{{"do", "place"}, {"ticket", ticket}, {"key", key}, {"actor", this_person()}, {"reason", a.reason}};
  if (a.walk_steps) request["walk_steps"] = *a.walk_steps;
  if (a.walk_every) request["walk_every_s"] = *a.walk_every;
  for (const auto& [name, text] :
       {std::pair{"walk_slippage", &a.walk_slippage}, {"walk_worst", &a.walk_worst}, {"walk_end", &a.walk_end}})
    if (!text->empty()) request[name] = *text;
  if (a.exits.empty()) return request;
  const auto exits = exits_text(a.exits);
  if (!exits) return std::nullopt;
  request["exits"] = *exits;
  return request;
}

/// Only a person at a terminal can say yes without --yes.
bool is_confirmed(const SpreadArguments& a) {
  if (a.yes) return true;
  if (::isatty(STDIN_FILENO) == 0) {
    fmt::print(stderr, "legwork: nobody is there to confirm; look at the preview, then add --yes\n");
    return false;
  }
  fmt::print("Place this order? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

int run_place(const SpreadArguments& a) {
  int code = exit_ok;
  const auto ticket = a.engine.ask_or_report(preview_request(a), code);
  if (!ticket) return code;
  if (!a.engine.json) print_ticket(*ticket);
  if (!is_confirmed(a)) {
    fmt::print(stderr, "not placed\n");
    return exit_refused;
  }
  const std::string key = a.key.empty() ? new_key() : a.key;
  const auto request = place_request(a, ticket->at("ticket"), key);
  if (!request) return exit_input;
  const auto placed = a.engine.ask_or_report(*request, code);
  if (!placed) {
    if (code == exit_input)
      fmt::print(stderr, "legwork: it may have been placed or not; look with `legwork order list` before you try again (key {})\n",
                 key);
    return code;
  }
  if (!a.engine.json) fmt::print("{}\n", placed->value("text", ""));
  return exit_ok;
}

void add_place(CLI::App& order, int& exit_code) {
  const auto a = std::make_shared<SpreadArguments>();
  CLI::App* command = order.add_subcommand("place", "Preview a vertical, ask for a yes, and place it");
  add_spread_options(*command, *a);
  command->add_option("--walk", a->walk_steps, "Walk towards natural in so many steps, from the price of --limit")
      ->check(CLI::Range(0, 100))
      ->type_name("STEPS");
  command->add_option("--every", a->walk_every, "Seconds per step (default 10)")->type_name("SECONDS");
  command->add_option("--slippage", a->walk_slippage, "At most so much worse than mid, per share (default 0.05)")
      ->type_name("PRICE");
  command->add_option("--worst", a->walk_worst, "Never pay more, or receive less, than this per share")->type_name("PRICE");
  command->add_option("--walk-end", a->walk_end, "After the last step: cancel, or rest there")
      ->check(CLI::IsMember({"cancel", "rest"}))
      ->type_name("");
  command->add_option("--exits", a->exits, "Hold exits for it: `default`, or a file (see `legwork exits --help`)")
      ->type_name("FILE");
  command->add_flag("-y,--yes", a->yes, "Place without asking");
  command->add_option("--reason", a->reason, "Why, for the audit")->capture_default_str()->type_name("TEXT");
  command->add_option("--key", a->key, "Idempotency key: the same key again places nothing twice (default: a new one)")
      ->type_name("KEY");
  command->callback([a, &exit_code] { exit_code = run_place(*a); });
}

struct OrderArguments {
  EngineClient engine;
  std::int64_t order = 0;
  bool all = false;
  std::string reason = "by hand";
};

int run_cancel(const OrderArguments& a) {
  int code = exit_ok;
  if (a.all == (a.order > 0)) {
    fmt::print(stderr, "legwork: name one order, or say --all\n");
    return exit_usage;
  }
  Json request{{"do", a.all ? "cancel_all" : "cancel"}, {"key", new_key()}, {"actor", this_person()}, {"reason", a.reason}};
  if (!a.all) request["order"] = a.order;
  const auto answer = a.engine.ask_or_report(request, code);
  if (answer && !a.engine.json) fmt::print("{}\n", answer->value("text", ""));
  return code;
}

int run_status(const OrderArguments& a) {
  int code = exit_ok;
  const auto answer = a.engine.ask_or_report({{"do", "order"}, {"order", a.order}}, code);
  if (answer && !a.engine.json) print_order(*answer);
  return code;
}

int run_list(const OrderArguments& a) {
  int code = exit_ok;
  const auto answer = a.engine.ask_or_report({{"do", "orders"}, {"all", a.all}}, code);
  if (answer && !a.engine.json) print_orders(answer->value("orders", Json::array()));
  return code;
}

}  // namespace

void add_order_actions(CLI::App& order, int& exit_code) {
  const auto wish = std::make_shared<SpreadArguments>();
  CLI::App* preview = order.add_subcommand("preview", "What a vertical would cost, risk and need, without placing it");
  add_spread_options(*preview, *wish);
  preview->callback([wish, &exit_code] { exit_code = run_preview(*wish); });
  add_place(order, exit_code);

  const auto cancelled = std::make_shared<OrderArguments>();
  CLI::App* cancel = order.add_subcommand("cancel", "Cancel an order, or all of them");
  cancel->add_option("ORDER", cancelled->order, "Its number")->check(CLI::PositiveNumber)->type_name("");
  cancel->add_flag("--all", cancelled->all, "Every order of this engine");
  cancel->add_option("--reason", cancelled->reason, "Why, for the audit")->capture_default_str()->type_name("TEXT");
  cancelled->engine.add_to(*cancel);
  cancel->callback([cancelled, &exit_code] { exit_code = run_cancel(*cancelled); });

  const auto shown = std::make_shared<OrderArguments>();
  CLI::App* status = order.add_subcommand("status", "One order: phase, fills, what the broker said");
  status->add_option("ORDER", shown->order, "Its number")->required()->check(CLI::PositiveNumber)->type_name("");
  shown->engine.add_to(*status);
  status->callback([shown, &exit_code] { exit_code = run_status(*shown); });

  const auto listed = std::make_shared<OrderArguments>();
  CLI::App* list = order.add_subcommand("list", "Orders that may live at the broker");
  list->add_flag("--all", listed->all, "Ended ones too");
  listed->engine.add_to(*list);
  list->callback([listed, &exit_code] { exit_code = run_list(*listed); });
}

}  // namespace legwork::apps
