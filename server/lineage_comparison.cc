// What differs between runs.
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "server/comparison.h"
#include "server/lineage_service.h"
#include "storage/lineage/nodes.h"
#include "storage/runs.h"

namespace assay::lineage {
namespace {

absl::StatusOr<std::vector<NodeRef>> FindAll(ReadTxn& txn,
                                             const v1::CompareEntitiesRequest& request) {
  std::vector<NodeRef> refs;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string field = fmt::format("names[{}]", i);
    const absl::StatusOr<NodeRef> ref = FindNode(txn, request.names(i));
    if (!ref.ok()) return PrefixField(ref.status(), field);
    if (ref->kind != v1::NODE_KIND_RUN) {
      return InvalidArgument("NOT_COMPARABLE", field,
                             "{} can't be compared. Name runs (run:...) only.", request.names(i));
    }
    refs.push_back(*ref);
  }
  return refs;
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
          const int64_t row = refs[static_cast<size_t>(i)].id;
          ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Run> runs,
                                 LoadRuns(txn, std::span(&row, 1), RunParts::kAll));
          rows.AddRun(i, runs.front());
        }
        v1::CompareEntitiesResponse response;
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs));
        for (v1::LineageNode& node : nodes) *response.add_nodes() = std::move(node);
        std::move(rows).Fill(request.include_equal(), response.mutable_rows());
        return response;
      });
}

}  // namespace assay::lineage
