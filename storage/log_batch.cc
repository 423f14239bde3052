#include "storage/log_batch.h"

#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "storage/check_count.h"
#include "storage/code_versions.h"
#include "storage/environments.h"
#include "storage/run_io.h"
#include "storage/runs.h"
#include "storage/tags.h"
#include "storage/writers.h"

namespace assay {
namespace {

absl::Status CheckCounts(const v1::LogBatchRequest& request) {
  size_t points = 0;
  for (const v1::MetricColumns& column : request.metrics()) {
    points += static_cast<size_t>(column.values_size());
  }
  ASSAY_RETURN_IF_ERROR(
      CheckCount("metrics", static_cast<size_t>(request.metrics_size()), limits::kMetricsPerBatch));
  ASSAY_RETURN_IF_ERROR(CheckCount("points", points, limits::kPointsPerBatch));
  ASSAY_RETURN_IF_ERROR(
      CheckCount("inputs", static_cast<size_t>(request.inputs_size()), limits::kInputsPerBatch));
  return CheckCount("outputs", static_cast<size_t>(request.outputs_size()),
                    limits::kInputsPerBatch);
}

absl::Status CheckWriter(const v1::LogBatchRequest& request) {
  if (request.writer_id().empty() && request.sequence() == 0) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckId("writer_id", request.writer_id()));
  if (request.sequence() >= 1) return absl::OkStatus();
  return InvalidArgument("SEQUENCE_INVALID", "sequence",
                         "The sequence is {}. A writer numbers its batches 1, 2, 3, ...",
                         request.sequence());
}

absl::Status CheckCreate(const v1::LogBatchRequest& request) {
  if (!request.has_create()) return absl::OkStatus();
  const std::string& id = request.create().run_id();
  if (!id.empty() && id != request.run_id()) {
    return InvalidArgument("RUN_ID_MISMATCH", "create.run_id",
                           "The batch is for the run {} and creates the run {}.", request.run_id(),
                           id);
  }
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateParams(request.create().params()), "create"));
  return PrefixField(ValidateTags(request.create().tags()), "create");
}

absl::StatusOr<RunRow> RunOfBatch(WriteTxn& txn, const PreparedBatch& batch) {
  if (!batch.request.has_create()) return FindRunToWrite(txn, batch.request.run_id());
  v1::CreateRunRequest create = batch.request.create();
  create.set_run_id(batch.request.run_id());
  v1::Run run;
  ASSAY_ASSIGN_OR_RETURN(const RunRow row, CreateRun(txn, create, batch.caller, &run));
  ASSAY_RETURN_IF_ERROR(AdmitWrite(txn, row, run.run_id()));
  return row;
}

// Tags that another caller logs are a change of the run. The one who is named already is not named
// again: so the run's row is not written by its own logging.
absl::Status RecordTagging(WriteTxn& txn, int64_t run, std::string_view by) {
  return txn.Run(
      "UPDATE run SET updated_us = $1, updated_by = $2 "
      "WHERE id = $3 AND coalesce(updated_by, created_by) <> $2",
      {txn.now_us(), by, run});
}

absl::Status ApplyParts(WriteTxn& txn, const RunRow& run, const PreparedBatch& batch,
                        RefusedParams* refused) {
  const v1::LogBatchRequest& request = batch.request;
  ASSAY_RETURN_IF_ERROR(AddParams(txn, run, request.params(), refused));
  ASSAY_RETURN_IF_ERROR(SetTags(txn, run, request.tags()));
  if (!request.tags().empty()) {
    ASSAY_RETURN_IF_ERROR(RecordTagging(txn, run.id, batch.caller));
  }
  for (const PreparedColumn& column : batch.metrics) {
    ASSAY_RETURN_IF_ERROR(AppendPoints(txn, run.id, column));
  }
  ASSAY_RETURN_IF_ERROR(AddIo(txn, run, request.inputs(), request.outputs(), batch.caller));
  if (request.has_code()) ASSAY_RETURN_IF_ERROR(SetCodeVersion(txn, run.id, request.code()));
  if (request.has_environment()) {
    ASSAY_RETURN_IF_ERROR(SetEnvironment(txn, run.id, request.environment()));
  }
  if (request.has_finish()) {
    ASSAY_RETURN_IF_ERROR(FinishRun(txn, run, request.finish(), batch.caller));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PreparedBatch> PrepareBatch(v1::LogBatchRequest request, std::string caller) {
  ASSAY_RETURN_IF_ERROR(CheckId("run_id", request.run_id()));
  ASSAY_RETURN_IF_ERROR(CheckWriter(request));
  ASSAY_RETURN_IF_ERROR(CheckCreate(request));
  ASSAY_RETURN_IF_ERROR(CheckCounts(request));
  ASSAY_RETURN_IF_ERROR(ValidateParams(request.params()));
  ASSAY_RETURN_IF_ERROR(ValidateTags(request.tags()));
  ASSAY_RETURN_IF_ERROR(ValidateIo(request.inputs(), "inputs"));
  ASSAY_RETURN_IF_ERROR(ValidateIo(request.outputs(), "outputs"));
  if (request.has_code()) ASSAY_RETURN_IF_ERROR(ValidateCodeVersion(request.code()));
  if (request.has_environment()) ASSAY_RETURN_IF_ERROR(ValidateEnvironment(request.environment()));
  PreparedBatch batch;
  ASSAY_ASSIGN_OR_RETURN(batch.metrics, PrepareMetrics(request.metrics()));
  request.clear_metrics();
  batch.request = std::move(request);
  batch.caller = std::move(caller);
  return batch;
}

absl::StatusOr<AppliedBatch> ApplyBatch(WriteTxn& txn, const PreparedBatch& batch,
                                        bool refuse_params) {
  AppliedBatch applied;
  const v1::LogBatchRequest& request = batch.request;
  if (!request.writer_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        applied.applied_before,
        WasApplied(txn, request.writer_id(), request.run_id(), request.sequence()));
    if (applied.applied_before) return applied;
  }
  ASSAY_ASSIGN_OR_RETURN(const RunRow run, RunOfBatch(txn, batch));
  if (!request.writer_id().empty()) {
    ASSAY_RETURN_IF_ERROR(AdvanceWriter(txn, request.writer_id(), run.id, request.sequence()));
  }
  ASSAY_RETURN_IF_ERROR(ApplyParts(txn, run, batch, refuse_params ? &applied.refused : nullptr));
  applied.merge_wanted = request.has_finish() || txn.merge_wanted();
  return applied;
}

}  // namespace assay
