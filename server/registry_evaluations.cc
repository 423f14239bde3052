// Evaluations, as reported.
#include <limits>
#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "server/answer.h"
#include "server/registry_service.h"
#include "storage/registry/evaluations.h"
#include "storage/registry/model_versions.h"

namespace assay::registry {
namespace {

// A page of rows newest first, which ends with the row that the next one lies below.
struct Page {
  std::vector<int64_t> rows;
  bool more = false;
};

absl::StatusOr<Page> ReadPage(ReadTxn& txn, const v1::ModelVersionName& name, int64_t before,
                              int size) {
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow version, FindModelVersion(txn, name));
  Page page;
  ASSAY_ASSIGN_OR_RETURN(page.rows, ListEvaluationRows(txn, version.id, size + 1, before));
  page.more = page.rows.size() > static_cast<size_t>(size);
  if (page.more) page.rows.pop_back();
  return page;
}

}  // namespace

void CreateEvaluation(ServerEnv& env, const RequestContext& context,
                      const v1::CreateEvaluationRequest& request, Done<v1::Evaluation> done) {
  absl::Status valid = PrefixField(ValidateEvaluation(request.evaluation()), "evaluation");
  if (!valid.ok()) return done(std::move(valid));
  WriteOnce<v1::Evaluation>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::Evaluation> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t row,
                               assay::CreateEvaluation(txn, request.evaluation(), context.caller));
        return LoadEvaluation(txn, row);
      });
}

absl::StatusOr<v1::Evaluation> GetEvaluation(ServerEnv& env, const RequestContext& context,
                                             const v1::GetEvaluationRequest& request) {
  return ReadOne<v1::Evaluation>(env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::Evaluation> {
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindEvaluation(txn, request.evaluation_id()));
    return LoadEvaluation(txn, row);
  });
}

absl::StatusOr<v1::ListEvaluationsResponse> ListEvaluations(
    ServerEnv& env, const RequestContext& context, const v1::ListEvaluationsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListEvaluationsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListEvaluationsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const Page page, ReadPage(txn, request.version(), before, size));
        ASSAY_ASSIGN_OR_RETURN(auto evaluations, LoadEvaluations(txn, page.rows));
        v1::ListEvaluationsResponse response;
        if (page.more) {
          response.set_next_page_token(
              NextPageToken(env, request, std::to_string(page.rows.back())));
        }
        response.mutable_evaluations()->Assign(evaluations.begin(), evaluations.end());
        return response;
      });
}

}  // namespace assay::registry
