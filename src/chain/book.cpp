#include "chain/book.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "chain/contract_terms.hpp"
#include "core/assert.hpp"
#include "pricing/technical.hpp"

namespace legwork::chain {

namespace {

constexpr double standard_multiplier = 100;

std::optional<Row> find_contract(const Store& store, const market::OccSymbol& contract) {
  for (const Slice& slice : store.slices()) {
    const Expiry& expiry = store.expiries()[slice.expiry];
    if (expiry.trading_class != contract.root || expiry.date != contract.expiry || slice.right != contract.right) continue;
    for (Row row = slice.begin; row < slice.begin + slice.count; ++row)
      if (store.strike(row) == contract.strike) return row;
  }
  return {};
}

const Underlying* find_underlying(const Store& store, std::string_view symbol) {
  const auto found = std::ranges::find(store.underlyings(), symbol, &Underlying::symbol);
  return found == store.underlyings().end() ? nullptr : &*found;
}

class ExposureSum {
 public:
  ExposureSum(const Store& store, const PriceOf& price_of) : store_(store), price_of_(price_of) {}

  void add(const ShareHolding& held) { add(held.symbol, held.quantity * price(held.symbol), held.symbol); }

  void add(const Holding& held) {
    const auto row = find_contract(store_, held.contract);
    const auto name = market::print_occ(held.contract, market::OccForm::compact);
    const std::string symbol = row ? underlying(*row).symbol : underlying_of(held.contract.root);
    // "AAPL1" delivers something else than 100 shares; only its chain says what.
    const bool adjusted = symbol != held.contract.root && index_class(held.contract.root) == nullptr;
    const double multiplier = row ? store_.contract(*row).multiplier : adjusted ? unknown : standard_multiplier;
    const double own = row ? store_.at(Column::delta, *row) : unknown;
    const double delta = std::isnan(own) ? held.delta : own;
    add(symbol, held.quantity * delta * multiplier * price(symbol), name ? *name : held.contract.root);
  }

  Exposures take() {
    Exposures out;
    for (const auto& [symbol, usd] : usd_)
      if (usd < 0 || usd > 0) out.parts.push_back({symbol, usd});
    out.unknown = std::move(unknown_);
    return out;
  }

 private:
  const Underlying& underlying(Row row) const {
    return store_.underlyings()[store_.expiries()[store_.slices()[store_.slice_of()[row]].expiry].underlying];
  }

  double price(const std::string& symbol) const {
    const Underlying* loaded = find_underlying(store_, symbol);
    return loaded != nullptr && std::isfinite(loaded->spot) ? loaded->spot : price_of_(symbol);
  }

  void add(const std::string& symbol, double usd, const std::string& name) {
    if (std::isfinite(usd))
      usd_[symbol] += usd;
    else
      unknown_.push_back(name);
  }

  const Store& store_;
  const PriceOf& price_of_;
  std::map<std::string, double> usd_;
  std::vector<std::string> unknown_;
};

/// The places of one day in every column of bars, moved on until all stand on the same day; false at the end of any.
bool next_common_day(std::span<const Bars* const> columns, std::vector<std::size_t>& at) {
  for (;;) {
    market::Date latest{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (at[i] >= columns[i]->size()) return false;
      latest = std::max(latest, columns[i]->date[at[i]]);
    }
    bool same = true;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i]->date[at[i]] < latest) {
        ++at[i];
        same = false;
      }
    if (same) return true;
  }
}

}  // namespace

Exposures exposures_of(const Store& store, const Holdings& holdings, market::Date day, const PriceOf& price_of) {
  ExposureSum sum(store, price_of);
  for (const ShareHolding& held : holdings.shares) sum.add(held);
  for (const Holding& held : holdings.options)
    if (held.contract.expiry >= day) sum.add(held);
  return sum.take();
}

double book_correlation(const Bars& own, std::span<const BookPart> book, int lookback, TimePoint as_of) {
  double gross = 0;
  std::vector<const Bars*> columns{&own};
  for (const BookPart& part : book) {
    ASSERT(part.bars != nullptr, "a part of the book without bars");
    columns.push_back(part.bars);
    gross += std::abs(part.usd);
  }
  if (!(gross > 0)) return unknown;
  // The book as one price series, so that the sum of log returns is its own log return.
  std::vector<double> own_close, book_level;
  std::vector<std::size_t> at(columns.size(), 0), before;
  market::Date last{};
  while (next_common_day(columns, at)) {
    double log_return = 0;
    for (std::size_t i = 1; i < columns.size() && !before.empty(); ++i)
      log_return += book[i - 1].usd / gross * std::log(columns[i]->close[at[i]] / columns[i]->close[before[i]]);
    last = own.date[at[0]];
    own_close.push_back(own.close[at[0]]);
    book_level.push_back(before.empty() ? 1.0 : book_level.back() * std::exp(log_return));
    before = at;
    for (std::size_t& place : at) ++place;
  }
  return !own_close.empty() && is_recent(last, as_of) ? pricing::correlation(own_close, book_level, lookback) : unknown;
}

}  // namespace legwork::chain
