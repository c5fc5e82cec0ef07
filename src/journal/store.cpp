#include "journal/store.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace legwork::journal {

std::string_view to_string(State state) {
  switch (state) {
    case State::open: return "open";
    case State::full: return "full";
    case State::failed: return "failed";
    case State::closed: return "closed";
  }
  return "unknown";
}

std::string_view to_string(Defect defect) {
  switch (defect) {
    case Defect::unreadable: return "unreadable";
    case Defect::bad_record: return "bad record";
    case Defect::gap: return "gap";
    case Defect::broken_chain: return "broken chain";
    case Defect::tail_missing: return "tail missing";
    case Defect::anchor_differs: return "anchor differs";
    case Defect::anchor_damaged: return "anchor damaged";
    case Defect::anchor_missing: return "anchor missing";
  }
  return "unknown";
}

void throw_exception_from_error(const AppendError& error, const boost::source_location&) {
  throw std::runtime_error(core::to_string(error.why));
}

void throw_exception_from_error(const Finding& finding, const boost::source_location&) {
  throw std::runtime_error(finding.message);
}

core::Error to_error(const Finding& finding, const std::string& file) {
  return {core::ErrorCode::parse,
          fmt::format("{}: {}", to_string(finding.defect), finding.message),
          {file, 0, 0, fmt::format("record {}", finding.sequence)}};
}

core::Result<void> check_batch(const Head& head, std::span<const trade::Record> records) {
  const auto wrong = [](core::ErrorCode code, std::string message) { return core::Error{code, std::move(message), {}}; };
  if (records.empty()) return wrong(core::ErrorCode::invalid_argument, "a batch without records");
  std::uint64_t expected = head.sequence;
  for (const trade::Record& record : records) {
    if (record.sequence != ++expected)
      return wrong(core::ErrorCode::invalid_argument,
                   fmt::format("record {} cannot stand where {} is next", record.sequence, expected));
    if (record.kind == trade::RecordKind{})
      return wrong(core::ErrorCode::invalid_argument, fmt::format("record {} has no kind", record.sequence));
    if (record.body.size() > Store::body_bytes_max)
      return wrong(core::ErrorCode::too_large, fmt::format("record {} has {} bytes; at most {} are kept", record.sequence,
                                                           record.body.size(), Store::body_bytes_max));
  }
  return {};
}

}  // namespace legwork::journal
