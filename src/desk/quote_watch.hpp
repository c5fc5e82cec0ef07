// QuoteWatch: keeps the quotes of held and walked verticals coming to the engine: finds what their legs are options on, holds a line for
// each, and tells what has changed, a few times a second at most. A vertical that cannot be watched is tried again; that its exits are
// blind meanwhile is the engine's to tell. Without I/O; owned with the session, on the engine executor.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "desk/contract_finder.hpp"
#include "desk/ib_feed.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::desk {

struct QuoteWatchOptions {
  core::Duration tell_every = std::chrono::milliseconds(250);
  core::Duration retry_every = std::chrono::seconds(15);  // contracts that were not found, lines that were not free
};

class QuoteWatch {
 public:
  /// Both outlive the watch.
  QuoteWatch(ContractFinder& finder, IbFeed& feed, QuoteWatchOptions options = {})
      : finder_(finder), feed_(feed), options_(options) {}

  /// What is to be watched from now on, in any order, the same more than once or not.
  void want(const std::vector<trade::Engine::WatchedVertical>& wanted, core::TimePoint now);
  /// What changed since it was told last; nothing: nothing did, or it is too soon.
  std::optional<trade::QuotesShown> news(core::TimePoint now);
  /// When to ask for news next, if no tick comes before.
  std::optional<core::TimePoint> deadline() const;

 private:
  using Key = std::pair<trade::ContractId, trade::ContractId>;  // short leg, long leg
  struct Watched {
    std::vector<trade::Instrument> legs;
    std::optional<Underlying> underlying;  // with a line
    bool is_asked = false;
    std::optional<core::TimePoint> retry_at;
  };

  void find(const Key& key, Watched& watched, core::TimePoint now);
  void on_found(const Key& key, const core::Result<VerticalContracts>& found, core::TimePoint now);

  ContractFinder& finder_;
  IbFeed& feed_;
  QuoteWatchOptions options_;
  std::map<Key, Watched> watched_;
  std::map<trade::ContractId, trade::LegQuote> told_;
  core::TimePoint told_at_{};
};

}  // namespace legwork::desk
