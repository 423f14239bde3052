// What the commands of the registry share.
#ifndef ASSAY_CLI_INTERNAL_REGISTRY_H_
#define ASSAY_CLI_INTERNAL_REGISTRY_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/internal/cli.h"
#include "client/registry.h"

namespace assay::cli {

// A client of the registry, in the workspace that the flags name.
RegistryClient Registry(const Cli& cli);

// "credit/3", "credit@best", ...; a usage error for anything else.
absl::StatusOr<v1::ModelVersionName> ParseVersionName(const std::string& text);
// The same as governance names it, "model:team/scoring/3"; without a workspace in the one that the
// flags name. Asks the server where an alias points.
absl::StatusOr<std::string> FindModelVersion(const Cli& cli, const std::string& text);

// "KEY=VALUE" texts; a usage error where there is no "=". `what` names one of them: "label".
using Pairs = std::vector<std::pair<std::string, std::string>>;
absl::StatusOr<Pairs> ParsePairs(const std::string& what, const std::vector<std::string>& texts);
// The same with finite or other numbers as values.
absl::StatusOr<std::vector<std::pair<std::string, double>>> ParseNumbers(
    const std::string& what, const std::vector<std::string>& texts);

// The content of a digest "sha256:...", or else of the file at this path, which is read.
absl::StatusOr<v1::Content> ContentOf(const Cli& cli, const std::string& file_or_digest);

// A dataset of the workspace, NAME (its newest version), NAME@LABEL or NAME@DIGEST, as name and
// digest.
absl::StatusOr<v1::DatasetRef> FindDatasetRef(const Cli& cli, const std::string& text);

// A contract in a file ("-" for stdin), in Protobuf's JSON mapping. CONTRACT_MALFORMED.
absl::StatusOr<v1::HandoffContract> ReadContract(const Cli& cli, const std::string& file);

// Binding what many commands have.
void AddModelArgument(CLI::App& command, std::string& model);
void AddVersionNameArgument(CLI::App& command, std::string& version);
// A flag that may be repeated.
CLI::Option* AddRepeatedFlag(CLI::App& command, const std::string& flag,
                             std::vector<std::string>& values, const std::string& help,
                             const std::string& type);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_REGISTRY_H_
