#include "drill/day.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "drill/audit.hpp"
#include "drill/border_guard.hpp"
#include "drill/heard.hpp"
#include "drill/link.hpp"
#include "drill/person.hpp"
#include "drill/process.hpp"
#include "drill/surviving_store.hpp"
#include "market/calendar.hpp"
#include "simgw/faults/faults.hpp"

namespace legwork::drill {
namespace {

using namespace std::chrono_literals;

constexpr const char* account = "DU1000001";
constexpr std::int32_t client_id = 7;
constexpr core::Duration kill_deadline = 20s;  // with a link and a picture all the while
constexpr std::size_t text_bytes_max = 2000;
constexpr std::uint64_t steps_at_once_max = 20'000;  // in one moment of virtual time: more is a machine that spins

const simgw::UniverseSpec& universe() {
  static const simgw::UniverseSpec spec =
      simgw::UniverseSpec::parse(
          "symbol,kind,spot,vol,correlation,vol_of_vol,skew,jumps_per_year,jump_vol,dividend,dividend_month,yield,shares_per_day,"
          "option_liquidity,strike_step,expiries,leaps,tracks\n"
          "SPY,stock,739.5,0.145,0.99,1.7,0.22,0.6,0.035,1.86,3,0,62000000,1,5,weekly,false,\n",
          "drill")
          .value();
  return spec;
}

market::Date session_of(core::Prng chance) {
  const market::Date first{std::chrono::year(2026), std::chrono::January, std::chrono::day(2)};
  const auto day = std::chrono::sys_days(first) + std::chrono::days(chance.below(320));
  return market::ExchangeCalendar::us_options().session_on_or_after(market::Date(day));
}

/// Half of the ids, or a handful, or nearly all: a swarm finds what a fixed mixture masks.
simgw::FaultPlan swarm_plan(const DayOptions& options, core::Prng chance) {
  std::vector<const simgw::FaultEntry*> chosen;
  const std::uint64_t share = 1 + chance.below(20);
  for (const simgw::FaultEntry& entry : simgw::fault_catalogue()) {
    if (entry.injector == simgw::InjectorKind::none) continue;
    const bool named = std::ranges::find(options.faults, entry.id) != options.faults.end();
    const auto parameters = simgw::parameters_for(entry, {}).value();
    const bool outlasts = parameters.duration("seconds", 0) > options.calm / 3;  // of those no calm is short enough
    if (options.faults.empty() ? !outlasts && chance.chance(share, 20) : named) chosen.push_back(&entry);
  }
  std::string text;
  for (const simgw::FaultEntry* const entry : chosen)
    text += fmt::format("rate {} {:.6f}/h\n", entry->id, options.mix.faults_per_hour / static_cast<double>(chosen.size()));
  return simgw::FaultPlan::parse(text).value();
}

class Day final : public Witness {
 public:
  explicit Day(const DayOptions& options)
      : options_(options),
        chance_(options.seed),
        now_(market::eastern_to_utc(session_of(chance_.split("date")), {9 * 3600 + 25 * 60})),
        world_(
            simgw::World::synthetic(
                universe(), {.seed = options.seed, .start = now_, .step = 1s, .history_sessions = 30, .premiums = options.premiums})
                .value()),
        gateway_(world_, {.accounts = {account}, .seed = options.seed}),
        faults_(gateway_, swarm_plan(options, chance_.split("swarm")), options.seed,
                [this](core::TimePoint at, std::string_view id, const std::string& detail) { on_fault(at, id, detail); }),
        link_(gateway_, chance_.split("link")),
        guard_(report_.violations, heard_, account, client_id),
        process_(link_, store_.opener(), engine_options(), chance_.split("process"), *this),
        person_(world_, account, options.mix, chance_.split("person"), now_) {
    report_.seed = options.seed;
    gateway_.advance(now_);
  }

  DayReport run() {
    const core::TimePoint storm_ends = now_ + options_.chaos;
    boot();
    plan_chaos();
    run_until(storm_ends);
    end_chaos();
    run_until(now_ + options_.calm);
    audit();
    return finish();
  }

 private:
  static trade::EngineOptions engine_options() {
    trade::EngineOptions options;
    options.account = account;
    options.client_id = client_id;
    options.journal = "drill0";
    options.program_version = "drill";
    return options;
  }

  // Witness.
  void on_durable(const std::vector<trade::Record>& records) override {
    guard_.on_durable(records, now_);
    if (guard_.is_killed() != was_killed_)
      kill_check_ = guard_.is_killed() ? std::optional(KillCheck{now_, link_.connections(), process_.lives()}) : std::nullopt;
    was_killed_ = guard_.is_killed();
    report_.records += records.size();
    for (const trade::Record& record : records)
      trace_.add(record.sequence).add(record.at.time_since_epoch().count()).add(record.body);
  }
  void on_bytes_out(std::string_view bytes, int server_version, core::TimePoint now) override {
    guard_.on_bytes_out(bytes, server_version, process_.session().last_frame_at(), now);
  }
  void on_bytes_in(std::string_view bytes, int server_version, core::TimePoint now) override {
    heard_.on_bytes_in(bytes, server_version, now);
  }
  void on_connection() override {
    heard_.on_connection();
    guard_.on_connection();
  }
  void on_answer(const trade::Answer& answer) override {
    person_.on_answer(answer, now_);
    check_text(answer.text);
    say(fmt::format("answer {}: {}", answer.key, answer.text));
  }
  void on_alert(const trade::Notify& alert) override {
    say(fmt::format("alert {} {}: {}", alert.alert, alert.raised ? "raised" : "cleared", alert.text));
    check_text(alert.text);
    const auto before = alerts_.find(alert.alert);
    if (before != alerts_.end() && before->second == alert.raised && alert.alert != "store")
      report_.violations.add("ALERT", now_, fmt::format("{} {} twice", alert.alert, alert.raised ? "raised" : "cleared"));
    alerts_[alert.alert] = alert.raised;
  }

  /// Words for people, some of them the broker's: bounded, and nothing in them that a terminal or a log would obey.
  void check_text(const std::string& text) {
    const bool obeyed = std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (obeyed || text.size() > text_bytes_max)
      report_.violations.add("UNTRUSTED_TEXT", now_, fmt::format("{} bytes, control characters {}", text.size(), obeyed));
  }
  /// What is not of the last moment alone: noise that is still listened to, orders that a kill has not reached.
  void check_standing() {
    if (link_.is_open() && heard_.noise_since() && now_ - *heard_.noise_since() > 5s)
      report_.violations.add("FAIL_LOUD_FRAMING", now_, "what comes is no frame any more and the connection is kept");
    if (!kill_check_ || now_ < kill_check_->at + kill_deadline) return;
    const KillCheck kill = *std::exchange(kill_check_, std::nullopt);
    const bool same = kill.connections == link_.connections() && kill.lives == process_.lives();
    if (!same || !process_.is_alive() || !process_.engine().is_linked() || !process_.engine().is_reconciled()) return;
    for (const simgw::SimOrder* const order : gateway_.broker().open_orders())
      if (order->wire && order->live() && order->placed_at < kill.at && !guard_.has_cancelled(order->owner.order_id) &&
          !is_beyond_us(*order))
        report_.violations.add("KILL", now_,
                               fmt::format("{} (id {}, permanent {}) lives and no cancel has left", order->wire->order.order_ref,
                                           order->owner.order_id, order->perm_id));
  }
  /// Not ours; or ours and, by what the broker has told and people were told of, a second one or filled.
  bool is_beyond_us(const simgw::SimOrder& order) const {
    const trade::Book& book = process_.engine().book();
    const trade::Order* const ours = book.order_of_reference(order.wire->order.order_ref);
    return ours == nullptr || book.is_raised(fmt::format("double:{}", order.perm_id)) ||
           book.is_raised(fmt::format("overfilled:{}", ours->intended.order.value()));
  }

  void on_fault(core::TimePoint at, std::string_view id, const std::string& detail) {
    ++report_.faults_by_id[std::string(id)];
    ++report_.faults;
    say(fmt::format("fault {} {}", id, detail));
    (void)at;
    if (!process_.is_alive()) return;
    auto& cells = report_.coverage[std::string(id)];
    for (const trade::Order* const order : process_.engine().book().live())
      ++cells[static_cast<std::size_t>(process_.engine().book().phase(*order))];
  }

  void say(const std::string& text) {
    constexpr std::size_t timeline_max = 20'000;
    if (report_.timeline.size() >= timeline_max) return;
    const auto at = market::utc_to_eastern(now_);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch()).count() % 1'000'000;
    report_.timeline.push_back(fmt::format("{}.{:06} {}", market::to_string(at.time), micros, text));
  }

  // Chaos.
  core::TimePoint later(double per_hour) {
    const double hours = -std::log1p(-chance_.uniform()) / std::max(per_hour, 1e-6);
    return now_ + std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(std::min(hours, 1000.0) * 3600));
  }
  void plan_chaos() {
    next_death_ = later(options_.mix.deaths_per_hour);
    next_reset_ = later(options_.mix.resets_per_hour);
    next_store_failure_ = later(options_.mix.store_failures_per_hour);
  }
  void boot() {
    const auto booted = process_.boot(now_);
    say(booted ? std::string("process started") : "process did not start: " + core::to_string(booted.error()));
    reboot_at_ = booted ? std::nullopt : std::optional(now_ + 5s);
  }
  void end_chaos() {
    say("calm begins");
    chaos_ = false;
    faults_.calm();
    store_.heal();
    person_.go_home();
    if (!process_.is_alive()) boot();
  }
  void strike() {
    if (reboot_at_ && now_ >= *reboot_at_) boot();
    if (!chaos_) return;
    if (now_ >= next_death_) {
      next_death_ = later(options_.mix.deaths_per_hour);
      if (process_.is_alive()) {
        say("the process dies");
        process_.die(now_);
        alerts_.clear();  // what was told and not yet kept is told again
        store_.on_death(chance_);
        reboot_at_ = now_ + std::chrono::milliseconds(chance_.between(50, 120'000));
      }
    }
    if (now_ >= next_reset_) {
      next_reset_ = later(options_.mix.resets_per_hour);
      say("the network breaks");
      link_.reset(now_);
    }
    if (now_ >= next_store_failure_) {
      next_store_failure_ = later(options_.mix.store_failures_per_hour);
      say("the store fails: " + store_.fail(chance_, now_));
    }
    store_.on_time(now_);
  }

  // Time.
  core::TimePoint next_moment(core::TimePoint end) const {
    core::TimePoint next = std::min(end, gateway_.next_event());
    const auto at = [&next](std::optional<core::TimePoint> time) {
      if (time) next = std::min(next, *time);
    };
    at(link_.next_event());
    at(process_.next_event());
    at(reboot_at_);
    if (process_.is_alive()) at(person_.next_event());
    if (chaos_) at(std::min({next_death_, next_reset_, next_store_failure_}));
    return std::max(next, now_);
  }
  void run_until(core::TimePoint end) {
    while (now_ < end) {
      const core::TimePoint next = next_moment(end);
      steps_at_once_ = next == now_ ? steps_at_once_ + 1 : 0;
      if (steps_at_once_ > steps_at_once_max) {
        const auto due = [this](std::optional<core::TimePoint> at) { return at && *at <= now_ ? "due" : "not due"; };
        report_.violations.add(
            "NO_SPIN", now_,
            fmt::format("time stands still: gateway {}, link {}, session {}, engine {}, person {}", due(gateway_.next_event()),
                        due(link_.next_event()), process_.is_alive() ? due(process_.session().deadline()) : "-",
                        process_.is_alive() ? due(process_.engine().deadline()) : "-", due(person_.next_event())));
        return;
      }
      now_ = next;
      if (gateway_.next_event() <= now_) gateway_.advance(now_);
      strike();
      link_.carry(now_);
      process_.run(now_);
      if (process_.is_alive())
        while (const auto command = person_.next_command(process_.engine(), now_)) {
          process_.command(*command, now_);
          if (const auto* const place = std::get_if<trade::PlaceCommand>(&*command))
            say(fmt::format("person {}: {}", place->command.key, to_string(place->intent)));
        }
      link_.carry(now_);
      check_standing();
    }
  }

  // The end.
  void audit() {
    const auto fail = [&](std::string_view invariant, const std::string& what) { report_.violations.add(invariant, now_, what); };
    if (!process_.is_alive()) return fail("DEADLINE", "the process did not start again");
    const trade::Engine& engine = process_.engine();
    if (!engine.is_linked() || !engine.is_reconciled()) fail("DEADLINE", "not reconciled after the calm");
    if (person_.unanswered() != 0) fail("DEADLINE", fmt::format("{} commands were never answered", person_.unanswered()));
    audit_orders(engine, gateway_.broker(), heard_, account, now_, report_.violations);
    audit_positions(engine, gateway_.broker(), account, now_, report_.violations);
    audit_replay(engine, store_.store(), now_, report_.violations);
  }

  DayReport finish() {
    report_.trace = trace_.add(link_.trace()).value();
    report_.events = process_.events();
    report_.lives = process_.lives();
    report_.connections = link_.connections();
    report_.sent = guard_.orders_sent();
    report_.messages = guard_.messages();
    report_.busiest_second = guard_.busiest_second();
    if (process_.is_alive())
      for (const auto& [number, order] : process_.engine().book().orders()) {
        ++report_.orders;
        report_.fills += order.fills.size();
      }
    return std::move(report_);
  }

  DayOptions options_;
  DayReport report_;
  core::Prng chance_;
  core::TimePoint now_;
  simgw::World world_;
  simgw::Gateway gateway_;
  simgw::Faults faults_;
  Link link_;
  SurvivingStore store_;
  Heard heard_;
  BorderGuard guard_;
  Process process_;
  Person person_;
  bool chaos_ = true;
  core::TimePoint next_death_{}, next_reset_{}, next_store_failure_{};
  std::optional<core::TimePoint> reboot_at_;
  struct KillCheck {
    core::TimePoint at{};
    std::uint64_t connections = 0, lives = 0;
  };
  std::optional<KillCheck> kill_check_;
  bool was_killed_ = false;
  std::map<std::string, bool> alerts_;
  std::uint64_t steps_at_once_ = 0;
  trade::Digest trace_;
};

}  // namespace

DayReport run_day(const DayOptions& options) { return Day(options).run(); }

}  // namespace legwork::drill
