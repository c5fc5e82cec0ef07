// StreamTransport: a connected Asio stream socket as a Transport, for TCP and local sockets alike. Private to this folder: included by
// the files that make such sockets. Owned and run as any Transport.
#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/transport.hpp"

namespace legwork::io {

inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

inline core::Error failed(std::string_view what, const boost::system::error_code& error) {
  return {core::ErrorCode::io, fmt::format("{}: {}", what, error.message())};
}

template <class Socket>
class StreamTransport final : public Transport {
 public:
  StreamTransport(Socket&& socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}
  ~StreamTransport() override { StreamTransport::close(); }
  StreamTransport(const StreamTransport&) = delete;
  StreamTransport& operator=(const StreamTransport&) = delete;

  Task<core::Result<std::size_t>> read_some(std::span<char> into) override {
    const auto [error, count] = co_await socket_.async_read_some(boost::asio::buffer(into.data(), into.size()), as_result);
    if (error == boost::asio::error::eof) co_return std::size_t{0};
    if (error) co_return failed("reading from " + peer_, error);
    co_return count;
  }

  Task<core::Result<std::size_t>> write_some(std::string_view bytes) override {
    const auto [error, count] = co_await socket_.async_write_some(boost::asio::buffer(bytes.data(), bytes.size()), as_result);
    if (error) co_return failed("writing to " + peer_, error);
    co_return count;
  }

  void end_writing() override {
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  }

  void close() override {
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::socket_base::shutdown_both, ignored);
    socket_.close(ignored);
  }

  std::string peer() const override { return peer_; }

 private:
  Socket socket_;
  std::string peer_;
};

}  // namespace legwork::io
