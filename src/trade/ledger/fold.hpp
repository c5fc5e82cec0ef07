// SpreadFold: one spread out of what names it. First every order, execution and fact becomes lines of history; then the lines are played
// in the order of time through lots. Lives for one call of fold(), inside it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "trade/ledger/lots.hpp"
#include "trade/ledger/spread.hpp"

namespace legwork::trade {

class SpreadFold {
 public:
  SpreadFold(const SpreadInputs& inputs, const FillBook& fills, const std::map<ContractId, Instrument>& instruments)
      : inputs_(inputs), fills_(fills), instruments_(instruments) {
    spread_.number = inputs.number;
    spread_.breaks = inputs.breaks;
  }

  LedgerSpread run();

 private:
  struct Average {
    std::int64_t quantity = 0;
    market::Money cost;
  };
  using Averages = std::map<ContractId, Average>;

  void read_order(const OrderOnFile& order);
  void read_entry(const OrderOnFile& order);
  void read_fact(const records::LegEnded& fact);
  void read_fact(const records::SpreadAdopted& fact);
  void read_fact(const records::LegRemapped& fact);
  void read_fact(const records::Attributed& /*fact*/) {}  // its execution comes by itself
  void read_attributed(const BookedFill& one);
  void add_fee(const BookedFill& fill);
  void check_balance(const OrderOnFile& order);
  void add_break(BreakKind kind, OrderNumber order, ContractId contract, core::TimePoint since, std::string text);

  void play(const HistoryLine& line);
  void play_remapped(const HistoryLine& line);
  void move(ContractId contract, std::int64_t quantity, market::Money cost);
  void finish();
  void finish_units();
  void finish_state();
  std::optional<market::Price> average(const Averages& averages) const;
  const Instrument* instrument(ContractId contract) const {
    const auto found = instruments_.find(contract);
    return found == instruments_.end() ? nullptr : &found->second;
  }

  const SpreadInputs& inputs_;
  const FillBook& fills_;
  const std::map<ContractId, Instrument>& instruments_;
  LedgerSpread spread_;
  std::vector<HistoryLine> lines_;
  std::map<std::string, const records::LegRemapped*> remaps_;
  std::map<ContractId, Lots> lots_;
  std::set<TicketNumber> tickets_;
  Averages entries_, exits_;
  market::Money turnover_;
  bool delivered_ = false;
};

}  // namespace legwork::trade
