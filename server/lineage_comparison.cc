// What differs between runs, or between model versions.
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "server/comparison.h"
#include "server/lineage_service.h"
#include "storage/lineage/nodes.h"
#include "storage/registry/model_versions.h"
#include "storage/runs.h"

namespace assay::lineage {
namespace {

using Row = v1::CompareRow;

// The named nodes, which are all runs or all model versions.
absl::StatusOr<std::vector<NodeRef>> FindAll(ReadTxn& txn,
                                             const v1::CompareEntitiesRequest& request) {
  std::vector<NodeRef> refs;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string field = fmt::format("names[{}]", i);
    const absl::StatusOr<NodeRef> ref = FindNode(txn, request.names(i));
    if (!ref.ok()) return PrefixField(ref.status(), field);
    const bool comparable =
        ref->kind == v1::NODE_KIND_RUN || ref->kind == v1::NODE_KIND_MODEL_VERSION;
    if (!comparable || (i > 0 && ref->kind != refs[0].kind)) {
      return InvalidArgument("NOT_COMPARABLE", field,
                             "{} can't be compared with the others. Name runs (run:...) only, or "
                             "model versions (model:...) only.",
                             request.names(i));
    }
    refs.push_back(*ref);
  }
  return refs;
}

void AddNumber(int thing, const std::string& key, double number, Comparison* rows) {
  v1::Value value;
  value.set_double_value(number);
  rows->Add(thing, Row::METRIC, key, std::move(value));
}

void AddContract(int thing, const v1::HandoffContract& contract, Comparison* rows) {
  for (const v1::QualityMetric& quality : contract.quality()) {
    const std::string split = quality.split().empty() ? "" : ", " + quality.split();
    AddNumber(thing,
              fmt::format("contract: {} on {}@{}{}", quality.key(), quality.dataset(),
                          quality.dataset_digest(), split),
              quality.value(), rows);
  }
  if (contract.has_latency_p50_ms()) {
    AddNumber(thing, "contract: latency_p50_ms", contract.latency_p50_ms(), rows);
  }
  if (contract.has_latency_p95_ms()) {
    AddNumber(thing, "contract: latency_p95_ms", contract.latency_p95_ms(), rows);
  }
  if (contract.has_memory_mb()) {
    AddNumber(thing, "contract: memory_mb", contract.memory_mb(), rows);
  }
  if (contract.has_parameter_count()) {
    AddNumber(thing, "contract: parameter_count", static_cast<double>(contract.parameter_count()),
              rows);
  }
  if (contract.has_artifact_bytes()) {
    AddNumber(thing, "contract: artifact_bytes", static_cast<double>(contract.artifact_bytes()),
              rows);
  }
  for (const auto& [key, value] : contract.fields()) {
    rows->Add(thing, Row::ATTRIBUTE, "contract: " + key, value);
  }
}

// A version with the run that fitted it.
absl::Status AddModelVersion(ReadTxn& txn, int thing, int64_t row, Comparison* rows) {
  ASSAY_ASSIGN_OR_RETURN(const v1::ModelVersion version, LoadModelVersion(txn, row));
  if (!version.run_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::Run run, GetRun(txn, version.run_id(), RunParts::kAll));
    rows->AddRun(thing, run);
  }
  rows->AddText(thing, Row::ATTRIBUTE, "artifact", version.artifact().digest());
  rows->AddText(thing, Row::ATTRIBUTE, "run_id", version.run_id());
  rows->AddText(thing, Row::ATTRIBUTE, "registered_by", version.created_by());
  rows->AddText(thing, Row::ATTRIBUTE, "framework", version.framework());
  rows->AddText(thing, Row::ATTRIBUTE, "framework_version", version.framework_version());
  rows->AddText(thing, Row::ATTRIBUTE, "algorithm", version.estimator().algorithm());
  rows->AddText(thing, Row::ATTRIBUTE, "estimator", version.estimator().digest());
  for (const v1::Param& param : version.estimator().hyper_parameters()) {
    rows->Add(thing, Row::PARAM, param.key(), param.value());
  }
  for (const v1::Tag& label : version.labels()) {
    rows->AddText(thing, Row::TAG, "label: " + label.key(), label.value());
  }
  AddContract(thing, version.contract(), rows);
  return absl::OkStatus();
}

absl::Status AddRun(ReadTxn& txn, int thing, int64_t row, Comparison* rows) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs,
                         LoadRuns(txn, std::span(&row, 1), RunParts::kAll));
  rows->AddRun(thing, runs.front());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CompareEntitiesResponse> CompareEntities(
    ServerEnv& env, const RequestContext& context, const v1::CompareEntitiesRequest& request) {
  const int count = request.names_size();
  if (count < 2 || count > limits::kMaxRunsToCompare) {
    return InvalidArgument("COMPARE_COUNT_INVALID", "names",
                           "{} things can't be compared. Name 2 to {}.", count,
                           limits::kMaxRunsToCompare);
  }
  return ReadOne<v1::CompareEntitiesResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::CompareEntitiesResponse> {
        ASSAY_ASSIGN_OR_RETURN(const std::vector<NodeRef> refs, FindAll(txn, request));
        Comparison rows(count);
        for (int i = 0; i < count; ++i) {
          const NodeRef ref = refs[static_cast<size_t>(i)];
          const auto add = ref.kind == v1::NODE_KIND_RUN ? AddRun : AddModelVersion;
          ASSAY_RETURN_IF_ERROR(add(txn, i, ref.id, &rows));
        }
        v1::CompareEntitiesResponse response;
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs));
        for (v1::LineageNode& node : nodes) *response.add_nodes() = std::move(node);
        std::move(rows).Fill(request.include_equal(), response.mutable_rows());
        return response;
      });
}

}  // namespace assay::lineage
