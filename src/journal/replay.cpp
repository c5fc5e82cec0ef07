#include "journal/replay.hpp"

#include <limits>

#include <fmt/format.h>
#include <sqlite3.h>

namespace legwork::journal {
namespace {

constexpr const char* columns_of_all = "SELECT sequence, at_ns, kind, version, body, hash FROM records ORDER BY sequence";
constexpr const char* columns_of_last =
    "SELECT sequence, at_ns, kind, version, body, hash FROM records ORDER BY sequence DESC LIMIT 1";

struct Row {
  trade::Record record;
  Hash hash{};
};

Finding bad(std::uint64_t sequence, std::string_view what) {
  return {Defect::bad_record, sequence, fmt::format("record {} has {}", sequence, what)};
}

/// The row the statement stands on; `expected` names it where it cannot name itself.
boost::system::result<Row, Finding> read_row(const Statement& row, std::uint64_t expected) {
  Row read;
  if (row.type(0) != SQLITE_INTEGER || row.integer(0) <= 0) return bad(expected, "no sequence number that counts from 1");
  read.record.sequence = static_cast<std::uint64_t>(row.integer(0));
  const std::uint64_t at = read.record.sequence;
  if (row.type(1) != SQLITE_INTEGER) return bad(at, "no time");
  read.record.at = core::TimePoint(core::Duration(row.integer(1)));
  if (row.type(2) != SQLITE_TEXT) return bad(at, "no kind");
  const auto kind = trade::RecordKind::parse(row.text(2));
  if (!kind) return bad(at, "a kind that is no name");
  read.record.kind = *kind;
  if (row.type(3) != SQLITE_INTEGER || row.integer(3) < 0 || row.integer(3) > std::numeric_limits<std::uint16_t>::max())
    return bad(at, "no version");
  read.record.version = static_cast<std::uint16_t>(row.integer(3));
  if (row.type(4) != SQLITE_TEXT) return bad(at, "no body");
  read.record.body = row.text(4);
  const auto hash = row.blob(5);
  if (row.type(5) != SQLITE_BLOB || hash.size() != read.hash.size()) return bad(at, "no hash");
  std::copy(hash.begin(), hash.end(), read.hash.begin());
  return read;
}

Finding unreadable(const Database& database, std::uint64_t sequence) {
  return {Defect::unreadable, sequence, core::to_string(database.error(fmt::format("record {} cannot be read", sequence)))};
}

std::optional<Finding> differs(const Head& anchor, std::uint64_t sequence, const Hash& hash) {
  if (sequence != anchor.sequence || hash == anchor.hash) return std::nullopt;
  return Finding{Defect::anchor_differs, sequence,
                 fmt::format("record {} has hash {}, and the anchor says {}: the journal up to it was replaced", sequence,
                             to_hex(hash), to_hex(anchor.hash))};
}

std::optional<Finding> missing_tail(std::uint64_t reached, const Head& anchor) {
  if (reached >= anchor.sequence) return std::nullopt;
  return Finding{Defect::tail_missing, reached + 1,
                 fmt::format("records {} to {} are missing: the journal ends at {}, and the anchor has seen {}", reached + 1,
                             anchor.sequence, reached, anchor.sequence)};
}

/// What is wrong with `row` behind `before`, given the hash it ought to have.
std::optional<Finding> misfit(const Row& row, const Head& before, const Hash& right_hash) {
  const std::uint64_t sequence = row.record.sequence;
  if (sequence != before.sequence + 1)
    return Finding{Defect::gap, before.sequence + 1,
                   fmt::format("record {} is missing: {} is followed by {}", before.sequence + 1, before.sequence, sequence)};
  if (row.hash != right_hash)
    return Finding{Defect::broken_chain, sequence,
                   fmt::format("record {} was changed: its content and its hash do not fit", sequence)};
  return std::nullopt;
}

}  // namespace

ReplayResult replay_records(const Database& database, const std::optional<Head>& anchor, const Visitor& visitor) {
  HashChain chain;
  Head at;
  const Head reach = anchor.value_or(Head{});
  if (const auto wrong = differs(reach, 0, genesis_hash())) return *wrong;
  auto rows = Statement::prepare(database, columns_of_all);
  if (!rows) return unreadable(database, 1);
  int code = rows->step();
  for (; code == SQLITE_ROW; code = rows->step()) {
    const auto row = read_row(*rows, at.sequence + 1);
    if (!row) return row.error();
    if (const auto wrong = misfit(*row, at, chain.next(at.hash, row->record))) return *wrong;
    if (const auto wrong = differs(reach, row->record.sequence, row->hash)) return *wrong;
    at = {row->record.sequence, row->hash, row->record.at};
    if (!visitor(row->record, row->hash)) return at;
  }
  if (code != SQLITE_DONE) return unreadable(database, at.sequence + 1);
  if (const auto wrong = missing_tail(at.sequence, reach)) return *wrong;
  return at;
}

ReplayResult read_head(const Database& database) {
  auto rows = Statement::prepare(database, columns_of_last);
  if (!rows) return unreadable(database, 1);
  const int code = rows->step();
  if (code == SQLITE_DONE) return Head{};
  if (code != SQLITE_ROW) return unreadable(database, 1);
  const auto row = read_row(*rows, 1);
  if (!row) return row.error();
  return Head{row->record.sequence, row->hash, row->record.at};
}

std::optional<Finding> check_anchor(const Database& database, const Head& head, const Head& anchor) {
  if (const auto wrong = missing_tail(head.sequence, anchor)) return wrong;
  if (anchor.sequence == 0) return differs(anchor, 0, genesis_hash());
  auto rows = Statement::prepare(database, "SELECT sequence, at_ns, kind, version, body, hash FROM records WHERE sequence = ?");
  if (!rows) return unreadable(database, anchor.sequence);
  rows->bind(1, static_cast<std::int64_t>(anchor.sequence));
  const int code = rows->step();
  if (code == SQLITE_DONE)
    return Finding{Defect::gap, anchor.sequence, fmt::format("record {} is missing, and the anchor has seen it", anchor.sequence)};
  if (code != SQLITE_ROW) return unreadable(database, anchor.sequence);
  const auto row = read_row(*rows, anchor.sequence);
  if (!row) return row.error();
  return differs(anchor, anchor.sequence, row->hash);
}

}  // namespace legwork::journal
