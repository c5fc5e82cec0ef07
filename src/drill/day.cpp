#include "drill/day.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/assert.hpp"
#include "drill/audit.hpp"
#include "drill/border_guard.hpp"
#include "drill/exits_check.hpp"
#include "drill/heard.hpp"
#include "drill/link.hpp"
#include "drill/machine.hpp"
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
constexpr std::size_t messages_queued_max = 256, orders_waiting_max = 256;
constexpr std::uint64_t steps_at_once_max = 20'000;  // in one moment of virtual time: more is a machine that spins

/// European options, which cost nothing to value: a day is about orders.
const simgw::UniverseSpec& universe() {
  static const simgw::UniverseSpec spec =
      simgw::UniverseSpec::parse(
          "symbol,kind,spot,vol,correlation,vol_of_vol,skew,jumps_per_year,jump_vol,dividend,dividend_month,yield,shares_per_day,"
          "option_liquidity,strike_step,expiries,leaps,tracks\n"
          "SPX,index,7420,0.145,0.99,1.7,0.23,0.6,0.035,0,0,0.012,0,1,5,weekly,false,\n",
          "drill")
          .value();
  return spec;
}

market::Date session_of(core::Prng chance) {
  const market::Date first{std::chrono::year(2026), std::chrono::January, std::chrono::day(2)};
  const auto day = std::chrono::sys_days(first) + std::chrono::days(chance.below(320));
  return market::ExchangeCalendar::us_options().session_on_or_after(market::Date(day));
}

/// The gate judges every order of the drill; what would keep a day from being busy is as wide as a file may have it.
trade::Limits wide_limits() {
  const auto usd = [](std::int64_t amount) { return market::Money::from_micros(amount * market::Money::scale); };
  trade::Limits limits;
  limits.dte_min_days = 0;
  limits.dte_max_days = 365;
  limits.ex_dividend_min_days = 0;
  limits.quantity_max_units = 100;
  limits.order_value_max = limits.order_loss_max = usd(100'000);
  limits.underlying_loss_max = limits.expiry_loss_max = limits.account_loss_max = usd(10'000'000);
  limits.daily_loss_max = limits.drawdown_max = usd(10'000'000);
  limits.collar_mid_bps = limits.collar_close_bps = limits.drift_max_bps = 10'000;
  limits.duplicate_window = 1s;
  limits.rejections_max_orders = 100;
  limits.contract_side_max_orders = 19;
  limits.account_max_orders = 500;
  limits.unacked_max_orders = 20;
  limits.actions_free_per_day = 1'000;
  limits.month_average_max_orders = 390;
  limits.trades_max_per_day = limits.open_spreads_max = 1'000;
  return limits;
}

simgw::FaultPlan plan_of(const DayOptions& options) {
  std::string text;
  const double per_hour = each_per_hour(options);
  for (const std::string& id : faults_of(options)) {
    text += fmt::format("rate {} {}/h", id, per_hour);
    // What a person would have to end is ended for them, so that the calm can heal it.
    if (simgw::parameters_for(*simgw::find_fault(id), {}).value().duration("seconds", 0) > options.calm / 3)
      text += fmt::format(" seconds={}", std::chrono::duration_cast<std::chrono::seconds>(options.calm / 4).count());
    text += '\n';
  }
  return simgw::FaultPlan::parse(text).value();
}

class Day final : public Witness {
 public:
  explicit Day(const DayOptions& options)
      : options_(options),
        chance_(options.seed),
        now_(market::eastern_to_utc(session_of(chance_.split("date")), {9 * 3600 + 25 * 60})),
        world_(
            simgw::World::synthetic(universe(), {.seed = options.seed, .start = now_, .step = 1s, .history_sessions = 30}).value()),
        gateway_(world_, {.accounts = {account}, .seed = options.seed}),
        faults_(gateway_, plan_of(options), options.seed,
                [this](core::TimePoint at, std::string_view id, const std::string& detail) { on_fault(at, id, detail); }),
        link_(gateway_, chance_.split("link")),
        guard_(report_.violations, heard_, account, client_id),
        exits_check_(world_, report_.violations),
        process_(link_, store_.opener(), engine_options(), chance_.split("process"), *this),
        person_(world_, account, options.mix, chance_.split("person"), now_),
        machine_(options.mix, options.faults, chance_.split("machine"), now_) {
    report_.seed = options.seed;
    gateway_.advance(now_);
  }

  DayReport run() {
    const core::TimePoint storm_ends = now_ + options_.chaos;
    boot();
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
    options.limits = wide_limits();
    return options;
  }

  // Witness.
  void on_durable(const std::vector<trade::Record>& records) override {
    guard_.on_durable(records, now_);
    exits_check_.on_durable(records, now_);
    if (guard_.is_killed() != was_killed_)
      kill_check_ = guard_.is_killed() ? std::optional(KillCheck{now_, link_.connections(), process_.lives()}) : std::nullopt;
    was_killed_ = guard_.is_killed();
    report_.records += records.size();
    if (armed_ == Strike::crash_before_send &&
        std::ranges::any_of(records, [](const trade::Record& record) { return record.kind == trade::records::Intended::kind; }))
      spring(Strike::crash_before_send);
    for (const trade::Record& record : records)
      trace_.add(record.sequence).add(record.at.time_since_epoch().count()).add(record.body);
  }
  void on_bytes_out(std::string_view bytes, int server_version, core::TimePoint now) override {
    const std::uint64_t before = guard_.orders_sent();
    guard_.on_bytes_out(bytes, server_version, process_.session().last_frame_at(), now);
    if (guard_.orders_sent() != before) spring(Strike::crash_after_send);
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
    exits_check_.on_answer(answer, now_);
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
    if (!process_.is_alive() || now_ < stalled_until_)
      exits_check_.on_gap();
    else
      exits_check_.on_time(process_.engine(), now_);
    if (process_.is_alive() && now_ < stalled_until_) return;
    check_bounds();
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
  /// Nothing grows because somebody does not answer.
  void check_bounds() {
    if (!process_.is_alive()) return;
    const std::size_t messages = process_.session().queued(), orders = process_.engine().waiting();
    if (messages <= messages_queued_max && orders <= orders_waiting_max) return;
    if (!is_over_bounds_)
      report_.violations.add("BOUNDED", now_, fmt::format("{} messages and {} orders wait to leave", messages, orders));
    is_over_bounds_ = true;
  }
  /// Not ours; or a second one that people were told of; or filled by executions that never were.
  bool is_beyond_us(const simgw::SimOrder& order) const {
    const trade::Book& book = process_.engine().book();
    const trade::Order* const ours = book.order_of_reference(order.wire->order.order_ref);
    return ours == nullptr || book.is_raised(fmt::format("double:{}", order.perm_id)) ||
           has_invented_fills(*ours, gateway_.broker());
  }

  void on_fault(core::TimePoint at, std::string_view id, const std::string& detail) {
    ++report_.faults_by_id[std::string(id)];
    ++report_.faults;
    say(fmt::format("fault {} {}", id, detail));
    (void)at;
    if (!process_.is_alive()) return;
    auto& cells = report_.coverage[std::string(id)];
    for (const auto& [number, order] : process_.engine().book().orders())
      ++cells[static_cast<std::size_t>(process_.engine().book().phase(order))];
  }

  void say(const std::string& text) {
    constexpr std::size_t timeline_max = 20'000;
    if (report_.timeline.size() >= timeline_max) return;
    const auto at = market::utc_to_eastern(now_);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch()).count() % 1'000'000;
    report_.timeline.push_back(fmt::format("{}.{:06} {}", market::to_string(at.time), micros, text));
  }

  // Chaos.
  void boot() {
    const auto booted = process_.boot(now_);
    say(booted ? std::string("process started") : "process did not start: " + core::to_string(booted.error()));
    reboot_at_ = booted ? std::nullopt : std::optional(now_ + 5s);
  }
  void end_chaos() {
    say("calm begins");
    chaos_ = false;
    armed_.reset();
    stalled_until_ = now_;
    faults_.calm();
    store_.heal();
    person_.go_home();
    if (!process_.is_alive()) boot();
  }
  void bury() {
    process_.die(now_);
    alerts_.clear();  // what was told and not yet kept is told again
    store_.on_death(chance_);
    armed_.reset();
    reboot_at_ = now_ + std::chrono::milliseconds(chance_.between(50, 120'000));
  }
  void note(std::string_view id, const std::string& detail) { on_fault(now_, id, detail); }
  void strike() {
    if (process_.is_alive() && process_.is_doomed()) bury();
    if (reboot_at_ && now_ >= *reboot_at_) boot();
    store_.on_time(now_);
    if (!chaos_) return;
    for (const Strike one : machine_.due(now_)) strike(one);
  }
  void strike(Strike one) {
    switch (one) {
      case Strike::kill:
        if (!process_.is_alive()) return;
        note(id_of(one), "");
        return bury();
      case Strike::crash_before_send:
      case Strike::crash_after_send: armed_ = one; return;
      case Strike::stall: stalled_until_ = now_ + std::chrono::milliseconds(chance_.between(100, 20'000)); break;
      case Strike::reset: link_.reset(now_); break;
      case Strike::sync_fails: return note(id_of(one), store_.fail_sync(chance_, now_));
      case Strike::disk_full: store_.fill_disk(chance_, now_); break;
    }
    note(id_of(one), "");
  }
  void spring(Strike trap) {
    if (armed_ != trap) return;
    note(id_of(trap), "");
    armed_.reset();
    process_.doom();
  }

  /// What people do that the catalogue counts as faults.
  void note_command(const trade::Event& command) {
    exits_check_.on_command(command, now_);
    const auto* const kill = std::get_if<trade::KillCommand>(&command);
    if (kill != nullptr && kill->set && !process_.engine().is_linked()) note("ops.kill-while-disconnected", "");
    const auto* const place = std::get_if<trade::PlaceCommand>(&command);
    if (place != nullptr && !keys_.insert(place->command.key).second) note("ops.repeated-fire", place->command.key);
  }

  /// For an order of a person: the legs that it names, confirmed, beside those that are.
  void tell_surroundings(const trade::PlaceCommand& place) {
    std::set<trade::ContractId> verified = process_.confirmed();
    for (const trade::OrderLeg& leg : place.proposal.intent.legs()) verified.insert(leg.instrument.id);
    process_.command(surroundings(std::move(verified), now_), now_);
  }

  // Time.
  core::TimePoint next_moment(core::TimePoint end) const {
    core::TimePoint next = std::min(end, gateway_.next_event());
    const auto at = [&next](std::optional<core::TimePoint> time) {
      if (time) next = std::min(next, *time);
    };
    at(link_.next_event(stalled_until_));
    if (const auto due = process_.next_event()) at(std::max(*due, stalled_until_));
    if (process_.is_doomed()) at(now_);
    at(reboot_at_);
    if (process_.is_alive()) at(std::max(person_.next_event(), stalled_until_));
    if (chaos_) at(machine_.next_event());
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
                        due(link_.next_event(stalled_until_)), process_.is_alive() ? due(process_.session().deadline()) : "-",
                        process_.is_alive() ? due(process_.engine().deadline()) : "-", due(person_.next_event())));
        return;
      }
      now_ = next;
      if (gateway_.next_event() <= now_) gateway_.advance(now_);
      strike();
      link_.carry(now_);
      if (now_ >= stalled_until_) process_.run(now_);
      if (process_.is_alive() && now_ >= stalled_until_)
        while (const auto command = process_.is_doomed() ? std::nullopt : person_.next_command(process_.engine(), now_)) {
          note_command(*command);
          if (const auto* const place = std::get_if<trade::PlaceCommand>(&*command)) tell_surroundings(*place);
          process_.command(*command, now_);
          if (const auto* const place = std::get_if<trade::PlaceCommand>(&*command))
            say(fmt::format("person {}: {}", place->command.key, to_string(place->proposal.intent)));
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
    audit_orders(engine, gateway_.broker(), heard_, {account, person_.explained()}, now_, report_.violations);
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
    if (!report_.violations.empty()) tell_last_order();
    return std::move(report_);
  }

  /// The one that a violation names, else the last.
  std::uint64_t order_to_tell(const trade::Book& book) const {
    for (const Violation& one : report_.violations.kept())
      for (const auto& [number, order] : book.orders())
        if (one.what.find(order.reference + " ") != std::string::npos || one.what.find(order.reference + "'") != std::string::npos)
          return number.value();
    return book.orders().rbegin()->first.value();
  }
  void tell_last_order() {
    if (!process_.is_alive() || process_.engine().book().orders().empty()) return;
    const std::string named = fmt::format("\"order\":{},", order_to_tell(process_.engine().book()));
    const auto told = store_.store().replay([&](const trade::Record& record, const journal::Hash& /*hash*/) {
      if (record.body.find(named) == std::string::npos) return true;
      const auto at = market::utc_to_eastern(record.at);
      report_.last_order.push_back(fmt::format("{} {} {}", market::to_string(at.time), record.kind.name(), record.body));
      return true;
    });
    if (!told) report_.last_order.push_back(told.error().message);
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
  ExitsCheck exits_check_;
  Process process_;
  Person person_;
  Machine machine_;
  bool chaos_ = true;
  std::optional<Strike> armed_;  // waits for its moment
  core::TimePoint stalled_until_{};
  std::optional<core::TimePoint> reboot_at_;
  struct KillCheck {
    core::TimePoint at{};
    std::uint64_t connections = 0, lives = 0;
  };
  std::optional<KillCheck> kill_check_;
  bool was_killed_ = false, is_over_bounds_ = false;
  std::map<std::string, bool> alerts_;
  std::set<std::string> keys_;  // of orders that were placed
  std::uint64_t steps_at_once_ = 0;
  trade::Digest trace_;
};

}  // namespace

/// Half of the ids, or a handful, or nearly all: a swarm finds what a fixed mixture masks.
std::vector<std::string> faults_of(const DayOptions& options) {
  core::Prng chance = core::Prng(options.seed).split("swarm");
  const std::uint64_t share = 1 + chance.below(20);
  std::vector<std::string> chosen;
  for (const simgw::FaultEntry& entry : simgw::fault_catalogue()) {
    if (entry.injector == simgw::InjectorKind::none) continue;
    const bool drawn = chance.chance(share, 20);
    const bool named = std::ranges::find(options.faults, entry.id) != options.faults.end();
    if (options.faults.empty() ? drawn : named) chosen.emplace_back(entry.id);
  }
  return chosen;
}

double each_per_hour(const DayOptions& options) {
  return options.each_per_hour.value_or(options.mix.faults_per_hour /
                                        std::max<double>(1, static_cast<double>(faults_of(options).size())));
}

DayReport run_day(const DayOptions& options) { return Day(options).run(); }

}  // namespace legwork::drill
