// Receiver: where the answers to one request or subscription go. Answer collects rows until the end, StreamReceiver feeds a stream's
// queue. Owned by the client's table and by whoever waits; one executor.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "io/signal.hpp"
#include "tws/session/session_event.hpp"
#include "tws_client/client_event.hpp"
#include "tws_client/stream.hpp"

namespace legwork::tws_client {

class Receiver {
 public:
  Receiver() = default;
  virtual ~Receiver() = default;
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  virtual void on_reply(tws::Reply&& reply) = 0;
  virtual void on_done() = 0;
  virtual void on_failed(const tws::Failure& failure) = 0;
};

/// Everything until Done or Failed. Bounded: beyond `rows_max` the rest is dropped and the answer fails.
class Answer final : public Receiver {
 public:
  static constexpr std::size_t rows_max = 500'000;

  explicit Answer(const io::Executor& executor) : changed_(executor) {}

  void on_reply(tws::Reply&& reply) override {
    if (rows_.size() < rows_max) {
      rows_.push_back(std::move(reply.message));
    } else {
      on_failed({tws::FailureReason::malformed, 0, "an answer of more rows than can be real"});
    }
  }
  void on_done() override {
    has_ended_ = true;
    changed_.notify();
  }
  void on_failed(const tws::Failure& failure) override {
    failure_ = failure;
    on_done();
  }

  io::Task<void> wait() { return changed_.wait(); }
  bool has_ended() const { return has_ended_; }
  const std::optional<tws::Failure>& failure() const { return failure_; }
  std::vector<tws::Response> take_rows() { return std::move(rows_); }

 private:
  std::vector<tws::Response> rows_;
  std::optional<tws::Failure> failure_;
  bool has_ended_ = false;
  io::Signal changed_;
};

/// Messages of type T, or any when T is Response itself; others of the same subscription are left out.
template <class T>
class StreamReceiver final : public Receiver {
 public:
  explicit StreamReceiver(std::shared_ptr<StreamQueue<Item<T>>> queue) : queue_(std::move(queue)) {}

  void on_reply(tws::Reply&& reply) override {
    if constexpr (std::is_same_v<T, tws::Response>) {
      queue_->push({std::move(reply.message), reply.epoch});
    } else if (T* const match = std::get_if<T>(&reply.message)) {
      queue_->push({std::move(*match), reply.epoch});
    }
  }
  void on_done() override { queue_->fail({tws::FailureReason::cancelled, 0, "the gateway has ended it"}); }
  void on_failed(const tws::Failure& failure) override { queue_->fail(failure); }

 private:
  std::shared_ptr<StreamQueue<Item<T>>> queue_;
};

}  // namespace legwork::tws_client
