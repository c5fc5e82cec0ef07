// Every message at every server version: what is written is read back as the same message, and nothing is left over. This proves that
// reader and writer agree; that they agree with TWS is what the recorded transcripts and the field tables are for.
#include <gtest/gtest.h>

#include "tws/messages/codec.hpp"
#include "tws/messages/json.hpp"
#include "tws/messages/layouts.hpp"
#include "tws/messages/random_filler.hpp"

namespace legwork::tws {
namespace {

constexpr int rounds = 12;

core::Result<void> decode(std::string_view payload, int version, DecodedRequest& out) {
  return decode_request(payload, version, out);
}
core::Result<void> decode(std::string_view payload, int version, DecodedResponse& out) {
  return decode_response(payload, version, out);
}

std::string json_of(const Request&, std::string_view payload, int version) { return request_json(payload, version); }
std::string json_of(const Response&, std::string_view payload, int version) { return response_json(payload, version); }

template <class Message>
std::string encoded(const Message& message, int version) {
  std::string payload;
  encode(message, version, payload);
  return payload;
}

template <class Decoded, class T>
void expect_round_trip(const T& message, int version, Decoded& decoded) {
  const std::string payload = encoded(decltype(decoded.message){message}, version);
  const auto done = decode(payload, version, decoded);
  ASSERT_TRUE(done.has_value()) << T::name << " at " << version << ": " << core::to_string(done.error());
  EXPECT_TRUE(decoded.surplus.empty()) << T::name << " at " << version;
  ASSERT_TRUE(std::holds_alternative<T>(decoded.message)) << T::name;
  EXPECT_TRUE(std::get<T>(decoded.message) == message)
      << T::name << " at " << version << "\nwritten " << json_of(decoded.message, payload, version) << "\nread and written again "
      << json_of(decoded.message, encoded(decoded.message, version), version);
}

template <class Decoded, class T>
void round_trips(core::Prng& prng, Decoded& decoded) {
  if constexpr (!std::is_same_v<T, RawMessage>) {
    for (int version = min_server_version; version <= max_server_version; ++version) {
      for (int i = 0; i < rounds; ++i) {
        T message;
        RandomFiller filler(prng, version);
        layout(filler, message);
        expect_round_trip(message, version, decoded);
        if (::testing::Test::HasFailure()) return;
      }
    }
  }
}

template <class Decoded, class... T>
void all_round_trips(std::variant<T...>*) {
  core::Prng prng(20'260'301);
  Decoded decoded;  // reused: what one message left behind must not reach the next
  (round_trips<Decoded, T>(prng, decoded), ...);
}

TEST(RoundTrip, EveryRequestAtEveryVersion) { all_round_trips<DecodedRequest>(static_cast<Request*>(nullptr)); }

TEST(RoundTrip, EveryResponseAtEveryVersion) { all_round_trips<DecodedResponse>(static_cast<Response*>(nullptr)); }

/// Cutting a message anywhere gives an error that names the message, or a message with a shorter last text; never a crash.
template <class Decoded, class T>
void cuts(core::Prng& prng) {
  if constexpr (!std::is_same_v<T, RawMessage>) {
    Decoded decoded;
    for (const int version : {min_server_version, 178, 187, max_server_version}) {
      T message;
      RandomFiller filler(prng, version);
      layout(filler, message);
      const std::string payload = encoded(decltype(decoded.message){message}, version);
      for (std::size_t size = 0; size < payload.size(); ++size) {
        const auto done = decode(payload.substr(0, size), version, decoded);
        if (!done) EXPECT_FALSE(done.error().where.field.empty());
      }
    }
  }
}

template <class Decoded, class... T>
void all_cuts(std::variant<T...>*) {
  core::Prng prng(42);
  (cuts<Decoded, T>(prng), ...);
}

TEST(RoundTrip, CutMessagesAreErrorsNotCrashes) {
  all_cuts<DecodedRequest>(static_cast<Request*>(nullptr));
  all_cuts<DecodedResponse>(static_cast<Response*>(nullptr));
}

/// The JSON of any message is an object with balanced brackets outside its strings.
TEST(RoundTrip, JsonIsWellFormedForEveryResponse) {
  core::Prng prng(9);
  const auto check = [&]<class T>(T message) {
    RandomFiller filler(prng, max_server_version);
    if constexpr (!std::is_same_v<T, RawMessage>) layout(filler, message);
    const std::string json = response_json(encoded(Response{std::move(message)}, max_server_version), max_server_version);
    std::string open;
    bool text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (text && json[i] == '\\')
        ++i;
      else if (json[i] == '"')
        text = !text;
      else if (!text && (json[i] == '{' || json[i] == '['))
        open += json[i];
      else if (!text && (json[i] == '}' || json[i] == ']')) {
        ASSERT_FALSE(open.empty());
        EXPECT_EQ(open.back(), json[i] == '}' ? '{' : '[');
        open.pop_back();
      }
    }
    EXPECT_TRUE(open.empty() && !text) << json;
  };
  [&]<class... T>(std::variant<T...>*) { (check(T{}), ...); }(static_cast<Response*>(nullptr));
}

}  // namespace
}  // namespace legwork::tws
