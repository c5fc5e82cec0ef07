// Proposal: an order that somebody wants to place, with the prices that it was made from: what the risk gate judges. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/time.hpp"
#include "trade/ids.hpp"
#include "trade/intent.hpp"
#include "trade/quote.hpp"
#include "trade/what_if.hpp"

namespace legwork::trade {

enum class Origin : std::uint8_t {
  person,
  exit_rule,  // held by the engine for a position
  playbook,  // automation
};
std::string_view to_string(Origin origin);

enum class PricedFrom : std::uint8_t {
  quotes,  // mid, natural, a step of a walk
  typed,  // by a person
  entry,  // a profit target, from what was paid
};
std::string_view to_string(PricedFrom priced_from);

struct Proposal {
  explicit Proposal(Intent what) : intent(std::move(what)) {}

  Intent intent;
  TicketNumber ticket;
  Origin origin = Origin::person;
  bool approved = false;  // by a person, of a playbook's order
  std::string actor, signal;  // who, and the playbook's signal; empty: none
  PricedFrom priced_from = PricedFrom::quotes;
  SpreadQuote quote;  // of the intent's legs
  core::TimePoint quoted_at{};
  std::optional<double> model_value;  // signed cost of a unit per share
  WhatIf what_if;
};

}  // namespace legwork::trade
