// Any bytes in any pieces: the framer gives the same payloads as for the whole, holds no more than one frame and one read, and what it
// gives frames back to the bytes it came from. The first byte seeds the pieces.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/assert.hpp"
#include "core/prng.hpp"
#include "tws/wire/framer.hpp"

namespace {

namespace tws = legwork::tws;

struct Outcome {
  std::vector<std::string> payloads;
  bool failed = false;
  std::size_t pending = 0;
};

void drain(tws::Framer& framer, Outcome& outcome) {
  while (!outcome.failed) {
    const auto next = framer.next();
    if (!next) {
      outcome.failed = true;
    } else if (*next) {
      ASSERT(!(*next)->empty() && (*next)->size() <= tws::payload_size_max);
      outcome.payloads.emplace_back(**next);
    } else {
      break;
    }
  }
  outcome.pending = framer.pending();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  tws::Framer whole_framer;
  Outcome whole;
  whole_framer.push(bytes);
  drain(whole_framer, whole);

  legwork::core::Prng prng(data[0]);
  tws::Framer framer;
  Outcome pieces;
  for (std::size_t at = 0; at < bytes.size() && !pieces.failed;) {
    const std::string_view piece = bytes.substr(at, 1 + prng.below(64));
    framer.push(piece);
    drain(framer, pieces);
    at += piece.size();
  }
  ASSERT(pieces.payloads == whole.payloads);
  ASSERT(pieces.failed == whole.failed);
  std::string framed;
  for (const std::string& payload : whole.payloads) tws::append_frame(framed, payload);
  ASSERT(bytes.substr(0, framed.size()) == framed);
  ASSERT(whole.failed || framed.size() + whole.pending == bytes.size());
  return 0;
}
