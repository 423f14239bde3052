// The names of nodes: one text for each thing, the same in the API, the command line and the logs.
// lineage_service.proto has the forms.
#ifndef ASSAY_STORAGE_LINEAGE_NODE_NAME_H_
#define ASSAY_STORAGE_LINEAGE_NODE_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "assay/v1/resources.pb.h"

namespace assay {

// A name in parts, unescaped:
//   RUN, EVALUATION, DECISION  id
//   DATASET_VERSION            workspace, name, digest
//   CONTENT, ENVIRONMENT       digest
//   CODE_VERSION               repository, commit, "dirty" or "", patch digest
//   MODEL_VERSION              workspace, name, number (only digits, fits an int64)
//   SLOT                       workspace, use case, environment
struct NodeName {
  v1::NodeKind kind = v1::NODE_KIND_UNSPECIFIED;
  std::vector<std::string> parts;
};

// InvalidArgument with reason NODE_NAME_MALFORMED and the right form in the message.
absl::StatusOr<NodeName> ParseNodeName(std::string_view name);

std::string RunNodeName(std::string_view run_id);
std::string DatasetVersionNodeName(std::string_view workspace, std::string_view name,
                                   std::string_view digest);
std::string ContentNodeName(std::string_view digest);
std::string CodeVersionNodeName(const v1::CodeVersion& code);
std::string EnvironmentNodeName(std::string_view digest);
std::string ModelVersionNodeName(std::string_view workspace, std::string_view name, int64_t number);
std::string EvaluationNodeName(std::string_view evaluation_id);
std::string DecisionNodeName(std::string_view decision_id);
std::string SlotNodeName(std::string_view workspace, std::string_view use_case,
                         std::string_view environment);

// NotFound with reason NODE_NOT_FOUND.
absl::Status NodeNotFound(std::string_view name);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_NODE_NAME_H_
