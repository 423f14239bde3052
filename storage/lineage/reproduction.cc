// Everything that is recorded to run something again.
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/lineage/completeness.h"
#include "storage/lineage/content_uses.h"
#include "storage/lineage/nodes.h"
#include "storage/run_io.h"
#include "storage/runs.h"

namespace assay {
namespace {

constexpr int kItems = 10'000;  // inputs, and as many outputs
constexpr int kProducers = 3;   // of one input
constexpr int kVersions = 100;  // of one content
constexpr char kCommandAttribute[] = "command";

const v1::Content& ContentOf(const v1::RunIo& item) {
  return item.has_artifact() ? item.artifact().content() : item.dataset().dataset().content();
}

// The first runs that wrote the content, but for `reader` itself.
absl::Status AddProducers(ReadTxn& txn, int64_t reader, v1::ReproductionInput* input) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t content,
                         FindContent(txn, ContentOf(input->item()).digest()));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> versions,
                         VersionsOfContent(txn, content, kVersions));
  ASSAY_ASSIGN_OR_RETURN(
      const std::vector<ContentUseRow> uses,
      FindContentUses(txn, content, versions, v1::IO_DIRECTION_OUTPUT, kProducers + 1));
  std::vector<NodeRef> runs;
  for (const ContentUseRow& use : uses) {
    if (use.run != reader && runs.size() < size_t{kProducers}) {
      runs.push_back({v1::NODE_KIND_RUN, use.run});
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> nodes, LoadNodes(txn, runs));
  for (const v1::LineageNode& node : nodes) input->add_produced_by(node.name());
  return absl::OkStatus();
}

absl::Status AddInputs(ReadTxn& txn, int64_t run, v1::GetReproductionResponse* response) {
  ASSAY_ASSIGN_OR_RETURN(IoPage inputs, ListIo(txn, run, v1::IO_DIRECTION_INPUT, "", "", kItems));
  if (!inputs.next.empty()) response->set_truncated(true);
  for (v1::RunIo& item : inputs.items) {
    v1::ReproductionInput* input = response->add_inputs();
    *input->mutable_item() = std::move(item);
    ASSAY_RETURN_IF_ERROR(AddProducers(txn, run, input));
  }
  return absl::OkStatus();
}

absl::Status AddOutputs(ReadTxn& txn, int64_t run, v1::GetReproductionResponse* response) {
  ASSAY_ASSIGN_OR_RETURN(IoPage outputs, ListIo(txn, run, v1::IO_DIRECTION_OUTPUT, "", "", kItems));
  if (!outputs.next.empty()) response->set_truncated(true);
  const std::string& patch = response->run().code().patch_digest();
  for (v1::RunIo& item : outputs.items) {
    if (!patch.empty() && item.has_artifact() && item.artifact().content().digest() == patch) {
      *response->mutable_patch() = item.artifact();
    }
    *response->add_outputs() = std::move(item);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::GetReproductionResponse> GetReproduction(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const RecordedRun recorded, FindRecordedRun(txn, name));
  if (recorded.run == 0) {
    return FailedPrecondition("SOURCE_RUN_MISSING",
                              "{} was registered without a run, so there is nothing to run again.",
                              name);
  }
  v1::GetReproductionResponse response;
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Run> runs,
                         LoadRuns(txn, std::span(&recorded.run, 1), RunParts::kSummary));
  *response.mutable_run() = std::move(runs.front());
  response.mutable_run()->clear_metrics();
  const auto& attributes = response.run().environment().attributes();
  if (const auto it = attributes.find(kCommandAttribute); it != attributes.end()) {
    response.set_command(it->second);
  }
  ASSAY_RETURN_IF_ERROR(AddInputs(txn, recorded.run, &response));
  ASSAY_RETURN_IF_ERROR(AddOutputs(txn, recorded.run, &response));
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::CompletenessCheck> checks,
                         CheckCompleteness(txn, recorded));
  for (v1::CompletenessCheck& check : checks) {
    if (check.state() != v1::CompletenessCheck::OK) *response.add_missing() = std::move(check);
  }
  return response;
}

}  // namespace assay
