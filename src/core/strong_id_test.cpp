#include "core/strong_id.hpp"

#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace legwork::core {
namespace {

using OrderId = StrongId<struct OrderTag>;
using RowId = StrongId<struct RowTag>;

static_assert(!std::is_convertible_v<OrderId, RowId>);
static_assert(!std::is_convertible_v<int, OrderId>);

TEST(StrongId, orders_and_hashes_by_value) {
  EXPECT_LT(OrderId(1), OrderId(2));
  EXPECT_EQ(OrderId(), OrderId(0));
  EXPECT_EQ((std::unordered_set<OrderId>{OrderId(1), OrderId(1), OrderId(2)}).size(), 2u);
}

}  // namespace
}  // namespace legwork::core
