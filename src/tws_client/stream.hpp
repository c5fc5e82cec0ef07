// Stream<T>: what comes until somebody ends it, read one by one with `co_await stream.next()`. Behind it is a bounded queue, and it says
// what happens when its reader is too slow: `conflate` keeps the newest of each field (ticks: a quote of two seconds ago helps nobody),
// `fail` ends the stream with a reason (an order event must not be lost unnoticed). Destroying it unsubscribes. One executor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "io/signal.hpp"
#include "io/task.hpp"
#include "tws/session/request.hpp"

namespace legwork::tws_client {

/// The queue between the client and one reader. `Key` of an element names the field it is the newest of; no key, no conflation.
template <class T>
class StreamQueue {
 public:
  using Key = std::optional<std::uint64_t> (*)(const T&);

  StreamQueue(const io::Executor& executor, std::size_t capacity, Key key) : capacity_(capacity), key_(key), changed_(executor) {}

  void push(T element) {
    if (failure_) return;
    if (key_ != nullptr && conflate(element)) return;
    if (elements_.size() >= capacity_) {
      fail({tws::FailureReason::cancelled, 0, fmt::format("the reader of this stream is too slow: {} wait", elements_.size())});
      return;
    }
    elements_.push_back(std::move(element));
    changed_.notify();
  }
  /// What waits is still read; then the end.
  void fail(tws::Failure failure) {
    if (!failure_) failure_ = std::move(failure);
    changed_.notify();
  }

  io::Task<void> wait() { return changed_.wait(); }
  bool has_element() const { return !elements_.empty(); }
  T pop() {
    T first = std::move(elements_.front());
    elements_.pop_front();
    return first;
  }
  const std::optional<tws::Failure>& failure() const { return failure_; }
  std::uint64_t conflated() const { return conflated_; }
  std::size_t size() const { return elements_.size(); }

 private:
  bool conflate(T& element) {
    const auto key = key_(element);
    if (!key) return false;
    for (T& waiting : elements_) {  // as many as there are fields at most
      if (key_(waiting) != key) continue;
      waiting = std::move(element);
      ++conflated_;
      return true;
    }
    return false;
  }

  std::size_t capacity_;
  Key key_;
  std::deque<T> elements_;
  std::optional<tws::Failure> failure_;
  std::uint64_t conflated_ = 0;
  io::Signal changed_;
};

template <class T>
class Stream {
 public:
  /// `on_end` is called once when the reader has let go.
  Stream(std::shared_ptr<StreamQueue<T>> queue, std::function<void()> on_end)
      : queue_(std::move(queue)), on_end_(std::move(on_end)) {}
  ~Stream() { close(); }
  Stream(Stream&& other) noexcept : queue_(std::move(other.queue_)), on_end_(std::exchange(other.on_end_, nullptr)) {}
  Stream& operator=(Stream&& other) noexcept {
    close();
    queue_ = std::move(other.queue_);
    on_end_ = std::exchange(other.on_end_, nullptr);
    return *this;
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// The next element, oldest first; nullopt at the end, and then failure() says why. One reader at a time.
  io::Task<std::optional<T>> next() {
    const auto queue = queue_;
    while (!queue->has_element()) {
      if (queue->failure()) co_return std::nullopt;
      co_await queue->wait();
    }
    co_return queue->pop();
  }
  /// An element that is there already.
  std::optional<T> try_next() { return queue_->has_element() ? std::optional<T>(queue_->pop()) : std::nullopt; }

  const std::optional<tws::Failure>& failure() const { return queue_->failure(); }
  /// How many were overtaken by a newer one of the same field.
  std::uint64_t conflated() const { return queue_->conflated(); }
  /// Unsubscribes; a reader gets what waits, then the end.
  void close() {
    if (queue_) queue_->fail({tws::FailureReason::cancelled, 0, "closed by its owner"});
    if (const auto on_end = std::exchange(on_end_, nullptr)) on_end();
  }

 private:
  std::shared_ptr<StreamQueue<T>> queue_;
  std::function<void()> on_end_;
};

}  // namespace legwork::tws_client
