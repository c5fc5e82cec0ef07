// EngineRequests: what may be asked of a running engine over the control protocol, action by action, and the answers as JSON. Reads and
// writes words; the deciding is done behind the door. Owned with it, on the engine executor.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/control_protocol.hpp"
#include "desk/preview_desk.hpp"
#include "trade/engine/engine.hpp"

namespace legwork::desk {

struct EngineLink {
  std::string state, gateway, last_event;
  int server_version = 0;
  std::vector<std::string> accounts;
};

/// What requests are answered from.
class EngineDoor {
 public:
  EngineDoor() = default;
  virtual ~EngineDoor() = default;
  EngineDoor(const EngineDoor&) = delete;
  EngineDoor& operator=(const EngineDoor&) = delete;

  virtual core::TimePoint now() const = 0;
  virtual const trade::Engine& engine() const = 0;
  /// Its answer comes to EngineRequests::on_answer.
  virtual void command(const trade::Event& command) = 0;
  virtual PreviewDesk& previews() = 0;
  virtual ContractFinder& finder() = 0;
  virtual EngineLink link() const = 0;
};

class EngineRequests {
 public:
  explicit EngineRequests(EngineDoor& door) : door_(door) {}

  /// Answered once, now or later.
  void handle(const ControlRequest& request, const ControlReply& reply);
  void on_answer(const trade::Answer& answer);

  /// The actions with their fields, as a Markdown table.
  static std::string markdown();

 private:
  void status(const ControlRequest& request, const ControlReply& reply);
  void preview(const ControlRequest& request, const ControlReply& reply);
  void place(const ControlRequest& request, const ControlReply& reply);
  void cancel(const ControlRequest& request, const ControlReply& reply);
  void cancel_all(const ControlRequest& request, const ControlReply& reply);
  void order(const ControlRequest& request, const ControlReply& reply);
  void orders(const ControlRequest& request, const ControlReply& reply);
  void positions(const ControlRequest& request, const ControlReply& reply);
  void spreads(const ControlRequest& request, const ControlReply& reply);
  void exits(const ControlRequest& request, const ControlReply& reply);
  void set_exits(const ControlRequest& request, const ControlReply& reply);
  void offer_rolls(const ControlRequest& request, const ControlReply& reply);
  void accept_position(const ControlRequest& request, const ControlReply& reply);
  void kill(const ControlRequest& request, const ControlReply& reply);
  void mode(const ControlRequest& request, const ControlReply& reply);
  /// `key` gets its answer by `reply`.
  void command(const std::string& key, const trade::Event& command, const ControlReply& reply);

  struct Action;
  static const std::vector<Action>& actions();

  EngineDoor& door_;
  std::multimap<std::string, ControlReply> waiting_;  // by the command's key
  std::map<std::string, trade::TicketNumber> placing_;  // by the command's key
  trade::TicketNumber last_ticket_;
};

/// As `preview` answers it.
std::string ticket_json(const DeskTicket& shown, core::TimePoint now);

}  // namespace legwork::desk
