// `legwork journal verify | show | export | accept`: the order journal as a person or an auditor sees it. Reads beside a running engine.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"
#include "apps/output.hpp"
#include "apps/terminal.hpp"
#include "journal/reader.hpp"
#include "journal/system_disk.hpp"

namespace legwork::apps {
namespace {

using journal::Hash;
using journal::Head;
using journal::JournalReader;
using trade::Record;

struct JournalArguments {
  std::string folder, kind, format = "table";
  std::uint64_t from = 1;
  bool quiet = false, yes = false;
};

std::string counted(std::uint64_t records) { return fmt::format("{} record{}", records, records == 1 ? "" : "s"); }

/// The body as JSON on one line: as it stands where it is JSON (a raw line break can only stand between its tokens), else as a string.
std::string json_body(const std::string& body) {
  using nlohmann::json;
  if (!json::accept(body)) return json(body).dump(-1, ' ', false, json::error_handler_t::replace);
  std::string line = body;
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  return line;
}

std::string json_line(const Record& r, const Hash& hash) {
  return fmt::format(R"({{"sequence":{},"at":"{}","at_ns":{},"kind":"{}","version":{},"body":{},"hash":"{}"}})", r.sequence,
                     utc_text(r.at), r.at.time_since_epoch().count(), r.kind.name(), r.version, json_body(r.body),
                     journal::to_hex(hash));
}

std::string json_head(const Head& head) {
  return fmt::format(R"({{"sequence":{},"hash":"{}","at_ns":{}}})", head.sequence, journal::to_hex(head.hash),
                     head.at.time_since_epoch().count());
}

/// What a terminal shows of a body: one line, no control characters, cut to `width` bytes at a character's begin.
std::string printable(const std::string& body, std::size_t width) {
  std::string text;
  for (const char c : body) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  if (text.size() <= width) return text;
  std::size_t end = width - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

int report_finding(const journal::Finding& finding, const JournalReader& reader) {
  return report(to_error(finding, reader.path()));
}

int run_verify(const JournalArguments& arguments) {
  journal::SystemDisk disk;
  const auto reader = JournalReader::open(disk, arguments.folder);
  if (!reader) return report(reader.error());
  Progress progress(!arguments.quiet);
  const auto end = reader->verify([&](std::uint64_t done, std::uint64_t all) {
    progress.show("verifying", static_cast<double>(done), static_cast<double>(all));
  });
  progress.clear();
  if (!end) return report_finding(end.error(), *reader);
  fmt::print("{}: {}, chain whole\nhead   {} {}\n", reader->path(), counted(end->sequence), end->sequence,
             journal::to_hex(end->hash));
  if (reader->anchor()) fmt::print("anchor {} {}\n", reader->anchor()->sequence, journal::to_hex(reader->anchor()->hash));
  return exit_ok;
}

void print_row(const Record& r, std::size_t width) {
  constexpr std::size_t before_body = 10 + 2 + 20 + 2 + 22 + 1 + 3 + 2;
  const std::size_t rest = width > before_body + 20 ? width - before_body : 20;
  fmt::print("{:>10}  {}  {:<22} {:>3}  {}\n", r.sequence, utc_text(r.at), r.kind.name(), r.version, printable(r.body, rest));
}

int run_show(const JournalArguments& arguments) {
  std::optional<trade::RecordKind> kind;
  if (!arguments.kind.empty()) {
    const auto parsed = trade::RecordKind::parse(arguments.kind);
    if (!parsed) return report(parsed.error());
    kind = *parsed;
  }
  journal::SystemDisk disk;
  const auto reader = JournalReader::open(disk, arguments.folder);
  if (!reader) return report(reader.error());
  const bool table = arguments.format == "table";
  const int terminal = terminal_width(stdout);
  const std::size_t width = terminal > 0 ? static_cast<std::size_t>(terminal) : 200;
  if (table)
    fmt::print("{}\n",
               paint(stdout, Ink::bold, fmt::format("{:>10}  {:<20}  {:<22} {:>3}  {}", "sequence", "at", "kind", "v", "body")));
  const auto end = reader->replay([&](const Record& record, const Hash& hash) {
    if (record.sequence < arguments.from || (kind && record.kind != *kind)) return true;
    if (table)
      print_row(record, width);
    else
      fmt::print("{}\n", json_line(record, hash));
    return true;
  });
  return end ? static_cast<int>(exit_ok) : report_finding(end.error(), *reader);
}

int run_export(const JournalArguments& arguments) {
  journal::SystemDisk disk;
  const auto reader = JournalReader::open(disk, arguments.folder);
  if (!reader) return report(reader.error());
  Progress progress(!arguments.quiet && !is_terminal(stdout));
  fmt::print(R"({{"format":"legwork-journal","version":1,"records":[)");
  const auto end = reader->replay([&](const Record& record, const Hash& hash) {
    fmt::print("{}\n{}", record.sequence == 1 ? "" : ",", json_line(record, hash));
    progress.show("exporting", static_cast<double>(record.sequence), static_cast<double>(reader->head().sequence));
    return true;
  });
  progress.clear();
  const std::string anchor = reader->anchor() ? json_head(*reader->anchor()) : "null";
  fmt::print(
      "\n"
      R"(],"anchor":{},"head":{},"complete":{})",
      anchor, end ? json_head(*end) : "null", end.has_value());
  if (!end) fmt::print(R"(,"problem":{})", json_string(end.error().message));
  fmt::print("}}\n");
  return end ? static_cast<int>(exit_ok) : report_finding(end.error(), *reader);
}

int run_accept(const JournalArguments& arguments) {
  if (!arguments.yes)
    return report({core::ErrorCode::invalid_argument,
                   "says that the records as they are now are the whole truth; compare them with the broker first, then add --yes",
                   {"", 0, 0, "journal accept"}});
  journal::SystemDisk disk;
  const auto head = journal::accept_records(disk, arguments.folder);
  if (!head) return report(head.error());
  fmt::print("{}: {} accepted\nanchor {} {}\n", arguments.folder, counted(head->sequence), head->sequence,
             journal::to_hex(head->hash));
  return exit_ok;
}

using Arguments = std::shared_ptr<JournalArguments>;

CLI::App* add_part(CLI::App& journal, const char* name, const char* what, const Arguments& arguments) {
  CLI::App* command = journal.add_subcommand(name, what);
  command->add_option("DIR", arguments->folder, "The journal's folder")->required()->type_name("");
  return command;
}

void add_verify(CLI::App& journal, int& exit_code) {
  auto arguments = std::make_shared<JournalArguments>();
  CLI::App* command = add_part(journal, "verify", "Check every record, the hash chain, the anchor and the file", arguments);
  command->add_flag("-q,--quiet", arguments->quiet, "No progress");
  command->footer(
      "Exit code 3 names the first record that cannot be trusted. Write the head down elsewhere now and then:\n"
      "whoever can change both the database and the anchor cannot change that.");
  command->callback([arguments, &exit_code] { exit_code = run_verify(*arguments); });
}

void add_show(CLI::App& journal, int& exit_code) {
  auto arguments = std::make_shared<JournalArguments>();
  CLI::App* command = add_part(journal, "show", "Print records", arguments);
  command->add_option("--from", arguments->from, "First record")->check(CLI::PositiveNumber)->capture_default_str()->type_name("N");
  command->add_option("--kind", arguments->kind, "Only records of this kind")->type_name("KIND");
  command->add_option("-f,--format", arguments->format, "table, or json: one object a line")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  command->callback([arguments, &exit_code] { exit_code = run_show(*arguments); });
}

void add_export(CLI::App& journal, int& exit_code) {
  auto arguments = std::make_shared<JournalArguments>();
  arguments->format = "json";
  CLI::App* command = add_part(journal, "export", "Print all records with their hashes as one document", arguments);
  command->add_option("-f,--format", arguments->format, "json")->check(CLI::IsMember({"json"}))->capture_default_str();
  command->add_flag("-q,--quiet", arguments->quiet, "No progress");
  command->callback([arguments, &exit_code] { exit_code = run_export(*arguments); });
}

void add_accept(CLI::App& journal, int& exit_code) {
  auto arguments = std::make_shared<JournalArguments>();
  CLI::App* command =
      add_part(journal, "accept", "Take the records there are for the truth: a new anchor, after a copy was restored", arguments);
  command->add_flag("--yes", arguments->yes, "I have compared them with the broker");
  command->callback([arguments, &exit_code] { exit_code = run_accept(*arguments); });
}

}  // namespace

void add_journal_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("journal", "Look at the order journal: verify, show, export");
  command->require_subcommand(1);
  add_verify(*command, exit_code);
  add_show(*command, exit_code);
  add_export(*command, exit_code);
  add_accept(*command, exit_code);
}

}  // namespace legwork::apps
