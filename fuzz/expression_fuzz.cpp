// Any bytes as a filter expression, of both tables: a located error or a tree whose canonical text reads back as the same tree and
// compiles to a program that can be evaluated.
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/assert.hpp"
#include "scan/program.hpp"

namespace {

namespace scan = legwork::scan;
using legwork::core::ErrorCode;

class NoWords final : public scan::WordResolver {
 public:
  double resolve(scan::Table, scan::ColumnId, std::string_view) const override { return -1; }
};

void check_error(const legwork::core::Error& error, std::string_view text) {
  ASSERT(!error.message.empty());
  ASSERT(error.where.line >= 1 && error.where.column >= 1 && error.where.column <= text.size() + 1);
}

/// Every filter has a truth value, and with every input unknown it is never yes by accident of a NaN.
void check_program(const scan::Expression& expression) {
  const auto program = scan::compile(expression, NoWords{});
  ASSERT(program.has_value());
  for (const scan::Conjunct& c : program->conjuncts) {
    ASSERT(!c.code.empty() && c.stack >= 1 && c.stack <= scan::stack_max && !c.columns.empty());
    const scan::Truth blind = scan::evaluate(c, [](scan::ColumnId) { return std::numeric_limits<double>::quiet_NaN(); });
    ASSERT(blind == scan::Truth::unknown);
    ASSERT(scan::evaluate(c, [](scan::ColumnId) { return 1.0; }) != scan::Truth::unknown);
  }
}

void check(scan::Table table, std::string_view text) {
  const auto first = scan::parse_expression(table, text);
  if (!first) return check_error(first.error(), text);
  const std::string canonical = scan::to_string(*first);
  const auto second = scan::parse_expression(table, canonical);
  if (!second) {
    ASSERT(second.error().code == ErrorCode::too_large, "{}", canonical);  // the canonical text may be the longer one
    return;
  }
  ASSERT(*first->root == *second->root, "{}", canonical);
  ASSERT(scan::to_string(*second) == canonical);
  check_program(*first);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(scan::Table::spreads, text);
  check(scan::Table::options, text);
  return 0;
}
