#include "chain/csv_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "chain/csv_header.hpp"
#include "chain/csv_line.hpp"
#include "chain/quote_parser.hpp"
#include "chain/text_source.hpp"

namespace legwork::chain {

void RejectLog::add(std::string_view reason, core::Location where, std::string detail) {
  ++total_;
  const auto entry = by_reason_.find(reason);
  if (entry != by_reason_.end())
    ++entry->second;
  else
    by_reason_.emplace(reason, 1);
  if (first_.size() < kept_max) first_.push_back({core::ErrorCode::parse, std::move(detail), std::move(where)});
}

namespace {

core::Location at(const TextSource& source, std::size_t column = 0, std::string_view field = {}) {
  return {.file = source.name(), .line = source.line_number(), .column = column, .field = std::string(field)};
}

struct Header {
  ColumnMap columns;
  char separator;
};

/// The first of the leading lines that names the columns needed: exports often put a title or two above the header. Errors: of the
/// line that came closest.
core::Result<Header> find_header(TextSource& source, bool date_known) {
  constexpr int lines_searched = 20;
  std::optional<ColumnMap> closest;
  std::size_t closest_line = 0;
  for (int i = 0; i < lines_searched; ++i) {
    const auto line = source.next_line();
    if (!line) break;
    CsvLine header(CsvLine::separator_of(*line));
    if (line->empty() || line->front() == '#' || !header.split(*line)) continue;
    ColumnMap columns(header);
    if (columns.suffices(date_known)) return Header{std::move(columns), header.separator()};
    if (closest && columns.found() <= closest->found()) continue;
    closest = std::move(columns);
    closest_line = source.line_number();
  }
  if (source.failure()) return *source.failure();
  if (!closest) return core::Error{core::ErrorCode::parse, "no header line; the first line must name the columns", at(source)};
  core::Error problem = closest->problem(date_known);
  problem.where.file = source.name();
  problem.where.line = closest_line;
  return problem;
}

/// Fields beyond the header's are allowed only when empty (a separator at the line's end).
bool count_fits(const CsvLine& line, std::size_t expected) {
  if (line.size() < expected) return false;
  const auto& fields = line.fields();
  return std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(expected), fields.end(),
                     [](const CsvField& field) { return field.text.empty(); });
}

class RowReader {
 public:
  RowReader(TextSource& source, Header header, NameHints hints, RejectLog& rejects)
      : source_(source),
        rejects_(rejects),
        line_(header.separator),
        columns_(header.columns),
        parser_(std::move(header.columns), hints) {}

  std::size_t read_all(const std::function<void(Quote&&)>& sink) {
    std::size_t rows = 0;
    Quote quote;
    while (const auto text = source_.next_line()) {
      if (text->empty() || !is_good(*text, quote)) continue;
      sink(std::move(quote));
      ++rows;
    }
    return rows;
  }

 private:
  bool is_good(std::string_view text, Quote& quote) {
    if (!line_.split(text)) {
      rejects_.add("open_quote", at(source_), "a quoted field is not closed on its line; lines may not break inside quotes");
      return false;
    }
    if (!count_fits(line_, columns_.fields())) {
      if (line_.size() == 1 && line_[0].text.empty()) return false;
      rejects_.add("field_count", at(source_),
                   fmt::format("{} fields, the header has {}; quote fields that contain '{}'", line_.size(), columns_.fields(),
                               line_.separator()));
      return false;
    }
    const auto refusal = parser_.parse(line_, quote);
    if (!refusal) return true;
    const auto index = columns_[refusal->field];
    const std::size_t column = index ? line_[*index].column : 0;
    rejects_.add(refusal->reason, at(source_, column, to_string(refusal->field)), refusal->detail);
    return false;
  }

  TextSource& source_;
  RejectLog& rejects_;
  CsvLine line_;
  ColumnMap columns_;
  QuoteParser parser_;
};

core::Error no_good_row(const TextSource& source, const RejectLog& rejects, std::size_t rejected) {
  if (rejected == 0)
    return {core::ErrorCode::parse,
            "a header and no rows; export the chain again",
            {.file = source.name(), .line = 0, .column = 0, .field = {}}};
  std::string message = fmt::format("none of {} rows is good", rejected);
  const auto& first = rejects.first();
  const auto own = std::find_if(first.begin(), first.end(), [&](const auto& e) { return e.where.file == source.name(); });
  if (own != first.end()) message += fmt::format("; the first: {}", core::to_string(*own));
  return {core::ErrorCode::parse, std::move(message), {.file = source.name(), .line = 0, .column = 0, .field = {}}};
}

core::Result<std::size_t> read_rows(core::Result<TextSource> opened, const std::function<void(Quote&&)>& sink, RejectLog& rejects) {
  if (!opened) return opened.error();
  TextSource& source = *opened;
  const NameHints hints = hints_from_name(source.name());
  auto header = find_header(source, hints.date.has_value());
  if (!header) return header.error();
  const std::size_t rejected_before = rejects.total();
  const std::size_t rows = RowReader(source, std::move(*header), hints, rejects).read_all(sink);
  const auto& failure = source.failure();
  // What was read before damaged gzip data is good; a stop by the person or a bound that was hit is not.
  if (failure && (rows == 0 || failure->code != core::ErrorCode::parse)) return *failure;
  if (failure) rejects.add("truncated", failure->where, failure->message);
  if (rows == 0) return no_good_row(source, rejects, rejects.total() - rejected_before);
  return rows;
}

TextLimits limits_of(const ReadOptions& options) { return {options.bytes_max, options.line_bytes_max, options.progress}; }

}  // namespace

core::Result<std::size_t> read_chain_csv(const std::filesystem::path& file, const ReadOptions& options,
                                         const std::function<void(Quote&&)>& sink, RejectLog& rejects) {
  return read_rows(TextSource::open(file, limits_of(options)), sink, rejects);
}

core::Result<std::size_t> read_chain_csv(std::string_view text, std::string_view name, const ReadOptions& options,
                                         const std::function<void(Quote&&)>& sink, RejectLog& rejects) {
  return read_rows(TextSource::from_memory(text, name, limits_of(options)), sink, rejects);
}

}  // namespace legwork::chain
