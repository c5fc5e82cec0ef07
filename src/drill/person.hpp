// Person: who sits at the desk in a drill: opens and closes verticals at prices from sure to hopeless, changes their mind, pulls the kill
// switch, and asks again with the same key when no answer came, as a page does after a lost connection. Sees quotes and the engine's
// book, never the broker's.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/prng.hpp"
#include "drill/mix.hpp"
#include "simgw/world/world.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::drill {

/// Faults of the catalogue that a person brings about by what they do.
inline constexpr std::array<std::string_view, 2> person_faults{"ops.repeated-fire", "ops.kill-while-disconnected"};

class Person {
 public:
  Person(const simgw::World& world, std::string account, const Mix& mix, const core::Prng& chance, core::TimePoint begin);

  /// What they order by now, if anything; ask until nothing comes.
  std::optional<trade::Event> next_command(const trade::Engine& engine, core::TimePoint now);
  void on_answer(const trade::Answer& answer, core::TimePoint now);
  /// No new wishes; what is unanswered is still asked for, and a kill released.
  void go_home() { wishes_ = false; }
  core::TimePoint next_event() const;

  /// Asked for and not answered yet.
  std::size_t unanswered() const { return unanswered_.size(); }
  std::uint64_t placed() const { return placed_; }
  /// Contracts of which they said that the broker is right.
  const std::set<trade::ContractId>& explained() const { return explained_; }
  /// Keys of place commands that were accepted, and the order each was given.
  const std::map<std::string, trade::OrderNumber>& accepted() const { return accepted_; }

 private:
  struct Asked {
    trade::Event command;
    core::TimePoint at;
  };
  trade::Event ask(const std::string& key, trade::Event command, core::TimePoint now);
  std::optional<trade::Event> wish(const trade::Engine& engine, core::TimePoint now);
  std::optional<trade::Event> open(const trade::Engine& engine, core::TimePoint now);
  std::optional<trade::Event> close(const trade::Engine& engine, core::TimePoint now);
  /// On days of steering: what a wish has beside an order, and what is wished beside orders.
  void add_steering(trade::PlaceCommand& place, core::TimePoint now);
  std::optional<trade::Event> steer(const trade::Engine& engine, core::TimePoint now);
  trade::ExitPlan exits(core::TimePoint now);
  std::optional<trade::Event> cancel(const trade::Engine& engine, core::TimePoint now);
  trade::Proposal propose(const trade::Intent& intent, trade::TicketNumber ticket, core::TimePoint now) const;
  std::optional<market::Price> choose_cost(const std::vector<trade::OrderLeg>& legs, market::Price low, market::Price high);
  std::string new_key() { return fmt_key(++keys_); }
  static std::string fmt_key(std::uint64_t number);
  core::TimePoint later(double per_hour, core::TimePoint now);

  const simgw::World& world_;
  std::string account_;
  Mix mix_;
  core::Prng chance_, habits_;
  bool steers_ = false;  // lets the engine walk orders and hold exits, and changes its mode
  core::TimePoint next_wish_{}, next_kill_{};
  std::optional<trade::Event> again_;
  bool killed_ = false, wishes_ = true;
  trade::records::Mode mode_ = trade::records::Mode::normal;
  std::uint64_t keys_ = 0, placed_ = 0, spreads_ = 0, tickets_ = 0;
  std::set<trade::ContractId> explained_;
  std::map<std::string, Asked> unanswered_;
  std::map<std::string, trade::OrderNumber> accepted_;
};

/// Units of each spread that fills have opened and that no closing order has closed or may still close.
std::map<trade::SpreadNumber, std::int64_t> units_free(const trade::Book& book);

}  // namespace legwork::drill
