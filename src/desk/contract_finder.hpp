// ContractFinder: from the id of a vertical to the broker's contracts: both legs by their OCC symbols, and what they are options on. It
// asks once per contract and remembers for its life; what the broker confirmed here is what the gate calls verified. Without I/O: it
// asks through the session and hears its events. Owned with the session, on the engine executor.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "market/contract.hpp"
#include "market/occ.hpp"
#include "trade/instrument.hpp"
#include "tws/session/session.hpp"

namespace legwork::desk {

struct Underlying {
  trade::Instrument instrument;
  tws::Contract contract;  // to ask for its quotes: an index is not where its options are
};

struct VerticalContracts {
  trade::Instrument short_leg, long_leg;
  Underlying underlying;
};

class ContractFinder {
 public:
  /// Errors: not_found (the broker knows no such contract, or several), io (it did not answer), parse (it answered with another).
  using Found = std::function<void(core::Result<VerticalContracts>)>;

  /// `session` outlives the finder.
  explicit ContractFinder(tws::Session& session) : session_(session) {}

  /// `found` is called once: here when everything is known, else from on().
  void find(const market::VerticalId& vertical, core::TimePoint now, Found found);
  void on(const tws::Event& event, core::TimePoint now);

  /// A contract that was asked for here or told by a position; nothing when it is not known.
  const trade::Instrument* known(trade::ContractId id) const;
  /// Options whose details the broker confirmed.
  std::set<trade::ContractId> confirmed() const;

 private:
  struct Option {
    trade::Instrument instrument;
    std::int32_t underlying = 0;
  };
  struct Search {
    market::VerticalId vertical;
    std::string short_symbol, long_symbol;
    Found found;
  };
  struct Question {
    std::string occ_symbol;  // of an option; empty: an underlying
    std::int32_t underlying = 0;
    std::vector<tws::ContractDetails> rows;
  };

  void ask_option(const market::OccSymbol& symbol, const std::string& occ_symbol, core::TimePoint now);
  void ask_underlying(std::int32_t contract, core::TimePoint now);
  void take(const Question& question);
  void take_option(const Question& question);
  void take_underlying(const Question& question);
  /// Goes on with every search as far as what is known carries.
  void advance(core::TimePoint now);
  /// True when `search` has ended, one way or the other.
  bool advance(Search& search, core::TimePoint now);

  tws::Session& session_;
  std::map<std::string, Option> options_;
  std::map<std::int32_t, Underlying> underlyings_;
  std::map<std::string, core::Error> failed_;  // by OCC symbol, or "#" and the number; told once, then forgotten
  std::map<tws::RequestKey, Question> questions_;
  std::vector<Search> searches_;
};

}  // namespace legwork::desk
