// TracedConnector: passes connections through and folds every byte, its direction and its time into one number.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "io/clock.hpp"
#include "io/transport.hpp"

namespace legwork::days {

/// FNV-1a of 64 bits (Fowler, Noll, Vo: offset basis 14695981039346656037, prime 1099511628211).
class Trace {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) value_ = (value_ ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) value_ = (value_ ^ ((number >> shift) & 0xffU)) * 1099511628211ULL;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037ULL;
};

class TracedTransport final : public io::Transport {
 public:
  TracedTransport(std::unique_ptr<io::Transport> inner, io::Clock& clock, Trace& trace)
      : inner_(std::move(inner)), clock_(clock), trace_(trace) {}

  io::Task<core::Result<std::size_t>> read_some(std::span<char> into) override {
    const auto count = co_await inner_->read_some(into);
    note('<', count ? std::string_view(into.data(), *count) : std::string_view("error"));
    co_return count;
  }
  io::Task<core::Result<std::size_t>> write_some(std::string_view bytes) override {
    const auto count = co_await inner_->write_some(bytes);
    note('>', count ? bytes.substr(0, *count) : std::string_view("error"));
    co_return count;
  }
  void end_writing() override { inner_->end_writing(); }
  void close() override { inner_->close(); }
  std::string peer() const override { return inner_->peer(); }

 private:
  void note(char direction, std::string_view bytes) {
    trace_.add(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
    trace_.add(std::string_view(&direction, 1));
    trace_.add(bytes);
  }

  std::unique_ptr<io::Transport> inner_;
  io::Clock& clock_;
  Trace& trace_;
};

class TracedConnector final : public io::Connector {
 public:
  TracedConnector(io::Connector& inner, io::Clock& clock) : inner_(inner), clock_(clock) {}

  io::Task<core::Result<std::unique_ptr<io::Transport>>> connect(io::Endpoint to, core::TimePoint deadline) override {
    auto transport = co_await inner_.connect(std::move(to), deadline);
    if (!transport) co_return transport.error();
    co_return std::unique_ptr<io::Transport>(std::make_unique<TracedTransport>(std::move(*transport), clock_, trace_));
  }
  std::uint64_t trace() const { return trace_.value(); }

 private:
  io::Connector& inner_;
  io::Clock& clock_;
  Trace trace_;
};

}  // namespace legwork::days
