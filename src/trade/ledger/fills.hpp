// FillBook: every execution in its newest version and what it was charged, whosever it is. Executions may come twice and in any order
// (IDEMPOTENT): what is kept is a function of the set of them. A combo's summary lines are kept beside its legs and never added to them
// (LEG_BALANCE). Owned by the ledger. A fill costs about a microsecond; the hash is kept up with it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "trade/fill.hpp"
#include "trade/ids.hpp"
#include "trade/instrument.hpp"
#include "trade/records.hpp"

namespace legwork::trade {

/// An execution, and whose it is.
struct BookedFill {
  Fill fill;  // the newest version
  std::string account;
  OrderNumber order;  // 0: none of ours; a version that names an order speaks for those that name none
  std::set<std::int64_t> versions;  // that were seen; a charge may be of any of them
  bool contested = false;  // its newest version came with two contents; the greater counts, on every machine
  bool two_orders = false;  // versions of it name different orders; the later order counts
};

/// Summaries against legs, of one order, in units of the combo.
struct LegBalance {
  std::optional<std::int64_t> summary_units;  // nothing: no summary came
  std::int64_t units_least = 0, units_most = 0;  // over the legs; what a leg has in part counts for most
  bool foreign_leg = false;  // an execution of a contract that is none of its legs
  core::TimePoint last_at{};  // the newest of its executions: an imbalance that is older than its deadline is a break

  bool is_balanced() const { return units_least == units_most && !foreign_leg && summary_units.value_or(units_most) == units_most; }
};

class FillBook {
 public:
  /// True: it changed something. Errors: parse, invalid_argument: no execution id, no quantity; then nothing changed.
  core::Result<bool> take(const records::Executed& record);
  /// The last charge of an execution counts. True: it changed something. Errors: as take(); beyond any commission.
  core::Result<bool> charge(const records::Charged& record);

  const std::map<FillKey, BookedFill>& all() const { return fills_; }
  const BookedFill* find(const FillKey& key) const;
  /// Of one order, summaries too, by key.
  std::vector<const BookedFill*> of_order(OrderNumber order) const;
  /// All that share this part of the id: the legs of a combo may.
  std::vector<const BookedFill*> of_base(const std::string& base) const;
  /// In USD: of the newest version that has one, because a correction replaces. Nothing: still to come, or in another currency.
  std::optional<market::Money> fee(const BookedFill& fill) const;
  LegBalance balance(OrderNumber order, std::span<const OrderLeg> legs) const;
  /// Equal for equal books, whatever the order in which they learned.
  std::uint64_t hash() const { return hash_; }

 private:
  struct Charge {
    market::Money commission;
    std::string currency;
    friend bool operator==(const Charge&, const Charge&) = default;
  };
  static std::uint64_t digest_of(const BookedFill& one);
  static std::uint64_t digest_of(const ExecutionId& id, const Charge& charge);

  std::map<FillKey, BookedFill> fills_;
  std::map<OrderNumber, std::set<FillKey>> of_order_;
  std::map<ExecutionId, Charge> charges_;
  std::uint64_t hash_ = 0;  // a sum of digests: entries come and go without the others being read
};

}  // namespace legwork::trade
