// Experiments: groups of runs.
#ifndef ASSAY_STORAGE_EXPERIMENTS_H_
#define ASSAY_STORAGE_EXPERIMENTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "storage/store.h"

namespace assay {

// What other entities need of an experiment.
struct ExperimentRow {
  int64_t id = 0;
  int64_t workspace = 0;
  bool deleted = false;
  std::string experiment_id = {};
  std::string workspace_name = {};
};

// By id. InvalidArgument (ID_MALFORMED) or NotFound (EXPERIMENT_NOT_FOUND).
absl::StatusOr<ExperimentRow> FindExperiment(ReadTxn& txn, std::string_view experiment_id);
// By workspace and name, made when there is none.
absl::StatusOr<ExperimentRow> FindOrCreateExperiment(WriteTxn& txn, std::string_view workspace,
                                                     std::string_view name,
                                                     std::string_view created_by);

absl::StatusOr<v1::Experiment> GetExperiment(ReadTxn& txn, std::string_view experiment_id);
absl::StatusOr<v1::Experiment> GetExperimentByName(ReadTxn& txn, std::string_view workspace,
                                                   std::string_view name);
// AlreadyExists with reason EXPERIMENT_EXISTS.
absl::StatusOr<v1::Experiment> CreateExperiment(WriteTxn& txn, const v1::Experiment& experiment,
                                                std::string_view created_by);
absl::StatusOr<v1::Experiment> UpdateExperiment(WriteTxn& txn,
                                                const v1::UpdateExperimentRequest& request,
                                                std::string_view by);
absl::StatusOr<v1::Experiment> SetExperimentDeleted(WriteTxn& txn, std::string_view experiment_id,
                                                    std::string_view etag, bool deleted,
                                                    std::string_view by);

// Up to `limit` experiments of a workspace, newest first, with rows below `before` (0 for the first
// page). `*next` becomes the `before` of the next page; 0 when there are no more.
absl::StatusOr<std::vector<v1::Experiment>> ListExperiments(ReadTxn& txn, int64_t workspace,
                                                            bool show_deleted, int64_t before,
                                                            int limit, int64_t* next);

// ABORTED with reason ETAG_STALE unless `etag` is empty or says `version`.
absl::Status CheckEtag(std::string_view etag, int64_t version);

}  // namespace assay

#endif  // ASSAY_STORAGE_EXPERIMENTS_H_
