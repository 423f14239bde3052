// Command lines for tests: run in this process, shown as a transcript.
#ifndef ASSAY_CLI_INTERNAL_CLI_FOR_TEST_H_
#define ASSAY_CLI_INTERNAL_CLI_FOR_TEST_H_

#include <sstream>
#include <string>
#include <vector>

#include "cli/internal/cli.h"
#include "fmt/format.h"

namespace assay::cli {

struct Result {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// The terminal has 100 columns, no colours and UTF-8.
inline Result RunCli(const std::vector<std::string>& arguments, const std::string& input = "",
                     int columns = 100) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Cli cli(in, out, err);
  cli.terminal.columns = columns;
  Result result;
  result.exit_code = Main(arguments, cli);
  result.out = out.str();
  result.err = err.str();
  return result;
}

// What a person sees who types the command: "$ assay …", the output, the errors, the exit code.
inline std::string Transcript(const std::vector<std::string>& arguments,
                              const std::string& input = "") {
  std::string text = "$ assay";
  for (const std::string& argument : arguments) {
    const bool plain =
        !argument.empty() && argument.find_first_of(" '\"><|&{}[]*?") == std::string::npos;
    text += plain ? " " + argument : " '" + argument + "'";
  }
  const Result result = RunCli(arguments, input);
  text += "\n" + result.out + result.err;
  if (result.exit_code != 0) text += fmt::format("(exit code {})\n", result.exit_code);
  return text + "\n";
}

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_CLI_FOR_TEST_H_
