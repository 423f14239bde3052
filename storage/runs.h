// Runs: one execution that logs.
#ifndef ASSAY_STORAGE_RUNS_H_
#define ASSAY_STORAGE_RUNS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/store.h"

namespace assay {

// What other entities need of a run.
struct RunRow {
  int64_t id = 0;
  int64_t workspace = 0;
  int64_t experiment = 0;
  int64_t version = 0;
  bool ended = false;
  bool deleted = false;
  bool sketched = false;  // whether its block has sketches, or is getting them
  bool created = false;   // by the call that gives this row
};

// InvalidArgument (ID_MALFORMED) or NotFound (RUN_NOT_FOUND).
absl::StatusOr<RunRow> FindRun(ReadTxn& txn, std::string_view run_id);
// For a run that was found in another way: FailedPrecondition (RUN_DELETED). Sketches of the run do
// not count from then on, so whoever changes its metrics, params or tags asks for it here, or
// creates it.
absl::Status AdmitWrite(WriteTxn& txn, const RunRow& row, std::string_view run_id);
// Both.
absl::StatusOr<RunRow> FindRunToWrite(WriteTxn& txn, std::string_view run_id);
absl::Status RunNotFound(std::string_view run_id);

// How much of a run to read.
enum class RunParts {
  kBare,     // the fields of the run itself
  kSummary,  // and params, tags, metrics, code, environment
  kAll,      // and inputs and outputs
};

absl::StatusOr<v1::Run> GetRun(ReadTxn& txn, std::string_view run_id, RunParts parts);
// The runs of these rows, in this order. All must be there.
absl::StatusOr<std::vector<v1::Run>> LoadRuns(ReadTxn& txn, std::span<const int64_t> rows,
                                              RunParts parts);

// Creates the run, or finds the one that has this id: AlreadyExists (RUN_EXISTS) when that one is
// in another experiment. Params and tags are applied to a new run only. `run` becomes what GetRun
// would read of a run that is created; of another one it has the id.
absl::StatusOr<RunRow> CreateRun(WriteTxn& txn, const v1::CreateRunRequest& request,
                                 std::string_view created_by, v1::Run* run);
// `by` is the caller, whom the run names as the one who changed it last.
absl::Status UpdateRun(WriteTxn& txn, const v1::UpdateRunRequest& request, std::string_view by);
// Ends the run, and asks for its small chunks to be merged.
absl::Status FinishRun(WriteTxn& txn, const RunRow& run, const v1::FinishRunRequest& request,
                       std::string_view by);
absl::Status SetRunDeleted(WriteTxn& txn, std::string_view run_id, std::string_view etag,
                           bool deleted, std::string_view by);
// Notes who changed something that belongs to the run but is not in its row, such as its tags.
absl::Status RecordRunChange(WriteTxn& txn, int64_t run, std::string_view by);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUNS_H_
