// TaskGroup: owns coroutines that run beside their maker. Whoever spawns must join, and may cancel first; an exception that leaves a
// task is a bug and ends the program, but for the one that says the task was cancelled. One executor touches it.
#pragma once

#include <cstddef>
#include <memory>

#include "io/task.hpp"

namespace legwork::io {

class TaskGroup {
 public:
  explicit TaskGroup(Executor executor);
  ~TaskGroup();  // cancels; the tasks end on the executor's next turns
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts on the executor's next turn.
  void spawn(Task<void> task);
  /// Asks every running task to end: what it awaits returns early, and its next co_await throws. Not to be called from within one of
  /// the tasks.
  void cancel();
  /// Returns when no task runs.
  Task<void> join();

  std::size_t running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace legwork::io
