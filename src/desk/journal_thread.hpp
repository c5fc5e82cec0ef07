// JournalThread: the thread that waits for the disk, so that the engine does not. Appends are done in their order, one at a time; their
// answers come back on the engine executor. Owned by the engine's process; at its end everything that was asked for has been written.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/thread_pool.hpp>

#include "desk/record_keeper.hpp"
#include "io/task.hpp"

namespace legwork::desk {

/// Keeps `append`, and calls `answer` with Stored or StoreRefused: later, on the executor of whoever asked.
using Keeping = std::function<void(trade::Append append, std::function<void(const trade::Event&)> answer)>;

class JournalThread {
 public:
  /// `keeper` has been started, outlives the thread, and is touched by it alone from now on.
  JournalThread(RecordKeeper& keeper, io::Executor answers);
  ~JournalThread();
  JournalThread(const JournalThread&) = delete;
  JournalThread& operator=(const JournalThread&) = delete;

  void keep(trade::Append append, std::function<void(const trade::Event&)> answer);

 private:
  RecordKeeper& keeper_;
  io::Executor answers_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace legwork::desk
