#include "io/local_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "io/stream_transport.hpp"

namespace legwork::io {
namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;
namespace {

constexpr std::size_t path_bytes_max = sizeof(sockaddr_un{}.sun_path) - 1;
constexpr mode_t others_may_write = S_IWGRP | S_IWOTH;
constexpr mode_t permissions = S_IRWXU | S_IRWXG | S_IRWXO;
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

error_code last_error() { return {errno, boost::system::system_category()}; }

/// A descriptor, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int operator*() const { return number_; }

 private:
  int number_;
};

core::Result<void> check_path(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos)
    return core::Error{core::ErrorCode::invalid_argument, "a local socket needs the path of a file"};
  if (path.size() > path_bytes_max)
    return core::Error{core::ErrorCode::invalid_argument,
                       fmt::format("{} is too long for a local socket: {} bytes, at most {}; choose "
                                   "a shorter one",
                                   path, path.size(), path_bytes_max)};
  return {};
}

struct Peer {
  std::optional<std::uint32_t> user;  // unset: not connected, or the system does not say
  std::string name;
};

Peer peer_of(int socket) {
#if defined(SO_PEERCRED)
  ucred who{};
  socklen_t size = sizeof who;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.pid == 0) return {{}, "a process that is gone"};
  return {who.uid, fmt::format("process {}", who.pid)};
#else
  uid_t user = 0;
  gid_t group = 0;
  if (::getpeereid(socket, &user, &group) != 0) return {{}, "a process that is gone"};
  return {user, "a local process"};
#endif
}

std::unique_ptr<Transport> transport_of(stream_protocol::socket&& socket, std::string peer) {
  return std::make_unique<StreamTransport<stream_protocol::socket>>(std::move(socket), std::move(peer));
}

Task<core::Result<std::unique_ptr<Transport>>> connect_to(std::string path) {
  const Executor executor = co_await asio::this_coro::executor;
  stream_protocol::socket socket(executor);
  const stream_protocol::endpoint endpoint(path);
  const auto [error] = co_await socket.async_connect(endpoint, as_result);
  const auto what = "cannot connect to " + path;
  if (error == asio::error::connection_refused || error == boost::system::errc::no_such_file_or_directory)
    co_return core::Error{core::ErrorCode::not_found, fmt::format("{}: {}", what, error.message())};
  if (error) co_return failed(what, error);
  auto peer = peer_of(socket.native_handle());
  // A full queue answers EAGAIN, which reads as "on its way" and then as connected, to nobody.
  if (!peer.user) co_return core::Error{core::ErrorCode::io, what + ": too many wait there"};
  if (*peer.user != ::geteuid()) co_return core::Error{core::ErrorCode::io, what + ": another user serves it"};
  co_return transport_of(std::move(socket), std::move(peer.name));
}

/// The folder's, held while a listener takes its place: of two that start at once neither removes the other's file.
core::Result<void> lock(int folder, const std::string& path) {
  if (::flock(folder, LOCK_EX | LOCK_NB) == 0) return {};
  return failed("another process is taking " + path, last_error());
}

core::Result<void> make_folders(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::exists(folder)) return {};
  if (auto made = make_folders(folder.parent_path()); !made) return made;
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
  return failed("cannot make the folder " + folder.string(), last_error());
}

/// Who may write the folder may put a socket of his own in our place.
core::Result<void> check_folder(int descriptor, const std::filesystem::path& folder) {
  struct stat status{};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) return failed("cannot open the folder " + folder.string(), last_error());
  if (status.st_uid != ::geteuid() || (status.st_mode & others_may_write) != 0)
    return core::Error{core::ErrorCode::io, fmt::format("the folder {} is not this user's alone to write; choose one that is, or "
                                                        "chmod 700 it",
                                                        folder.string())};
  return {};
}

/// Removes a socket that nobody listens on.
core::Result<void> clear_place(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return failed("cannot look at " + path, last_error());
  }
  if (!S_ISSOCK(status.st_mode)) return core::Error{core::ErrorCode::io, path + " is there and is no socket; choose another path"};
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const stream_protocol::endpoint at(path);
  if (*probe < 0) return failed("cannot make a socket", last_error());
  // Non-blocking: a queue that is full answers EAGAIN, and somebody lives there too.
  if (::connect(*probe, at.data(), static_cast<socklen_t>(at.size())) == 0 || errno != ECONNREFUSED)
    return core::Error{core::ErrorCode::io, fmt::format("another engine serves {}; stop it first, or choose another path", path)};
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("cannot remove " + path, last_error());
  return {};
}

class LocalListener final : public Listener {
 public:
  LocalListener(stream_protocol::acceptor&& acceptor, std::string path, const struct stat& file, std::uint32_t user)
      : acceptor_(std::move(acceptor)), path_(std::move(path)), device_(file.st_dev), file_(file.st_ino), user_(user) {}
  ~LocalListener() override { LocalListener::close(); }
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

  Task<core::Result<std::unique_ptr<Transport>>> accept() override {
    while (true) {
      auto [error, socket] = co_await acceptor_.async_accept(as_result);
      if (error) co_return failed("accepting on " + path_, error);
      auto peer = peer_of(socket.native_handle());
      if (peer.user == user_) co_return transport_of(std::move(socket), std::move(peer.name));
    }
  }

  /// The file goes first, while it is surely ours.
  void close() override {
    if (!acceptor_.is_open()) return;
    struct stat status{};
    if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == file_) ::unlink(path_.c_str());
    error_code ignored;
    acceptor_.close(ignored);
  }

  bool is_open() const override { return acceptor_.is_open(); }
  Endpoint local() const override { return {path_, 0}; }

 private:
  stream_protocol::acceptor acceptor_;
  std::string path_;
  dev_t device_;
  ino_t file_;
  std::uint32_t user_;
};

}  // namespace

Endpoint local_endpoint(const std::filesystem::path& path) { return {path.string(), 0}; }

Task<core::Result<std::unique_ptr<Transport>>> LocalConnector::connect(Endpoint to, core::TimePoint deadline) {
  using asio::experimental::awaitable_operators::operator||;
  if (const auto good = check_path(to.host); !good) co_return good.error();
  auto first = co_await (connect_to(to.host) || clock_.sleep_until(deadline));
  if (auto* connected = std::get_if<0>(&first)) co_return std::move(*connected);
  co_return core::Error{core::ErrorCode::io, fmt::format("cannot connect to {}: no answer in time", to.host)};
}

core::Result<std::unique_ptr<Listener>> listen_local(const Executor& executor, const std::filesystem::path& path,
                                                     const LocalOptions& options) {
  const auto name = path.string();
  if (auto good = check_path(name); !good) return good.error();
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (auto made = make_folders(folder); !made) return made.error();
  const Descriptor folder_file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (auto good = check_folder(*folder_file, folder); !good) return good.error();
  if (auto locked = lock(*folder_file, name); !locked) return locked.error();
  if (auto cleared = clear_place(name); !cleared) return cleared.error();

  const auto what = "cannot listen on " + name;
  error_code error;
  stream_protocol::acceptor acceptor(executor);
  acceptor.open(stream_protocol(), error);
  // Linux gives the file the mode of its socket, so that it is never wider. Elsewhere this may fail: the check below decides.
  if (!error) (void)::fchmod(acceptor.native_handle(), owner_only);
  if (!error) acceptor.bind(stream_protocol::endpoint(name), error);
  if (error) return failed(what, error);
  struct stat file{};
  if (::lstat(name.c_str(), &file) != 0 || (file.st_mode & permissions & ~owner_only) != 0) {
    ::unlink(name.c_str());
    return core::Error{core::ErrorCode::io, what + ": the system does not keep its file from others"};
  }
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    ::unlink(name.c_str());
    return failed(what, error);
  }
  return std::make_unique<LocalListener>(std::move(acceptor), name, file, options.user.value_or(::geteuid()));
}

}  // namespace legwork::io
