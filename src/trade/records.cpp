#include "trade/records.hpp"

#include <array>
#include <initializer_list>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using core::Error;
using core::ErrorCode;

template <class E>
core::Result<E> word(std::string_view text, std::initializer_list<E> values, std::string_view field) {
  for (const E value : values)
    if (to_string(value) == text) return value;
  return Error{ErrorCode::parse, fmt::format("'{}' is none of its words", text), {"", 0, 0, std::string(field)}};
}

records::IntentText::Leg write_leg(const OrderLeg& leg) {
  records::IntentText::Leg text;
  text.contract = leg.instrument.id;
  text.underlying = leg.instrument.underlying;
  text.ratio = leg.ratio;
  text.closes = leg.closes;
  if (!leg.instrument.option) return text;
  const market::Contract& option = *leg.instrument.option;
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

core::Result<Instrument> read_instrument(const records::IntentText::Leg& text) {
  Instrument instrument{text.contract, text.underlying, std::nullopt};
  if (text.trading_class.empty()) return instrument;
  const auto exercise = word(text.exercise, {market::ExerciseStyle::american, market::ExerciseStyle::european}, "exercise");
  if (!exercise) return exercise.error();
  const auto settlement = word(text.settlement, {market::Settlement::am, market::Settlement::pm}, "settlement");
  if (!settlement) return settlement.error();
  const auto delivery = word(text.delivery, {market::Delivery::physical, market::Delivery::cash}, "delivery");
  if (!delivery) return delivery.error();
  if (text.right != "C" && text.right != "P") return Error{ErrorCode::parse, "a right is C or P", {"", 0, 0, "right"}};
  instrument.option = market::Contract{
      text.underlying, text.trading_class, text.expiry, text.strike,    text.right == "C" ? core::Right::call : core::Right::put,
      *exercise,       *settlement,        *delivery,   text.multiplier};
  return instrument;
}

template <class T>
core::Result<AnyRecord> read_as(const Record& record) {
  auto value = from_json<T>(record.body);
  if (!value) return value.error();
  return AnyRecord(*std::move(value));
}

struct KindReader {
  RecordKind kind;
  core::Result<AnyRecord> (*read)(const Record&);
};

template <class... Types>
constexpr std::array<KindReader, sizeof...(Types)> readers_of(const std::variant<Types...>*) {
  return {KindReader{Types::kind, &read_as<Types>}...};
}
constexpr auto readers = readers_of(static_cast<const AnyRecord*>(nullptr));
constexpr std::uint16_t layout_version = 1;

}  // namespace

namespace records {

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::normal: return "normal";
    case Mode::reducing_only: return "reducing_only";
    case Mode::halted: return "halted";
  }
  ASSERT(false, "Mode {} has no name", static_cast<int>(mode));
  return "";
}

Fill Executed::fill() const {
  const auto id = ExecutionId::parse(execution);
  ASSERT(id.has_value(), "'{}' was recorded and is no execution id", execution);
  return Fill{*id, contract, quantity, price, traded_at, perm_id, summary};
}

IntentText write(const Intent& intent) {
  IntentText text;
  text.shape = intent.shape();
  text.effect = intent.effect();
  text.account = intent.account();
  for (const OrderLeg& leg : intent.legs()) text.legs.push_back(write_leg(leg));
  text.quantity = intent.quantity();
  text.side = intent.limit().side();
  text.limit = intent.limit().amount();
  text.tif = intent.tif().kind;
  if (text.tif == TimeInForce::Kind::gtd) text.until = intent.tif().until;
  return text;
}

core::Result<Intent> read(const IntentText& text) {
  Intent::Parts parts{
      text.shape, text.effect, text.account, {}, text.quantity, {}, {text.tif, text.until.value_or(core::TimePoint{})}};
  for (const IntentText::Leg& leg : text.legs) {
    auto instrument = read_instrument(leg);
    if (!instrument) return instrument.error();
    parts.legs.push_back({*std::move(instrument), leg.ratio, leg.closes});
  }
  if (text.limit < market::Price()) return Error{ErrorCode::parse, "a net price has no sign", {"", 0, 0, "limit"}};
  parts.limit = text.side == Side::credit ? NetPrice::credit(text.limit) : NetPrice::debit(text.limit);
  return Intent::from_parts(std::move(parts));
}

}  // namespace records

Record to_record(const AnyRecord& record, core::TimePoint at) {
  return std::visit([at]<class T>(const T& one) { return Record{0, at, T::kind, layout_version, to_json(one)}; }, record);
}

core::Result<AnyRecord> from_record(const Record& record) {
  const auto unsupported = [&](std::string_view what) {
    return Error{
        ErrorCode::unsupported,
        fmt::format("{} '{}' (layout {}) comes from a newer Legwork; use that one", what, record.kind.name(), record.version),
        {"", 0, 0, fmt::format("record {}", record.sequence)}};
  };
  if (record.version != layout_version) return unsupported("a record of kind");
  for (const KindReader& reader : readers)
    if (reader.kind == record.kind) return reader.read(record);
  return unsupported("the kind of record");
}

}  // namespace legwork::trade
