#include "chain/contract_terms.hpp"

namespace legwork::chain {

namespace {

using market::Delivery;
using market::ExerciseStyle;
using market::Settlement;

constexpr auto european = ExerciseStyle::european;
constexpr auto american = ExerciseStyle::american;
constexpr auto am = Settlement::am;
constexpr auto pm = Settlement::pm;
constexpr auto cash = Delivery::cash;

constexpr ClassTerms index_classes[] = {
    {"SPX", "SPX", european, am, cash},   {"SPXW", "SPX", european, pm, cash},    {"XSP", "XSP", european, pm, cash},
    {"XSPAM", "XSP", european, am, cash}, {"NANOS", "NANOS", european, pm, cash}, {"NDX", "NDX", european, am, cash},
    {"NDXP", "NDX", european, pm, cash},  {"XND", "XND", european, pm, cash},     {"RUT", "RUT", european, am, cash},
    {"RUTW", "RUT", european, pm, cash},  {"MRUT", "MRUT", european, pm, cash},   {"VIX", "VIX", european, am, cash},
    {"VIXW", "VIX", european, am, cash},  {"DJX", "DJX", european, am, cash},     {"XEO", "XEO", european, pm, cash},
    {"OEX", "OEX", american, pm, cash},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

const ClassTerms* index_class(std::string_view root) {
  for (const ClassTerms& terms : index_classes)
    if (terms.root == root) return &terms;
  return nullptr;
}

std::string underlying_of(std::string_view root) {
  if (const ClassTerms* terms = index_class(root)) return std::string(terms->underlying);
  while (root.size() > 1 && is_digit(root.back())) root.remove_suffix(1);
  return std::string(root);
}

}  // namespace legwork::chain
