// Parameters: the `key=value` words of a fault, as a plan file writes them and as the catalogue keeps its defaults. Small values; what a
// key may hold is checked once when a plan is read (check_parameters), so the getters below only fall back, they never fail.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace legwork::simgw {

class Parameters {
 public:
  /// Words separated by blanks; a value with blanks stands in double quotes: `code=201 text="No, thank you"`.
  /// Errors: parse, with the word in `where.field`.
  static core::Result<Parameters> parse(std::string_view text);

  void set(std::string key, std::string value);
  /// Those of `other` win.
  void merge(const Parameters& other);

  bool has(std::string_view key) const;
  std::string_view text(std::string_view key, std::string_view fallback = {}) const;
  double number(std::string_view key, double fallback) const;
  int integer(std::string_view key, int fallback) const;
  /// A value in seconds.
  core::Duration duration(std::string_view key, double fallback_seconds) const;
  /// `yes`; anything else is no.
  bool yes(std::string_view key) const { return text(key) == "yes"; }
  /// A value that is a list: `of=openOrder,orderStatus`.
  bool lists(std::string_view key, std::string_view word) const;

  const std::vector<std::pair<std::string, std::string>>& all() const { return words_; }

 private:
  std::vector<std::pair<std::string, std::string>> words_;  // in the order written
};

/// A decimal number that is the whole text.
bool read_number(std::string_view text, double& value);
/// The parts of a comma-separated list.
std::vector<std::string_view> split_list(std::string_view text);

}  // namespace legwork::simgw
