// InstrumentText: the layout of an Instrument on disk. Read back through checks, so that the disk cannot make a contract that no order
// could have had. Plain value; one of these stands in every fact of the ledger that brings a contract with it.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"
#include "market/date.hpp"
#include "market/price.hpp"
#include "trade/ids.hpp"
#include "trade/instrument.hpp"

namespace legwork::trade::records {

struct InstrumentText {
  ContractId contract;
  std::string underlying;
  std::string trading_class;  // empty: stock; then the rest says nothing
  market::Date expiry = market::Date(std::chrono::sys_days{});
  std::string right;  // "C", "P"
  market::Price strike;
  std::string exercise, settlement, delivery;
  std::int32_t multiplier = 100;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("contract", self.contract);
    visit("underlying", self.underlying);
    visit("class", self.trading_class);
    visit("expiry", self.expiry);
    visit("right", self.right);
    visit("strike", self.strike);
    visit("exercise", self.exercise);
    visit("settlement", self.settlement);
    visit("delivery", self.delivery);
    visit("multiplier", self.multiplier);
  }
};

InstrumentText write(const Instrument& instrument);
/// Errors: parse, invalid_argument with the field that is wrong.
core::Result<Instrument> read(const InstrumentText& text);

}  // namespace legwork::trade::records
