#include "engine/engine_desk.hpp"

#include <utility>

#include "core/assert.hpp"
#include "desk/control_client.hpp"
#include "market/date.hpp"

namespace legwork::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr const char* account = "DU1000001";
const io::Endpoint gateway_at{"127.0.0.1", 7497}, engine_at{"engine.sock", 1};

simgw::World market() {
  const auto spec = simgw::UniverseSpec::parse(
      "symbol,kind,spot,vol,correlation,vol_of_vol,skew,jumps_per_year,jump_vol,dividend,dividend_month,yield,shares_per_day,"
      "option_liquidity,strike_step,expiries,leaps,tracks\n"
      "SPX,index,7420,0.145,0.99,1.7,0.23,0.6,0.035,0,0,0.012,0,0.9,5,daily,false,\n",
      "test");
  return simgw::World::synthetic(spec.value(), {.seed = 1, .start = opening()}).value();
}

desk::EngineHostOptions options() {
  desk::EngineHostOptions options;
  options.engine.account = account;
  options.engine.client_id = 7;
  options.engine.journal = "k2m9zq";
  options.engine.limits.collar_mid_bps = 2'000;  // so that a natural price, which fills at once, passes
  options.link.plan.gateway = gateway_at;
  return options;
}

}  // namespace

core::TimePoint opening() {
  return market::eastern_to_utc(market::Date(std::chrono::year(2026), std::chrono::July, std::chrono::day(10)), {10 * 3600});
}

/// RecordKeeper owns the store it is given; this one only passes on.
struct EngineDesk::Kept final : journal::Store {
  explicit Kept(journal::MemoryStore& kept) : store(kept) {}
  journal::AppendResult append(std::span<const trade::Record> records, journal::Purpose purpose) override {
    return store.append(records, purpose);
  }
  journal::ReplayResult replay(const journal::Visitor& visitor) override { return store.replay(visitor); }
  const journal::Head& head() const override { return store.head(); }
  journal::State state() const override { return store.state(); }
  journal::MemoryStore& store;
};

EngineDesk::EngineDesk()
    : market_(market()),
      gateway_(market_, {.seed = 1}),
      network_(executor(), world_.clock, core::Prng(1)),
      server_(gateway_, executor(), world_.clock, network_.listen(gateway_at).value()) {
  world_.tasks.spawn(server_.run());
  start_engine();
}

EngineDesk::~EngineDesk() {
  kill_engine();
  server_.stop();
  wait(1s);
}

void EngineDesk::start_engine() {
  keeper_ = std::make_unique<desk::RecordKeeper>([this]() -> core::Result<std::unique_ptr<journal::Store>> {
    return std::unique_ptr<journal::Store>(std::make_unique<Kept>(store_));
  });
  host_ = std::make_unique<desk::EngineHost>(
      desk::EngineHost::World{
          .executor = executor(),
          .clock = world_.clock,
          .connector = network_,
          .control = network_.listen(engine_at).value(),
          .keeping = [this](const trade::Append& append,
                            const std::function<void(const trade::Event&)>& answer) { answer(keeper_->keep(append)); },
          .say = [](const std::string&) {}},
      options());
  const auto replayed = keeper_->start([this](const trade::Record& record) { return host_->replay(record); });
  ASSERT(replayed.has_value(), "{}", replayed.error().message);
  const auto started = host_->start();
  ASSERT(started.has_value(), "{}", started.error().message);
  tasks_.emplace(executor());
  tasks_->spawn(host_->run());
  wait(3s);
}

void EngineDesk::kill_engine() {
  if (!host_) return;
  tasks_->cancel();
  wait(0s);
  tasks_.reset();
  host_.reset();
  keeper_.reset();
}

Json EngineDesk::ask(const Json& request) {
  const auto answer = world_.run(
      desk::ask_control(world_.clock, network_, {.engine = engine_at, .request = request.dump()}, world_.clock.now() + 60s), 120s);
  return answer ? Json::parse(answer->text)
                : Json{{"ok", false}, {"error", {{"code", "none"}, {"message", answer.error().message}}}};
}

Json EngineDesk::preview(const Json& more) {
  Json request{{"do", "preview"}, {"spread", bull_put}};
  request.update(more);
  return ask(request);
}

Json EngineDesk::place(const Json& ticket, const std::string& key) {
  return ask({{"do", "place"}, {"ticket", ticket.at("ticket")}, {"key", key}, {"actor", "person:ann"}});
}

int EngineDesk::records(const std::string& kind) {
  int count = 0;
  (void)store_.replay([&](const trade::Record& record, const journal::Hash&) {
    count += record.kind.name() == kind ? 1 : 0;
    return true;
  });
  return count;
}

}  // namespace legwork::engine_test
