// Catalogue: every instrument of a world and the ways to find it. Owned by the world; instruments and terms never move, and stay
// findable after they expired. 160,000 options take about 25 MB.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "market/calendar.hpp"
#include "simgw/world/instrument.hpp"
#include "simgw/world/market.hpp"

namespace legwork::simgw {

class Catalogue {
 public:
  explicit Catalogue(const market::ExchangeCalendar& calendar) : calendar_(calendar) {}

  /// A stock or index; the n-th call makes underlying n − 1.
  const Instrument& add_underlying(const UnderlyingSpec& spec);
  /// The class of an underlying's options, made at the first call.
  const ListingTerms& option_terms(const UnderlyingSpec& spec, std::uint32_t underlying, const market::Contract& example);
  const Instrument& add_option(const ListingTerms& terms, Date expiry, Price strike, Right right);

  /// Lists what is due on `today` around `spot` and takes expired expiries out of the listing. New expiries go to `listed`.
  void list_due(const UnderlyingSpec& spec, std::uint32_t underlying, Date today, double spot, std::vector<ExpiryListed>& listed);
  /// Takes what expired before `today` out of the listing.
  void drop_expired(std::uint32_t underlying, Date today);

  const Instrument* find(ContractId id) const;
  const Instrument* find(std::string_view symbol, SecurityKind kind) const;
  const Instrument* find_option(std::string_view trading_class, Date expiry, Price strike, Right right) const;
  const std::vector<const Instrument*>& underlyings() const { return underlyings_; }
  std::optional<std::uint32_t> underlying_index(std::string_view symbol) const;
  const std::vector<ListedClass>& classes_of(std::uint32_t underlying) const { return classes_[underlying]; }
  std::size_t size() const { return instruments_.size(); }
  const Instrument& at(std::size_t index) const { return instruments_[index]; }

 private:
  Instrument& add(const ListingTerms& terms, ContractId wanted);
  ListedExpiry& listed_expiry(const ListingTerms& terms, Date expiry);
  void fill(const UnderlyingSpec& spec, const ListingTerms& terms, ListedExpiry& expiry, Date today, double spot);

  const market::ExchangeCalendar& calendar_;
  std::deque<ListingTerms> terms_;
  std::deque<Instrument> instruments_;
  std::unordered_map<ContractId, std::uint32_t> by_id_;
  std::map<std::string, std::uint32_t, std::less<>> by_symbol_;
  std::map<std::string, const ListingTerms*, std::less<>> by_class_;
  std::vector<const Instrument*> underlyings_;
  std::vector<std::vector<ListedClass>> classes_;  // by underlying
};

}  // namespace legwork::simgw
