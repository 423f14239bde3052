// Decisions beside commits, and what was decided.
#include <limits>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "server/answer.h"
#include "server/governance/moving.h"
#include "server/governance_service.h"
#include "storage/governance/decisions.h"
#include "storage/governance/overrides.h"
#include "storage/governance/slots.h"
#include "storage/workspaces.h"

namespace assay::governance_service {

void Rollback(ServerEnv& env, const RequestContext& context, const v1::RollbackRequest& request,
              Done<v1::Decision> done) {
  const auto prepared = PrepareTags(env.store, context.deadline,
                                    [&](ReadTxn& txn) { return ExpectRollback(txn, request); });
  WriteOnce<v1::Decision>(
      env, context, request, ToldDone(env, std::move(done)), [&, prepared](WriteTxn& txn) {
        return assay::Rollback(txn, request, GovernorOf(env, context).actor, *prepared);
      });
}

void Withdraw(ServerEnv& env, const RequestContext& context, const v1::WithdrawRequest& request,
              Done<v1::Decision> done) {
  const auto prepared = PrepareTags(env.store, context.deadline,
                                    [&](ReadTxn& txn) { return ExpectWithdraw(txn, request); });
  WriteOnce<v1::Decision>(
      env, context, request, ToldDone(env, std::move(done)), [&, prepared](WriteTxn& txn) {
        return assay::Withdraw(txn, request, GovernorOf(env, context).actor, *prepared);
      });
}

void Recall(ServerEnv& env, const RequestContext& context, const v1::RecallRequest& request,
            Done<v1::RecallResponse> done) {
  const auto prepared = PrepareTags(env.store, context.deadline,
                                    [&](ReadTxn& txn) { return ExpectRecall(txn, request); });
  WriteOnce<v1::RecallResponse>(
      env, context, request,
      [&env, done = std::move(done)](absl::StatusOr<v1::RecallResponse> response) {
        if (response.ok()) {
          for (const v1::Decision& decision : response->decisions()) {
            env.watch_hub.Publish(WatchKey(decision.slot()), nullptr);
          }
        }
        done(std::move(response));
      },
      [&, prepared](WriteTxn& txn) {
        return assay::Recall(txn, request, GovernorOf(env, context).actor, *prepared);
      });
}

absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(ServerEnv& env,
                                                        const RequestContext& context,
                                                        const v1::ListDecisionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string position, PagePosition(env, request));
  const int64_t before =
      position.empty() ? std::numeric_limits<int64_t>::max() : RowPosition(position);
  return ReadOne<v1::ListDecisionsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListDecisionsResponse> {
        SlotRow slot;
        if (request.has_slot()) {
          ASSAY_ASSIGN_OR_RETURN(slot, FindSlot(txn, request.slot()));
        }
        ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Decision> decisions,
                               assay::ListDecisions(txn, workspace, slot.id, before, size + 1));
        v1::ListDecisionsResponse response;
        if (decisions.size() > static_cast<size_t>(size)) {
          decisions.pop_back();
          response.set_next_page_token(
              NextPageToken(env, request, std::to_string(decisions.back().sequence())));
        }
        std::vector<int64_t> overrides;
        for (v1::Decision& decision : decisions) {
          const bool override = decision.kind() == v1::DECISION_KIND_OVERRIDE_PROMOTE;
          if (override) overrides.push_back(decision.sequence());
          *response.add_decisions() = std::move(decision);
        }
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::OverrideReview> reviews,
                               LoadOverrideReviews(txn, overrides));
        for (v1::OverrideReview& review : reviews) {
          *response.add_override_reviews() = std::move(review);
        }
        return response;
      });
}

absl::StatusOr<v1::Decision> GetDecision(ServerEnv& env, const RequestContext& context,
                                         const v1::GetDecisionRequest& request) {
  return ReadOne<v1::Decision>(
      env, context, [&](ReadTxn& txn) { return assay::GetDecision(txn, request.decision_id()); });
}

}  // namespace assay::governance_service
