// From what people type to names of nodes in the lineage graph.
#ifndef ASSAY_CLI_INTERNAL_RESOLVE_NODE_H_
#define ASSAY_CLI_INTERNAL_RESOLVE_NODE_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "cli/internal/cli.h"

namespace assay::cli {

// For the help of commands that take one.
inline constexpr char kNodeHelp[] =
    "A node's name, a file or folder on disk, a digest, or a run's id or name";

// The name of a node: `text` itself when it is one; "dataset:NAME" (its newest version) and
// "dataset:NAME@LABEL" in the workspace of the flags; a digest "sha256:…", or what lies on disk at
// `text`, as content; else the run of this id or name. DATASET_NOT_FOUND, VERSION_NOT_FOUND,
// RUN_NOT_FOUND, RUN_AMBIGUOUS, and the errors of hashing.
absl::StatusOr<std::string> FindNode(const Cli& cli, Client& client, const std::string& text);

// A dataset version: NAME (the newest), NAME@LABEL or NAME@DIGEST in the workspace of the flags, or
// its name as a node. DATASET_NOT_FOUND, VERSION_NOT_FOUND.
absl::StatusOr<v1::RegisteredDatasetVersion> FindVersion(Client& client, const std::string& text);
// Its name as a node; other nodes' names are taken as they are.
absl::StatusOr<std::string> FindVersionName(Client& client, const std::string& text);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_RESOLVE_NODE_H_
