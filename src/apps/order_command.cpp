// `legwork order`: what the order engine goes by, printed from its code.
#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "trade/exits/rules.hpp"
#include "trade/gate/limits.hpp"
#include "trade/order/transitions.hpp"
#include "trade/order_types.hpp"
#include "trade/verdict.hpp"

namespace legwork::apps {

namespace {
std::string default_limits() { return std::string(trade::default_limits_toml()); }
}  // namespace

void add_order_command(CLI::App& app, int& exit_code) {
  auto* const order =
      app.add_subcommand("order", "Preview, place, cancel and look at orders of a running engine; and the tables it goes by");
  order->require_subcommand(1);
  add_order_actions(*order, exit_code);
  const auto table = [&](const char* name, const char* help, std::string (*print)()) {
    order->add_subcommand(name, help)->callback([&exit_code, print] {
      fmt::print("{}", print());
      exit_code = exit_ok;
    });
  };
  table("phases", "What each fact makes of an order in each phase, as Markdown", &trade::transitions_markdown);
  table("types", "How an order may be priced, and what is not offered, with the reason, as Markdown", &trade::order_types_markdown);
  table("controls", "The risk gate's controls: what each refuses, and how it treats what closes, as Markdown",
        &trade::gate_markdown);
  table("limits", "The limits of the risk gate as a file, each with its meaning and bounds", &default_limits);
  table("exits", "The rules that close a spread, in the order in which they win, as Markdown", &trade::exit_rules_markdown);
}

}  // namespace legwork::apps
