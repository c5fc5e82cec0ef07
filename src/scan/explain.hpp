// Explain: each number of a row as "name = formula = formula with the inputs put in = value", for people who check.
#pragma once

#include <string>
#include <vector>

#include "scan/scanner.hpp"

namespace legwork::scan {

struct Explanation {
  std::string column;     // identifier
  std::string formula;    // "net_mid / width"
  std::string inserted;   // "1.25 / 5"
  std::string value;      // "25.0%"
  std::string definition;
};
/// Inputs first, then what is computed from them. Score terms are shown with map, weight and contribution.
std::vector<Explanation> explain(const Scanner& scanner, const VerticalRow& row);

/// A number in its unit as the tables print it: "25.0%", "1.25", "412", "-"; words by name.
std::string format_value(const Scanner& scanner, ColumnId column, const VerticalRow& row);
std::string format_number(Unit unit, double value);

/// The score's parts: contributions sum to the score. An unknown input counts as half (neutral) and says so.
struct Contribution {
  std::string column;
  double value = 0, mapped = 0, weight = 0, points = 0;
  bool known = true;
};
std::vector<Contribution> score_contributions(const Legs& legs, const VerticalRow& row);

}  // namespace legwork::scan
