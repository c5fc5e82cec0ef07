// `legwork status | positions | spreads | exits | kill | mode`: the whole desk of a running engine.
#include <memory>

#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/engine_client.hpp"
#include "apps/exits_text.hpp"
#include "apps/output.hpp"

namespace legwork::apps {
namespace {

using Json = nlohmann::ordered_json;

struct DeskArguments {
  EngineClient engine;
  std::string reason = "by hand", mode;
  std::string set, into;
  bool release = false, all = false, clear = false;
  std::int64_t spread = 0;
  std::int64_t contract = 0, difference = 0;
};

int run_status(const DeskArguments& a) {
  int code = exit_ok;
  const auto s = a.engine.ask_or_report({{"do", "status"}}, code);
  if (!s || a.engine.json) return code;
  const bool live = s->value("live", false);
  fmt::print("account     {} ({})\n", s->value("account", ""), live ? paint(stdout, Ink::warn, "LIVE") : "paper");
  fmt::print("gateway     {}: {}, {}\n", s->value("gateway", ""), s->value("link", ""), s->value("link_said", ""));
  fmt::print("orders      {} may live, {} in all; {}\n", s->value("live_orders", 0), s->value("orders", 0),
             s->value("reconciled", false) ? "reconciled with the broker" : paint(stdout, Ink::warn, "not reconciled yet"));
  fmt::print("mode        {}{}\n", s->value("mode", ""), s->value("killed", false) ? paint(stdout, Ink::bad, ", KILLED") : "");
  fmt::print("records     {}\n", s->value("records", 0));
  for (const Json& alert : s->value("alerts", Json::array()))
    fmt::print("{} {}\n", paint(stdout, Ink::bad, "alert"), alert.get<std::string>());
  return code;
}

int run_positions(const DeskArguments& a) {
  int code = exit_ok;
  const auto answer = a.engine.ask_or_report({{"do", "positions"}}, code);
  if (!answer || a.engine.json) return code;
  if (!answer->value("has_opening_balance", false)) {
    fmt::print("the broker has not shown what is held yet\n");
    return code;
  }
  for (const Json& one : answer->value("differences", Json::array()))
    fmt::print(
        "{} contract {}: the broker holds {} more than the records; if that is right: legwork positions --accept {} "
        "--difference {} --reason WHY\n",
        paint(stdout, Ink::bad, "difference"), one.at("contract").dump(), one.at("difference").dump(), one.at("contract").dump(),
        one.at("difference").dump());
  const Json rows = answer->value("positions", Json::array());
  if (rows.empty()) {
    fmt::print("nothing is held\n");
    return code;
  }
  TextTable table;
  table.add_column("quantity", TextTable::Align::right);
  table.add_column("what", TextTable::Align::left);
  table.add_column("contract", TextTable::Align::right);
  for (const Json& row : rows)
    table.add_row({row.value("quantity", Json()).dump(), row.value("what", ""), row.value("contract", Json()).dump()});
  table.print(stdout);
  return code;
}

std::string legs_text(const Json& spread) {
  std::string text;
  for (const Json& leg : spread.value("legs", Json::array()))
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", leg.value("ratio", 0) > 0 ? "long" : "short", leg.value("what", ""));
  return text;
}
std::string text_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at == json.end() || at->is_null() ? "-" : at->is_string() ? at->get<std::string>() : at->dump();
}

int run_spreads(const DeskArguments& a) {
  int code = exit_ok;
  const auto answer = a.engine.ask_or_report({{"do", "spreads"}, {"all", a.all}}, code);
  if (!answer || a.engine.json) return code;
  const Json rows = answer->value("spreads", Json::array());
  if (rows.empty()) {
    fmt::print("{}\n", a.all ? "no spread was ever opened" : "no spread is open; --all shows those that were");
    return code;
  }
  TextTable table;
  table.add_column("spread", TextTable::Align::right);
  table.add_column("state", TextTable::Align::left);
  for (const char* heading : {"units", "entry", "exit", "realised", "fees", "net"})
    table.add_column(heading, TextTable::Align::right);
  table.add_column("legs", TextTable::Align::left);
  for (const Json& row : rows)
    table.add_row({text_of(row, "spread"), text_of(row, "state"),
                   fmt::format("{}/{}", text_of(row, "units_open"), text_of(row, "units_opened")), text_of(row, "entry_cost"),
                   text_of(row, "exit_cost"), text_of(row, "realised"), text_of(row, "fees"), text_of(row, "net"), legs_text(row)});
  table.print(stdout);
  for (const Json& row : rows)
    for (const Json& one : row.value("breaks", Json::array()))
      fmt::print("{} spread {}: {}\n", paint(stdout, Ink::bad, "break"), text_of(row, "spread"), one.value("text", ""));
  return code;
}

int run_change(const DeskArguments& a, Json request);

int run_show_exits(const DeskArguments& a) {
  int code = exit_ok;
  const auto answer = a.engine.ask_or_report({{"do", "exits"}, {"spread", a.spread}}, code);
  if (!answer || a.engine.json) return code;
  if (answer->at("plan").is_null()) {
    fmt::print("no exits are held for spread {}; legwork exits {} --set default\n", a.spread, a.spread);
    return code;
  }
  fmt::print("{}", answer->at("plan").get<std::string>());
  fmt::print("\n# latched {}, last sent {} at {}, best profit {} per share\n", text_of(*answer, "latched"),
             text_of(*answer, "sent"), text_of(*answer, "sent_at"), text_of(*answer, "best_profit"));
  for (const Json& alert : answer->value("alerts", Json::array()))
    fmt::print("{} {}\n", paint(stdout, Ink::bad, "alert"), alert.get<std::string>());
  return code;
}

int run_exits(const DeskArguments& a) {
  if (!a.into.empty()) {
    int code = exit_ok;
    const auto answer = a.engine.ask_or_report({{"do", "offer_rolls"}, {"spread", a.spread}, {"into", a.into}}, code);
    if (answer && !a.engine.json) fmt::print("{}\n", answer->value("text", ""));
    return code;
  }
  if (a.clear) return run_change(a, {{"do", "set_exits"}, {"spread", a.spread}});
  if (a.set.empty()) return run_show_exits(a);
  const auto plan = exits_text(a.set);
  return plan ? run_change(a, {{"do", "set_exits"}, {"spread", a.spread}, {"plan", *plan}}) : exit_input;
}

int run_accept(const DeskArguments& a) {
  return run_change(a, {{"do", "accept_position"}, {"contract", a.contract}, {"difference", a.difference}});
}

int run_change(const DeskArguments& a, Json request) {
  int code = exit_ok;
  request["key"] = new_key();
  request["actor"] = this_person();
  request["reason"] = a.reason;
  const auto answer = a.engine.ask_or_report(request, code);
  if (answer && !a.engine.json) fmt::print("{}\n", answer->value("text", ""));
  return code;
}

CLI::App* add(CLI::App& app, const char* name, const char* help, const std::shared_ptr<DeskArguments>& a) {
  CLI::App* command = app.add_subcommand(name, help);
  a->engine.add_to(*command);
  return command;
}

}  // namespace

void add_desk_commands(CLI::App& app, int& exit_code) {
  const auto status = std::make_shared<DeskArguments>();
  add(app, "status", "How a running engine stands: link, account, mode, alerts", status)->callback([status, &exit_code] {
    exit_code = run_status(*status);
  });
  const auto positions = std::make_shared<DeskArguments>();
  CLI::App* command = add(app, "positions", "What is held, by contract, as the engine's records have it", positions);
  CLI::Option* const accept =
      command
          ->add_option("--accept", positions->contract, "Take what the broker holds beyond the records of this contract into them")
          ->type_name("CONTRACT");
  command->add_option("--difference", positions->difference, "As it is shown")->needs(accept)->type_name("N");
  command->add_option("--reason", positions->reason, "Why, for the audit")->type_name("TEXT");
  command->callback(
      [positions, &exit_code] { exit_code = positions->contract == 0 ? run_positions(*positions) : run_accept(*positions); });
  const auto spreads = std::make_shared<DeskArguments>();
  command = add(app, "spreads", "Spreads of the ledger: legs, entry, money, chain of rolls", spreads);
  command->add_flag("--all", spreads->all, "Ended ones too");
  command->callback([spreads, &exit_code] { exit_code = run_spreads(*spreads); });
  const auto exits = std::make_shared<DeskArguments>();
  command = add(app, "exits", "The exits that the engine holds for a spread; `legwork order exits` lists the rules", exits);
  command->add_option("SPREAD", exits->spread, "Its number, as `legwork spreads` shows it")
      ->required()
      ->check(CLI::PositiveNumber)
      ->type_name("");
  CLI::Option* const set =
      command->add_option("--set", exits->set, "Hold these: `default`, or a file as this command shows one")->type_name("FILE");
  CLI::Option* const clear =
      command->add_flag("--clear", exits->clear, "Hold none, and take back what they have working")->excludes(set);
  command->add_option("--roll-into", exits->into, "Offer these verticals, with commas between them, to its roll rule")
      ->excludes(set)
      ->excludes(clear)
      ->type_name("ID,…");
  command->add_option("--reason", exits->reason, "Why, for the audit")->capture_default_str()->type_name("TEXT");
  command->callback([exits, &exit_code] { exit_code = run_exits(*exits); });
  const auto kill = std::make_shared<DeskArguments>();
  command = add(app, "kill", "Stop everything new and cancel every order of ours; stays set until released", kill);
  command->add_flag("--release", kill->release, "Release the latch");
  command->add_option("--reason", kill->reason, "Why, for the audit")->capture_default_str()->type_name("TEXT");
  command->callback([kill, &exit_code] { exit_code = run_change(*kill, {{"do", "kill"}, {"set", !kill->release}}); });
  const auto mode = std::make_shared<DeskArguments>();
  command = add(app, "mode", "What the engine may do", mode);
  command->add_option("MODE", mode->mode, "normal, reducing_only or halted")
      ->required()
      ->check(CLI::IsMember({"normal", "reducing_only", "halted"}))
      ->type_name("");
  command->add_option("--reason", mode->reason, "Why, for the audit")->capture_default_str()->type_name("TEXT");
  command->callback([mode, &exit_code] { exit_code = run_change(*mode, {{"do", "mode"}, {"mode", mode->mode}}); });
}

}  // namespace legwork::apps
