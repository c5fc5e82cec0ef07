#include "drill/exits_check.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;

constexpr core::Duration look_every = 1s;  // as often as the world moves
/// Of the width: a quote that stands still is good for as long as its underlying has not gone far (IbFeedOptions::moved_sds).
constexpr double standing_still = 0.1;
constexpr core::Duration blind_max = 8min;  // a plan's five, and what a look may be late

/// Controls that a person's order which only closes passes whatever their limits say.
constexpr std::array<std::string_view, 10> never_for_closes{
    "mode_switch", "kill_latch", "size", "loss", "margin", "throttle", "day", "restricted", "limits_file", "kill_progress"};

}  // namespace

void ExitsCheck::on_command(const trade::Event& command, core::TimePoint now) {
  const auto* const place = std::get_if<trade::PlaceCommand>(&command);
  if (place == nullptr) return;
  const trade::Intent& intent = place->proposal.intent;
  if (intent.effect() == trade::Effect::closes) closing_.insert(place->command.key);
  std::vector<trade::ContractId> contracts;  // as the person saw them, and not a moment later
  for (const trade::OrderLeg& leg : intent.legs()) contracts.push_back(leg.instrument.id);
  memory_.watch(contracts, now);
}

void ExitsCheck::on_answer(const trade::Answer& answer, core::TimePoint now) {
  if (answer.accepted || !closing_.contains(answer.key)) return;
  for (const std::string_view control : never_for_closes)
    if (answer.text.starts_with(fmt::format("{}: ", control)) ||
        answer.text.find(fmt::format("; {}: ", control)) != std::string::npos)
      violations_.add("EXITS_POSSIBLE", now, fmt::format("{} only closes and was refused: {}", answer.key, answer.text));
}

void ExitsCheck::on_durable(const std::vector<trade::Record>& records, core::TimePoint now) {
  for (const trade::Record& record : records) {
    if (record.kind != trade::records::Intended::kind && record.kind != trade::records::WalkBegun::kind) continue;
    const auto read = trade::from_record(record);
    if (!read) continue;
    if (const auto* const begun = std::get_if<trade::records::WalkBegun>(&*read)) walks_.insert(begun->ticket);
    if (const auto* const intended = std::get_if<trade::records::Intended>(&*read)) check_order(*intended, now);
  }
}

/// Orders whose price the engine found: by quotes that it was told.
void ExitsCheck::check_order(const trade::records::Intended& intended, core::TimePoint now) {
  const auto intent = trade::records::read(intended.intent);
  if (!intent) return;
  std::vector<trade::ContractId> contracts;
  for (const trade::OrderLeg& leg : intent->legs()) contracts.push_back(leg.instrument.id);
  memory_.watch(contracts, now);
  if (!walks_.contains(intended.ticket)) return;
  const auto wrong = [&](const std::string& what) {
    violations_.add("NO_RISK_ON_BAD_DATA", now, fmt::format("order {} ({}): {}", intended.order.value(), to_string(*intent), what));
  };
  if (!intended.natural_at_send) return wrong("a walk has placed it without a natural price");
  const auto shown = memory_.shown(intent->legs());
  if (!shown) return;
  const double natural = intended.natural_at_send->to_double();
  const double slack = intent->width().to_double() * standing_still;
  if (natural < shown->lowest.to_double() - slack || natural > shown->highest.to_double() + slack)
    wrong(fmt::format("natural was {} when it was decided, and the exchange showed {} to {}", natural, shown->lowest.to_string(),
                      shown->highest.to_string()));
}

void ExitsCheck::on_time(const trade::Engine& engine, core::TimePoint now) {
  if (now < next_look_) return;
  next_look_ = now + look_every;
  std::vector<trade::ContractId> contracts;
  for (const auto& [short_leg, long_leg] : engine.watched()) {
    contracts.push_back(short_leg.id);
    contracts.push_back(long_leg.id);
  }
  memory_.watch(contracts, now);
  check_sight(engine, now);
}

/// A held spread with exits is seen, or people know that it is not.
void ExitsCheck::check_sight(const trade::Engine& engine, core::TimePoint now) {
  if (!engine.is_linked() || !engine.is_reconciled()) {
    steady_since_.reset();
    return;
  }
  if (!steady_since_) {
    steady_since_ = now;
    blind_since_.clear();
  }
  if (engine.book().exits().empty() || market::utc_to_eastern(now).time < market::WallTime{9 * 3600 + 32 * 60}) return;
  for (const auto& [number, exits] : engine.book().exits()) {
    const bool is_told = std::ranges::any_of(std::array{"blind", "halted", "assigned"}, [&](const char* kind) {
      return engine.book().is_raised(fmt::format("exit-{}:{}", kind, number.value()));
    });
    if (is_told || engine.sees(number)) {
      blind_since_.erase(number);
      continue;
    }
    const core::TimePoint since = blind_since_.try_emplace(number, now).first->second;
    if (now - std::max(since, *steady_since_) < blind_max) continue;
    violations_.add("STREAM_TRUTH", now,
                    fmt::format("the exits of spread {} have seen no quote for {} minutes and nobody was told", number.value(),
                                std::chrono::duration_cast<std::chrono::minutes>(now - since).count()));
    blind_since_.erase(number);
  }
}

}  // namespace legwork::drill
