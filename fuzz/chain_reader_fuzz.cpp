// Any bytes as a chain file: the reader must answer with rows or an error, and what it lets through must be sane.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "chain/snapshot.hpp"
#include "core/assert.hpp"

namespace {

namespace chain = legwork::chain;
namespace market = legwork::market;

bool is_price(double value) { return std::isnan(value) || (std::isfinite(value) && value >= 0); }

void check(const chain::Quote& quote) {
  ASSERT(quote.contract.expiry.ok() && quote.contract.strike > market::Price{});
  ASSERT(!quote.contract.underlying.empty() && !quote.contract.trading_class.empty());
  ASSERT(quote.contract.multiplier >= 1);
  for (const double value : {quote.bid, quote.ask, quote.last, quote.underlying_price, quote.volume, quote.open_interest,
                             quote.bid_size, quote.ask_size})
    ASSERT(is_price(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  chain::RejectLog rejects;
  chain::SnapshotBuilder builder;
  std::size_t rows = 0;
  const auto sink = [&](chain::Quote&& quote) {
    check(quote);
    ++rows;
    ASSERT(builder.add(std::move(quote), rejects).has_value());
  };
  const auto read =
      chain::read_chain_csv(text, "fuzz_2026-07-10_1600.csv", {.line_bytes_max = 4096, .progress = {}}, sink, rejects);
  ASSERT(!read || *read == rows);
  ASSERT(read || !read.error().message.empty());
  for (const chain::UnderlyingSnapshot& snapshot : std::move(builder).finish())
    for (const chain::SnapshotRow& row : snapshot.rows) ASSERT(row.changed_at <= row.quote.quoted_at);
  return 0;
}
