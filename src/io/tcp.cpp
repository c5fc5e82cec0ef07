#include "io/tcp.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include "io/stream_transport.hpp"

namespace legwork::io {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
namespace {

/// A peer that is gone without a word is noticed after about a minute even when nobody writes.
void keep_alive(tcp::socket& socket) {
  error_code ignored;  // what a platform lacks only makes the loss seen later
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
#if defined(TCP_KEEPIDLE) && defined(TCP_KEEPINTVL) && defined(TCP_KEEPCNT)
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>(30), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>(10), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>(3), ignored);
#endif
}

std::string peer_name(const tcp::socket& socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return "a peer that is gone";
  return to_string(Endpoint{remote.address().to_string(), remote.port()});
}

std::unique_ptr<Transport> transport_of(tcp::socket&& socket) {
  auto peer = peer_name(socket);
  keep_alive(socket);
  return std::make_unique<StreamTransport<tcp::socket>>(std::move(socket), std::move(peer));
}

Task<core::Result<std::unique_ptr<Transport>>> connect_any(Endpoint to) {
  const Executor executor = co_await asio::this_coro::executor;
  const auto what = "cannot connect to " + to_string(to);
  error_code error;
  const auto address = asio::ip::make_address(to.host, error);
  tcp::socket socket(executor);
  if (!error) {
    const auto [connect_error] = co_await socket.async_connect(tcp::endpoint(address, to.port), as_result);
    if (connect_error) co_return failed(what, connect_error);
  } else {
    tcp::resolver resolver(executor);
    const auto port = std::to_string(to.port);
    const auto [resolve_error, found] = co_await resolver.async_resolve(to.host, port, as_result);
    if (resolve_error) co_return failed(what, resolve_error);
    const auto [connect_error, used] = co_await asio::async_connect(socket, found, as_result);
    if (connect_error) co_return failed(what, connect_error);
  }
  co_return transport_of(std::move(socket));
}

class TcpListener final : public Listener {
 public:
  explicit TcpListener(tcp::acceptor&& acceptor) : acceptor_(std::move(acceptor)) {
    const auto at = acceptor_.local_endpoint();
    local_ = {at.address().to_string(), at.port()};
  }

  Task<core::Result<std::unique_ptr<Transport>>> accept() override {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (error) co_return failed("accepting on " + to_string(local_), error);
    co_return transport_of(std::move(socket));
  }

  void close() override {
    error_code ignored;
    acceptor_.close(ignored);
  }

  bool is_open() const override { return acceptor_.is_open(); }
  Endpoint local() const override { return local_; }

 private:
  tcp::acceptor acceptor_;
  Endpoint local_;
};

}  // namespace

Task<core::Result<std::unique_ptr<Transport>>> TcpConnector::connect(Endpoint to, core::TimePoint deadline) {
  using asio::experimental::awaitable_operators::operator||;
  auto first = co_await (connect_any(to) || clock_.sleep_until(deadline));
  if (auto* connected = std::get_if<0>(&first)) co_return std::move(*connected);
  co_return core::Error{core::ErrorCode::io, fmt::format("cannot connect to {}: no answer in time", to_string(to))};
}

core::Result<std::unique_ptr<Listener>> listen_tcp(const Executor& executor, const Endpoint& at) {
  error_code error;
  const auto address = asio::ip::make_address(at.host, error);
  if (error) return core::Error{core::ErrorCode::parse, fmt::format("'{}' is no address to listen on", at.host)};
  const tcp::endpoint endpoint(address, at.port);
  tcp::acceptor acceptor(executor);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed("cannot listen on " + to_string(at), error);
  return std::make_unique<TcpListener>(std::move(acceptor));
}

}  // namespace legwork::io
