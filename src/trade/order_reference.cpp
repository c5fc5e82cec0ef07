#include "trade/order_reference.hpp"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace legwork::trade {
namespace {

constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";

/// FNV-1a (Fowler, Noll, Vo), folded into two letters: one damaged reference in 1,296 passes.
std::string check_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  hash ^= hash >> 16U;
  return {letters[hash % letters.size()], letters[hash / letters.size() % letters.size()]};
}

}  // namespace

std::string order_reference(std::string_view journal, OrderNumber order) {
  const std::string stem = fmt::format("LW{}-{}", journal, order.value());
  return stem + "-" + check_of(stem);
}

std::optional<OrderNumber> parse_order_reference(std::string_view journal, std::string_view reference) {
  const std::string prefix = fmt::format("LW{}-", journal);
  if (!reference.starts_with(prefix)) return std::nullopt;
  std::uint64_t number = 0;
  const char* const begin = reference.data() + prefix.size();
  const auto [end, error] = std::from_chars(begin, reference.data() + reference.size(), number);
  if (error != std::errc() || end == begin) return std::nullopt;
  const OrderNumber order(number);
  return reference == order_reference(journal, order) ? std::optional(order) : std::nullopt;
}

}  // namespace legwork::trade
