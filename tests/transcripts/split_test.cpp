// TCP may cut a stream anywhere: the events, and what the session sends, are the same for every cut.
#include <gtest/gtest.h>

#include "dialogue.hpp"

namespace legwork::tws {
namespace {

/// A session's three turns, in which the gateway waits for us: its version; accounts and ids; then a chain, quotes, an order's life,
/// errors, an unknown and an unreadable message, a gap.
std::vector<std::string> recording() {
  const std::vector<std::vector<std::string_view>> turns{
      {"178|20220812 06:42:26 GMT"},
      {"15|1|DF4035274,DU4035275,", "9|1|43"},
      {"4|2|-1|2104|Market data farm connection is OK:usfarm|",
       "75|900000001|SMART|756733|SPY|100|2|20261218|20270115|3|600|605|610", "76|900000001", "1|6|900000002|4|4594.45||0",
       "21|900000002|13|0|0.125|0.5|4.2|0|0.01|0.2|-0.1|600", "3|13|Filled|100|0|196.52|1376327563|0|196.52|100||0",
       "59|1|00025b46.63f8f39c.01.01|1.0|USD|1.7976931348623157E308|1.7976931348623157E308|",
       "4|2|77|200|Invalid destination exchange specified|", "86|5|text", "4|2|-1|1100|lost|", "1|6|x", "4|2|-1|1101|restored|"}};
  std::vector<std::string> bytes;
  for (const auto& turn : turns) {
    bytes.emplace_back();
    for (const auto fields : turn) append_frame(bytes.back(), payload_of(fields));
  }
  return bytes;
}

struct Heard {
  Dialogue::Lines events;
  Dialogue::Lines sent;
  friend bool operator==(const Heard&, const Heard&) = default;
};

/// What comes of it when each turn arrives in the pieces that `cut` makes of it.
template <class Cut>
Heard hear(const std::vector<std::string>& turns, Cut cut) {
  Dialogue talk;
  talk.gateway_accepts();
  talk.asks(RequestOptionParameters{.under_symbol = "SPY", .under_security_type = "STK", .under_contract_id = 756733});
  RequestMarketData quotes;
  quotes.contract.contract_id = 5001;
  talk.subscribes(quotes);
  for (std::size_t turn = 0; turn < turns.size(); ++turn) {
    for (const std::string_view piece : cut(turn, std::string_view(turns[turn]))) talk.gateway_sends_bytes(piece);
  }
  talk.time_passes(std::chrono::seconds(1));
  return {talk.take_events(), talk.take_sent()};
}

using Pieces = std::vector<std::string_view>;

TEST(SplitDialogue, EveryCutGivesTheSameConversation) {
  const auto turns = recording();
  const auto whole = hear(turns, [](std::size_t, std::string_view all) { return Pieces{all}; });
  ASSERT_EQ(whole.events.size(), 13U);
  ASSERT_EQ(whole.sent.size(), 5U) << "hello, start, two requests, and the stream again after 1101";
  for (std::size_t in = 0; in < turns.size(); ++in) {
    for (std::size_t at = 1; at < turns[in].size(); ++at) {
      const auto heard = hear(turns, [&](std::size_t turn, std::string_view all) {
        return turn == in ? Pieces{all.substr(0, at), all.substr(at)} : Pieces{all};
      });
      ASSERT_EQ(heard, whole) << "cut at byte " << at << " of turn " << in;
    }
  }
  const auto single = hear(turns, [](std::size_t, std::string_view all) {
    Pieces bytes;
    for (std::size_t at = 0; at < all.size(); ++at) bytes.push_back(all.substr(at, 1));
    return bytes;
  });
  EXPECT_EQ(single, whole) << "one byte at a time";
}

}  // namespace
}  // namespace legwork::tws
