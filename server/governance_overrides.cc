// Overrides, and their reviews after the fact.
#include <limits>
#include <utility>

#include "server/answer.h"
#include "server/governance/overriding.h"
#include "server/governance_service.h"
#include "storage/governance/overrides.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay::governance_service {

void OverridePromote(ServerEnv& env, const RequestContext& context,
                     const v1::OverridePromoteRequest& request, Done<v1::Decision> done) {
  const auto prepared = PrepareTags(env.store, context.deadline, [&](ReadTxn& txn) {
    return ExpectCommit(txn, request.promotion_request_id());
  });
  WriteOnce<v1::Decision>(
      env, context, request, ToldDone(env, std::move(done)), [&, prepared](WriteTxn& txn) {
        return assay::CommitRequest(txn, request.promotion_request_id(), "", &request.override(),
                                    GovernorOf(env, context), *prepared);
      });
}

void ReviewOverride(ServerEnv& env, const RequestContext& context,
                    const v1::ReviewOverrideRequest& request, Done<v1::OverrideReview> done) {
  WriteOnce<v1::OverrideReview>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::ReviewOverride(txn, request, GovernorOf(env, context));
  });
}

absl::StatusOr<v1::OverrideReview> GetOverrideReview(ServerEnv& env, const RequestContext& context,
                                                     const v1::GetOverrideReviewRequest& request) {
  return ReadOne<v1::OverrideReview>(env, context, [&](ReadTxn& txn) {
    return assay::GetOverrideReview(txn, request.decision_id());
  });
}

absl::StatusOr<v1::ListOverrideReviewsResponse> ListOverrideReviews(
    ServerEnv& env, const RequestContext& context, const v1::ListOverrideReviewsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListOverrideReviewsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListOverrideReviewsResponse> {
        SlotRow slot;
        if (request.has_slot()) {
          ASSAY_ASSIGN_OR_RETURN(slot, FindSlot(txn, request.slot()));
        }
        ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
        ASSAY_ASSIGN_OR_RETURN(
            OverridePage page,
            assay::ListOverrideReviews(txn, workspace, slot.id, request.open(), before, size));
        v1::ListOverrideReviewsResponse response;
        if (page.more) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(page.last)));
        }
        for (v1::OverrideReview& review : page.reviews) {
          *response.add_reviews() = std::move(review);
        }
        return response;
      });
}

}  // namespace assay::governance_service
