#include "simgw/faults/faults.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::simgw {
namespace {

core::Duration exponential(core::Prng& chance, double per_hour) {
  const double hours = -std::log1p(-chance.uniform()) / per_hour;
  return core::Duration(std::llround(std::min(hours, 1e5) * 3600e9));
}

std::string detail_of(const Parameters& parameters) {
  std::string text;
  for (const auto& [key, value] : parameters.all()) {
    const bool quoted = value.find(' ') != std::string::npos;
    text += fmt::format("{}{}={}{}{}", text.empty() ? "" : " ", key, quoted ? "\"" : "", value, quoted ? "\"" : "");
  }
  return text;
}

}  // namespace

Faults::Faults(Gateway& gateway, const FaultPlan& plan, std::uint64_t seed, Log log)
    : gateway_(gateway), chance_(core::Prng(seed).split("faults")), log_(std::move(log)) {
  for (const PlannedFault& fault : plan.planned()) schedule(fault, gateway.now());
  for (const FaultRate& rate : plan.rates()) {
    Random& random = random_.emplace_back(Random{rate, chance_.split("rate " + rate.name), gateway.now()});
    random.next += exponential(random.chance, rate.per_hour);
  }
  gateway_.set_hooks(*this);
}

Faults::~Faults() { gateway_.remove_hooks(); }

void Faults::schedule(const PlannedFault& fault, core::TimePoint begin) {
  core::TimePoint at = begin + fault.after.value_or(core::Duration::zero());
  if (!fault.after) at = market::eastern_to_utc(fault.date.value_or(market::utc_to_eastern(begin).date), fault.time);
  // A time of day that is over belongs to the next day, a date that is over never comes.
  if (!fault.after && !fault.date && at < begin)
    at = market::eastern_to_utc(market::add_days(market::utc_to_eastern(begin).date, 1), fault.time);
  if (at >= begin) due_.emplace(at, fault);
}

core::Result<void> Faults::trigger(std::string_view id, const Parameters& given) {
  const FaultEntry* entry = find_fault(id);
  if (entry == nullptr) return core::Error{core::ErrorCode::not_found, fmt::format("there is no fault '{}'", id)};
  auto parameters = parameters_for(*entry, given);
  if (!parameters) return parameters.error();
  start(*entry, *std::move(parameters));
  return {};
}

void Faults::start(const FaultEntry& entry, Parameters parameters) {
  ++triggered_;
  if (log_) log_(gateway_.now(), entry.id, detail_of(parameters));
  const std::uint64_t time = times_[std::string(entry.id)]++;
  core::Prng chance = chance_.split(fmt::format("{} {}", entry.id, time));
  active_.push_back({make_injector(entry.injector, {gateway_, std::move(parameters), chance})});
  // The injector's address holds while its first messages pass the hooks.
  Injector& injector = *active_.back().injector;
  injector.begin();
  if (injector.active()) injector.step();
}

void Faults::calm() {
  due_.clear();
  random_.clear();
}

template <class Visit>
void Faults::each(const Visit& visit) {
  for (const Active& active : active_) {
    if (!active.ended && active.injector->active()) visit(*active.injector);
  }
}

Welcome Faults::welcome(core::TimePoint /*now*/) {
  Welcome welcome = Welcome::normal;
  each([&](Injector& injector) {
    if (welcome == Welcome::normal) welcome = injector.welcome();
  });
  return welcome;
}

std::optional<std::string> Faults::version_reply(core::TimePoint /*now*/) {
  std::optional<std::string> reply;
  each([&](Injector& injector) {
    if (!reply) reply = injector.version_reply();
  });
  return reply;
}

bool Faults::on_request(ConnectionId from, tws::Request& message, core::TimePoint /*now*/) {
  bool passes = true;
  each([&](Injector& injector) {
    if (passes && injector.concerns(from)) passes = injector.on_request(from, message);
  });
  return passes;
}

void Faults::on_response(ConnectionId to, std::vector<Departure>& messages, core::TimePoint /*now*/) {
  each([&](Injector& injector) {
    if (injector.concerns(to)) injector.on_response(to, messages);
  });
}

void Faults::on_payload(ConnectionId to, std::string& payload, core::TimePoint /*now*/) {
  each([&](Injector& injector) { injector.on_payload(to, payload); });
}

void Faults::on_bytes_out(ConnectionId to, std::string& bytes, core::TimePoint /*now*/) {
  // Ended ones too: what they hold back goes before what comes now.
  for (const Active& active : active_) active.injector->on_bytes_out(to, bytes);
}

bool Faults::listens(ConnectionId from, core::TimePoint /*now*/) {
  bool listens = true;
  each([&](Injector& injector) { listens = listens && injector.listens(from); });
  return listens;
}

bool Faults::hears(ConnectionId /*client*/, const OrderOwner& owner) {
  bool hears = false;
  each([&](Injector& injector) { hears = hears || injector.hears(owner); });
  return hears;
}

void Faults::on_gone(ConnectionId client) {
  for (const Active& active : active_) active.injector->on_gone(client);
}

void Faults::end_what_is_over() {
  for (Active& active : active_) {
    if (active.ended || active.injector->active()) continue;
    active.ended = true;
    active.injector->end();
  }
  std::erase_if(active_, [](const Active& active) { return active.ended && !active.injector->holds_bytes(); });
}

void Faults::on_step(core::TimePoint now) {
  end_what_is_over();
  each([](Injector& injector) { injector.step(); });
  while (!due_.empty() && due_.begin()->first <= now) {
    const PlannedFault fault = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    const auto started = trigger(fault.id, fault.parameters);
    ASSERT(started.has_value(), "plans are checked when they are read");
  }
  for (Random& random : random_) {
    while (random.next <= now) {
      const FaultEntry& entry = *random.rate.entries[random.chance.below(random.rate.entries.size())];
      random.next += exponential(random.chance, random.rate.per_hour);
      const auto started = trigger(entry.id, random.rate.parameters);
      ASSERT(started.has_value(), "plans are checked when they are read");
    }
  }
}

std::optional<core::TimePoint> Faults::next_event() const {
  std::optional<core::TimePoint> next;
  const auto consider = [&next](core::TimePoint at) { next = next ? std::min(*next, at) : at; };
  if (!due_.empty()) consider(due_.begin()->first);
  for (const Random& random : random_) consider(random.next);
  for (const Active& active : active_) {
    if (!active.ended) consider(active.injector->active() ? active.injector->until() : gateway_.now());
    if (const auto wanted = active.injector->next_event()) consider(*wanted);
  }
  return next;
}

}  // namespace legwork::simgw
