// Every fault that has an injector, one after the other, against the same script: what the client hears is not what it hears without the
// fault, in the way that the injector's kind promises.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simgw/faults/scripted_client_fixture.hpp"

namespace legwork::simgw {
namespace {

using Names = std::vector<std::string>;

const ScriptedClient& without_fault() {
  static const ScriptedClient* const client = [] {
    auto* made = new ScriptedClient;
    made->prepare();
    made->play();
    return made;
  }();
  return *client;
}

/// What the injector's kind promises, as a reason why it was not kept; empty when it was.
class Promise {
 public:
  Promise(const FaultEntry& entry, const ScriptedClient& faulty)
      : kind_(entry.injector), parameters_(parameters_for(entry, {}).value()), with_(faulty), without_(without_fault()) {}

  std::string broken() const {
    if (with_.words == without_.words && with_.probe.portions == without_.probe.portions &&
        with_.newcomer.portions == without_.newcomer.portions) {
      return "nothing is different";
    }
    switch (kind_) {
      case InjectorKind::notice: return notice();
      case InjectorKind::request: return request();
      case InjectorKind::hide: return more(without_, with_, "fewer of them should have come");
      case InjectorKind::echo: return more(with_, without_, "more of them should have come");
      case InjectorKind::late: return late();
      case InjectorKind::alter: return altered();
      case InjectorKind::push: return count("nextValidId,marketDataType,acctValue", 1);
      case InjectorKind::raw: return raw();
      case InjectorKind::welcome: return welcome();
      case InjectorKind::hang_up: return with_.probe.hung_up() ? "" : "the connection stands";
      case InjectorKind::freeze: return frozen();
      case InjectorKind::version: return with_.newcomer.version == 200 ? "the usual version was granted" : "";
      case InjectorKind::payload: return damaged();
      case InjectorKind::bytes: return cut();
      case InjectorKind::upstream: return coded(1100);
      case InjectorKind::farm: return coded(parameters_.integer("code", 0));
      case InjectorKind::fill: return count("execDetails", 1);
      case InjectorKind::cancel: return coded(202);
      case InjectorKind::external: return count("openOrder,execDetails", 1);
      case InjectorKind::position: return count("position", 1);
      case InjectorKind::none: break;
    }
    return "has no injector";
  }

 private:
  std::string coded(int code) const {
    return with_.count_code(code) > without_.count_code(code) ? "" : fmt::format("code {} was not heard", code);
  }
  std::string closed() const { return !parameters_.yes("close") || with_.probe.hung_up() ? "" : "the connection stands"; }
  std::string notice() const {
    const std::string problem = coded(parameters_.integer("code", 0));
    const auto times = with_.count_code(parameters_.integer("code", 0)) - without_.count_code(parameters_.integer("code", 0));
    return problem.empty() && times < parameters_.integer("times", 1) ? "not often enough" : problem + closed();
  }
  std::string request() const {
    if (parameters_.has("code")) return coded(parameters_.integer("code", 0)) + closed();
    return closed();
  }
  std::string count(std::string_view names, std::ptrdiff_t by) const {
    return std::ssize(with_.all(names)) >= std::ssize(without_.all(names)) + by ? "" : fmt::format("not more of {}", names);
  }
  std::string more(const ScriptedClient& many, const ScriptedClient& few, const std::string& problem) const {
    const std::string_view of = parameters_.text("of");
    return many.all(of).size() > few.all(of).size() ? closed() : problem;
  }
  static Names payloads(const std::vector<Heard>& words, bool in_order) {
    Names texts;
    for (const Heard& heard : words) texts.push_back(heard.payload);
    if (!in_order) std::sort(texts.begin(), texts.end());
    return texts;
  }
  /// None is new, and the times or the order changed.
  std::string late() const {
    const auto here = with_.all(parameters_.text("of")), there = without_.all(parameters_.text("of"));
    if (here == there) return "they came as always";
    const Names heard = payloads(here, false), usual = payloads(there, false);
    if (!parameters_.lists("of", "tickPrice") && !parameters_.lists("of", "portfolioValue") &&
        !std::includes(usual.begin(), usual.end(), heard.begin(), heard.end())) {
      return "some say what was never said";
    }
    return "";
  }
  std::string altered() const {
    const std::string_view of = parameters_.text("of");
    return payloads(with_.all(of), false) != payloads(without_.all(of), false) ? "" : "they say what they always say";
  }
  std::string raw() const {
    const std::string_view what = parameters_.text("what");
    if (what.ends_with("length")) return with_.probe.out_of_step ? "" : "the framing is whole";
    if (what == "half-frame") return closed();
    if (what == "unparsable") return with_.probe.undecoded == 1 ? "" : "everything was decoded";
    return with_.all("unknown").size() == 1 ? "" : "no unknown message came";
  }
  std::string welcome() const {
    const std::string_view as = parameters_.text("as");
    const Probe& newcomer = with_.newcomer;
    if (as == "refuse") return with_.came ? "somebody was received" : closed();
    if (as == "reset") return newcomer.hung_up() && newcomer.version == 0 ? closed() : "the newcomer was received";
    if (as == "mute") return newcomer.version == 0 && !newcomer.hung_up() ? closed() : "the newcomer heard something";
    if (as == "id-in-use") return newcomer.hung_up() ? coded(326) : "the newcomer stays";
    const char* name = as == "no-next-id" ? "nextValidId" : "managedAccounts";
    return altered_name(name);
  }
  std::string altered_name(std::string_view name) const {
    return payloads(with_.all(name), false) != payloads(without_.all(name), false) ? "" : fmt::format("{} came as always", name);
  }
  /// For its time, or as long as the script runs, nothing is heard on the connection that was there; `newcomer` is unaffected.
  std::string frozen() const {
    if (with_.newcomer.version != 200) return "the newcomer is frozen too";
    return with_.all("tickPrice").size() < without_.all("tickPrice").size() ? "" : "ticks came";
  }
  std::string damaged() const {
    const bool seen =
        with_.probe.undecoded > 0 || with_.probe.surplus > 0 || payloads(with_.words, true) != payloads(without_.words, true);
    return seen ? "" : "everything was read as always";
  }
  /// The bytes are the same, in other portions; or a byte is missing.
  std::string cut() const {
    const auto joined = [](const Names& portions) {
      std::string all;
      for (const std::string& portion : portions) all += portion;
      return all;
    };
    if (with_.probe.portions == without_.probe.portions) return "the portions are as always";
    const std::string here = joined(with_.probe.portions), there = joined(without_.probe.portions);
    if (parameters_.text("do") == "lose-byte") return here.size() < there.size() ? "" : "no byte was lost";
    return there.starts_with(here) && here.size() > there.size() / 2 ? "" : "the bytes are others";
  }

  InjectorKind kind_;
  Parameters parameters_;
  const ScriptedClient& with_;
  const ScriptedClient& without_;
};

TEST(EveryFault, is_heard_by_a_client_in_the_way_of_its_kind) {
  std::size_t tried = 0;
  for (const FaultEntry& entry : fault_catalogue()) {
    if (entry.injector == InjectorKind::none) continue;
    ScriptedClient client;
    client.prepare();
    Faults faults(client.gateway, {}, 1);
    ASSERT_TRUE(faults.trigger(entry.id).has_value()) << entry.id;
    client.play();
    EXPECT_EQ(Promise(entry, client).broken(), "") << entry.id;
    ++tried;
  }
  EXPECT_GE(tried, 230U);
}

TEST(EveryFault, is_heard_the_same_way_again) {
  const auto words = [](const char* id) {
    ScriptedClient client;
    client.prepare();
    Faults faults(client.gateway, {}, 5);
    EXPECT_TRUE(faults.trigger(id).has_value());
    client.play();
    return std::pair(client.words, client.probe.portions);
  };
  for (const char* id :
       {"frame.split-anywhere", "ord.ack-normal-but-reordered", "frame.empty-and-sentinel-numbers", "exe.overfill"})
    EXPECT_EQ(words(id), words(id)) << id;
}

TEST(EveryFault, none_leaves_without_one) {
  ScriptedClient client;
  client.prepare();
  Faults faults(client.gateway, {}, 1);
  client.play();
  EXPECT_EQ(client.words, without_fault().words);
  EXPECT_EQ(faults.triggered(), 0U);
}

}  // namespace
}  // namespace legwork::simgw
