// Link: the network between the process under test and the simulated gateway, one connection at a time: bytes take a while, leave in
// pieces, and those under way are lost when it breaks. Driven by the day's clock; deterministic from its own stream of chance.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "core/prng.hpp"
#include "core/time.hpp"
#include "simgw/gateway/gateway.hpp"
#include "trade/digest.hpp"

namespace legwork::drill {

class Link {
 public:
  Link(simgw::Gateway& gateway, const core::Prng& chance) : gateway_(gateway), chance_(chance) {}

  /// False: nobody listens.
  bool open(core::TimePoint now);
  bool is_open() const { return connection_.has_value(); }
  /// The client's end is closed, in order or because its process died: what it had written may arrive or not.
  void drop_client(core::TimePoint now);
  /// The network breaks: both ends find out, nothing under way arrives.
  void reset(core::TimePoint now);

  /// The client writes: how many bytes are taken now; 0 while the last piece is still being sent.
  std::size_t write(std::string_view bytes, core::TimePoint now);
  /// What has arrived at the client by now; empty: nothing.
  std::string read(core::TimePoint now);
  /// The gateway has ended the connection and everything before that was read.
  bool is_over(core::TimePoint now) const;
  /// Moves what is due to the gateway, and takes what it has to say.
  void carry(core::TimePoint now);
  /// `reads_from`: before, the client takes nothing.
  std::optional<core::TimePoint> next_event(core::TimePoint reads_from) const;
  std::optional<simgw::ConnectionId> connection() const { return connection_; }

  std::uint64_t connections() const { return connections_; }
  /// Of every byte in both directions with its time.
  std::uint64_t trace() const { return trace_.value(); }

 private:
  struct Piece {
    core::TimePoint at;
    std::string bytes;
  };
  core::TimePoint arrival(const std::deque<Piece>& queue, core::TimePoint now);
  void forget();

  simgw::Gateway& gateway_;
  core::Prng chance_;
  std::optional<simgw::ConnectionId> connection_;
  std::deque<Piece> to_gateway_, to_client_;
  std::optional<core::TimePoint> ended_at_;  // by the gateway
  core::TimePoint writable_at_{};
  std::uint64_t connections_ = 0;
  trade::Digest trace_;
};

}  // namespace legwork::drill
