#include "source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace legwork::checks {
namespace fs = std::filesystem;
namespace {

bool is_ours(const fs::path& folder) {
  const auto name = folder.filename();
  return name != "third_party" && name != "node_modules" && name != "build";
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

// Copies source into code, one construct at a time.
class Stripper {
 public:
  explicit Stripper(std::string_view source) : source_(source) {}

  std::string run() {
    while (at_ < source_.size()) step();
    return std::move(code_);
  }

 private:
  bool next_is(std::string_view text) const { return source_.substr(at_, text.size()) == text; }

  void keep(std::size_t count) {
    code_ += source_.substr(at_, count);
    at_ = std::min(at_ + count, source_.size());
  }

  void blank_until(std::size_t end) {
    for (end = std::min(end, source_.size()); at_ < end; ++at_) code_ += source_[at_] == '\n' ? '\n' : ' ';
  }

  std::size_t end_of(std::string_view mark, std::size_t from) const {
    const auto found = source_.find(mark, from);
    return found == std::string_view::npos ? source_.size() : found;
  }

  void step() {
    if (next_is("//")) return blank_until(end_of("\n", at_));
    if (next_is("/*")) return blank_until(end_of("*/", at_ + 2) + 2);
    if (next_is("R\"")) return raw_literal();
    if (next_is("\"") || (next_is("'") && !is_digit_separator())) return literal(source_[at_]);
    keep(1);
  }

  // 1'000'000: the apostrophe follows a digit or letter of the number.
  bool is_digit_separator() const {
    return at_ > 0 && std::isalnum(static_cast<unsigned char>(source_[at_ - 1])) != 0 && at_ + 1 < source_.size() &&
           std::isxdigit(static_cast<unsigned char>(source_[at_ + 1])) != 0 && source_.substr(at_ + 2, 1) != "'";
  }

  void literal(char quote) {
    keep(1);
    std::size_t end = at_;
    while (end < source_.size() && source_[end] != quote && source_[end] != '\n') end += source_[end] == '\\' ? 2 : 1;
    blank_until(end);
    keep(1);
  }

  void raw_literal() {
    const auto open = end_of("(", at_);
    const std::string close = ")" + std::string(source_.substr(at_ + 2, open - at_ - 2)) + "\"";
    keep(2);
    blank_until(end_of(close, open) + close.size());
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string code_;
};

}  // namespace

std::string to_string(const Violation& violation) {
  return violation.path + ":" + std::to_string(violation.line) + ": " + violation.message;
}

std::string to_string(const std::vector<Violation>& violations) {
  std::string text;
  for (const auto& violation : violations) text += to_string(violation) + "\n";
  return text;
}

std::vector<std::string> files(const fs::path& root, std::string_view folder, const std::vector<std::string>& extensions) {
  std::vector<std::string> found;
  if (!fs::is_directory(root / folder)) return found;
  for (auto it = fs::recursive_directory_iterator(root / folder); it != fs::recursive_directory_iterator(); ++it) {
    if (it->is_directory()) {
      if (!is_ours(it->path())) it.disable_recursion_pending();
    } else if (std::ranges::find(extensions, it->path().extension().string()) != extensions.end()) {
      found.push_back(it->path().lexically_relative(root).generic_string());
    }
  }
  std::ranges::sort(found);
  return found;
}

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> lines(std::string_view text) { return fields(text, '\n'); }

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

std::vector<std::string> fields(std::string_view line, char separator) {
  std::vector<std::string> found;
  while (true) {
    const auto end = line.find(separator);
    found.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return found;
    line.remove_prefix(end + 1);
  }
}

std::string code_only(std::string_view source) { return Stripper(source).run(); }

}  // namespace legwork::checks
