#include "cli/internal/completion.h"

#include <map>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

struct Flag {
  std::string name;  // "--limit"
  std::string description;
  bool takes_value = false;
  std::vector<std::string> choices;
};

struct Command {
  std::string path;  // "assay runs list"
  std::string name;
  std::string description;
  std::vector<Command> commands;
  std::vector<Flag> flags;  // its own and those of all commands above
};

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<Flag> FlagsOf(const CLI::App& app) {
  std::vector<Flag> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      Flag flag{"--" + name, option->get_description(), option->get_items_expected_max() > 0, {}};
      if (option->get_type_name().find('|') != std::string::npos) {
        flag.choices = Split(option->get_type_name(), '|');
      }
      flags.push_back(std::move(flag));
    }
  }
  return flags;
}

Command ToCommand(const CLI::App& app, const std::string& parent, std::vector<Flag> flags) {
  Command command{parent.empty() ? app.get_name() : parent + " " + app.get_name(),
                  app.get_name(),
                  app.get_description(),
                  {},
                  FlagsOf(app)};
  for (const Flag& flag : flags) {
    // Every command has its own --help.
    if (flag.name != "--help" && flag.name != "--version") command.flags.push_back(flag);
  }
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    command.commands.push_back(ToCommand(*child, command.path, command.flags));
  }
  return command;
}

// All commands, each before those below it.
void Flatten(const Command& command, std::vector<const Command*>* all) {
  all->push_back(&command);
  for (const Command& child : command.commands) Flatten(child, all);
}

// What follows each flag that takes a value; nothing means a file.
std::map<std::string, std::vector<std::string>> Values(const std::vector<const Command*>& all) {
  std::map<std::string, std::vector<std::string>> values;
  for (const Command* command : all) {
    for (const Flag& flag : command->flags) {
      if (flag.takes_value) values.emplace(flag.name, flag.choices);
    }
  }
  return values;
}

std::string Join(const std::vector<std::string>& parts, const std::string& separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

// In single quotes, for all three shells.
std::string Quote(const std::string& text, const std::string& escaped_quote = "'\\''") {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += escaped_quote;
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// "'assay runs'|'assay runs list'|...": what a word may make of the command so far.
std::string Paths(const std::vector<const Command*>& all) {
  std::vector<std::string> paths;
  for (size_t i = 1; i < all.size(); ++i) paths.push_back(Quote(all[i]->path));
  return Join(paths, " | \\\n      ");
}

// Flags whose value is a file, or a text that nobody can guess.
std::string FreeFlags(const std::map<std::string, std::vector<std::string>>& values) {
  std::vector<std::string> names;
  for (const auto& [name, choices] : values) {
    if (choices.empty()) names.push_back(name);
  }
  return Join(names, " | ");
}

// One of the words that zsh's _describe takes: "name:description".
std::string Described(const std::string& name, const std::string& description) {
  std::string word = name + ":";
  for (const char c : description) word += c == ':' ? std::string("\\:") : std::string(1, c);
  return Quote(word);
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  const Command root = ToCommand(app, "", {});
  std::vector<const Command*> all;
  Flatten(root, &all);
  const auto values = Values(all);
  std::string script = fmt::format(
      "# bash completion for assay. Use: source <(assay completion bash)\n"
      "_assay() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}\n"
      "  local command=assay words= i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    case \"$command ${{COMP_WORDS[i]}}\" in\n"
      "      {})\n"
      "        command+=\" ${{COMP_WORDS[i]}}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case $command in\n",
      Paths(all));
  for (const Command* command : all) {
    std::vector<std::string> words;
    for (const Command& child : command->commands) words.push_back(child.name);
    for (const Flag& flag : command->flags) words.push_back(flag.name);
    script += fmt::format("    {}) words='{}' ;;\n", Quote(command->path), Join(words, " "));
  }
  script += "  esac\n  case $prev in\n";
  for (const auto& [name, choices] : values) {
    if (!choices.empty())
      script += fmt::format("    {}) words='{}' ;;\n", name, Join(choices, " "));
  }
  script += fmt::format(
      "    {}) words= ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "}}\n"
      "complete -o default -F _assay assay\n",
      FreeFlags(values));
  return script;
}

std::string ZshCompletion(const CLI::App& app) {
  const Command root = ToCommand(app, "", {});
  std::vector<const Command*> all;
  Flatten(root, &all);
  const auto values = Values(all);
  std::string script = fmt::format(
      "#compdef assay\n"
      "# zsh completion for assay. Use: source <(assay completion zsh)\n"
      "_assay() {{\n"
      "  local command=assay word\n"
      "  local -a commands flags\n"
      "  for word in ${{words[2,CURRENT-1]}}; do\n"
      "    case \"$command $word\" in\n"
      "      {})\n"
      "        command+=\" $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case ${{words[CURRENT-1]}} in\n",
      Paths(all));
  for (const auto& [name, choices] : values) {
    if (choices.empty()) continue;
    script += fmt::format("    {}) compadd {}; return ;;\n", name, Join(choices, " "));
  }
  script +=
      fmt::format("    {}) _files; return ;;\n  esac\n  case $command in\n", FreeFlags(values));
  for (const Command* command : all) {
    std::vector<std::string> commands;
    std::vector<std::string> flags;
    for (const Command& child : command->commands) {
      commands.push_back(Described(child.name, child.description));
    }
    for (const Flag& flag : command->flags) flags.push_back(Described(flag.name, flag.description));
    script +=
        fmt::format("    {})\n      commands=({})\n      flags=({}) ;;\n", Quote(command->path),
                    Join(commands, "\n                "), Join(flags, "\n             "));
  }
  script +=
      "  esac\n"
      "  (( ${#commands} )) && _describe -t commands command commands\n"
      "  if [[ ${words[CURRENT]} == -* ]]; then\n"
      "    _describe -t options option flags\n"
      "  elif (( ! ${#commands} )); then\n"
      "    _files\n"
      "  fi\n"
      "}\n"
      "if [ \"$funcstack[1]\" = \"_assay\" ]; then _assay \"$@\"; else compdef _assay assay; fi\n";
  return script;
}

std::string FishCompletion(const CLI::App& app) {
  const Command root = ToCommand(app, "", {});
  std::vector<const Command*> all;
  Flatten(root, &all);
  std::string script =
      "# fish completion for assay. Use: assay completion fish | source\n"
      "# The commands on the line so far, \"assay runs list\".\n"
      "function __assay_command\n"
      "  set -l command assay\n"
      "  set -l words (commandline -opc)\n"
      "  for word in $words[2..-1]\n"
      "    switch \"$command $word\"\n"
      "      case";
  for (size_t i = 1; i < all.size(); ++i) script += " " + Quote(all[i]->path, "\\'");
  script +=
      "\n"
      "        set command \"$command $word\"\n"
      "    end\n"
      "  end\n"
      "  test \"$command\" = \"$argv\"\n"
      "end\n";
  for (const Command* command : all) {
    const std::string begin =
        fmt::format("complete -c assay -n '__assay_command {}'", command->path);
    for (const Command& child : command->commands) {
      script +=
          fmt::format("{} -f -a {} -d {}\n", begin, child.name, Quote(child.description, "\\'"));
    }
    for (const Flag& flag : command->flags) {
      script += fmt::format(
          "{} -l {}{}{} -d {}\n", begin, flag.name.substr(2), flag.takes_value ? " -r" : "",
          flag.choices.empty() ? "" : fmt::format(" -f -a '{}'", Join(flag.choices, " ")),
          Quote(flag.description, "\\'"));
    }
  }
  return script;
}

}  // namespace assay::cli
