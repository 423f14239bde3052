// Completion scripts for shells, written from the commands and flags that there are.
#ifndef ASSAY_CLI_INTERNAL_COMPLETION_H_
#define ASSAY_CLI_INTERNAL_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace assay::cli {

// A flag whose type name is "a|b|c" completes to these.
std::string BashCompletion(const CLI::App& app);
std::string ZshCompletion(const CLI::App& app);
std::string FishCompletion(const CLI::App& app);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_COMPLETION_H_
