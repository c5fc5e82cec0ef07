// Program: an expression compiled to a flat list of (column, op, constant) with three-valued logic. The top-level conjunction
// is split into conjuncts, the unit of hoisting, counting and explaining: "this filter removed 412 rows".
// NaN in a column makes a condition unknown (Kleene); what an unknown conjunct means is `Missing`.
#pragma once

#include <algorithm>
#include <array>
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

/// Kleene's logic as an order: `and` is the smaller, `or` the larger, `not` the mirror image.
enum class Truth : std::uint8_t { no = 0, unknown = 1, yes = 2 };
constexpr Truth operator!(Truth a) { return static_cast<Truth>(2 - static_cast<int>(a)); }

Truth compare(double value, Compare op, double constant);

/// A quote of 10 cents is 0.0999… or 0.1000…1 as a difference of doubles: a limit takes in what equals it but for rounding (1e-9,
/// relative above 1). Applied once, when a number becomes an instruction's constant.
double with_slack(Compare op, double limit);
  // NaN value → unknown

/// Postfix: a condition pushes, and/or/not pop.
struct Instruction {
  enum class Kind : std::uint8_t { test, logical_and, logical_or, logical_not };
  Kind kind = Kind::test;
  ColumnId column;
  Compare op{};
  double constant = 0;
};

/// Bound of the postfix stack; compile() refuses what needs more (a parsed expression never does).
inline constexpr std::size_t stack_max = 4 * static_cast<std::size_t>(expression_depth_max);

struct Conjunct {
  std::vector<Instruction> code;
  std::size_t stack = 0;    // values the code holds at once
  Scope scope{};            // the widest scope of its columns; mixed short/long leg columns make it `spread`
  Cost cost{};              // deferred when any column is
  bool required = false;    // unknown rejects even under Missing::skip
  std::string text;         // canonical source, "short_delta in 0.16..0.3"
  std::vector<ColumnId> columns;  // distinct, in order of appearance
  NodePtr source;
};

struct Program {
  Table table{};
  std::vector<Conjunct> conjuncts;
};

/// Resolves words of open sets (symbols, trading classes) to dictionary indices; an unknown word matches nothing.
class WordResolver {
 public:
  WordResolver() = default;
  WordResolver(const WordResolver&) = delete;
  WordResolver& operator=(const WordResolver&) = delete;
  virtual ~WordResolver() = default;
  virtual double resolve(Table table, ColumnId column, std::string_view word) const = 0;
};

/// `required`: identifiers of columns whose conjuncts must not be skipped. Errors: not_found; too_large (a tree built by hand).
core::Result<Program> compile(const Expression& expression, const WordResolver& words, std::span<const std::string> required = {});

/// What an unknown conjunct means for the row.
constexpr bool lets_pass(const Conjunct& conjunct, Truth truth, Missing missing) {
  return truth == Truth::yes || (truth == Truth::unknown && missing == Missing::skip && !conjunct.required);
}

/// Evaluates one conjunct on one row: `value(column)` gives the number.
template <class Value>
Truth evaluate(const Conjunct& conjunct, const Value& value) {
  std::array<Truth, stack_max> stack{};
  std::size_t top = 0;
  for (const Instruction& i : conjunct.code) {
    switch (i.kind) {
      case Instruction::Kind::test: stack[top++] = compare(value(i.column), i.op, i.constant); break;
      case Instruction::Kind::logical_and: --top, stack[top - 1] = std::min(stack[top - 1], stack[top]); break;
      case Instruction::Kind::logical_or: --top, stack[top - 1] = std::max(stack[top - 1], stack[top]); break;
      case Instruction::Kind::logical_not: stack[top - 1] = !stack[top - 1]; break;
    }
  }
  return stack[0];
}

}  // namespace legwork::scan
