// Registered models, their versions, contracts, aliases and evaluations.
//
//   RegistryClient registry(MakeConnection({}));
//   v1::ModelVersion version;
//   version.set_model("credit");
//   version.set_run_id(run.id());
//   version.mutable_artifact()->set_digest(HashFile("model.bin")->digest);
//   auto registered = registry.CreateModelVersion(version, /*create_model=*/true);
//
// registry_service.proto says what the messages mean and which errors there are.
#ifndef ASSAY_CLIENT_REGISTRY_H_
#define ASSAY_CLIENT_REGISTRY_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "client/connection.h"
#include "client/stream_range.h"

namespace assay {

// The two files of a recomputation: the bytes of CSV.
struct ScoredFiles {
  std::string predictions;
  std::string labels;
};

// Thread-safe; cheap to copy.
class RegistryClient {
 public:
  // Models that are named without a workspace are looked for in `workspace`; empty means "default".
  explicit RegistryClient(std::shared_ptr<Connection> connection, std::string workspace = "");

  absl::StatusOr<v1::RegisteredModel> CreateModel(v1::RegisteredModel model);
  absl::StatusOr<v1::RegisteredModel> GetModel(const std::string& name);
  // By name.
  StreamRange<v1::RegisteredModel> ListModels(bool show_deleted = false);
  // Changes the fields "description" and "labels", as far as they are named. The model's etag, when
  // it has one, must be the present one.
  absl::StatusOr<v1::RegisteredModel> UpdateModel(v1::RegisteredModel model,
                                                  const std::vector<std::string>& fields);
  absl::StatusOr<v1::RegisteredModel> DeleteModel(const std::string& name,
                                                  const std::string& etag = "");
  absl::StatusOr<v1::RegisteredModel> UndeleteModel(const std::string& name);

  // Registers the model too when `create_model` and there is none of its name.
  absl::StatusOr<v1::ModelVersion> CreateModelVersion(v1::ModelVersion version,
                                                      bool create_model = false);
  // With its source run.
  absl::StatusOr<v1::ModelVersion> GetModelVersion(v1::ModelVersionName version);
  // Newest first.
  StreamRange<v1::ModelVersion> ListModelVersions(const std::string& model);
  absl::StatusOr<v1::ModelVersion> SetModelVersionLabels(
      v1::ModelVersionName version, const std::vector<std::pair<std::string, std::string>>& set,
      const std::vector<std::string>& remove = {});
  absl::StatusOr<v1::ModelVersion> AttachContract(v1::ModelVersionName version,
                                                  v1::HandoffContract contract);

  absl::StatusOr<v1::ModelVersion> SetAlias(v1::ModelVersionName version, const std::string& alias,
                                            const std::string& reason = "");
  absl::StatusOr<v1::RegisteredModel> DeleteAlias(const std::string& model,
                                                  const std::string& alias,
                                                  const std::string& reason = "");
  // Newest first; of all aliases when `alias` is empty.
  StreamRange<v1::AliasChange> ListAliasHistory(const std::string& model,
                                                const std::string& alias = "");

  absl::StatusOr<v1::Evaluation> CreateEvaluation(v1::Evaluation evaluation);
  absl::StatusOr<v1::Evaluation> GetEvaluation(const std::string& evaluation_id);
  // Newest first.
  StreamRange<v1::Evaluation> ListEvaluations(v1::ModelVersionName version);
  // A tolerance of 0 means the server's.
  absl::StatusOr<v1::Evaluation> RecomputeEvaluation(const std::string& evaluation_id,
                                                     ScoredFiles files, double tolerance = 0);

 private:
  v1::ModelVersionName InWorkspace(v1::ModelVersionName version) const;

  std::shared_ptr<Connection> connection_;
  std::string workspace_;
};

// "credit/3" or "credit@champion", perhaps with a workspace in front, as "team/credit/3"; or the
// name of a node, as "model:team/credit/3". InvalidArgument with reason VERSION_NAME_MALFORMED.
absl::StatusOr<v1::ModelVersionName> ParseModelVersionName(std::string_view text);
// The name of the node, "model:team/credit/3", as lineage and governance take it. The name has a
// number; an empty workspace means "default".
std::string FullModelVersionName(const v1::ModelVersionName& name);

}  // namespace assay

#endif  // ASSAY_CLIENT_REGISTRY_H_
