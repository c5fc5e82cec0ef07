#include "journal/cut_images.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include <fmt/format.h>

namespace legwork::journal {
namespace {

using Kind = DiskOperation::Kind;

/// A disk's content by file, since names pass from one file to another.
struct Content {
  std::map<std::string, std::uint32_t> names;
  std::map<std::uint32_t, std::shared_ptr<const Bytes>> files;

  DiskImage image() const {
    DiskImage image;
    for (const auto& [name, file] : names) {
      const auto found = files.find(file);
      image[name] = found != files.end() ? found->second : std::make_shared<const Bytes>();
    }
    return image;
  }
};

/// `size`: how much of a write gets there.
void apply(Content& content, const DiskOperation& o, std::size_t size) {
  switch (o.kind) {
    case Kind::create: content.names[o.name] = o.file; return;
    case Kind::remove: content.names.erase(o.name); return;
    case Kind::rename: {
      const auto found = content.names.find(o.name);
      if (found == content.names.end()) return;
      content.names[o.new_name] = found->second;
      content.names.erase(o.name);
      return;
    }
    case Kind::write:
    case Kind::truncate: {
      auto& file = content.files[o.file];
      auto changed = file ? std::make_shared<Bytes>(*file) : std::make_shared<Bytes>();
      if (o.kind == Kind::truncate)
        changed->resize(static_cast<std::size_t>(o.offset));
      else
        put_bytes(*changed, std::span(o.bytes).first(size), o.offset);
      file = std::move(changed);
      return;
    }
    case Kind::sync:
    case Kind::sync_folder: return;
  }
}

void apply(Content& content, const DiskOperation& o) { apply(content, o, o.bytes.size()); }

bool is_of_folder(const DiskOperation& o) { return o.kind == Kind::create || o.kind == Kind::remove || o.kind == Kind::rename; }

class Enumeration {
 public:
  Enumeration(const DiskImage& initial, const DiskLog& log, CutChoice choice, const std::function<bool(const CutImage&)>& visit)
      : log_(log), choice_(choice), visit_(visit) {
    for (const auto& [name, file] : log.initial) {
      durable_.names[name] = file;
      durable_.files[file] = initial.at(name);
    }
  }

  std::uint64_t run() {
    current_ = durable_;
    give(0, "nothing done yet", [this] { return durable_; });
    for (std::size_t i = 0; i < log_.operations.size() && !stopped_; ++i) {
      const DiskOperation& o = log_.operations[i];
      if (o.kind == Kind::sync || o.kind == Kind::sync_folder) {
        synced(o);
        subsets(i + 1, std::nullopt);
        continue;
      }
      if (o.kind == Kind::write) torn(i, o);
      pending_.push_back({&o, false});
      apply(current_, o);
      subsets(i + 1, pending_.size() - 1);
    }
    return visited_;
  }

 private:
  struct Pending {
    const DiskOperation* operation;
    bool in_doubt;  // a sync of it has failed
  };

  template <class Build>
  void give(std::size_t completed, std::string_view what, const Build& build) {
    if (stopped_ || (count_++ + choice_.phase) % choice_.stride != 0) return;
    CutImage image{build().image(), completed, fmt::format("after {} operations, {}", completed, what)};
    if (completed < log_.operations.size()) image.what += fmt::format(", next: {}", to_string(log_.operations[completed]));
    ++visited_;
    stopped_ = !visit_(image);
  }

  void synced(const DiskOperation& sync) {
    const auto covered = [&](const Pending& p) {
      return sync.kind == Kind::sync_folder ? is_of_folder(*p.operation)
                                            : !is_of_folder(*p.operation) && p.operation->file == sync.file;
    };
    for (Pending& p : pending_) {
      if (!covered(p)) continue;
      if (!sync.succeeded) p.in_doubt = true;
      if (!p.in_doubt) apply(durable_, *p.operation);
    }
    std::erase_if(pending_, [&](const Pending& p) { return covered(p) && !p.in_doubt; });
  }

  Content without(const std::function<bool(std::size_t)>& gone) const {
    Content content = durable_;
    for (std::size_t i = 0; i < pending_.size(); ++i)
      if (!gone(i)) apply(content, *pending_[i].operation);
    return content;
  }

  /// The write `o`, in flight, got as far as each of its bytes.
  void torn(std::size_t completed, const DiskOperation& o) {
    for (std::size_t size = 0; size < o.bytes.size(); ++size) {
      const auto cut = [&](Content content) {
        apply(content, o, size);
        return content;
      };
      give(completed, fmt::format("torn at byte {}", size), [&] { return cut(current_); });
      if (!pending_.empty())
        give(completed, fmt::format("torn at byte {}, what was not synced gone", size), [&] { return cut(durable_); });
    }
    DiskOperation zeros = o;
    std::fill(zeros.bytes.begin(), zeros.bytes.end(), std::byte{});
    give(completed, "zeros written", [&] {
      Content content = current_;
      apply(content, zeros);
      return content;
    });
    give(completed, "all that was not synced is zeros", [&] { return all_zeros(zeros); });
    DiskOperation twice = o;
    twice.offset += static_cast<std::int64_t>(o.bytes.size());
    give(completed, "written twice", [&] {
      Content content = current_;
      apply(content, o);
      const auto found = content.files.find(o.file);
      if (std::cmp_equal(found->second->size(), twice.offset)) apply(content, twice);
      return content;
    });
  }

  Content all_zeros(const DiskOperation& last) const {
    Content content = durable_;
    for (const Pending& p : pending_) {
      DiskOperation o = *p.operation;
      std::fill(o.bytes.begin(), o.bytes.end(), std::byte{});
      apply(content, o);
    }
    apply(content, last);
    return content;
  }

  /// Every subset of what is pending gone; `kept` is the newest operation, without which the image was there before.
  void subsets(std::size_t completed, std::optional<std::size_t> kept) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < pending_.size(); ++i)
      if (i != kept) others.push_back(i);
    if (others.size() <= 8)
      all_subsets(completed, others);
    else
      pairwise(completed, others);
  }

  void all_subsets(std::size_t completed, const std::vector<std::size_t>& others) {
    for (std::uint32_t mask = 0; mask < (1U << others.size()) && !stopped_; ++mask)
      give(completed, fmt::format("{} of {} unsynced operations gone", std::popcount(mask), others.size()), [&] {
        return without([&](std::size_t i) {
          const auto at = std::find(others.begin(), others.end(), i);
          return at != others.end() && (mask >> (at - others.begin()) & 1U) != 0;
        });
      });
  }

  void pairwise(std::size_t completed, const std::vector<std::size_t>& others) {
    const auto is_other = [&](std::size_t i) { return std::find(others.begin(), others.end(), i) != others.end(); };
    give(completed, "nothing unsynced gone", [&] { return without([](std::size_t) { return false; }); });
    give(completed, "all unsynced gone", [&] { return without(is_other); });
    for (std::size_t a = 0; a < others.size() && !stopped_; ++a) {
      give(completed, fmt::format("all unsynced gone but operation {}", others[a]),
           [&] { return without([&](std::size_t i) { return is_other(i) && i != others[a]; }); });
      for (std::size_t b = a; b < others.size(); ++b)
        give(completed, fmt::format("unsynced operations {} and {} gone", others[a], others[b]),
             [&] { return without([&](std::size_t i) { return i == others[a] || i == others[b]; }); });
    }
  }

  const DiskLog& log_;
  CutChoice choice_;
  const std::function<bool(const CutImage&)>& visit_;
  Content durable_, current_;
  std::vector<Pending> pending_;
  std::uint64_t count_ = 0, visited_ = 0;
  bool stopped_ = false;
};

}  // namespace

std::uint64_t for_each_cut(const DiskImage& initial, const DiskLog& log, CutChoice choice,
                           const std::function<bool(const CutImage&)>& visit) {
  return Enumeration(initial, log, choice, visit).run();
}

}  // namespace legwork::journal
