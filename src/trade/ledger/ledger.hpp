// Ledger: whose every contract is. Spreads with their legs, money and history, whatever the broker nets by contract; a fold over the
// records of orders, executions, charges and the facts of the ledger, live and in replay. It keeps what was said and derives the rest, so
// that neither the order of coming nor a repetition matters. One owner, one thread. A record costs 2 µs; a spread 8 µs, whenever it is
// asked for; what needs all spreads (explained, unexplained, breaks) 45 ms with 5,000 of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/ids.hpp"
#include "trade/ledger/facts.hpp"
#include "trade/ledger/fills.hpp"
#include "trade/ledger/spread.hpp"
#include "trade/records.hpp"

namespace legwork::trade {

class Ledger {
 public:
  using Positions = std::map<ContractId, std::int64_t>;

  /// Each: true when it changed something. Errors: parse, invalid_argument; then nothing changed.
  /// Whose account the opening balance is; of the first run, the others are of the same.
  core::Result<bool> apply(const records::Started& record);
  core::Result<bool> apply(const records::OpeningBalance& record);
  /// Has no id: comes once from a journal, and counts as often as it comes.
  core::Result<bool> apply(const records::Adjusted& record);
  /// `at` is when the record was made, if that is known: what seconds to a fill are counted from.
  core::Result<bool> apply(const records::Intended& record, std::optional<core::TimePoint> at = {});
  core::Result<bool> apply(const records::Executed& record) { return fills_.take(record); }
  core::Result<bool> apply(const records::Charged& record) { return fills_.charge(record); }
  core::Result<bool> apply(const LedgerFact& fact);
  /// Any record of a journal; most say nothing to the ledger.
  core::Result<bool> replay(const AnyRecord& record, core::TimePoint at);

  /// Nothing: no order and no fact names it.
  std::optional<LedgerSpread> spread(SpreadNumber number) const;
  std::map<SpreadNumber, LedgerSpread> spreads() const;
  SpreadNumber next_spread() const;

  /// What the broker should hold by the opening balance, executions and facts, whosever they are (POS_EQ_EXEC). Zeros are left out.
  Positions positions(const std::string& account) const;
  /// What the spreads hold, added up per contract. Zeros are left out.
  Positions explained(const std::string& account) const;
  /// One break per contract in which the broker and the spreads differ: spreads + (broker - explained) == broker, always. It says whether
  /// executions are missing (position) or a spread (in_no_spread).
  std::vector<Break> unexplained(const std::string& account, const Positions& broker) const;
  /// What records say against each other: those of the spreads, and executions of orders that were never decided.
  std::vector<Break> breaks() const;

  const std::map<OrderNumber, OrderOnFile>& orders() const { return orders_; }
  const FillBook& fills() const { return fills_; }
  const std::map<ContractId, Instrument>& instruments() const { return instruments_; }
  const std::string& account() const { return account_; }
  /// The same for the same set of records, in whatever order they came.
  std::uint64_t hash() const { return fills_.hash() + hash_; }

 private:
  SpreadInputs inputs_of(SpreadNumber number) const;
  void add_attributed(SpreadInputs& inputs, const std::string& fact) const;
  std::set<SpreadNumber> numbers() const;
  const std::string& account_of(const BookedFill& fill) const;
  bool is_in_opening_balance(const BookedFill& fill) const;
  void describe(const Instrument& instrument);
  void describe(const LedgerFact& fact);

  std::string account_;
  std::optional<records::OpeningBalance> opening_;
  std::map<std::pair<std::string, ContractId>, std::int64_t> adjusted_;  // without the opening balance
  std::map<OrderNumber, OrderOnFile> orders_;
  std::map<SpreadNumber, std::set<OrderNumber>> orders_of_;
  std::map<std::string, LedgerFact> facts_;  // by id
  std::map<SpreadNumber, std::set<std::string>> facts_of_;
  std::map<FillKey, std::set<std::string>> claims_;  // executions that facts give to spreads
  std::map<ContractId, Instrument> instruments_;
  FillBook fills_;
  std::uint64_t hash_ = 0;  // of all but fills: a sum of digests
};

}  // namespace legwork::trade
