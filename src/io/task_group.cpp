#include "io/task_group.hpp"

#include <exception>
#include <list>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>

#include "core/assert.hpp"
#include "io/signal.hpp"

namespace legwork::io {
namespace asio = boost::asio;
namespace {

/// A task may end by itself or by being cancelled. `what` of anything else.
void expect_orderly_end(const std::exception_ptr& thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const asio::multiple_exceptions& error) {  // of `a || b`, both cancelled
    expect_orderly_end(error.first_exception());
  } catch (const boost::system::system_error& error) {
    ASSERT(error.code() == asio::error::operation_aborted, "a task ended by an exception: {}", error.what());
  } catch (const std::exception& error) {
    ASSERT(false, "a task ended by an exception: {}", error.what());
  }
}

}  // namespace

struct TaskGroup::State {
  explicit State(Executor executor_in) : executor(std::move(executor_in)), ended(executor) {}
  Executor executor;
  Signal ended;
  std::list<asio::cancellation_signal> running;  // one for each task; addresses stay
};

TaskGroup::TaskGroup(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() { cancel(); }

void TaskGroup::spawn(Task<void> task) {
  const auto place = state_->running.emplace(state_->running.end());
  auto on_end = [state = state_, place](const std::exception_ptr& thrown) {
    expect_orderly_end(thrown);
    state->running.erase(place);
    state->ended.notify();
  };
  asio::co_spawn(state_->executor, std::move(task), asio::bind_cancellation_slot(place->slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
  for (auto& signal : state_->running) signal.emit(asio::cancellation_type::terminal);
}

Task<void> TaskGroup::join() {
  const auto state = state_;
  while (!state->running.empty()) co_await state->ended.wait();
}

std::size_t TaskGroup::running() const { return state_->running.size(); }

}  // namespace legwork::io
