// Activity: what was done lately, today and this month, as the risk gate's windows count it: a fold over the records with their times,
// live and in replay. Kept as long as a window can ask for it. Owned by the engine; noting costs a map look-up.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "trade/gate/gate.hpp"
#include "trade/records.hpp"

namespace legwork::trade {

class Activity {
 public:
  void note(const AnyRecord& record, core::TimePoint at);

  /// All but messages of the last second and why the throttle is stopped, which are not here.
  Counters counters(core::TimePoint now, const Limits& limits, const market::ExchangeCalendar& calendar) const;
  /// Placed within the windows that ask for duplicates and drift.
  std::vector<RecentOrder> recent(core::TimePoint now, const Limits& limits) const;
  const std::map<std::string, TicketNumber, std::less<>>& signals_used() const { return signals_; }

 private:
  struct Placed {
    core::TimePoint at;
    TicketNumber ticket;
    Intent intent;
    bool is_automatic = false;
  };
  struct Day {
    std::int64_t actions = 0, trades = 0, openings = 0, orders = 0;
  };
  Day& day(core::TimePoint at);

  void note(const records::Intended& record, core::TimePoint at);
  void note(const records::Learned& record, core::TimePoint at);
  void note(const records::Executed& record, core::TimePoint at);
  void note(const records::CancelWanted& record, core::TimePoint at);

  std::map<OrderNumber, Placed> placed_;  // of today and yesterday
  std::set<OrderNumber> traded_;
  std::map<market::Date, Day> days_;  // of the last two months
  std::deque<core::TimePoint> rejections_, close_rejections_, automatic_trades_;
  std::map<std::string, TicketNumber, std::less<>> signals_;  // ever
};

}  // namespace legwork::trade
