#include "io/pipe.hpp"

#include <algorithm>
#include <deque>
#include <string_view>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "core/assert.hpp"
#include "io/signal.hpp"

namespace legwork::io {
using boost::asio::experimental::awaitable_operators::operator||;

/// One direction: what its sender wrote and its reader has not yet read.
struct Pipe::OneWay {
  struct Packet {
    core::TimePoint at;
    std::string bytes;
    std::size_t taken = 0;
  };

  OneWay(const Executor& executor, const core::Prng& prng_in) : prng(prng_in), readable(executor), writable(executor) {}

  PipeOptions options;
  Flow flow = Flow::open;
  core::Prng prng;
  std::deque<Packet> packets;
  std::size_t under_way = 0;
  std::uint64_t delivered = 0;
  core::TimePoint last_at{};
  bool ended = false;
  Signal readable, writable;

  std::size_t room() const { return options.capacity_bytes - std::min(options.capacity_bytes, under_way); }
  bool arrived(core::TimePoint now) const { return flow != Flow::held && !packets.empty() && packets.front().at <= now; }
  bool at_end() const { return flow != Flow::held && packets.empty() && ended; }

  std::size_t put(std::string_view bytes, core::TimePoint now) {
    if (flow == Flow::swallowed) return bytes.size();
    const std::size_t count = std::min(bytes.size(), room());
    const auto delay = core::Duration(prng.between(options.delay_min.count(), options.delay_max.count()));
    last_at = std::max(last_at, now + delay);
    packets.push_back({.at = last_at, .bytes = std::string(bytes.substr(0, count))});
    under_way += count;
    readable.notify();
    return count;
  }

  std::size_t take(std::span<char> into, core::TimePoint now) {
    std::size_t count_max = into.size();
    if (options.split_bytes > 0) {
      const std::size_t piece =
          options.split_randomly ? 1 + static_cast<std::size_t>(prng.below(options.split_bytes)) : options.split_bytes;
      count_max = std::min(count_max, piece);
    }
    std::size_t count = 0;
    while (count < count_max && arrived(now)) {
      auto& [at, bytes, taken] = packets.front();
      const std::size_t piece = bytes.copy(into.data() + count, count_max - count, taken);
      taken += piece;
      count += piece;
      if (taken == bytes.size()) packets.pop_front();
    }
    under_way -= count;
    delivered += count;
    writable.notify();
    return count;
  }

  void lose() {
    packets.clear();
    under_way = 0;
  }
  void wake() {
    readable.notify();
    writable.notify();
  }
};

/// One side's Transport; the pipe lives as long as one of its ends.
class PipeEnd final : public Transport {
 public:
  PipeEnd(std::shared_ptr<Pipe> pipe, Side side, std::string peer) : pipe_(std::move(pipe)), side_(side), peer_(std::move(peer)) {}
  ~PipeEnd() override { pipe_->close(side_); }

  Task<core::Result<std::size_t>> read_some(std::span<char> into) override {
    ASSERT(!into.empty(), "a read needs room");
    auto& in = pipe_->way(other(side_));
    while (true) {
      if (pipe_->closed_[index()]) co_return failed("closed here");
      if (pipe_->reset_) co_return failed("connection reset by peer");
      if (in.arrived(pipe_->clock_.now())) co_return in.take(into, pipe_->clock_.now());
      if (in.at_end()) co_return std::size_t{0};
      if (in.flow == Flow::held || in.packets.empty()) {
        co_await in.readable.wait();
      } else {
        co_await (in.readable.wait() || pipe_->clock_.sleep_until(in.packets.front().at));
      }
    }
  }

  Task<core::Result<std::size_t>> write_some(std::string_view bytes) override {
    ASSERT(!bytes.empty(), "a write needs bytes");
    auto& out = pipe_->way(side_);
    while (true) {
      if (pipe_->closed_[index()] || out.ended) co_return failed("closed here");
      if (pipe_->reset_) co_return failed("connection reset by peer");
      if (pipe_->closed_[1 - index()]) co_return failed("broken pipe");
      if (out.room() > 0 || out.flow == Flow::swallowed) co_return out.put(bytes, pipe_->clock_.now());
      co_await out.writable.wait();
    }
  }

  void end_writing() override { pipe_->half_close(side_); }
  void close() override { pipe_->close(side_); }
  std::string peer() const override { return peer_; }

 private:
  std::size_t index() const { return side_ == Side::client ? 0 : 1; }
  core::Error failed(std::string_view why) const {
    return {core::ErrorCode::io, "the connection with " + peer_ + ": " + std::string(why)};
  }

  std::shared_ptr<Pipe> pipe_;
  Side side_;
  std::string peer_;
};

Pipe::Pipe(const Executor& executor, Clock& clock, const core::Prng& prng)
    : clock_(clock),
      ways_{std::make_unique<OneWay>(executor, prng.split("client")), std::make_unique<OneWay>(executor, prng.split("server"))} {}
Pipe::~Pipe() = default;

Pipe::OneWay& Pipe::way(Side from) { return *ways_[from == Side::client ? 0 : 1]; }
const Pipe::OneWay& Pipe::way(Side from) const { return *ways_[from == Side::client ? 0 : 1]; }

void Pipe::set_options(Side from, const PipeOptions& options) {
  ASSERT(options.delay_min <= options.delay_max && options.delay_min >= core::Duration::zero(), "delays from min to max");
  ASSERT(options.capacity_bytes > 0, "a pipe without room never moves");
  way(from).options = options;
  way(from).wake();
}

void Pipe::set_flow(Side from, Flow flow) {
  way(from).flow = flow;
  way(from).wake();
}

void Pipe::mute(Flow flow) {
  set_flow(Side::client, flow);
  set_flow(Side::server, flow);
}

void Pipe::reset() {
  reset_ = true;
  for (const auto& one : ways_) {
    one->lose();
    one->wake();
  }
}

void Pipe::half_close(Side from) {
  way(from).ended = true;
  way(from).wake();
}

/// The peer still reads what was written before; what was meant for us is lost.
void Pipe::close(Side side) {
  bool& closed = closed_[side == Side::client ? 0 : 1];
  if (closed) return;
  closed = true;
  half_close(side);
  way(other(side)).lose();
  way(other(side)).wake();
}

std::size_t Pipe::bytes_under_way(Side from) const { return way(from).under_way; }
std::uint64_t Pipe::bytes_delivered(Side from) const { return way(from).delivered; }
bool Pipe::is_over() const { return reset_ || closed_[0] || closed_[1]; }

PipePair make_pipe(const Executor& executor, Clock& clock, const core::Prng& prng, const std::string& client,
                   const std::string& server) {
  auto pipe = std::make_shared<Pipe>(executor, clock, prng);
  auto client_end = std::make_unique<PipeEnd>(pipe, Side::client, server);
  auto server_end = std::make_unique<PipeEnd>(pipe, Side::server, client);
  return {std::move(client_end), std::move(server_end), std::move(pipe)};
}

}  // namespace legwork::io
