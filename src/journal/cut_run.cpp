#include "journal/cut_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/prng.hpp"
#include "journal/reader.hpp"

namespace legwork::journal {
namespace {

const std::string folder = "/journal";
constexpr trade::RecordKind kinds[] = {trade::RecordKind("intended"), trade::RecordKind("sent"), trade::RecordKind("execution")};

/// Sizes as of real records, now and then one that spills into overflow pages.
std::string body(core::Prng& prng) {
  const std::uint64_t size = prng.chance(1, 10) ? 4000 + prng.below(5000) : prng.below(500);
  std::string text(size, ' ');
  std::generate(text.begin(), text.end(), [&] { return static_cast<char>('a' + prng.below(26)); });
  return fmt::format(R"({{"text":"{}"}})", text);
}

std::vector<trade::Record> batch_after(const Head& head, core::Prng& prng, const std::vector<std::string>& bodies) {
  std::vector<trade::Record> records(1 + prng.below(4));
  std::uint64_t sequence = head.sequence;
  for (trade::Record& record : records) {
    record.sequence = ++sequence;
    record.at = head.at + core::Duration(std::chrono::seconds(prng.below(30)));
    record.kind = kinds[prng.below(std::size(kinds))];
    record.body = !bodies.empty() && prng.chance(1, 4) ? bodies[prng.below(bodies.size())] : body(prng);
  }
  return records;
}

/// The engine's side of it: appends, notes what was acknowledged, opens anew after a failure.
class Life {
 public:
  explicit Life(const CutPlan& plan) : plan_(plan), prng_(core::Prng(plan.seed).split("cut run")) {
    if (plan.fault) faulty_.plan(*plan.fault);
  }

  CutRun run() {
    open();
    for (int i = 0; i < plan_.batches; ++i) {
      if (!journal_ || journal_->state() == State::failed || prng_.chance(1, 5)) open();
      if (journal_) append();
    }
    journal_.reset();
    run_.log = recording_.log();
    run_.fault_struck = faulty_.struck();
    return std::move(run_);
  }

 private:
  void open() {
    journal_.reset();
    for (int attempt = 0; attempt < 3 && !journal_; ++attempt)  // one fault may stand in the way of one
      if (auto opened = Journal::open(recording_, folder, cut_options())) journal_ = std::move(*opened);
    if (journal_) settle();
  }

  /// What a failed append left behind is decided by recovery: the twin follows, and what was kept counts as acknowledged.
  void settle() {
    std::erase_if(run_.batches, [&](const CutRun::Batch& batch) {
      return !batch.acknowledged && batch.head.sequence > journal_->head().sequence;
    });
    for (CutRun::Batch& batch : run_.batches)
      if (!batch.acknowledged) batch.acknowledged = operations();
    ASSERT(run_.batches.empty() ? journal_->head().sequence == 0 : run_.batches.back().head == journal_->head(),
           "seed {}: the live journal lost or invented records", plan_.seed);
  }

  void append() {
    const auto records = batch_after(journal_->head(), prng_, plan_.bodies);
    CutRun::Batch batch{journal_->head(), std::nullopt, operations()};
    for (const trade::Record& record : records) batch.head = {record.sequence, chain_.next(batch.head.hash, record), record.at};
    const AppendResult result = journal_->append(records);
    if (!result && result.error().fault == AppendFault::disk_full) return;
    if (result) {
      ASSERT(*result == batch.head, "seed {}: the journal's hash is not the twin's", plan_.seed);
      batch.acknowledged = operations();
    }
    run_.batches.push_back(batch);
  }

  std::size_t operations() const { return recording_.log().operations.size(); }

  const CutPlan& plan_;
  core::Prng prng_;
  MemoryDisk memory_;
  FaultyDisk faulty_{memory_};
  RecordingDisk recording_{faulty_};
  HashChain chain_;
  std::unique_ptr<Journal> journal_;
  CutRun run_;
};

/// The heads that recovery may come to: that of the last acknowledged batch, or the one in flight behind it.
std::vector<Head> allowed_heads(const CutRun& run, std::size_t completed) {
  std::vector<Head> heads{Head{}};
  for (const CutRun::Batch& batch : run.batches) {
    if (batch.acknowledged && *batch.acknowledged <= completed)
      heads.assign(1, batch.head);
    else if (batch.begun <= completed)
      heads.push_back(batch.head);
  }
  return heads;
}

std::optional<std::string> wrong_end(const std::vector<Head>& allowed, const ReplayResult& replayed) {
  if (!replayed) return fmt::format("replay: {}: {}", to_string(replayed.error().defect), replayed.error().message);
  if (std::find(allowed.begin(), allowed.end(), *replayed) != allowed.end()) return std::nullopt;
  return fmt::format("replay ends at record {}, acknowledged was {}", replayed->sequence, allowed.front().sequence);
}

const Visitor everything = [](const trade::Record&, const Hash&) { return true; };

std::optional<std::string> goes_on(Disk& disk, std::unique_ptr<Journal> journal) {
  const trade::Record more{journal->head().sequence + 1, journal->head().at, kinds[0], 1, "{}"};
  const auto appended = journal->append(std::span(&more, 1));
  if (!appended) return "append after recovery: " + core::to_string(appended.error().why);
  if (const auto closed = journal->close(); !closed) return "close after recovery: " + core::to_string(closed.error());
  journal.reset();
  const auto reader = JournalReader::open(disk, folder);
  if (!reader) return "reading after recovery: " + core::to_string(reader.error());
  const auto verified = reader->verify([](std::uint64_t, std::uint64_t) {});
  if (!verified) return "verify after recovery: " + verified.error().message;
  if (*verified != *appended) return "verify after recovery sees another end";
  return std::nullopt;
}

/// Opens `disk` by the real recovery path and replays; the journal is handed back when all was well.
std::optional<std::string> recover(Disk& disk, const std::vector<Head>& allowed, std::unique_ptr<Journal>& journal) {
  auto opened = Journal::open(disk, folder, cut_options());
  if (!opened) return "open: " + core::to_string(opened.error());
  if (auto wrong = wrong_end(allowed, (*opened)->replay(everything))) return wrong;
  if ((*opened)->head().sequence < allowed.front().sequence) return "head stands before what was acknowledged";
  journal = std::move(*opened);
  return std::nullopt;
}

struct Second {
  std::uint64_t cuts = 0;
  std::optional<std::string> wrong;
};

/// Records the recovery of `image` and cuts that, too. Whatever the first recovery would have shown, the second may show.
Second cut_again(const CutImage& image, const std::vector<Head>& allowed) {
  MemoryDisk memory(image.files);
  std::vector<std::string> names;
  for (const auto& [name, bytes] : image.files) names.push_back(name);
  RecordingDisk recording(memory, names);
  std::unique_ptr<Journal> journal;
  Second second{0, recover(recording, allowed, journal)};
  if (second.wrong) return second;
  journal.reset();
  constexpr std::uint64_t sampled = 499;  // a prime: hits other bytes in each write
  second.cuts = for_each_cut(image.files, recording.log(), {.stride = sampled}, [&](const CutImage& again) {
    MemoryDisk disk(again.files);
    std::unique_ptr<Journal> recovered;
    second.wrong = recover(disk, allowed, recovered);
    if (second.wrong) *second.wrong = fmt::format("second cut {}: {}", again.what, *second.wrong);
    return !second.wrong;
  });
  return second;
}

}  // namespace

JournalOptions cut_options() {
  // Small bounds, so that a short life has anchors and checkpoints; the reserve has its own test and would be most of the bytes.
  return {.anchor_records = 7, .anchor_age = std::chrono::minutes(2), .checkpoint_pages = 9, .reserve_bytes = 0};
}

CutRun live(const CutPlan& plan) {
  seed_sqlite(static_cast<std::uint32_t>(plan.seed % 0x7fffffff + 1));
  return Life(plan).run();
}

std::optional<std::string> judge(const CutRun& run, const CutImage& image, Depth depth) {
  const auto allowed = allowed_heads(run, image.completed);
  if (depth == Depth::cut_again) return cut_again(image, allowed).wrong;
  MemoryDisk disk(image.files);
  std::unique_ptr<Journal> journal;
  if (auto wrong = recover(disk, allowed, journal)) return wrong;
  return depth == Depth::append_too ? goes_on(disk, std::move(journal)) : std::nullopt;
}

CutCount judge_all(const CutRun& run, std::uint64_t stride, std::uint64_t most) {
  CutCount count{.operations = run.log.operations.size()};
  std::uint64_t number = 0;
  for_each_cut({}, run.log, {.stride = stride}, [&](const CutImage& image) {
    ++number;
    ++count.images;
    auto wrong = judge(run, image, number % 32 == 0 ? Depth::append_too : Depth::open_and_replay);
    if (!wrong && number % 1024 == 0) {
      Second second = cut_again(image, allowed_heads(run, image.completed));
      count.second_cuts += second.cuts;
      count.images += second.cuts;
      wrong = std::move(second.wrong);
    }
    if (wrong) count.first_failure = fmt::format("{}: {}", image.what, *wrong);
    return !wrong && count.images < most;
  });
  return count;
}

}  // namespace legwork::journal
