#include "cli/internal/resolve.h"

#include "core/errors.h"
#include "core/ids.h"
#include "core/status_macros.h"
#include "expression/value.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// Of an ambiguous name, so many runs are listed.
constexpr size_t kMostListed = 10;

}  // namespace

absl::Status UsageError(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, kUsageReason, message);
}

absl::StatusOr<v1::Experiment> FindExperiment(Client& client, const std::string& name_or_id) {
  if (IsId(name_or_id)) {
    auto by_id = client.GetExperiment(name_or_id);
    if (by_id.ok() || !absl::IsNotFound(by_id.status())) return by_id;
  }
  return client.GetExperimentByName(name_or_id);
}

absl::StatusOr<std::string> FindRunId(Client& client, const RunName& name) {
  if (IsId(name.run)) return name.run;
  SearchOptions options;
  options.filter = "name == " + expression::Value::String(name.run).ToString();
  if (!name.experiment.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::Experiment experiment,
                           FindExperiment(client, name.experiment));
    options.experiment_ids = {experiment.experiment_id()};
  }
  std::vector<v1::Run> found;
  for (auto& run : client.SearchRuns(options)) {
    ASSAY_RETURN_IF_ERROR(run.status());
    found.push_back(*std::move(run));
    if (found.size() > kMostListed) break;
  }
  const std::string where =
      name.experiment.empty() ? "" : fmt::format(" in the experiment {}", name.experiment);
  if (found.empty()) {
    return NotFound("RUN_NOT_FOUND",
                    "There is no run with the id or name {}{}. `assay runs list` shows those that "
                    "there are.",
                    name.run, where);
  }
  if (found.size() == 1) return found[0].run_id();
  std::string list;
  for (size_t i = 0; i < std::min(found.size(), kMostListed); ++i)
    list += "\n  " + found[i].run_id();
  if (found.size() > kMostListed) list += "\n  and more";
  return FailedPrecondition("RUN_AMBIGUOUS", "Several runs have the name {}{}. Use an id:{}",
                            name.run, where, list);
}

absl::StatusOr<std::vector<std::string>> FindRunIds(Client& client,
                                                    const std::vector<std::string>& runs,
                                                    const std::string& experiment) {
  std::vector<std::string> ids;
  for (const std::string& run : runs) {
    ASSAY_ASSIGN_OR_RETURN(std::string id, FindRunId(client, {run, experiment}));
    ids.push_back(std::move(id));
  }
  return ids;
}

void AddRunName(CLI::App& command, RunName& name) {
  command.add_option("RUN", name.run, "A run's id, or its name")->required()->type_name("");
  command.add_option("--experiment", name.experiment, "Where the name is looked for")
      ->type_name("EXPERIMENT");
}

}  // namespace assay::cli
