#include "trade/records.hpp"

#include <array>

#include <fmt/format.h>

#include "core/assert.hpp"

namespace legwork::trade {
namespace {

using core::Error;
using core::ErrorCode;

template <class T>
core::Result<AnyRecord> read_as(const Record& record) {
  auto value = from_json<T>(record.body);
  if (!value) return value.error();
  return AnyRecord(*std::move(value));
}

struct KindReader {
  RecordKind kind;
  core::Result<AnyRecord> (*read)(const Record&) = nullptr;
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
  for (const OrderLeg& leg : intent.legs()) text.legs.push_back({write(leg.instrument), leg.ratio, leg.closes});
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
    auto instrument = read(static_cast<const InstrumentText&>(leg));
    if (!instrument) return instrument.error();
    parts.legs.push_back({*std::move(instrument), leg.ratio, leg.closes});
  }
  if (text.limit < market::Price()) return Error{ErrorCode::parse, "a net price has no sign", {"", 0, 0, "limit"}};
  parts.limit = text.side == Side::credit ? NetPrice::credit(text.limit) : NetPrice::debit(text.limit);
  return Intent::from_parts(std::move(parts));
}

}  // namespace records

std::optional<LedgerFact> ledger_fact(const AnyRecord& record) {
  return std::visit(
      []<class T>(const T& one) -> std::optional<LedgerFact> {
        if constexpr (LedgerFactKind<T>)
          return LedgerFact(one);
        else
          return std::nullopt;
      },
      record);
}

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
