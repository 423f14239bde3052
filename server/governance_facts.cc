// Facts from outside: checks, drift, flags; and facts as they were assessed.
#include <utility>

#include "core/errors.h"
#include "server/answer.h"
#include "server/governance/policing.h"
#include "server/governance_service.h"
#include "storage/governance/assessments.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/observations.h"

namespace assay::governance_service {
namespace {

constexpr int kMostFlags = 1'000;

}  // namespace

void RecordCheck(ServerEnv& env, const RequestContext& context,
                 const v1::RecordCheckRequest& request, Done<v1::CheckFact> done) {
  WriteOnce<v1::CheckFact>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::CheckFact> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t version,
                               FindModelVersionByName(txn, request.version()));
        return assay::RecordCheck(txn, version, request.check(), context.caller);
      });
}

void RecordDrift(ServerEnv& env, const RequestContext& context,
                 const v1::RecordDriftRequest& request, Done<v1::DriftFact> done) {
  WriteOnce<v1::DriftFact>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::DriftFact> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t version,
                               FindModelVersionByName(txn, request.version()));
        return assay::RecordDrift(txn, version, request.drift(), context.caller);
      });
}

void SetFlag(ServerEnv& env, const RequestContext& context, const v1::SetFlagRequest& request,
             Done<v1::Flag> done) {
  if (request.flag() == kRecall) {
    return done(
        InvalidArgument("FLAG_RECALL", "flag", "A recall does more than set a flag. Use Recall."));
  }
  WriteOnce<v1::Flag>(
      env, context, request, std::move(done), [&](WriteTxn& txn) -> absl::StatusOr<v1::Flag> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t version,
                               FindModelVersionByName(txn, request.version()));
        return RecordFlag(txn, version, request.flag(), request.reason(), context.principal);
      });
}

void ClearFlag(ServerEnv& env, const RequestContext& context, const v1::ClearFlagRequest& request,
               Done<v1::Flag> done) {
  WriteOnce<v1::Flag>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::ClearFlag(txn, request, context.principal);
  });
}

absl::StatusOr<v1::ListFlagsResponse> ListFlags(ServerEnv& env, const RequestContext& context,
                                                const v1::ListFlagsRequest& request) {
  return ReadOne<v1::ListFlagsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListFlagsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t version,
                               FindModelVersionByName(txn, request.version()));
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Flag> flags,
                               assay::ListFlags(txn, version, kMostFlags));
        v1::ListFlagsResponse response;
        for (v1::Flag& flag : flags) *response.add_flags() = std::move(flag);
        return response;
      });
}

absl::StatusOr<v1::Facts> GetFacts(ServerEnv& env, const RequestContext& context,
                                   const v1::GetFactsRequest& request) {
  return ReadOne<v1::Facts>(
      env, context, [&](ReadTxn& txn) { return assay::GetFacts(txn, request.facts_digest()); });
}

}  // namespace assay::governance_service
