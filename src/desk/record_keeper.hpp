// RecordKeeper: the engine's records into a store, through its failures. A store whose write or sync failed is opened anew, since only
// that tells what is on the disk; what of the doubtful batch turns out to be there is not written twice. Owned by the journal's
// executor, one thread.
#pragma once

#include <functional>
#include <memory>

#include "journal/store.hpp"
#include "trade/engine/actions.hpp"
#include "trade/engine/events.hpp"

namespace legwork::desk {

class RecordKeeper {
 public:
  /// Opens the store, at first and after a failure. The one before is gone by then, and so is its lock.
  using Open = std::function<core::Result<std::unique_ptr<journal::Store>>()>;

  explicit RecordKeeper(Open open) : open_(std::move(open)) {}

  /// Opens, and gives every record to `visit`, whose error ends it. Errors: as of Open, as of the store's replay, or the visitor's.
  core::Result<void> start(const std::function<core::Result<void>(const trade::Record&)>& visit);
  /// Stored once all of them are durable, or StoreRefused: then the same records are offered again later.
  trade::Event keep(const trade::Append& append);

  const journal::Store* store() const { return store_.get(); }

 private:
  core::Result<void> open_anew();

  Open open_;
  std::unique_ptr<journal::Store> store_;
};

}  // namespace legwork::desk
