// Fill: one execution of one contract as the broker reported it. Executions are corrected by a newer one whose id differs in its last
// segment only; the newest version counts, in whatever order they come. The summary line of a combo repeats what its legs say and
// moves no position. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "market/price.hpp"
#include "trade/ids.hpp"

namespace legwork::trade {

/// "0000e1a7.65b2c3d4.01.01": everything up to the last dot names the execution, the rest is its version.
struct ExecutionId {
  std::string base;
  std::int64_t version = 0;

  /// Errors: parse, when there is no dot or no number after the last.
  static core::Result<ExecutionId> parse(std::string_view text);
  friend auto operator<=>(const ExecutionId&, const ExecutionId&) = default;
};
std::string to_string(const ExecutionId& id);

struct Fill {
  ExecutionId id;
  ContractId contract;
  std::int64_t quantity = 0;  // > 0 bought, < 0 sold; contracts or shares. Of a summary: units of the combo
  market::Price price;  // per share; of a summary: signed net cost of a bought bag
  core::TimePoint at{};
  PermId perm_id;  // 0: the broker did not say
  bool summary = false;

  friend bool operator==(const Fill&, const Fill&) = default;
};

/// What all versions of one execution share. The legs of a combo may differ in the last segment of their ids only, as versions do
/// (….01.01.01 and ….01.01.02), so the contract belongs to it.
struct FillKey {
  std::string base;
  ContractId contract;
  friend auto operator<=>(const FillKey&, const FillKey&) = default;
};
inline FillKey key_of(const Fill& fill) { return {fill.id.base, fill.contract}; }

}  // namespace legwork::trade
