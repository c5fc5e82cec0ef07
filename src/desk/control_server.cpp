#include "desk/control_server.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "io/signal.hpp"

namespace legwork::desk {
using namespace boost::asio::experimental::awaitable_operators;
namespace {

constexpr std::size_t read_bytes = std::size_t{16} * 1024;
/// After an accept that failed, as when descriptors ran out: it would fail again at once.
constexpr std::chrono::milliseconds accept_pause{100};
/// What a reader has to take the last lines when the server stops.
constexpr std::chrono::milliseconds leave_max{500};

}  // namespace

/// One connection. Its coroutine owns it; a reply only knows it, and finds it gone.
class ControlServer::Link : public std::enable_shared_from_this<Link> {
 public:
  Link(const io::Executor& executor, io::Clock& clock, std::unique_ptr<io::Transport> transport,
       std::shared_ptr<const Handler> handler, const ControlServerOptions& options)
      : clock_(clock),
        transport_(std::move(transport)),
        handler_(std::move(handler)),
        options_(options),
        writable_(executor),
        quiet_(executor),
        active_at_(clock.now()) {}

  io::Task<void> read();
  io::Task<void> write();
  io::Task<void> watch();

  /// Says why, and closes when that is read.
  void turn_away(const ControlError& why) {
    send(control_refusal("null", why));
    hear_no_more();
  }
  /// Writes what is waiting, not what is still owed.
  void leave() {
    leaves_ = true;
    active_at_ = clock_.now();
    hear_no_more();
    quiet_.notify();
  }
  void drop() {
    is_over_ = true;
    transport_->close();
    writable_.notify();
  }

 private:
  void take_lines(std::string& buffer);
  void take(std::string_view line);
  void refuse(const ControlRefusal& refusal);
  bool on_reply(std::string&& line, bool is_last);
  bool send(const std::string& line);
  void hear_no_more() {
    hears_ = false;
    writable_.notify();
  }

  io::Clock& clock_;
  std::unique_ptr<io::Transport> transport_;
  std::shared_ptr<const Handler> handler_;
  ControlServerOptions options_;
  std::string waiting_;  // lines to be written
  std::size_t leaving_bytes_ = 0;  // taken by write() and not yet written
  std::size_t requests_out_ = 0;
  int garbage_ = 0;
  bool hears_ = true;  // false: its side has ended, or we listen no more; what is owed is still written
  bool leaves_ = false;
  bool is_over_ = false;
  io::Signal writable_, quiet_;
  core::TimePoint active_at_;
};

io::Task<void> ControlServer::Link::read() {
  std::string buffer, piece(read_bytes, '\0');
  while (hears_) {
    const auto got = co_await transport_->read_some(piece);
    if (!got) co_return;
    if (*got == 0) {
      hear_no_more();
      break;
    }
    buffer.append(piece, 0, *got);
    take_lines(buffer);
  }
  while (true) co_await quiet_.wait();  // write() ends this when nothing is owed, or watch()
}

void ControlServer::Link::take_lines(std::string& buffer) {
  std::size_t from = 0;
  for (auto end = buffer.find('\n'); end != std::string::npos && hears_; end = buffer.find('\n', from)) {
    take(std::string_view(buffer).substr(from, end - from));
    from = end + 1;
  }
  buffer.erase(0, from);
  if (hears_ && buffer.size() > options_.line_bytes_max)
    turn_away({"too_large", fmt::format("a line has at most {} bytes", options_.line_bytes_max)});
}

void ControlServer::Link::take(std::string_view line) {
  active_at_ = clock_.now();
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return;  // a person at a terminal
  if (line.size() > options_.line_bytes_max)
    return turn_away({"too_large", fmt::format("a line has at most {} bytes", options_.line_bytes_max)});
  auto parsed = parse_control_request(line);
  if (const auto* const refusal = std::get_if<ControlRefusal>(&parsed)) return refuse(*refusal);
  garbage_ = 0;
  auto& request = std::get<ControlRequest>(parsed);
  if (requests_out_ >= options_.requests_out_max) {
    send(control_refusal(request.id, {"busy", fmt::format("{} requests of this connection wait for an answer", requests_out_)}));
    return;
  }
  ++requests_out_;
  ControlReply reply(request.id, [link = weak_from_this()](std::string&& text, bool is_last) {
    const auto self = link.lock();
    return self && self->on_reply(std::move(text), is_last);
  });
  (*handler_)(std::move(request), std::move(reply));
}

void ControlServer::Link::refuse(const ControlRefusal& refusal) {
  send(control_refusal(refusal.id, refusal.error));
  if (++garbage_ >= options_.garbage_max) hear_no_more();
}

bool ControlServer::Link::on_reply(std::string&& line, bool is_last) {
  active_at_ = clock_.now();
  if (is_last) --requests_out_;
  return send(line);
}

bool ControlServer::Link::send(const std::string& line) {
  if (is_over_) return false;
  waiting_ += line;
  if (waiting_.size() + leaving_bytes_ > options_.backlog_bytes_max) {
    drop();
    return false;
  }
  writable_.notify();
  return true;
}

io::Task<void> ControlServer::Link::write() {
  while (!is_over_) {
    if (waiting_.empty()) {
      if (!hears_ && (leaves_ || requests_out_ == 0)) co_return;
      co_await writable_.wait();
      continue;
    }
    const std::string bytes = std::exchange(waiting_, {});
    leaving_bytes_ = bytes.size();
    const auto written = co_await transport_->write(bytes);
    leaving_bytes_ = 0;
    if (!written) co_return;
  }
}

/// Ends a connection that says nothing and is owed nothing; and one whose asker left, so that no lost reply keeps its place for ever.
io::Task<void> ControlServer::Link::watch() {
  while (!is_over_) {
    const auto now = clock_.now();
    const bool is_waited_for = hears_ && requests_out_ > 0;
    if (is_waited_for) active_at_ = now;
    const auto until = active_at_ + (leaves_ ? core::Duration(leave_max) : options_.idle_max);
    if (until <= now) co_return;
    co_await (quiet_.wait() || clock_.sleep_until(until));
  }
}

ControlServer::ControlServer(io::Executor executor, io::Clock& clock, std::unique_ptr<io::Listener> listener, Handler handler,
                             ControlServerOptions options)
    : executor_(std::move(executor)),
      clock_(clock),
      listener_(std::move(listener)),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      options_(options),
      tasks_(executor_) {}
ControlServer::~ControlServer() = default;

io::Task<void> ControlServer::run() {
  while (listener_->is_open()) {
    auto accepted = co_await listener_->accept();
    if (accepted) {
      admit(std::move(*accepted));
    } else if (listener_->is_open()) {
      const auto until = clock_.now() + accept_pause;
      co_await clock_.sleep_until(until);
    }
  }
  co_await tasks_.join();
}

void ControlServer::admit(std::unique_ptr<io::Transport> transport) {
  std::erase_if(links_, [](const auto& link) { return link.expired(); });
  const auto before = links_.size();
  auto link = std::make_shared<Link>(executor_, clock_, std::move(transport), handler_, options_);
  links_.emplace_back(link);
  if (before >= options_.connections_max)
    link->turn_away({"busy", fmt::format("the engine serves {} connections already", before)});
  tasks_.spawn(serve(std::move(link)));
}

io::Task<void> ControlServer::serve(std::shared_ptr<Link> link) {
  co_await (link->read() || link->write() || link->watch());
  link->drop();
}

void ControlServer::stop() {
  listener_->close();
  for (const auto& one : links_) {
    if (const auto link = one.lock()) link->leave();
  }
}

std::size_t ControlServer::connections() const {
  return static_cast<std::size_t>(std::ranges::count_if(links_, [](const auto& link) { return !link.expired(); }));
}

}  // namespace legwork::desk
