// From what people type to ids.
#ifndef ASSAY_CLI_INTERNAL_RESOLVE_H_
#define ASSAY_CLI_INTERNAL_RESOLVE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/internal/cli.h"

namespace assay::cli {

// An error of the command line, exit code 2.
absl::Status UsageError(const std::string& message);

// The experiment with this id, or else with this name.
absl::StatusOr<v1::Experiment> FindExperiment(Client& client, const std::string& name_or_id);

// A run as it is named on a command line.
struct RunName {
  std::string run;         // an id, or a name
  std::string experiment;  // where the name is looked for; empty for the whole workspace
};

// The id of a run: `run` when it is one, else that of the one run of this name. RUN_NOT_FOUND,
// RUN_AMBIGUOUS with the ids of those that have the name.
absl::StatusOr<std::string> FindRunId(Client& client, const RunName& name);
absl::StatusOr<std::vector<std::string>> FindRunIds(Client& client,
                                                    const std::vector<std::string>& runs,
                                                    const std::string& experiment);

// Binds the positional RUN and the flag --experiment.
void AddRunName(CLI::App& command, RunName& name);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_RESOLVE_H_
