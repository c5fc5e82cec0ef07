#include "desk/journal_thread.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace legwork::desk {

JournalThread::JournalThread(RecordKeeper& keeper, io::Executor answers) : keeper_(keeper), answers_(std::move(answers)) {}

JournalThread::~JournalThread() { thread_.join(); }

void JournalThread::keep(trade::Append append, std::function<void(const trade::Event&)> answer) {
  boost::asio::post(thread_, [this, append = std::move(append), answer = std::move(answer)]() mutable {
    trade::Event kept = keeper_.keep(append);
    boost::asio::post(answers_, [answer = std::move(answer), kept = std::move(kept)] { answer(kept); });
  });
}

}  // namespace legwork::desk
