#include "desk/control_client.hpp"

#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace legwork::desk {
namespace {

constexpr std::size_t line_bytes_max = std::size_t{4} << 20U;
constexpr std::string_view id = "1";

std::string name_of(const io::Endpoint& engine) { return engine.port == 0 ? engine.host : io::to_string(engine); }

core::Error failed(core::ErrorCode code, std::string message) { return {code, std::move(message)}; }

/// Lines out of a stream of bytes.
class LineReader {
 public:
  explicit LineReader(io::Transport& from) : from_(from) {}

  io::Task<core::Result<std::string>> next() {
    while (true) {
      if (const auto end = buffer_.find('\n'); end != std::string::npos) {
        auto line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        co_return line;
      }
      if (buffer_.size() > line_bytes_max) co_return failed(core::ErrorCode::too_large, "the engine's answer is too long");
      const auto got = co_await from_.read_some(piece_);
      if (!got) co_return got.error();
      if (*got == 0) co_return failed(core::ErrorCode::io, "the engine ended the connection before its answer");
      buffer_.append(piece_, 0, *got);
    }
  }

 private:
  io::Transport& from_;
  std::string buffer_, piece_ = std::string(std::size_t{64} * 1024, '\0');
};

io::Task<core::Result<ControlAnswer>> converse(io::Transport* engine, std::string line,
                                               std::function<bool(const ControlAnswer&)> on_part) {
  // A refusal may wait to be read though our line found nobody: "busy".
  const auto sent = co_await engine->write(line);
  LineReader lines(*engine);
  while (true) {
    const auto heard = co_await lines.next();
    if (!heard) co_return sent ? heard.error() : sent.error();
    auto answer = parse_control_answer(*heard, id);
    if (!answer) co_return answer.error();
    if (answer->is_last || (on_part && !on_part(*answer))) co_return std::move(*answer);
  }
}

io::Task<core::Result<ControlAnswer>> ask(io::Clock* clock, io::Connector* connector, ControlQuestion question,
                                          core::TimePoint deadline) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto line = control_request_line(question.request, id);
  if (!line) co_return line.error();
  auto engine = co_await connector->connect(question.engine, deadline);
  if (!engine && engine.error().code == core::ErrorCode::invalid_argument) co_return engine.error();
  if (!engine)
    co_return failed(core::ErrorCode::not_found, fmt::format("no engine runs on {}: start one with `legwork engine` ({})",
                                                             name_of(question.engine), engine.error().message));
  auto first = co_await (converse(engine->get(), std::move(*line), std::move(question.on_part)) || clock->sleep_until(deadline));
  if (auto* answer = std::get_if<0>(&first)) co_return std::move(*answer);
  co_return failed(core::ErrorCode::io,
                   fmt::format("the engine on {} has not answered in time; whether it did what it was asked is "
                               "not known",
                               name_of(question.engine)));
}

}  // namespace

io::Task<core::Result<ControlAnswer>> ask_control(io::Clock& clock, io::Connector& connector, ControlQuestion question,
                                                  core::TimePoint deadline) {
  return ask(&clock, &connector, std::move(question), deadline);
}

}  // namespace legwork::desk
