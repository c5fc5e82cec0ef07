// `legwork tws decode`: recorded wire messages, one JSON object a line, to typed messages. `legwork tws messages`: the field tables.
#include <iostream>

#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/tws_line.hpp"
#include "tws/messages/json.hpp"
#include "tws/messages/protocol_markdown.hpp"
#include "tws/messages/versions.hpp"
#include "tws/session/protocol_costs.hpp"

namespace legwork::apps {
namespace {

/// A frame holds 0xFFFFFF bytes; as JSON each may be six characters (\u0001).
constexpr std::size_t line_bytes_max = std::size_t{0x1000000} * 6;

core::Error no_message(core::Error why, std::size_t line_number) {
  why.where.file = "standard input";
  why.where.line = line_number;
  return why;
}

/// Said twice: as an object in the output, which has one for every line, and on stderr with the line's number.
void print_unreadable(const core::Error& why) {
  std::string message;
  tws::append_json_text(message, to_string(core::Error{why.code, why.message, {"", 0, 0, why.where.field}}));
  fmt::print(R"({{"line":{},"error":{{"message":{}}},"ok":false}})"
             "\n",
             why.where.line, message);
  report(why);
}

int decode_lines(std::istream& in, std::optional<int> assumed_version) {
  int exit_code = exit_ok;
  std::string text;
  for (std::size_t number = 1; std::getline(in, text); ++number) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto line = text.size() <= line_bytes_max ? read_recorded_line(text)
                                                    : core::Error{core::ErrorCode::too_large, "longer than any frame can be", {}};
    if (!line) {
      print_unreadable(no_message(line.error(), number));
      exit_code = exit_input;
      continue;
    }
    const DecodedLine decoded = decode_recorded_line(*line, number, assumed_version);
    fmt::print("{}\n", decoded.json);
    if (decoded.failed && exit_code == exit_ok) exit_code = exit_undecoded;
  }
  return exit_code;
}

void add_decode(CLI::App& tws, int& exit_code) {
  auto version = std::make_shared<std::optional<int>>();
  CLI::App* command = tws.add_subcommand("decode", "Decode recorded messages: JSON lines in, typed messages as JSON lines out");
  command
      ->add_option("--server-version", *version,
                   "Server version of lines that do not state theirs (default: every version is tried and those that fit are told)")
      ->check(CLI::Range(1, 999))
      ->type_name("N");
  command->footer(fmt::format(
      "Reads standard input, a JSON object a line, as in tests/data/tws/transcripts.jsonl:\n"
      R"(  {{"direction": "server", "server_version_if_known": 176, "msg_id": 9, "fields": ["9", "1", "43"]}})"
      "\n"
      "direction is who sent it, client or server; fields are the payload's with the id first; msg_id null is a handshake;\n"
      R"("truncated": true and "malformed": true say that a failure is to be expected. Server versions {}..{} have field)"
      "\n"
      "tables; messages below and above, and ids without a table, are shown as their fields.\n"
      "Prints for each line one object: the version used and those that fit, the name, the message with unset as null, fields\n"
      "left over, how the message encodes differently from the recording, and the error.\n"
      "Exit code 1 when a line fails that is not marked truncated or malformed, 3 when a line is no such object.",
      tws::min_server_version, tws::max_server_version));
  command->callback([version, &exit_code] { exit_code = decode_lines(std::cin, *version); });
}

void add_messages(CLI::App& tws, int& exit_code) {
  auto format = std::make_shared<std::string>("markdown");
  CLI::App* command = tws.add_subcommand("messages", "Print the field tables of every message");
  command->add_option("-f,--format", *format, "markdown")->check(CLI::IsMember({"markdown"}))->capture_default_str();
  command->callback([&exit_code] {
    fmt::print("{}", tws::protocol_markdown());
    exit_code = exit_ok;
  });
}

void add_costs(CLI::App& tws, int& exit_code) {
  CLI::App* command = tws.add_subcommand("costs", "Print what each request costs: lane, messages, deadline, what answers it");
  command->callback([&exit_code] {
    fmt::print("{}", tws::protocol_costs_markdown());
    exit_code = exit_ok;
  });
}

}  // namespace

void add_tws_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("tws", "Look at messages of the TWS wire protocol");
  command->require_subcommand(1);
  add_decode(*command, exit_code);
  add_messages(*command, exit_code);
  add_costs(*command, exit_code);
}

}  // namespace legwork::apps
