// tws_bench: what one message costs to read. Median of repetitions with --benchmark_repetitions=9; the column `allocations` counts calls
// of operator new per message and is 0 for ticks. Payloads are as a gateway sends them.
#include <atomic>
#include <cstdlib>
#include <initializer_list>
#include <new>
#include <string>

#include <benchmark/benchmark.h>

#include "core/assert.hpp"
#include "tws/messages/codec.hpp"
#include "tws/wire/fields.hpp"
#include "tws/wire/framer.hpp"

namespace {

std::atomic<std::uint64_t> allocations = 0;

}  // namespace

// NOLINTBEGIN(cppcoreguidelines-no-malloc): these are the allocation functions
void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc)

namespace legwork::tws {
namespace {

std::string payload_of(std::initializer_list<std::string_view> fields) {
  std::string payload;
  for (const std::string_view field : fields) append_field(payload, field);
  return payload;
}

void decode(benchmark::State& state, const std::string& payload) {
  DecodedResponse out;
  ASSERT(decode_response(payload, client_max_version, out).has_value());
  const std::uint64_t before = allocations.load();
  std::uint64_t messages = 0;
  while (state.KeepRunning()) {
    auto done = decode_response(payload, client_max_version, out);
    benchmark::DoNotOptimize(done);
    benchmark::DoNotOptimize(out);
    ++messages;
  }
  state.counters["allocations"] = static_cast<double>(allocations.load() - before) / static_cast<double>(messages);
  state.SetBytesProcessed(static_cast<std::int64_t>(messages * payload.size()));
}

void tick_price(benchmark::State& state) { decode(state, payload_of({"1", "6", "900000123", "1", "512.37", "1400", "1"})); }

void tick_size(benchmark::State& state) { decode(state, payload_of({"2", "6", "900000123", "8", "48211733"})); }

/// Figures as long as the gateway really prints them.
void tick_option_computation(benchmark::State& state) {
  decode(state, payload_of({"21", "900000123", "13", "0", "0.12502290549746", "-0.31847133029573", "4.2999999523162", "0.84301257",
                            "0.010257829361924", "0.71483916254811", "-0.15920374411723", "512.36999511719"}));
}

void framed_ticks(benchmark::State& state) {
  std::string stream;
  for (int i = 0; i < 100; ++i) append_frame(stream, payload_of({"1", "6", "900000123", "1", "512.37", "1400", "1"}));
  Framer framer;
  DecodedResponse out;
  std::uint64_t messages = 0;
  const std::uint64_t before = allocations.load();
  while (state.KeepRunning()) {
    framer.push(stream);
    for (auto next = framer.next(); next && *next; next = framer.next(), ++messages) {
      auto done = decode_response(**next, client_max_version, out);
      benchmark::DoNotOptimize(done);
    }
  }
  state.counters["allocations"] = static_cast<double>(allocations.load() - before) / static_cast<double>(messages);
  state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}

void order_status(benchmark::State& state) {
  decode(state, payload_of({"3", "13", "Filled", "100", "0", "196.52", "1376327563", "0", "196.52", "100", "", "0"}));
}

BENCHMARK(tick_price);
BENCHMARK(tick_size);
BENCHMARK(tick_option_computation);
BENCHMARK(order_status);
BENCHMARK(framed_ticks);

}  // namespace
}  // namespace legwork::tws

BENCHMARK_MAIN();
