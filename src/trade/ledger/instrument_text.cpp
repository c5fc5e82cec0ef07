#include "trade/ledger/instrument_text.hpp"

#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

namespace legwork::trade::records {
namespace {

using core::Error;
using core::ErrorCode;

Error wrong(std::string_view field, std::string why) {
  return {ErrorCode::invalid_argument, std::move(why), {"", 0, 0, std::string(field)}};
}

template <class E>
core::Result<E> word(std::string_view text, std::initializer_list<E> values, std::string_view field) {
  for (const E value : values)
    if (to_string(value) == text) return value;
  return Error{ErrorCode::parse, fmt::format("'{}' is none of its words", text.substr(0, 32)), {"", 0, 0, std::string(field)}};
}

constexpr std::int32_t multiplier_max = 100'000;

}  // namespace

InstrumentText write(const Instrument& instrument) {
  InstrumentText text;
  text.contract = instrument.id;
  text.underlying = instrument.underlying;
  if (!instrument.option) return text;
  const market::Contract& option = *instrument.option;
  text.trading_class = option.trading_class;
  text.expiry = option.expiry;
  text.right = option.right == core::Right::call ? "C" : "P";
  text.strike = option.strike;
  text.exercise = to_string(option.exercise);
  text.settlement = to_string(option.settlement);
  text.delivery = to_string(option.delivery);
  text.multiplier = option.multiplier;
  return text;
}

core::Result<Instrument> read(const InstrumentText& text) {
  if (text.contract.value() <= 0) return wrong("contract", fmt::format("{} is no contract id", text.contract.value()));
  if (text.underlying.empty()) return wrong("underlying", fmt::format("contract {} has none", text.contract.value()));
  Instrument instrument{text.contract, text.underlying, std::nullopt};
  if (text.trading_class.empty()) return instrument;
  const auto exercise = word(text.exercise, {market::ExerciseStyle::american, market::ExerciseStyle::european}, "exercise");
  if (!exercise) return exercise.error();
  const auto settlement = word(text.settlement, {market::Settlement::am, market::Settlement::pm}, "settlement");
  if (!settlement) return settlement.error();
  const auto delivery = word(text.delivery, {market::Delivery::physical, market::Delivery::cash}, "delivery");
  if (!delivery) return delivery.error();
  if (text.right != "C" && text.right != "P")
    return wrong("right", fmt::format("a right is C or P, not '{}'", text.right.substr(0, 8)));
  if (text.strike <= market::Price()) return wrong("strike", fmt::format("{} is no strike", text.strike.to_string()));
  if (!text.expiry.ok()) return wrong("expiry", "that day does not exist");
  if (text.multiplier < 1 || text.multiplier > multiplier_max)
    return wrong("multiplier", fmt::format("{} is none", text.multiplier));
  instrument.option = market::Contract{
      text.underlying, text.trading_class, text.expiry, text.strike,    text.right == "C" ? core::Right::call : core::Right::put,
      *exercise,       *settlement,        *delivery,   text.multiplier};
  return instrument;
}

}  // namespace legwork::trade::records
