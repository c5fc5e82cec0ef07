// EngineHost: the order engine as a process runs it: session and its loop, journal, quotes, previews and the socket that commands ask, on
// one executor. It wires and decides nothing: rules are trade's, translation is Trading's. The same class runs over TCP and a disk, and
// in tests over an in-memory network in virtual time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "desk/control_server.hpp"
#include "desk/engine_requests.hpp"
#include "desk/gateway_watch.hpp"
#include "desk/journal_thread.hpp"
#include "desk/preview_desk.hpp"
#include "desk/quote_watch.hpp"
#include "desk/trading.hpp"
#include "io/signal.hpp"
#include "tws_client/session_loop.hpp"

namespace legwork::desk {

struct EngineHostOptions {
  trade::EngineOptions engine;
  tws::SessionOptions session;  // its client id is the engine's
  tws_client::SessionLoopOptions link;
  IbFeedOptions feed;
  QuoteWatchOptions quotes;
  PreviewDeskOptions previews;
  ControlServerOptions control;
};

class EngineHost final : public EngineDoor {
 public:
  struct World {
    io::Executor executor;
    io::Clock& clock;
    io::Connector& connector;  // to the gateway
    std::unique_ptr<io::Listener> control;
    Keeping keeping;
    std::function<void(const std::string&)> say;  // for a person who watches
  };
  /// Clock, connector and what keeping uses outlive the host.
  EngineHost(World world, EngineHostOptions options);
  ~EngineHost() override;  // run() must have ended
  EngineHost(const EngineHost&) = delete;
  EngineHost& operator=(const EngineHost&) = delete;

  /// The journal's records in their order, before run(). Errors: as of Trading::replay.
  core::Result<void> replay(const trade::Record& record) { return trading_.replay(record); }
  /// After the last of them. Errors: the journal is of another account or mode.
  core::Result<void> start();
  /// Until stop(). Run it once.
  io::Task<void> run();
  /// Orders stay at the broker as they are; the next run finds them.
  void stop();

  const trade::Engine& engine() const override { return trading_.engine(); }
  const tws::Session& session() const { return session_; }

 private:
  core::TimePoint now() const override { return world_.clock.now(); }
  void command(const trade::Event& command) override;
  PreviewDesk& previews() override { return previews_; }
  ContractFinder& finder() override { return finder_; }
  EngineLink link() const override;
  void show_surroundings();
  /// Quotes that walks and exits wait for, when there are new ones. Before they judge by them: what surrounds them.
  void show_quotes();

  void on_session(tws::Event event);
  void on_link(const tws_client::LinkEvent& event);
  /// After anything that may have made the engine or the previews want something.
  void perform();
  void perform(Effect& effect);
  void tell(const trade::Notify& alert);
  io::Task<void> keep_time();

  World world_;
  EngineHostOptions options_;
  tws::Session session_;
  Trading trading_;
  ContractFinder finder_;
  IbFeed feed_;
  GatewayWatch watch_;
  QuoteWatch quotes_;
  PreviewDesk previews_;
  EngineRequests requests_;
  tws_client::SessionLoop loop_;
  ControlServer control_;
  io::Signal timing_;
  std::string last_link_;
  bool is_performing_ = false, is_stopping_ = false;
  std::shared_ptr<bool> lives_ = std::make_shared<bool>(true);  // for answers of the journal that come after the end
};

}  // namespace legwork::desk
