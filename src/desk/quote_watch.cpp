#include "desk/quote_watch.hpp"

#include <algorithm>
#include <set>

namespace legwork::desk {
namespace {

market::VerticalId vertical_of(const trade::Instrument& short_leg, const trade::Instrument& long_leg) {
  const market::Contract& option = *short_leg.option;
  return {option.trading_class, option.expiry, option.right, option.strike, long_leg.option->strike};
}

}  // namespace

void QuoteWatch::want(const std::vector<trade::Engine::WatchedVertical>& wanted, core::TimePoint now) {
  std::set<Key> keys;
  for (const auto& [short_leg, long_leg] : wanted) {
    const Key key{short_leg.id, long_leg.id};
    if (!keys.insert(key).second || watched_.contains(key)) continue;
    Watched& watched = watched_[key];
    watched.legs = {short_leg, long_leg};
    find(key, watched, now);
  }
  for (auto at = watched_.begin(); at != watched_.end();) {
    if (keys.contains(at->first)) {
      ++at;
      continue;
    }
    if (at->second.underlying) feed_.release(at->second.legs, *at->second.underlying, now);
    at = watched_.erase(at);
  }
}

void QuoteWatch::find(const Key& key, Watched& watched, core::TimePoint now) {
  watched.is_asked = true;
  watched.retry_at.reset();
  finder_.find(vertical_of(watched.legs[0], watched.legs[1]), now,
               [this, key, now](const core::Result<VerticalContracts>& found) { on_found(key, found, now); });
}

void QuoteWatch::on_found(const Key& key, const core::Result<VerticalContracts>& found, core::TimePoint now) {
  const auto at = watched_.find(key);
  if (at == watched_.end()) return;  // no longer wanted
  Watched& watched = at->second;
  watched.is_asked = false;
  if (found && feed_.watch(watched.legs, found->underlying, now))
    watched.underlying = found->underlying;
  else
    watched.retry_at = now + options_.retry_every;
}

std::optional<trade::QuotesShown> QuoteWatch::news(core::TimePoint now) {
  for (auto& [key, watched] : watched_)
    if (watched.retry_at && now >= *watched.retry_at) find(key, watched, now);
  if (now - told_at_ < options_.tell_every) return std::nullopt;
  trade::QuotesShown shown;
  std::set<std::string> symbols;
  std::map<trade::ContractId, trade::LegQuote> seen;
  for (const auto& [key, watched] : watched_)
    for (const trade::Instrument& leg : watched.legs) {
      const trade::LegQuote* const quote = feed_.leg(leg.id);
      if (quote == nullptr || !seen.emplace(leg.id, *quote).second) continue;
      const auto before = told_.find(leg.id);
      if (before != told_.end() && before->second == *quote) continue;
      shown.legs.emplace_back(leg.id, *quote);
      symbols.insert(leg.underlying);
    }
  told_ = std::move(seen);
  if (shown.legs.empty()) return std::nullopt;
  told_at_ = now;
  for (const std::string& symbol : symbols)
    if (const trade::UnderlyingQuote* const quote = feed_.underlying(symbol)) shown.underlyings.emplace_back(symbol, *quote);
  return shown;
}

std::optional<core::TimePoint> QuoteWatch::deadline() const {
  std::optional<core::TimePoint> next;
  const auto at = [&next](core::TimePoint time) { next = next ? std::min(*next, time) : time; };
  bool has_news = false;
  for (const auto& [key, watched] : watched_) {
    if (watched.retry_at) at(*watched.retry_at);
    for (const trade::Instrument& leg : watched.legs) {
      const trade::LegQuote* const quote = feed_.leg(leg.id);
      const auto before = told_.find(leg.id);
      has_news |= quote != nullptr && (before == told_.end() || before->second != *quote);
    }
  }
  if (has_news) at(told_at_ + options_.tell_every);
  return next;
}

}  // namespace legwork::desk
