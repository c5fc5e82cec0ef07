// Transport: the port through which bytes pass, as a TCP connection or one end of an in-memory pipe. Owned by one coroutine loop on one
// executor; at most one read and one write at a time. Connector and Listener make transports. Every failure is a Result with code io.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "io/endpoint.hpp"
#include "io/task.hpp"

namespace legwork::io {

class Transport {
 public:
  Transport() = default;
  virtual ~Transport() = default;  // closes
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// Waits for at least one byte; 0 when the peer has ended its side. `into` is not empty and stays until the task ends.
  virtual Task<core::Result<std::size_t>> read_some(std::span<char> into) = 0;
  /// Waits until at least one byte of `bytes` is taken and says how many. `bytes` is not empty and stays until the task ends.
  virtual Task<core::Result<std::size_t>> write_some(std::string_view bytes) = 0;
  /// Ends our side: the peer reads what is under way and then the end. We can still read.
  virtual void end_writing() = 0;
  /// Ends both sides; a read or write in flight returns an error. Closing twice is allowed.
  virtual void close() = 0;
  /// "host:port" of the other side, for logs.
  virtual std::string peer() const = 0;

  /// All of `bytes`.
  Task<core::Result<void>> write(std::string_view bytes);
};

class Connector {
 public:
  Connector() = default;
  virtual ~Connector() = default;
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  /// Errors: io, naming the endpoint; nobody listens, no such host, or `deadline` passed.
  virtual Task<core::Result<std::unique_ptr<Transport>>> connect(Endpoint to, core::TimePoint deadline) = 0;
};

class Listener {
 public:
  Listener() = default;
  virtual ~Listener() = default;  // closes
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// The next connection. Errors: io, once closed; others pass (a client that went away while queued) and accept may be called again.
  virtual Task<core::Result<std::unique_ptr<Transport>>> accept() = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;
  /// Where clients connect to; the port is the real one when 0 was asked for.
  virtual Endpoint local() const = 0;
};

}  // namespace legwork::io
