#include "scan/condition_reader.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

namespace legwork::scan {
namespace {

using core::ErrorCode;
using Kind = Token::Kind;
using Problem = std::optional<core::Error>;

bool takes_percent(Unit unit) {
  return unit == Unit::percent || unit == Unit::percent_per_year || unit == Unit::percent_per_day || unit == Unit::ratio ||
         unit == Unit::none;
}

/// Place in a column's fixed list of words, in any case.
std::optional<std::size_t> word_index(Table table, ColumnId column, std::string_view word) {
  const auto list = words(table, column);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (lowercase(list[i]) == lowercase(word)) return i;
  return std::nullopt;
}

class Reader {
 public:
  Reader(Table table, std::string_view text, const Token& value) : table_(table), text_(text), value_(value) {}

  Problem read(Condition& c) const {
    const ColumnInfo& column = info(table_, c.column);
    if (!is_literal(value_.kind) && value_.kind != Kind::word)
      return wrong(ErrorCode::parse, fmt::format("expected {} for '{}', found {}", kind_of(column.type), column.id, found(value_)));
    switch (column.type) {
      case Type::number: return read_number_of(c, column);
      case Type::flag: return read_flag(c, column);
      case Type::word: return read_word(c, column);
    }
    return std::nullopt;
  }

 private:
  static std::string_view kind_of(Type type) {
    return type == Type::number ? "a number" : type == Type::flag ? "true or false" : "a word";
  }

  core::Error wrong(ErrorCode code, std::string message) const { return error_at(code, text_, value_, std::move(message)); }

  Problem read_number_of(Condition& c, const ColumnInfo& column) const {
    if (value_.kind != Kind::number) {
      const bool is_column = value_.kind == Kind::word && find_column(table_, value_.word);
      return wrong(ErrorCode::invalid_argument, fmt::format("expected a number for '{}', found '{}'{}", column.id, value_.text,
                                                            is_column ? "; a column is compared with a constant only" : ""));
    }
    if (value_.percent && !takes_percent(column.unit))
      return wrong(ErrorCode::invalid_argument, fmt::format("'{}' is counted in {}, not in percent; write {}", column.id,
                                                            to_string(column.unit), value_.text.substr(0, value_.text.size() - 1)));
    c.number = value_.number;
    return std::nullopt;
  }

  Problem read_flag(Condition& c, const ColumnInfo& column) const {
    if (value_.kind != Kind::yes && value_.kind != Kind::no)
      return wrong(ErrorCode::invalid_argument, fmt::format("expected true or false for '{}', found '{}'", column.id, value_.text));
    c.number = value_.kind == Kind::yes ? 1.0 : 0.0;
    return std::nullopt;
  }

  Problem read_word(Condition& c, const ColumnInfo& column) const {
    if (value_.kind != Kind::word && value_.kind != Kind::quoted)
      return wrong(ErrorCode::invalid_argument,
                   fmt::format("expected a word for '{}', found {}; put quotes around it", column.id, value_.text));
    const auto list = words(table_, c.column);
    const auto index = word_index(table_, c.column, value_.word);
    if (!list.empty() && !index)
      return wrong(ErrorCode::not_found,
                   fmt::format("'{}' cannot be '{}'; it is one of {}", column.id, value_.word, fmt::join(list, ", ")));
    c.word = index ? std::string(list[*index]) : value_.word;
    return std::nullopt;
  }

  Table table_;
  std::string_view text_;
  const Token& value_;
};

/// Grades are ordered, A best; the words of other columns stand in some order only because a list must.
bool has_order(const ColumnInfo& column) {
  return column.type == Type::number || (column.type == Type::word && column.id.ends_with("confidence"));
}

std::string no_order(Table table, ColumnId id) {
  const ColumnInfo& column = info(table, id);
  if (column.type == Type::flag) return fmt::format("{0} is true or false; write {0} or not {0}", column.id);
  const auto list = words(table, id);
  return fmt::format("{} is a name without an order: it can only be = or != something, or in {{{}}}", column.id,
                     list.empty() ? "…" : fmt::format("{}", fmt::join(list, ", ")));
}

}  // namespace

bool is_literal(Kind kind) { return kind == Kind::number || kind == Kind::quoted || kind == Kind::yes || kind == Kind::no; }

core::Result<Condition> read_condition(Table table, std::string_view text, Condition condition, const Token& op_at,
                                       const Token& value) {
  if (is_order(condition.op) && !has_order(info(table, condition.column)))
    return error_at(ErrorCode::invalid_argument, text, op_at, no_order(table, condition.column));
  if (const Problem problem = Reader(table, text, value).read(condition)) return *problem;
  return condition;
}

bool in_order(Table table, const Condition& low, const Condition& high) {
  if (info(table, low.column).type != Type::word) return low.number <= high.number;
  return word_index(table, low.column, low.word) <= word_index(table, low.column, high.word);
}

bool is_order(Compare op) { return op != Compare::equal && op != Compare::not_equal; }

std::string lowercase(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

}  // namespace legwork::scan
