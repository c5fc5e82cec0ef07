// Simulation: an io_context under a simulated clock, for tests of anything with coroutines. Members die in the right order: tasks first,
// then the context with whoever still sleeps, the clock last.
#pragma once

#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "core/assert.hpp"
#include "io/simulated_clock.hpp"
#include "io/task_group.hpp"

namespace legwork::io {

struct Simulation {
  explicit Simulation(core::TimePoint start = core::TimePoint(std::chrono::seconds(1'784'296'800))) : clock(start) {}

  SimulatedClock clock;
  boost::asio::io_context context{1};
  TaskGroup tasks{context.get_executor()};

  /// Runs `task` to its end and returns what it returns; fails when it has not ended within `patience` of virtual time.
  template <class T>
  T run(Task<T> task, core::Duration patience = std::chrono::hours(24)) {
    std::optional<T> answer;
    tasks.spawn(keep(std::move(task), &answer));
    const bool ended = clock.run_until(context, [&] { return answer.has_value(); }, clock.now() + patience);
    ASSERT(ended, "the task has not ended in {} s", core::seconds_between({}, core::TimePoint(patience)));
    return std::move(*answer);
  }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* answer) {
    answer->emplace(co_await std::move(task));
  }
};

}  // namespace legwork::io
