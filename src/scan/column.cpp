#include "scan/column.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/assert.hpp"
#include "scan/columns.hpp"

namespace legwork::scan {
namespace {

/// Catalogue order: inputs (filter number 0) first, then by filter number, within that as defined.
template <class C>
void order(std::vector<C>& columns) {
  std::vector<std::pair<int, std::size_t>> keys;
  for (std::size_t i = 0; i < columns.size(); ++i) keys.emplace_back(columns[i].info.filter, i);
  std::ranges::sort(keys);
  std::vector<C> ordered;
  for (const auto& [filter, i] : keys) ordered.push_back(columns[i]);
  columns = std::move(ordered);
}

struct Catalogue {
  std::vector<ColumnInfo> infos;
  std::unordered_map<std::string_view, ColumnId> index;  // looked up only, never iterated

  template <class C>
  explicit Catalogue(const std::vector<C>& columns) {
    for (const C& c : columns) {
      const bool fresh = index.emplace(c.info.id, ColumnId(static_cast<std::uint16_t>(infos.size()))).second;
      ASSERT(fresh, "column {} is defined twice", c.info.id);
      infos.push_back(c.info);
    }
  }
};

const Catalogue& catalogue_of(Table table) {
  static const Catalogue options(tables().options);
  static const Catalogue spreads(tables().spreads);
  return table == Table::options ? options : spreads;
}

/// Edit distance, bounded by the identifiers' short lengths (Levenshtein 1966).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

constexpr std::array<std::string_view, 4> structures{"bull_put", "bear_call", "bull_call", "bear_put"};
constexpr std::array<std::string_view, 2> rights{"put", "call"};
constexpr std::array<std::string_view, 5> cycles{"daily", "weekly", "monthly", "quarterly", "leap"};
constexpr std::array<std::string_view, 2> settlements{"am", "pm"};
constexpr std::array<std::string_view, 2> styles{"american", "european"};
constexpr std::array<std::string_view, 2> deliveries{"physical", "cash"};
constexpr std::array<std::string_view, 3> types{"index", "etf", "stock"};
constexpr std::array<std::string_view, 3> report_times{"before_open", "during_session", "after_close"};
constexpr std::array<std::string_view, 4> grades{"D", "C", "B", "A"};

}  // namespace

const Tables& tables() {
  static const Tables built = [] {
    Tables t;
    t.add_underlying_columns();
    t.add_expiry_columns();
    t.add_leg_columns();
    t.add_vertical_columns();
    t.add_event_columns();
    t.add_book_columns();
    order(t.options);
    order(t.spreads);
    return t;
  }();
  return built;
}

std::string_view to_string(Unit unit) {
  switch (unit) {
    case Unit::none:
    case Unit::ratio: return "";
    case Unit::percent: return "%";
    case Unit::percent_per_year: return "%/yr";
    case Unit::percent_per_day: return "%/day";
    case Unit::usd: return "USD";
    case Unit::usd_per_share: return "USD/share";
    case Unit::usd_per_day: return "USD/day";
    case Unit::usd_per_vol_point: return "USD/vol point";
    case Unit::shares: return "shares";
    case Unit::shares_per_usd: return "shares/USD";
    case Unit::contracts: return "contracts";
    case Unit::strikes: return "strikes";
    case Unit::seconds: return "s";
    case Unit::days: return "days";
    case Unit::points: return "0-100";
    case Unit::sigmas: return "sigma";
    case Unit::score: return "0-100";
  }
  return "";
}

std::span<const ColumnInfo> catalogue(Table table) { return catalogue_of(table).infos; }

const ColumnInfo& info(Table table, ColumnId id) { return catalogue(table)[id.value()]; }

std::optional<ColumnId> find_column(Table table, std::string_view id) {
  const auto& index = catalogue_of(table).index;
  const auto found = index.find(id);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> similar_columns(Table table, std::string_view id) {
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const ColumnInfo& c : catalogue(table)) {
    const bool contains = id.size() >= 3 && c.id.find(id) != std::string_view::npos;
    const std::size_t d = contains ? 1 : distance(id, c.id);
    if (d <= std::max<std::size_t>(2, id.size() / 3)) near.emplace_back(d, c.id);
  }
  std::ranges::sort(near);
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i) ids.push_back(near[i].second);
  return ids;
}

std::span<const std::string_view> words(Table table, ColumnId id) {
  const std::string_view column = info(table, id).id;
  if (column == "structure") return structures;
  if (column == "right") return rights;
  if (column == "expiry_class") return cycles;
  if (column == "settlement") return settlements;
  if (column == "exercise") return styles;
  if (column == "delivery") return deliveries;
  if (column == "underlying_type") return types;
  if (column == "earnings_time") return report_times;
  if (column.ends_with("confidence")) return grades;
  return {};
}

}  // namespace legwork::scan
