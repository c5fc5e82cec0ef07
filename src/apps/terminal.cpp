#include "apps/terminal.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace legwork::apps {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto quiet_time = std::chrono::seconds(1);
constexpr auto refresh = std::chrono::milliseconds(100);

bool colours(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return is_terminal(stream) && !(no_color && *no_color) && !(term && std::string_view(term) == "dumb");
}

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::bold: return "\x1b[1m";
    case Ink::dim: return "\x1b[2m";
    case Ink::good: return "\x1b[32m";
    case Ink::warn: return "\x1b[33m";
    case Ink::bad: return "\x1b[31m";
  }
  return "";
}

}  // namespace

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

int terminal_width(std::FILE* stream) {
  winsize size{};
  return is_terminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string paint(std::FILE* stream, Ink ink, std::string_view text) {
  if (ink == Ink::plain || !colours(stream)) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code(ink), text);
}

Progress::Progress(bool wanted) : enabled_(wanted && is_terminal(stderr)), start_(Clock::now()), last_(start_) {}

void Progress::show(std::string_view what, double done, double total) {
  if (!enabled_) return;
  const auto now = Clock::now();
  if (now - start_ < quiet_time || now - last_ < refresh) return;
  last_ = now;
  shown_ = true;
  const double share = total > 0 ? 100 * done / total : 0;
  fmt::print(stderr, "\r\x1b[K{} {:.0f}%  {:.0f} s", what, share, std::chrono::duration<double>(now - start_).count());
  std::fflush(stderr);
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace legwork::apps
