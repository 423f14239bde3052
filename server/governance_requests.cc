// Requests to promote and their reviews.
#include <limits>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "server/answer.h"
#include "server/governance/current_states.h"
#include "server/governance/promoting.h"
#include "server/governance_service.h"
#include "storage/governance/promotions.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay::governance_service {

bool AcceptsAsserted(const ServerEnv& env) {
  return env.gate.auth() == Auth::kNone && env.gate.development_approvals();
}

Governor GovernorOf(const ServerEnv& env, const RequestContext& context) {
  Governor governor{.actor = context.principal,
                    .accept_asserted = AcceptsAsserted(env),
                    .authentication_age_us = env.review_authentication_us};
  governor.actor.name = context.caller;
  return governor;
}

Done<v1::Decision> ToldDone(ServerEnv& env, Done<v1::Decision> done) {
  return [&env, done = std::move(done)](absl::StatusOr<v1::Decision> decision) {
    if (!decision.ok()) return done(std::move(decision));
    if (decision->kind() == v1::DECISION_KIND_REFUSE) return done(RefusalError(*decision));
    env.watch_hub.Publish(WatchKey(decision->slot()), nullptr);
    done(std::move(decision));
  };
}

void OpenRequest(ServerEnv& env, const RequestContext& context,
                 const v1::OpenRequestRequest& request, Done<v1::PromotionRequest> done) {
  WriteOnce<v1::PromotionRequest>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::OpenRequest(txn, request, GovernorOf(env, context));
  });
}

absl::StatusOr<v1::PromotionRequest> GetRequest(ServerEnv& env, const RequestContext& context,
                                                const v1::GetRequestRequest& request) {
  return ReadOne<v1::PromotionRequest>(env, context, [&](ReadTxn& txn) {
    return assay::GetRequest(txn, request.promotion_request_id(), AcceptsAsserted(env));
  });
}

absl::StatusOr<v1::ListRequestsResponse> ListRequests(ServerEnv& env, const RequestContext& context,
                                                      const v1::ListRequestsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListRequestsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListRequestsResponse> {
        SlotRow slot;
        if (request.has_slot()) {
          ASSAY_ASSIGN_OR_RETURN(slot, FindSlot(txn, request.slot()));
        }
        ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
        ASSAY_ASSIGN_OR_RETURN(PromotionPage page, ListPromotions(txn, workspace, slot.id,
                                                                  request.live(), before, size));
        v1::ListRequestsResponse response;
        if (page.more) {
          response.set_next_page_token(
              NextPageToken(env, request, std::to_string(page.rows.back().id)));
        }
        ASSAY_RETURN_IF_ERROR(SetCurrentStates(txn, &page.rows));
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::PromotionRequest> requests,
                               ToMessages(txn, page.rows));
        for (v1::PromotionRequest& one : requests) *response.add_requests() = std::move(one);
        return response;
      });
}

void AssessRequest(ServerEnv& env, const RequestContext& context,
                   const v1::AssessRequestRequest& request, Done<v1::PromotionRequest> done) {
  WriteOnce<v1::PromotionRequest>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::AssessRequest(txn, request.promotion_request_id(), GovernorOf(env, context));
  });
}

void CancelRequest(ServerEnv& env, const RequestContext& context,
                   const v1::CancelRequestRequest& request, Done<v1::PromotionRequest> done) {
  WriteOnce<v1::PromotionRequest>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CancelRequest(txn, request.promotion_request_id(), GovernorOf(env, context));
  });
}

void CommitRequest(ServerEnv& env, const RequestContext& context,
                   const v1::CommitRequestRequest& request, Done<v1::Decision> done) {
  const auto prepared = PrepareTags(env.store, context.deadline, [&](ReadTxn& txn) {
    return ExpectCommit(txn, request.promotion_request_id());
  });
  WriteOnce<v1::Decision>(
      env, context, request, ToldDone(env, std::move(done)), [&, prepared](WriteTxn& txn) {
        return assay::CommitRequest(txn, request.promotion_request_id(), request.comment(), nullptr,
                                    GovernorOf(env, context), *prepared);
      });
}

void SubmitReview(ServerEnv& env, const RequestContext& context,
                  const v1::SubmitReviewRequest& request, Done<v1::Review> done) {
  WriteOnce<v1::Review>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::SubmitReview(txn, request, GovernorOf(env, context));
  });
}

absl::StatusOr<v1::ListReviewsResponse> ListReviews(ServerEnv& env, const RequestContext& context,
                                                    const v1::ListReviewsRequest& request) {
  return ReadOne<v1::ListReviewsResponse>(env, context, [&](ReadTxn& txn) {
    return assay::ListReviews(txn, request.promotion_request_id(), AcceptsAsserted(env));
  });
}

}  // namespace assay::governance_service
