#include "server/doors/grpc/registry_door.h"

#include "assay/v1/registry_service.grpc.pb.h"
#include "server/doors/grpc/unary.h"
#include "server/registry_service.h"

namespace assay {
namespace {

class RegistryDoor : public v1::RegistryService::CallbackService {
 public:
  explicit RegistryDoor(ServerEnv& env) : env_(env) {}

  ASSAY_UNARY(registry, AnswerNow, GetModel, v1::RegisteredModel)
  ASSAY_UNARY(registry, AnswerNow, GetModelVersion, v1::ModelVersion)
  ASSAY_UNARY(registry, AnswerNow, GetEvaluation, v1::Evaluation)
  ASSAY_UNARY(registry, AnswerOnPool, ListModels, v1::ListModelsResponse)
  ASSAY_UNARY(registry, AnswerOnPool, ListAliasHistory, v1::ListAliasHistoryResponse)
  ASSAY_UNARY(registry, AnswerOnPool, ListModelVersions, v1::ListModelVersionsResponse)
  ASSAY_UNARY(registry, AnswerOnPool, ListEvaluations, v1::ListEvaluationsResponse)
  ASSAY_UNARY(registry, Write, CreateModel, v1::RegisteredModel)
  ASSAY_UNARY(registry, Write, UpdateModel, v1::RegisteredModel)
  ASSAY_UNARY(registry, Write, DeleteModel, v1::RegisteredModel)
  ASSAY_UNARY(registry, Write, UndeleteModel, v1::RegisteredModel)
  ASSAY_UNARY(registry, Write, CreateModelVersion, v1::ModelVersion)
  ASSAY_UNARY(registry, Write, SetModelVersionLabels, v1::ModelVersion)
  ASSAY_UNARY(registry, Write, AttachContract, v1::ModelVersion)
  ASSAY_UNARY(registry, Write, SetAlias, v1::ModelVersion)
  ASSAY_UNARY(registry, Write, DeleteAlias, v1::RegisteredModel)
  ASSAY_UNARY(registry, Write, CreateEvaluation, v1::Evaluation)
  ASSAY_UNARY(registry, Write, RecomputeEvaluation, v1::Evaluation)

 private:
  ServerEnv& env_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRegistryDoor(ServerEnv& env) {
  return std::make_unique<RegistryDoor>(env);
}

}  // namespace assay
