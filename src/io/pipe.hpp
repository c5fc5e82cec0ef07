// Pipe: a connection in memory between two Transports, with the faults of a real one: delay, split, a full buffer, loss, half-close,
// silence and its end. Chance comes from a seed and time from a Clock, so a fault repeats exactly. Shared by its two ends and whoever
// injects faults; one executor touches it. Bounded: a writer waits when `capacity_bytes` are under way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/prng.hpp"
#include "io/clock.hpp"
#include "io/transport.hpp"

namespace legwork::io {

/// The two ends, by who opened the connection. A direction is named by its sender.
enum class Side : std::uint8_t { client, server };
constexpr Side other(Side side) { return side == Side::client ? Side::server : Side::client; }

/// Of one direction.
struct PipeOptions {
  core::Duration delay_min{}, delay_max{};  // of each write, uniform between; bytes never overtake each other
  std::size_t split_bytes = 0;  // a read returns at most so many; 0: whatever is there
  bool split_randomly = false;  // 1 … split_bytes, drawn for each read
  std::size_t capacity_bytes = std::size_t{256} * 1024;  // under way and unread
};

enum class Flow : std::uint8_t {
  open,
  held,  // nothing arrives, not even the end; it is kept, and comes with `open`: a frozen peer, or a network that heals
  swallowed,  // what is written is taken and lost: a half-open connection that nobody has noticed
};

class Pipe {
 public:
  /// `clock` outlives the pipe.
  Pipe(const Executor& executor, Clock& clock, const core::Prng& prng);
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // Faults.
  /// Holds for what is written and read from now on. `delay_min <= delay_max`, `capacity_bytes > 0`.
  void set_options(Side from, const PipeOptions& options);
  void set_flow(Side from, Flow flow);
  /// Both directions: held or swallowed, and open again.
  void mute(Flow flow);
  void thaw() { mute(Flow::open); }
  /// The connection breaks: what is under way is lost, both ends get an error.
  void reset();
  /// As if `from` had ended its side; the other direction goes on.
  void half_close(Side from);

  // What a test may look at.
  std::size_t bytes_under_way(Side from) const;
  std::uint64_t bytes_delivered(Side from) const;
  /// An end has closed, or the pipe was reset.
  bool is_over() const;

 private:
  friend class PipeEnd;
  struct OneWay;
  OneWay& way(Side from);
  const OneWay& way(Side from) const;
  void close(Side side);

  Clock& clock_;
  std::array<std::unique_ptr<OneWay>, 2> ways_;
  std::array<bool, 2> closed_{};
  bool reset_ = false;
};

struct PipePair {
  std::unique_ptr<Transport> client, server;
  std::shared_ptr<Pipe> pipe;
};
/// A connection between `client` and `server`: the names that each shows as the other's peer().
PipePair make_pipe(const Executor& executor, Clock& clock, const core::Prng& prng, const std::string& client = "client",
                   const std::string& server = "server");

}  // namespace legwork::io
