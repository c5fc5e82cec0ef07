// Ticks: quotes and option models as tick messages, live or with the delayed numbers. Pure; tick numbers from tws-protocol (IBKR's list).
#pragma once

#include <vector>

#include "simgw/broker/package_book.hpp"
#include "simgw/world/market.hpp"
#include "tws/messages/codec.hpp"

namespace legwork::simgw {

enum class DataClass : std::uint8_t { live, frozen, delayed, delayed_frozen };
constexpr bool is_delayed(DataClass data) { return data == DataClass::delayed || data == DataClass::delayed_frozen; }
constexpr std::int32_t wire_type(DataClass data) { return static_cast<std::int32_t>(data) + 1; }

/// Ticks of `fields` of a quote. While its market is closed live data says "no quote" (-1, size 0); frozen data shows the last book.
void append_quote_ticks(std::int32_t request_id, const Quote& quote, QuoteFields fields, DataClass data,
                        std::vector<tws::Response>& out);

/// A package has prices and sizes of its two sides only.
void append_package_ticks(std::int32_t request_id, const PackageBook& before, const PackageBook& after, bool all, DataClass data,
                          std::vector<tws::Response>& out);

enum class ComputationOf : std::uint8_t { bid, ask, last, model, asked };
/// NaN fields travel as not computed.
tws::TickOptionComputation computation_tick(std::int32_t request_id, ComputationOf what, const Model& model, DataClass data);

}  // namespace legwork::simgw
