// Formula: the text in the catalogue that says how a column follows from others, as something that can be checked: identifiers
// are looked up, numbers put in, and the whole evaluated. A test holds every formula against its kernel.
//
//   sum := product (("+" | "-") product)*     product := unary (("*" | "/") unary)*     unary := "-" unary | atom
//   atom := number | identifier | function "(" sum ("," sum)* ")" | "(" sum ")"
// Functions: min max abs sqrt exp ln if(flag, then, else). Others (prob_above …) name a method: such a formula can be read, not evaluated.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace legwork::scan {

using Lookup = std::function<std::optional<double>(std::string_view identifier)>;

/// nullopt when it uses a function or identifier that is not known here.
std::optional<double> evaluate_formula(std::string_view formula, const Lookup& lookup);

/// The formula with every identifier that `text` knows replaced by what it returns; function names stay.
std::string insert_values(std::string_view formula, const std::function<std::optional<std::string>(std::string_view)>& text);

/// Identifiers that are not functions, in order of appearance, each once.
std::vector<std::string_view> identifiers(std::string_view formula);

}  // namespace legwork::scan
