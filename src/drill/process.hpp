// Process: the product under test as one process of the operating system would hold it: session, engine and journal, with its own plan
// of when to connect. It dies at any moment and is started again over what its store has. Driven by the day's clock.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/prng.hpp"
#include "desk/quote_watch.hpp"
#include "desk/record_keeper.hpp"
#include "desk/trading.hpp"
#include "drill/link.hpp"
#include "tws/session/session.hpp"
#include "tws_client/connection_plan.hpp"

namespace legwork::drill {

/// Who looks on. Called at the moment, before anything follows from it.
class Witness {
 public:
  Witness() = default;
  virtual ~Witness() = default;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  /// Records that are durable from now on.
  virtual void on_durable(const std::vector<trade::Record>& records) = 0;
  /// Bytes that have left for the gateway, on a connection with this server version (0: not known yet).
  virtual void on_bytes_out(std::string_view bytes, int server_version, core::TimePoint now) = 0;
  /// Bytes that the process is about to hear.
  virtual void on_bytes_in(std::string_view bytes, int server_version, core::TimePoint now) = 0;
  virtual void on_connection() = 0;
  virtual void on_answer(const trade::Answer& answer) = 0;
  virtual void on_alert(const trade::Notify& alert) = 0;
};

/// What a gate is told that knows these contracts and an account with money.
trade::SurroundingsShown surroundings(std::set<trade::ContractId> verified, core::TimePoint now);

class Process {
 public:
  Process(Link& link, desk::RecordKeeper::Open open_store, trade::EngineOptions options, const core::Prng& chance,
          Witness& witness);

  /// Errors: the journal cannot be opened or does not replay.
  core::Result<void> boot(core::TimePoint now);
  /// It does nothing more; to be told dead at the next look. `after`: what it has just done is its last.
  void doom() { is_doomed_ = true; }
  bool is_doomed() const { return is_doomed_; }
  /// The process is gone: everything in memory with it.
  void die(core::TimePoint now);
  bool is_alive() const { return life_ != nullptr; }

  void command(const trade::Event& command, core::TimePoint now);
  /// Everything that is due by now.
  void run(core::TimePoint now);
  std::optional<core::TimePoint> next_event() const;

  const trade::Engine& engine() const { return life_->trading.engine(); }
  const tws::Session& session() const { return life_->session; }
  /// Contracts whose details the gateway confirmed in this life.
  std::set<trade::ContractId> confirmed() const { return life_->finder.confirmed(); }
  std::uint64_t events() const { return events_; }
  std::uint64_t lives() const { return lives_; }

 private:
  struct Answered {
    core::TimePoint at;
    trade::Event event;
  };
  struct Life {
    Life(const trade::EngineOptions& options, desk::RecordKeeper::Open open, const core::Prng& chance);
    tws::Session session;
    desk::Trading trading;
    desk::ContractFinder finder;
    desk::IbFeed feed;
    desk::QuoteWatch quotes;
    desk::RecordKeeper keeper;
    tws_client::ConnectionPlan plan;
    std::deque<Answered> store_answers;  // of a disk that takes its time
    bool connecting = false;
  };

  void connect(core::TimePoint now);
  void hear(core::TimePoint now);
  void speak(core::TimePoint now);
  void drain(core::TimePoint now);
  void perform(core::TimePoint now);
  void show_quotes(core::TimePoint now);

  Link& link_;
  desk::RecordKeeper::Open open_store_;
  trade::EngineOptions options_;
  core::Prng chance_;
  Witness& witness_;
  std::unique_ptr<Life> life_;
  bool is_doomed_ = false;
  std::uint64_t events_ = 0, lives_ = 0;
};

}  // namespace legwork::drill
