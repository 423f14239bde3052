// The handlers of RegistryService.
#ifndef ASSAY_SERVER_REGISTRY_SERVICE_H_
#define ASSAY_SERVER_REGISTRY_SERVICE_H_

#include "assay/v1/registry_service.pb.h"
#include "server/handler.h"

namespace assay::registry {

// registry_models.cc
ASSAY_WRITE(CreateModel, v1::CreateModelRequest, v1::RegisteredModel);
ASSAY_READ(GetModel, v1::GetModelRequest, v1::RegisteredModel);
ASSAY_READ(ListModels, v1::ListModelsRequest, v1::ListModelsResponse);
ASSAY_WRITE(UpdateModel, v1::UpdateModelRequest, v1::RegisteredModel);
ASSAY_WRITE(DeleteModel, v1::DeleteModelRequest, v1::RegisteredModel);
ASSAY_WRITE(UndeleteModel, v1::UndeleteModelRequest, v1::RegisteredModel);
ASSAY_WRITE(SetAlias, v1::SetAliasRequest, v1::ModelVersion);
ASSAY_WRITE(DeleteAlias, v1::DeleteAliasRequest, v1::RegisteredModel);
ASSAY_READ(ListAliasHistory, v1::ListAliasHistoryRequest, v1::ListAliasHistoryResponse);

// registry_versions.cc
ASSAY_WRITE(CreateModelVersion, v1::CreateModelVersionRequest, v1::ModelVersion);
ASSAY_READ(GetModelVersion, v1::GetModelVersionRequest, v1::ModelVersion);
ASSAY_READ(ListModelVersions, v1::ListModelVersionsRequest, v1::ListModelVersionsResponse);
ASSAY_WRITE(SetModelVersionLabels, v1::SetModelVersionLabelsRequest, v1::ModelVersion);
ASSAY_WRITE(AttachContract, v1::AttachContractRequest, v1::ModelVersion);

// registry_evaluations.cc
ASSAY_WRITE(CreateEvaluation, v1::CreateEvaluationRequest, v1::Evaluation);
ASSAY_READ(GetEvaluation, v1::GetEvaluationRequest, v1::Evaluation);
ASSAY_READ(ListEvaluations, v1::ListEvaluationsRequest, v1::ListEvaluationsResponse);
ASSAY_WRITE(RecomputeEvaluation, v1::RecomputeEvaluationRequest, v1::Evaluation);

}  // namespace assay::registry

#endif  // ASSAY_SERVER_REGISTRY_SERVICE_H_
