// One line of a file of recorded wire messages: JSON in, a typed message as JSON out. The file format is that of
// tests/data/tws/transcripts.jsonl. Plain functions; `legwork tws decode` calls them line by line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "tws/messages/recorded.hpp"

namespace legwork::apps {

struct RecordedLine {
  tws::Sender sender{};
  std::optional<std::int32_t> id;  // none: a handshake
  std::vector<std::string> fields;  // with the id first
  std::optional<int> server_version;
  bool text_dialect = true;
  bool truncated = false;
  bool malformed = false;
};

/// `text`: a JSON object. Errors: parse, naming the key that is wrong.
core::Result<RecordedLine> read_recorded_line(const std::string& text);

struct DecodedLine {
  std::string json;  // one object without a line break
  bool failed = false;  // in a way that the line does not mark as truncated or malformed
};

/// `assumed_version` is for lines that do not state theirs; without it every supported version is tried.
DecodedLine decode_recorded_line(const RecordedLine& line, std::size_t line_number, std::optional<int> assumed_version);

}  // namespace legwork::apps
