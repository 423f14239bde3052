// The handlers of LineageService.
#ifndef ASSAY_SERVER_LINEAGE_SERVICE_H_
#define ASSAY_SERVER_LINEAGE_SERVICE_H_

#include "assay/v1/lineage_service.pb.h"
#include "server/handler.h"

namespace assay::lineage {

// lineage_traces.cc
ASSAY_READ(TraceLineage, v1::TraceLineageRequest, v1::TraceLineageResponse);
ASSAY_READ(AnalyzeImpact, v1::AnalyzeImpactRequest, v1::AnalyzeImpactResponse);
ASSAY_READ(FindPath, v1::FindPathRequest, v1::FindPathResponse);

// lineage_comparison.cc
ASSAY_READ(CompareEntities, v1::CompareEntitiesRequest, v1::CompareEntitiesResponse);

// lineage_service.cc
ASSAY_READ(IdentifyContent, v1::IdentifyContentRequest, v1::IdentifyContentResponse);
ASSAY_READ(VerifyContent, v1::VerifyContentRequest, v1::VerifyContentResponse);
ASSAY_READ(ListStale, v1::ListStaleRequest, v1::ListStaleResponse);
ASSAY_READ(GetCompleteness, v1::GetCompletenessRequest, v1::GetCompletenessResponse);
ASSAY_READ(GetReproduction, v1::GetReproductionRequest, v1::GetReproductionResponse);
ASSAY_READ(GetDataset, v1::GetDatasetRequest, v1::Dataset);
ASSAY_READ(ListDatasets, v1::ListDatasetsRequest, v1::ListDatasetsResponse);
ASSAY_READ(ListDatasetVersions, v1::ListDatasetVersionsRequest, v1::ListDatasetVersionsResponse);
ASSAY_READ(DiffDatasetVersions, v1::DiffDatasetVersionsRequest, v1::DiffDatasetVersionsResponse);
ASSAY_WRITE(RegisterDatasetVersion, v1::RegisterDatasetVersionRequest,
            v1::RegisteredDatasetVersion);

}  // namespace assay::lineage

#endif  // ASSAY_SERVER_LINEAGE_SERVICE_H_
