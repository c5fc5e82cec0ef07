// Audit: the engine's book against the ground truth, which only the broker has: after the day has healed, every order and every position
// must be known and equal; and a book replayed from the records must be the live one. Pure look-ups.
#pragma once

#include <set>
#include <string>

#include "drill/heard.hpp"
#include "drill/violations.hpp"
#include "journal/store.hpp"
#include "simgw/broker/broker.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::drill {

/// Whose orders are compared, and what a person has put right meanwhile.
struct Audited {
  std::string account;
  std::set<trade::ContractId> explained;  // contracts of which a person said that the broker is right
};
/// True when the book has fills of it that the broker does not know of: a fault made them up on the way.
bool has_invented_fills(const trade::Order& order, const simgw::Broker& truth);

void audit_orders(const trade::Engine& engine, const simgw::Broker& truth, const Heard& heard, const Audited& of,
                  core::TimePoint now, Violations& violations);
void audit_positions(const trade::Engine& engine, const simgw::Broker& truth, const std::string& account, core::TimePoint now,
                     Violations& violations);
/// Replays the store's records once, and each fact among them twice.
void audit_replay(const trade::Engine& engine, journal::Store& store, core::TimePoint now, Violations& violations);

}  // namespace legwork::drill
