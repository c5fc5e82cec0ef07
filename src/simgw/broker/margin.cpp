#include "simgw/broker/margin.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace legwork::simgw {
namespace {

constexpr double stock_maintenance = 0.25, stock_initial = 0.50, short_stock_maintenance = 0.30;
constexpr double naked_equity = 0.20, naked_index = 0.15, naked_floor = 0.10;

/// What is left to pair of one underlying.
struct Book {
  std::vector<MarginHolding> short_options, long_options;  // quantity > 0 in both: units left
  std::int64_t long_shares = 0, short_shares = 0;
  double share_mark = 0;
};

std::map<std::string, Book> by_underlying(const std::vector<MarginHolding>& holdings) {
  std::map<std::string, Book> books;
  for (MarginHolding holding : holdings) {
    Book& book = books[holding.underlying];
    if (holding.kind == HoldingKind::stock) {
      (holding.quantity > 0 ? book.long_shares : book.short_shares) += std::abs(holding.quantity);
      book.share_mark = holding.mark;
      continue;
    }
    auto& side = holding.quantity < 0 ? book.short_options : book.long_options;
    holding.quantity = std::abs(holding.quantity);
    if (holding.quantity != 0) side.push_back(holding);
  }
  return books;
}

/// Loss of a short option at worst when `cover` of the same right is held against it, USD per share.
double pair_risk(const MarginHolding& sold, const MarginHolding& cover) {
  const double gap = sold.right == core::Right::put ? sold.strike - cover.strike : cover.strike - sold.strike;
  return std::max(0.0, gap);
}

bool covers(const MarginHolding& cover, const MarginHolding& sold) {
  return cover.quantity > 0 && cover.right == sold.right && cover.multiplier == sold.multiplier &&
         market::days(cover.expiry) >= market::days(sold.expiry);
}

/// USD per share of a short option with nothing against it, without its premium.
double naked_risk(const MarginHolding& sold) {
  const double spot = sold.underlying_mark;
  const bool is_put = sold.right == core::Right::put;
  const double out_of_the_money = std::max(0.0, is_put ? spot - sold.strike : sold.strike - spot);
  const double rate = sold.broad_index ? naked_index : naked_equity;
  return std::max(rate * spot - out_of_the_money, naked_floor * (is_put ? sold.strike : spot));
}

struct SideRisk {
  double risk = 0;     // USD, spreads and naked ones
  double premium = 0;  // USD, marks of the naked ones
};

/// Pairs every short of `right`, the riskiest first, with the cover that leaves the least risk.
SideRisk side_risk(Book& book, core::Right right) {
  SideRisk side;
  std::sort(book.short_options.begin(), book.short_options.end(), [](const MarginHolding& a, const MarginHolding& b) {
    if (a.right != b.right) return a.right < b.right;
    if (a.strike != b.strike) return a.right == core::Right::put ? a.strike > b.strike : a.strike < b.strike;
    return market::days(a.expiry) < market::days(b.expiry);
  });
  for (MarginHolding& sold : book.short_options) {
    if (sold.right != right) continue;
    while (sold.quantity > 0) {
      MarginHolding* best = nullptr;
      for (MarginHolding& cover : book.long_options) {
        if (covers(cover, sold) && (best == nullptr || pair_risk(sold, cover) < pair_risk(sold, *best))) best = &cover;
      }
      if (best == nullptr || pair_risk(sold, *best) >= naked_risk(sold) + sold.mark) break;
      const std::int64_t count = std::min(sold.quantity, best->quantity);
      side.risk += pair_risk(sold, *best) * static_cast<double>(count * sold.multiplier);
      sold.quantity -= count;
      best->quantity -= count;
    }
    std::int64_t& shares = right == core::Right::call ? book.long_shares : book.short_shares;
    const std::int64_t by_stock = std::min(sold.quantity, shares / sold.multiplier);
    sold.quantity -= by_stock;
    shares -= by_stock * sold.multiplier;
    const double units = static_cast<double>(sold.quantity * sold.multiplier);
    side.risk += naked_risk(sold) * units;
    side.premium += sold.mark * units;
  }
  return side;
}

MarginRequirement stock_requirement(double long_value, double short_value, MarginHours hours) {
  const bool regular = hours == MarginHours::regular;
  return {.initial = long_value * (regular ? stock_maintenance : stock_initial) +
                     short_value * (regular ? short_stock_maintenance : stock_initial),
          .maintenance = long_value * stock_maintenance + short_value * short_stock_maintenance};
}

}  // namespace

MarginRequirement reg_t_requirement(const std::vector<MarginHolding>& holdings, MarginHours hours) {
  MarginRequirement total;
  for (auto& [underlying, book] : by_underlying(holdings)) {
    const MarginRequirement stock = stock_requirement(static_cast<double>(book.long_shares) * book.share_mark,
                                                      static_cast<double>(book.short_shares) * book.share_mark, hours);
    const SideRisk calls = side_risk(book, core::Right::call);
    const SideRisk puts = side_risk(book, core::Right::put);
    // Only one side can lose: the greater requirement, and the naked premium of both.
    const double options = std::max(calls.risk, puts.risk) + calls.premium + puts.premium;
    total.initial += stock.initial + options;
    total.maintenance += stock.maintenance + options;
  }
  return total;
}

}  // namespace legwork::simgw
