// IntentText: the layout of an Intent in records, and the words of its enums. Read back through the factories, so that a disk cannot make
// what they refuse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/intent.hpp"
#include "trade/json.hpp"
#include "trade/ledger/instrument_text.hpp"

namespace legwork::trade {

template <>
inline constexpr int enumerators<Shape> = 5;
template <>
inline constexpr int enumerators<Effect> = 3;
template <>
inline constexpr int enumerators<TimeInForce::Kind> = 3;
template <>
inline constexpr int enumerators<Side> = 2;
namespace records {

struct IntentText {
  struct Leg : InstrumentText {
    std::int32_t ratio = 1;
    bool closes = false;

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
      InstrumentText::fields(self, visit);
      visit("ratio", self.ratio);
      visit("closes", self.closes);
    }
  };
  Shape shape{};
  Effect effect{};
  std::string account;
  std::vector<Leg> legs;
  std::int64_t quantity = 0;
  Side side{};
  market::Price limit;
  TimeInForce::Kind tif{};
  std::optional<core::TimePoint> until;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("shape", self.shape);
    visit("effect", self.effect);
    visit("account", self.account);
    visit("legs", self.legs);
    visit("quantity", self.quantity);
    visit("side", self.side);
    visit("limit", self.limit);
    visit("tif", self.tif);
    visit("until", self.until);
  }
};
IntentText write(const Intent& intent);
/// Errors: as of Intent's factories, or parse.
core::Result<Intent> read(const IntentText& text);

}  // namespace records
}  // namespace legwork::trade
