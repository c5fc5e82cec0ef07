// IbBroker: what the engine wants, as wishes to a tws::Session, and what the session tells, as the engine's events. Plain and
// synchronous; it decides nothing about orders. Owned with the session by whoever runs both (desk/trading.hpp), on the engine
// executor; a call costs what the session's costs.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "trade/engine/actions.hpp"
#include "trade/engine/events.hpp"
#include "tws/session/session.hpp"

namespace legwork::desk {

/// What an error code means for the order that it names (reliability.md §2.3): a table, for the page and the tests too.
trade::NoticeKind notice_kind(int code);
/// What a status says, whatever its spelling in letters.
trade::Word word_of(std::string_view status);

class IbBroker {
 public:
  using Events = std::deque<trade::Event>;

  /// `session` outlives the broker. `client_id` is the session's.
  IbBroker(tws::Session& session, std::string account, std::int32_t client_id);

  /// What `event` means to the engine, appended to `events`.
  void on(const tws::Event& event, core::TimePoint now, Events& events);

  void perform(const trade::Submit& submit, core::TimePoint now, Events& events);
  void perform(const trade::CancelOrder& cancel, core::TimePoint now, Events& events);
  void perform(const trade::Pull& pull, core::TimePoint now);
  void perform(const trade::ProveLife& life, core::TimePoint now);
  void perform(const trade::ProveUpstream& probe, core::TimePoint now);
  void perform(const trade::LeaveLink& leave, core::TimePoint now) const;
  void perform(const trade::AskWhatIf& question, core::TimePoint now, Events& events);

 private:
  /// Four questions; whole when each has ended well.
  struct Picture {
    std::uint64_t number = 0;
    std::map<tws::RequestKey, const char*> asked;
  };

  void on_ready(const tws::Ready& ready, Events& events);
  void on_gap(const tws::Gap& gap, Events& events);
  void on_done(tws::RequestKey key, core::TimePoint now, Events& events);
  void on_failed(const tws::Failed& failed, core::TimePoint now, Events& events);
  void on_what_if(const std::string& key, const tws::Response& message, core::TimePoint now, Events& events) const;
  void on_message(const tws::Response& message, core::TimePoint now, Events& events);
  void on_notice(const tws::Notice& notice, Events& events);
  void end_picture(bool whole, std::string why, core::TimePoint now, Events& events);

  trade::OrderIds ids_of(std::int32_t order_id, std::int32_t client_id, std::int64_t perm_id, const std::string& reference) const;
  void add(const tws::OpenOrder& message, Events& events) const;
  void add(const tws::OrderStatus& message, Events& events) const;
  void add(const tws::CompletedOrder& message, Events& events) const;
  void add(const tws::ExecutionDetails& message, core::TimePoint now, Events& events) const;
  void add(const tws::CommissionReport& message, Events& events) const;
  void add(const tws::Position& message, Events& events) const;

  tws::Session& session_;
  std::string account_;
  std::int32_t client_id_;
  std::map<tws::RequestKey, trade::OrderNumber> orders_out_;  // until the last byte has left
  std::optional<Picture> picture_;
  std::map<tws::RequestKey, std::string> what_ifs_;
  std::optional<tws::RequestKey> life_, upstream_;
};

}  // namespace legwork::desk
