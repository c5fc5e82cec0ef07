// The terminal: colours and progress, only where a person looks. Pipes and files get neither.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

namespace legwork::apps {

enum class Ink { plain, bold, dim, good, warn, bad };

/// Coloured when `stream` is a terminal, NO_COLOR is unset and TERM is not "dumb" (https://no-color.org).
std::string paint(std::FILE* stream, Ink ink, std::string_view text);
bool is_terminal(std::FILE* stream);
/// Columns of the terminal; 0 when `stream` is none.
int terminal_width(std::FILE* stream);

/// One line on stderr for work that takes over a second; erased when done.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view what, double done, double total);
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace legwork::apps
