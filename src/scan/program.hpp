// Program: an expression compiled to a flat list of (column, op, constant) with three-valued logic. The top-level conjunction
// is split into conjuncts, the unit of hoisting, counting and explaining: "this filter removed 412 rows".
// NaN in a column makes a condition unknown (Kleene); what an unknown conjunct means is `Missing`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scan/expression.hpp"

namespace legwork::scan {

enum class Missing : std::uint8_t {
  skip,  // an unknown conjunct lets the row pass, is counted and noticed
  fail,  // an unknown conjunct rejects the row
};

enum class Truth : std::uint8_t { no, yes, unknown };
Truth compare(double value, Compare op, double constant);  // NaN value → unknown

/// Postfix: a condition pushes, and/or/not pop.
struct Instruction {
  enum class Kind : std::uint8_t { test, logical_and, logical_or, logical_not };
  Kind kind = Kind::test;
  ColumnId column;
  Compare op{};
  double constant = 0;
};

struct Conjunct {
  std::vector<Instruction> code;
  Scope scope{};            // the widest scope of its columns; mixed short/long leg columns make it `spread`
  Cost cost{};              // deferred when any column is
  bool required = false;    // unknown rejects even under Missing::skip
  std::string text;         // canonical source, "short_delta in 0.16..0.30"
  std::vector<ColumnId> columns;
};

struct Program {
  Table table{};
  std::vector<Conjunct> conjuncts;
};

/// Resolves words of open sets (symbols, trading classes) to dictionary indices; an unknown word matches nothing.
class WordResolver {
 public:
  virtual ~WordResolver() = default;
  virtual double resolve(ColumnId column, std::string_view word) const = 0;
};

/// `required`: identifiers of columns whose conjuncts must not be skipped. Errors: not_found.
core::Result<Program> compile(const Expression& expression, const WordResolver& words, std::span<const std::string> required = {});

/// Evaluates one conjunct on one row: `value(column)` gives the number.
template <class Value>
Truth evaluate(const Conjunct& conjunct, Value&& value);

}  // namespace legwork::scan
