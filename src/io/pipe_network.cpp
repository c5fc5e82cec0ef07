#include "io/pipe_network.hpp"

#include <deque>
#include <utility>

#include <fmt/format.h>

#include "io/signal.hpp"

namespace legwork::io {
namespace {

core::Error refused(const Endpoint& to, std::string_view why) {
  return {core::ErrorCode::io, fmt::format("cannot connect to {}: {}", to_string(to), why)};
}

}  // namespace

struct PipeNetwork::Accepting {
  Accepting(const Executor& executor, Endpoint at_in) : at(std::move(at_in)), arrived(executor) {}
  Endpoint at;
  std::deque<std::unique_ptr<Transport>> waiting;
  Signal arrived;
  bool open = true;
};

class PipeNetwork::PipeListener final : public Listener {
 public:
  explicit PipeListener(std::shared_ptr<Accepting> accepting) : accepting_(std::move(accepting)) {}
  ~PipeListener() override { PipeListener::close(); }

  Task<core::Result<std::unique_ptr<Transport>>> accept() override {
    const auto accepting = accepting_;
    while (accepting->open && accepting->waiting.empty()) co_await accepting->arrived.wait();
    if (!accepting->open) co_return core::Error{core::ErrorCode::io, "accepting on " + to_string(accepting->at) + ": closed"};
    auto first = std::move(accepting->waiting.front());
    accepting->waiting.pop_front();
    co_return std::move(first);
  }

  void close() override {
    accepting_->open = false;
    accepting_->waiting.clear();
    accepting_->arrived.notify();
  }

  bool is_open() const override { return accepting_->open; }
  Endpoint local() const override { return accepting_->at; }

 private:
  std::shared_ptr<Accepting> accepting_;
};

PipeNetwork::PipeNetwork(Executor executor, Clock& clock, const core::Prng& prng)
    : executor_(std::move(executor)), clock_(clock), prng_(prng.split("pipe network")) {}

core::Result<std::unique_ptr<Listener>> PipeNetwork::listen(Endpoint at) {
  const auto taken = [&] {
    const auto held = listeners_[to_string(at)].lock();
    return held && held->open;
  };
  if (at.port == 0) {
    at.port = 49152;
    while (taken()) ++at.port;
  }
  if (taken()) return core::Error{core::ErrorCode::io, "cannot listen on " + to_string(at) + ": the address is in use"};
  const auto accepting = std::make_shared<Accepting>(executor_, at);
  listeners_[to_string(at)] = accepting;
  return std::make_unique<PipeListener>(accepting);
}

Task<core::Result<std::unique_ptr<Transport>>> PipeNetwork::connect(Endpoint to, core::TimePoint deadline) {
  if (reachability_ == Reachability::silent) {
    co_await clock_.sleep_until(deadline);
    co_return refused(to, "no answer in time");
  }
  const auto found = listeners_.find(to_string(to));
  const auto accepting = found == listeners_.end() ? nullptr : found->second.lock();
  if (reachability_ == Reachability::refused || !accepting || !accepting->open) co_return refused(to, "connection refused");
  if (accepting->waiting.size() >= backlog_max) co_return refused(to, "connection refused, too many wait");
  const auto number = ++connections_;
  const auto client_name = fmt::format("client {}", number);
  auto pair = make_pipe(executor_, clock_, prng_.split(client_name), client_name, to_string(to));
  pair.pipe->set_options(Side::client, from_client_);
  pair.pipe->set_options(Side::server, from_server_);
  std::erase_if(pipes_, [](const std::weak_ptr<Pipe>& pipe) { return pipe.expired(); });
  pipes_.emplace_back(pair.pipe);
  accepting->waiting.push_back(std::move(pair.server));
  accepting->arrived.notify();
  co_return std::move(pair.client);
}

std::vector<std::shared_ptr<Pipe>> PipeNetwork::pipes() const {
  std::vector<std::shared_ptr<Pipe>> alive;
  for (const auto& one : pipes_) {
    if (auto pipe = one.lock(); pipe && !pipe->is_over()) alive.push_back(std::move(pipe));
  }
  return alive;
}

}  // namespace legwork::io
