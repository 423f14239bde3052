// The nouns of the registry as people read them.
#ifndef ASSAY_CLI_INTERNAL_REGISTRY_VIEW_H_
#define ASSAY_CLI_INTERNAL_REGISTRY_VIEW_H_

#include <string>
#include <vector>

#include "assay/v1/registry_service.pb.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"

namespace assay::cli {

// "credit/3"; with its workspace before it when that is not "default".
std::string VersionNameText(const v1::ModelVersionName& name);

std::string RenderModel(const v1::RegisteredModel& model, const Terminal& terminal);
std::string RenderModels(const v1::ListModelsResponse& models, const Terminal& terminal);
std::string RenderVersionFacts(const v1::ModelVersion& version, const Terminal& terminal);
// The same with its estimator and its contract.
std::string RenderModelVersion(const v1::ModelVersion& version, const Terminal& terminal);
std::string RenderModelVersions(const v1::ListModelVersionsResponse& versions,
                                const Terminal& terminal);
std::string RenderAliasHistory(const v1::ListAliasHistoryResponse& history,
                               const Terminal& terminal);

// What is there, what is missing, and who gave what.
std::string RenderContract(const v1::HandoffContract& contract, const Terminal& terminal);

// Reported and recomputed values beside each other; what does not match says so in words.
std::string RenderEvaluation(const v1::Evaluation& evaluation, const Terminal& terminal);
std::string RenderEvaluations(const v1::ListEvaluationsResponse& evaluations,
                              const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_REGISTRY_VIEW_H_
