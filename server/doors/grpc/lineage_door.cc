#include "server/doors/grpc/lineage_door.h"

#include "assay/v1/lineage_service.grpc.pb.h"
#include "server/doors/grpc/unary.h"
#include "server/lineage_service.h"

namespace assay {
namespace {

class LineageDoor : public v1::LineageService::CallbackService {
 public:
  explicit LineageDoor(ServerEnv& env) : env_(env) {}

  ASSAY_UNARY(lineage, AnswerOnPool, TraceLineage, v1::TraceLineageResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, AnalyzeImpact, v1::AnalyzeImpactResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, FindPath, v1::FindPathResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, CompareEntities, v1::CompareEntitiesResponse)
  ASSAY_UNARY(lineage, AnswerNow, IdentifyContent, v1::IdentifyContentResponse)
  ASSAY_UNARY(lineage, AnswerNow, VerifyContent, v1::VerifyContentResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, ListStale, v1::ListStaleResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, GetCompleteness, v1::GetCompletenessResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, GetReproduction, v1::GetReproductionResponse)
  ASSAY_UNARY(lineage, AnswerNow, GetDataset, v1::Dataset)
  ASSAY_UNARY(lineage, AnswerOnPool, ListDatasets, v1::ListDatasetsResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, ListDatasetVersions, v1::ListDatasetVersionsResponse)
  ASSAY_UNARY(lineage, AnswerOnPool, DiffDatasetVersions, v1::DiffDatasetVersionsResponse)
  ASSAY_UNARY(lineage, Write, RegisterDatasetVersion, v1::RegisteredDatasetVersion)

 private:
  ServerEnv& env_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeLineageDoor(ServerEnv& env) {
  return std::make_unique<LineageDoor>(env);
}

}  // namespace assay
