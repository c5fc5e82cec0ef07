// `legwork completion SHELL`: scripts that complete commands, options, presets and column names, made from the program itself.
#include <fmt/format.h>

#include "apps/arguments.hpp"
#include "apps/commands.hpp"

namespace legwork::apps {
namespace {

/// "--preset --where …" of a command and of the commands below it (`tws decode`).
std::string options_of(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) text += " --" + name;
  }
  for (const CLI::App* below : command.get_subcommands({})) text += options_of(*below);
  return text;
}

std::string command_names(const CLI::App& app) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands({})) text += " " + command->get_name();
  return text;
}

void print_bash(const CLI::App& app) {
  fmt::print(R"sh(_legwork() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}}
  if (( COMP_CWORD == 1 )); then COMPREPLY=( $(compgen -W "{}" -- "$current") ); return; fi
  case $previous in
    --preset|-p) COMPREPLY=( $(compgen -W "$(legwork presets --format names 2>/dev/null)" -- "$current") ); return ;;
    --sort|-s|--columns|-c|--histogram) COMPREPLY=( $(compgen -W "$(legwork filters --format names 2>/dev/null)" -- "$current") ); return ;;
    --format|-f) COMPREPLY=( $(compgen -W "table json csv" -- "$current") ); return ;;
  esac
  if [[ $current == -* ]]; then
    case $command in
)sh",
             command_names(app));
  for (const CLI::App* command : app.get_subcommands({}))
    fmt::print("      {}) COMPREPLY=( $(compgen -W \"{}\" -- \"$current\") ) ;;\n", command->get_name(), options_of(*command));
  fmt::print(R"sh(    esac
    return
  fi
  case $command in
    presets) COMPREPLY=( $(compgen -W "$(legwork presets --format names 2>/dev/null)" -- "$current") ) ;;
    completion) COMPREPLY=( $(compgen -W "bash zsh fish" -- "$current") ) ;;
)sh");
  for (const CLI::App* command : app.get_subcommands({}))
    if (const std::string names = command_names(*command); !names.empty())
      fmt::print("    {}) COMPREPLY=( $(compgen -W \"{}\" -- \"$current\") ) ;;\n", command->get_name(), names);
  fmt::print(R"sh(    *) COMPREPLY=( $(compgen -f -- "$current") ) ;;
  esac
}}
complete -o filenames -F _legwork legwork
)sh");
}

/// In single quotes for fish.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
  return out + "'";
}

void print_fish(const CLI::App& app) {
  fmt::print("complete -c legwork -n __fish_use_subcommand -f\n");
  for (const CLI::App* command : app.get_subcommands({})) {
    fmt::print("complete -c legwork -n __fish_use_subcommand -a {} -d {}\n", command->get_name(),
               fish_quoted(command->get_description()));
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames())
        fmt::print("complete -c legwork -n '__fish_seen_subcommand_from {}' -l {} -d {}\n", command->get_name(), name,
                   fish_quoted(option->get_description()));
    for (const CLI::App* below : command->get_subcommands({}))
      fmt::print("complete -c legwork -n '__fish_seen_subcommand_from {}' -f -a {} -d {}\n", command->get_name(), below->get_name(),
                 fish_quoted(below->get_description()));
  }
  fmt::print("complete -c legwork -l preset -xa '(legwork presets --format names)'\n");
  fmt::print("complete -c legwork -l sort -xa '(legwork filters --format names)'\n");
}

int run_completion(const CLI::App& app, const std::string& shell) {
  if (shell == "fish")
    print_fish(app);
  else if (shell == "zsh") {
    fmt::print("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n");
    print_bash(app);
  } else {
    print_bash(app);
  }
  return exit_ok;
}

}  // namespace

void add_completion_command(CLI::App& app, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a shell completion script");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("");
  command->footer(
      "bash: source <(legwork completion bash)\nzsh:  source <(legwork completion zsh)\nfish: legwork completion fish | source");
  command->callback([shell, &app, &exit_code] { exit_code = run_completion(app, *shell); });
}

}  // namespace legwork::apps
