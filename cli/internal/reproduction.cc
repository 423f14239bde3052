#include "cli/internal/reproduction.h"

#include <map>
#include <set>

#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "core/digest.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace assay::cli {
namespace {

// What a recorded command has in place of secrets, and at the end when it was too long to keep.
constexpr char kHidden[] = "***";
constexpr char kCut[] = " bytes more)";

constexpr char kFunctions[] = R"sh(set -eu

fail() { printf 'reproduce: %s\n' "$*" >&2; exit 1; }
note() { printf 'reproduce: %s\n' "$*" >&2; }

# The SHA-256 of a file; of a directory, that of its manifest in the order of paths.
digest() {
  if [ -d "$1" ]; then
    (cd -- "$1" && find . -type f -exec sha256sum {} + | sed 's|  \./|  |' | LC_ALL=C sort -k 2) |
      sha256sum
  else
    sha256sum <"$1"
  fi | cut -d ' ' -f 1
}

# check PATH SHA256: ends the script unless the path holds what was recorded.
check() {
  [ -e "$1" ] || fail "$1 is missing."
  [ "$(digest "$1")" = "$2" ] || fail "$1 is not what the run read; that had the SHA-256 $2."
}

# compare PATH SHA256: says whether the path holds what the run wrote.
differing=0
compare() {
  if [ -e "$1" ] && [ "$(digest "$1")" = "$2" ]; then
    printf 'same     %s\n' "$1"
  else
    printf 'differs  %s\n' "$1"
    differing=1
  fi
}
)sh";

std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// Whether it can stand in a script that a person reads on a terminal.
bool IsPlain(const std::string& text) { return Visible(text) == text; }

const v1::Content& ContentOf(const v1::RunIo& item) {
  return item.has_dataset() ? item.dataset().dataset().content() : item.artifact().content();
}

// Where it lies on disk; empty when it is elsewhere.
std::string LocalPath(const v1::RunIo& item) {
  std::string uri = item.has_dataset() ? item.dataset().dataset().uri() : item.artifact().uri();
  constexpr std::string_view kFile = "file://";
  if (uri.starts_with(kFile)) return uri.substr(kFile.size());
  return uri.find("://") == std::string::npos ? uri : "";
}

std::string Title(const v1::RunIo& item) {
  if (!item.has_dataset()) return item.artifact().path();
  const v1::DatasetUse& use = item.dataset();
  return use.dataset().name() + (use.role().empty() ? "" : " as " + use.role()) +
         (use.subset().empty() ? "" : " (" + use.subset() + ")");
}

std::string Place(const v1::RunIo& item) {
  return item.has_dataset() ? item.dataset().dataset().uri() : item.artifact().uri();
}

std::string CodeSteps(const v1::GetReproductionResponse& reproduction) {
  const v1::CodeVersion& code = reproduction.run().code();
  if (code.commit().empty()) return "  No commit is recorded.\n";
  std::string text;
  if (!code.repository().empty()) {
    text += "  git clone " + Visible(Quote(code.repository())) + "\n";
  }
  text += "  git checkout " + Visible(code.commit()) + "\n";
  if (!code.dirty()) return text;
  if (reproduction.has_patch()) {
    return text + "  git apply " + Visible(Quote(reproduction.patch().path())) + "   # " +
           reproduction.patch().content().digest() + "\n";
  }
  return text + "  The work tree had changes that are not recorded" +
         (code.patch_digest().empty() ? "" : ", but for their digest " + code.patch_digest()) +
         ".\n";
}

std::string InputSteps(const v1::GetReproductionResponse& reproduction, const Terminal& terminal) {
  Table table({{"INPUT"}, {"WHERE"}, {"MADE BY"}, {"DIGEST"}});
  for (const v1::ReproductionInput& input : reproduction.inputs()) {
    table.Add({Title(input.item()), Place(input.item()),
               fmt::format("{}", fmt::join(input.produced_by(), ", ")),
               ContentOf(input.item()).digest()});
  }
  return table.empty() ? "  It read nothing that is recorded.\n" : table.Render(terminal);
}

std::string OutputSteps(const v1::GetReproductionResponse& reproduction, const Terminal& terminal) {
  Table table({{"OUTPUT"}, {"WHERE"}, {"DIGEST"}});
  for (const v1::RunIo& item : reproduction.outputs()) {
    table.Add({Title(item), Place(item), ContentOf(item).digest()});
  }
  return table.empty() ? "  It wrote nothing that is recorded.\n" : table.Render(terminal);
}

std::string EnvironmentSteps(const v1::Run& run, const Terminal& terminal) {
  const auto& attributes = run.environment().attributes();
  Facts facts;
  for (const auto& [name, value] :
       std::map<std::string, std::string>(attributes.begin(), attributes.end())) {
    if (name != "command") facts.emplace_back(name, value);
  }
  return facts.empty() ? "  Nothing is recorded of it.\n" : RenderFacts(facts, terminal);
}

std::string MissingSteps(const v1::GetReproductionResponse& reproduction) {
  std::string text;
  for (const v1::CompletenessCheck& check : reproduction.missing()) {
    text += "  " + Visible(check.message()) + "\n";
  }
  if (reproduction.truncated())
    text += "  There are more inputs or outputs than an answer holds.\n";
  return text;
}

// A line of the script for what can be checked on this machine, else a note.
std::string CheckLine(const char* function, const v1::RunIo& item) {
  const std::string& digest = ContentOf(item).digest();
  const std::string path = LocalPath(item);
  if (!IsPlain(path) || !IsPlain(Title(item))) {
    return "note 'An item whose name has control characters is not checked.'\n";
  }
  if (path.empty() || StrengthOf(digest) != DigestStrength::kStrong) {
    return fmt::format(
        "note {}\n",
        Quote(Visible(fmt::format("Not checked: {}, {} {}", Title(item), digest, Place(item)))));
  }
  return fmt::format("{} {} {}\n", function, Quote(path),
                     digest.substr(std::string_view("sha256:").size()));
}

std::string CodeLines(const v1::GetReproductionResponse& reproduction) {
  const v1::CodeVersion& code = reproduction.run().code();
  if (code.commit().empty()) return "note 'No commit is recorded; the code is not checked.'\n";
  const std::string get =
      fmt::format("Run this in a work tree of {} at {}.",
                  Visible(code.repository().empty() ? "the repository" : code.repository()),
                  Visible(code.commit()));
  std::string text = fmt::format("[ \"$(git rev-parse HEAD)\" = {} ] || fail {}\n",
                                 Quote(Visible(code.commit())), Quote(get));
  if (!code.dirty()) {
    return text + "[ -z \"$(git status --porcelain)\" ] || fail 'The work tree has changes.'\n";
  }
  if (!reproduction.has_patch()) {
    return text + "note 'The work tree had changes that are not recorded; they are not checked.'\n";
  }
  return text + fmt::format("note {}\n",
                            Quote(Visible(fmt::format("Apply the patch {} ({}) first, if you have "
                                                      "not.",
                                                      reproduction.patch().path(),
                                                      reproduction.patch().content().digest()))));
}

std::string CommandLines(const std::string& command) {
  if (command.empty()) return "fail 'No command is recorded: write it into this script here.'\n";
  if (!IsPlain(command)) {
    return fmt::format(
        "fail 'The recorded command has control characters: write it into this script here.'\n"
        "# {}\n",
        Visible(command));
  }
  if (command.find(kHidden) == std::string::npos && !command.ends_with(kCut)) {
    return command + "\n";
  }
  return fmt::format(
      "fail 'Write what the record leaves out of the command into this script.'\n# {}\n", command);
}

}  // namespace

std::string RenderSteps(const v1::GetReproductionResponse& reproduction, const Terminal& terminal) {
  const v1::Run& run = reproduction.run();
  std::string text;
  const auto add = [&](const std::string& title, const std::string& body) {
    if (body.empty()) return;
    text += (text.empty() ? "" : "\n") + terminal.Paint(title, Ink::kBold) + "\n" + body;
  };
  add("To run " + Visible(run.name()) + " again (run:" + run.run_id() + "):",
      "  or let `assay reproduce --script` write a script that checks as it goes.\n");
  add("1. Get the code", CodeSteps(reproduction));
  add("2. Have the data", InputSteps(reproduction, terminal));
  add("3. In an environment like this", EnvironmentSteps(run, terminal));
  add("4. Run", reproduction.command().empty() ? "  No command is recorded.\n"
                                               : "  " + Visible(reproduction.command()) + "\n");
  add("5. Compare what comes out", OutputSteps(reproduction, terminal));
  add("What the record lacks", MissingSteps(reproduction));
  return text;
}

std::string RenderScript(const v1::GetReproductionResponse& reproduction) {
  const v1::Run& run = reproduction.run();
  std::string text = fmt::format(
      "#!/bin/sh\n# Runs {} (run:{}) again, after checking that code and data are what they were.\n"
      "# Written by `assay reproduce --script`. Exit code 1: something is not, or another thing "
      "comes out.\n",
      Visible(run.name()), run.run_id());
  text += kFunctions;
  text += "\n# Code\n" + CodeLines(reproduction);
  text += "\n# Data\n";
  std::set<std::string> checks;  // the same data may be used in several roles
  for (const v1::ReproductionInput& input : reproduction.inputs()) {
    const std::string line = CheckLine("check", input.item());
    if (checks.insert(line).second) text += line;
  }
  if (reproduction.truncated()) text += "note 'There are more inputs or outputs than are here.'\n";
  text += "\n# Run\n" + CommandLines(reproduction.command());
  text += "\n# What came out\n";
  for (const v1::RunIo& item : reproduction.outputs()) text += CheckLine("compare", item);
  return text + "exit $differing\n";
}

}  // namespace assay::cli
