// An intent on the wire: what each shape says, and that no single changed field of the bytes gets past the second look.
#include "desk/ib_order.hpp"

#include <gtest/gtest.h>

#include "trade/engine/engine_fixture.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::desk {
namespace {

using namespace std::chrono_literals;
using trade::bull_put;
using trade::Intent;
using trade::NetPrice;
using trade::option;
using trade::Submit;
using trade::TimeInForce;

Submit submit(Intent intent) { return {trade::OrderNumber(4), trade::BrokerOrderId(17), "LWk2m9zq-4", "", std::move(intent)}; }
std::string encoded(const tws::PlaceOrder& message, int version = 200) {
  std::string payload;
  tws::encode(tws::Request(message), version, payload);
  return payload;
}
trade::Instrument stock() { return {trade::ContractId(756733), "SPY", std::nullopt}; }

TEST(IbOrder, AVerticalIsABagThatIsBoughtAtWhatAUnitCosts) {
  const tws::PlaceOrder message = to_wire(submit(bull_put()));
  EXPECT_EQ(message.order_id, 17);
  EXPECT_EQ(message.contract.security_type, "BAG");
  EXPECT_EQ(message.contract.symbol, "SPY");
  ASSERT_EQ(message.contract.combo_legs.size(), 2U);
  EXPECT_EQ(message.contract.combo_legs[0].contract_id, 595);
  EXPECT_EQ(message.contract.combo_legs[0].action, "BUY");
  EXPECT_EQ(message.contract.combo_legs[1].contract_id, 600);
  EXPECT_EQ(message.contract.combo_legs[1].action, "SELL");
  EXPECT_EQ(message.order.action, "BUY");
  EXPECT_EQ(message.order.limit_price, -1.05);  // a credit
  EXPECT_EQ(message.order.order_type, "LMT");
  EXPECT_EQ(message.order.time_in_force, "DAY");
  EXPECT_EQ(message.order.total_quantity, tws::Decimal(2));
  EXPECT_EQ(message.order.order_ref, "LWk2m9zq-4");
  EXPECT_EQ(message.order.account, "DU1");
  EXPECT_FALSE(message.order.outside_rth);
}

TEST(IbOrder, ALegAloneHasItsOwnSideAndPrice) {
  const Intent sold =
      Intent::close_leg("DU1", option(595, 595), -3, NetPrice::credit(trade::price("0.05")), TimeInForce::gtc()).value();
  const tws::PlaceOrder message = to_wire(submit(sold));
  EXPECT_EQ(message.contract.security_type, "OPT");
  EXPECT_EQ(message.contract.contract_id, 595);
  EXPECT_EQ(message.order.action, "SELL");
  EXPECT_EQ(message.order.limit_price, 0.05);
  EXPECT_EQ(message.order.time_in_force, "GTC");
}

std::vector<Intent> every_shape() {
  const auto until = core::TimePoint(std::chrono::sys_days(2026y / 11 / 24)) + 20h;
  return {bull_put(),
          trade::close_bull_put(),
          Intent::vertical("DU1", trade::Effect::opens, option(600, 600), option(595, 595), 1,
                           NetPrice::credit(trade::price("1.05")), TimeInForce::gtd(until))
              .value(),
          Intent::roll("DU1", {option(595, 595), option(600, 600)}, {option(590, 590), option(585, 585)}, 2,
                       NetPrice::credit(trade::price("0.10")), TimeInForce::day())
              .value(),
          Intent::close_leg("DU1", option(600, 600), 1, NetPrice::debit(trade::price("0.05")), TimeInForce::day()).value(),
          Intent::stock("DU1", stock(), -100, NetPrice::credit(trade::price("598.11")), TimeInForce::day()).value()};
}

TEST(IbOrder, EveryShapeAtEveryVersionReadsBackAsItself) {
  for (const Intent& intent : every_shape())
    for (int version = tws::min_server_version; version <= tws::max_server_version; ++version) {
      const auto checked = check_sent(encoded(to_wire(submit(intent)), version), version, submit(intent));
      EXPECT_TRUE(checked.has_value()) << version << ' ' << to_string(intent) << ": " << core::to_string(checked.error());
    }
}

TEST(IbOrder, OneChangedFieldIsFound) {
  const Submit meant = submit(bull_put());
  using Change = void (*)(tws::PlaceOrder&);
  const std::pair<const char*, Change> changes[] = {
      {"action", [](tws::PlaceOrder& m) { m.order.action = "SELL"; }},
      {"limit", [](tws::PlaceOrder& m) { m.order.limit_price = 1.05; }},
      {"limit", [](tws::PlaceOrder& m) { m.order.limit_price.reset(); }},
      {"quantity", [](tws::PlaceOrder& m) { m.order.total_quantity = tws::Decimal(20); }},
      {"order type", [](tws::PlaceOrder& m) { m.order.order_type = "MKT"; }},
      {"time in force", [](tws::PlaceOrder& m) { m.order.time_in_force = "GTC"; }},
      {"account", [](tws::PlaceOrder& m) { m.order.account = "U1"; }},
      {"order reference", [](tws::PlaceOrder& m) { m.order.order_ref = ""; }},
      {"OCA group", [](tws::PlaceOrder& m) { m.order.oca_group = "x"; }},
      {"order id", [](tws::PlaceOrder& m) { m.order_id = 18; }},
      {"transmit", [](tws::PlaceOrder& m) { m.order.transmit = false; }},
      {"what-if", [](tws::PlaceOrder& m) { m.order.what_if = true; }},
      {"outside regular hours", [](tws::PlaceOrder& m) { m.order.outside_rth = true; }},
      {"security type", [](tws::PlaceOrder& m) { m.contract.security_type = "OPT"; }},
      {"legs", [](tws::PlaceOrder& m) { m.contract.combo_legs[0].contract_id = 594; }},
      {"legs", [](tws::PlaceOrder& m) { m.contract.combo_legs.pop_back(); }},
      {"SPY 2026-12-18 595 P", [](tws::PlaceOrder& m) { m.contract.combo_legs[0].action = "SELL"; }},
      {"SPY 2026-12-18 600 P", [](tws::PlaceOrder& m) { m.contract.combo_legs[1].ratio = 2; }},
  };
  for (const auto& [field, change] : changes) {
    tws::PlaceOrder message = to_wire(meant);
    change(message);
    const auto checked = check_sent(encoded(message), 200, meant);
    ASSERT_FALSE(checked.has_value()) << field;
    EXPECT_EQ(checked.error().where.field, field);
  }
}

TEST(IbOrder, BytesThatAreNoOrderAreAnError) {
  EXPECT_FALSE(check_sent("", 200, submit(bull_put())).has_value());
  std::string cancel;
  tws::encode(tws::Request(tws::CancelOrder{.order_id = 17, .manual_cancel_time = {}, .ext_operator = {}}), 200, cancel);
  EXPECT_FALSE(check_sent(cancel, 200, submit(bull_put())).has_value());
  std::string longer = encoded(to_wire(submit(bull_put())));
  longer.append("1").push_back('\0');
  EXPECT_FALSE(check_sent(longer, 200, submit(bull_put())).has_value());
}

TEST(IbOrder, AnExerciseNamesItsOption) {
  const Intent exercise = Intent::exercise("DU1", option(595, 595), 2).value();
  const tws::ExerciseOptions message = to_exercise(exercise);
  EXPECT_EQ(message.contract.contract_id, 595);
  EXPECT_EQ(message.quantity, 2);
  EXPECT_EQ(message.action, 1);
  EXPECT_EQ(message.account, "DU1");
}

}  // namespace
}  // namespace legwork::desk
