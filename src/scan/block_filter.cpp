#include "scan/block_filter.hpp"

#include <algorithm>

#include "scan/priced.hpp"

namespace legwork::scan {
namespace {

constexpr auto no = static_cast<std::uint8_t>(Truth::no);
constexpr auto unknown = static_cast<std::uint8_t>(Truth::unknown);
constexpr auto yes = static_cast<std::uint8_t>(Truth::yes);

/// The vector form of compare(): same answers, no branch.
template <class Holds>
void test(const double* values, double constant, Truth* out, std::uint32_t n, Holds holds) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint8_t known = holds(values[i], constant) ? yes : no;
    out[i] = static_cast<Truth>(values[i] != values[i] ? unknown : known);
  }
}

void test(const double* values, Compare op, double c, Truth* out, std::uint32_t n) {
  switch (op) {
    case Compare::less: return test(values, c, out, n, [](double a, double b) { return a < b; });
    case Compare::less_equal: return test(values, c, out, n, [](double a, double b) { return a <= b; });
    case Compare::greater: return test(values, c, out, n, [](double a, double b) { return a > b; });
    case Compare::greater_equal: return test(values, c, out, n, [](double a, double b) { return a >= b; });
    case Compare::equal: return test(values, c, out, n, [](double a, double b) { return a == b; });
    case Compare::not_equal: return test(values, c, out, n, [](double a, double b) { return a != b; });
  }
}

}  // namespace

BlockColumns::BlockColumns() : slots_(catalogue(Table::spreads).size()), score_(find_column(Table::spreads, "score")) {}

void BlockColumns::start(const VerticalBlock& block) {
  block_ = block;
  ++serial_;
}

BlockColumns::Slot& BlockColumns::slot(ColumnId column) {
  auto& slot = slots_[column.value()];
  if (!slot) slot = std::make_unique<Slot>();
  return *slot;
}

std::span<const double> BlockColumns::get(ColumnId column, const Mask& wanted) {
  Slot& s = slot(column);
  if (s.filled != serial_) fill(column, wanted, s.values);
  s.filled = serial_;
  return std::span(s.values).first(block_.n);
}

std::span<const double> BlockColumns::get_above(double floor, ColumnId column, const Mask& wanted) {
  if (column != score_ || slot(column).filled == serial_) return get(column, wanted);
  return score_above_(block_, wanted.rows, floor);
}

void BlockColumns::fill(ColumnId column, const Mask& wanted, std::span<double> out) const {
  constexpr std::uint32_t sparse = 4;  // a row alone costs about this many rows of a block
  if (wanted.count * sparse >= block_.n) return compute(column, block_, out);
  for (std::uint32_t i = 0; i < block_.n; ++i)
    if (wanted.rows[i] != 0)
      out[i] = compute(column, *block_.legs, VerticalRow{block_.slice, block_.short_row, block_.long_begin + i});
}

BlockFilter::BlockFilter(std::span<const Conjunct> conjuncts) {
  std::size_t deepest = 1;
  for (const Conjunct& c : conjuncts) deepest = std::max(deepest, c.stack);
  stack_.resize(deepest);
}

std::span<const Truth> BlockFilter::evaluate(const Conjunct& conjunct, BlockColumns& columns, const Mask& wanted) {
  const std::uint32_t n = columns.block().n;
  std::size_t top = 0;
  const auto combine = [&](auto&& pick) {
    --top;
    Truth* a = stack_[top - 1].data();
    const Truth* b = stack_[top].data();
    for (std::uint32_t i = 0; i < n; ++i) a[i] = pick(a[i], b[i]);
  };
  for (const Instruction& i : conjunct.code) {
    switch (i.kind) {
      case Instruction::Kind::test: test(columns.get(i.column, wanted).data(), i.op, i.constant, stack_[top++].data(), n); break;
      case Instruction::Kind::logical_and: combine([](Truth a, Truth b) { return a < b ? a : b; }); break;
      case Instruction::Kind::logical_or: combine([](Truth a, Truth b) { return a < b ? b : a; }); break;
      case Instruction::Kind::logical_not:
        for (std::uint32_t k = 0; k < n; ++k) stack_[top - 1][k] = !stack_[top - 1][k];
        break;
    }
  }
  return std::span(stack_[0]).first(n);
}

std::uint32_t keep_passing(const Conjunct& conjunct, Missing missing, std::span<const Truth> truths, Mask& mask) {
  const auto least = lets_pass(conjunct, Truth::unknown, missing) ? Truth::unknown : Truth::yes;
  std::uint32_t unknowns = 0, kept = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    const std::uint8_t in = mask.rows[i];
    unknowns += static_cast<std::uint32_t>(in & (truths[i] == Truth::unknown ? 1 : 0));
    mask.rows[i] = static_cast<std::uint8_t>(in & (truths[i] >= least ? 1 : 0));
    kept += mask.rows[i];
  }
  mask.count = kept;
  return unknowns;
}

void keep_priced(const VerticalBlock& block, Mask& mask) {
  LegPair pair = leg_pair(*block.legs, block.slice, block.structure, block.short_row, block.long_begin);
  // Not straight into the mask: its bytes may alias anything, and the columns would be looked up anew for every row.
  std::array<std::uint8_t, VerticalBlock::size_max> priced{};
  for (std::uint32_t i = 0; i < block.n; ++i, ++pair.l) priced[i] = is_priced(pair) ? 1 : 0;
  std::uint8_t* rows = mask.rows.data();
  const std::uint32_t n = block.n;
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < n; ++i) kept += rows[i] &= priced.data()[i];
  mask.count = kept;
}

}  // namespace legwork::scan
