// Slots and candidates.
#include <optional>
#include <utility>

#include "core/errors.h"
#include "server/answer.h"
#include "server/governance_service.h"
#include "storage/governance/candidates.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/promotions.h"
#include "storage/governance/slots.h"
#include "storage/times.h"
#include "storage/workspaces.h"

namespace assay::governance_service {
namespace {

// A position in the list of slots: use case, "/", environment.
v1::SlotRef SlotPosition(const std::string& position) {
  v1::SlotRef after;
  const size_t slash = position.find('/');
  if (slash == position.npos) return after;
  after.set_use_case(position.substr(0, slash));
  after.set_environment(position.substr(slash + 1));
  return after;
}

absl::StatusOr<v1::Candidate> Enroll(WriteTxn& txn, const v1::EnrollCandidateRequest& request,
                                     const std::string& actor) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  ASSAY_ASSIGN_OR_RETURN(const bool recalled, IsFlagged(txn, version, kRecall));
  if (recalled) {
    return FailedPrecondition("MODEL_VERSION_RECALLED", "{} is recalled, for ever.",
                              request.version());
  }
  ASSAY_RETURN_IF_ERROR(assay::EnrollCandidate(txn, slot, version, actor));
  return GetCandidate(txn, slot, version);
}

absl::Status CancelLiveRequest(WriteTxn& txn, const SlotRow& slot, int64_t version) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<PromotionRow> live, LivePromotionsOfModel(txn, version));
  for (PromotionRow& row : live) {
    if (row.slot != slot.id) continue;
    row.state = v1::REQUEST_STATE_CANCELLED;
    row.live = false;
    ASSAY_RETURN_IF_ERROR(UpdatePromotion(txn, row));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Candidate> Withdraw(WriteTxn& txn, const v1::WithdrawCandidateRequest& request,
                                       const std::string& actor) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, FindModelVersionByName(txn, request.version()));
  if (slot.champion == version) {
    return FailedPrecondition("CANDIDATE_IS_CHAMPION",
                              "{} is the champion of {}. Promote another one, or empty the slot.",
                              request.version(), SlotText(slot.ref));
  }
  ASSAY_RETURN_IF_ERROR(assay::WithdrawCandidate(txn, slot, version, actor));
  ASSAY_RETURN_IF_ERROR(CancelLiveRequest(txn, slot, version));
  return GetCandidate(txn, slot, version);
}

}  // namespace

std::string WatchKey(const v1::SlotRef& slot) { return SlotText(slot); }

void CreateSlot(ServerEnv& env, const RequestContext& context, const v1::CreateSlotRequest& request,
                Done<v1::Slot> done) {
  WriteOnce<v1::Slot>(env, context, request, std::move(done), [&](WriteTxn& txn) {
    return assay::CreateSlot(txn, request.slot(), context.caller);
  });
}

absl::StatusOr<v1::Slot> GetSlot(ServerEnv& env, const RequestContext& context,
                                 const v1::GetSlotRequest& request) {
  return ReadOne<v1::Slot>(env, context,
                           [&](ReadTxn& txn) { return assay::GetSlot(txn, request.slot()); });
}

absl::StatusOr<v1::ListSlotsResponse> ListSlots(ServerEnv& env, const RequestContext& context,
                                                const v1::ListSlotsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  return ReadOne<v1::ListSlotsResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListSlotsResponse> {
        ASSAY_ASSIGN_OR_RETURN(const int64_t workspace, FindWorkspace(txn, request.workspace()));
        ASSAY_ASSIGN_OR_RETURN(std::vector<v1::Slot> slots,
                               assay::ListSlots(txn, workspace, SlotPosition(after), size + 1));
        v1::ListSlotsResponse response;
        if (slots.size() > static_cast<size_t>(size)) {
          slots.pop_back();
          const v1::SlotRef& last = slots.back().slot();
          response.set_next_page_token(
              NextPageToken(env, request, last.use_case() + "/" + last.environment()));
        }
        for (v1::Slot& slot : slots) *response.add_slots() = std::move(slot);
        return response;
      });
}

absl::StatusOr<v1::Champion> GetChampion(ServerEnv& env, const RequestContext& context,
                                         const v1::GetChampionRequest& request) {
  ASSAY_RETURN_IF_ERROR(ValidateTime("at", request.at()));
  std::optional<int64_t> at;
  if (request.has_at()) at = TimeMicros(request.at());
  return ReadOne<v1::Champion>(env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::Champion> {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
    return ChampionAt(txn, slot, at);
  });
}

void EnrollCandidate(ServerEnv& env, const RequestContext& context,
                     const v1::EnrollCandidateRequest& request, Done<v1::Candidate> done) {
  WriteOnce<v1::Candidate>(env, context, request, std::move(done),
                           [&](WriteTxn& txn) { return Enroll(txn, request, context.caller); });
}

void WithdrawCandidate(ServerEnv& env, const RequestContext& context,
                       const v1::WithdrawCandidateRequest& request, Done<v1::Candidate> done) {
  WriteOnce<v1::Candidate>(env, context, request, std::move(done),
                           [&](WriteTxn& txn) { return Withdraw(txn, request, context.caller); });
}

absl::StatusOr<v1::ListCandidatesResponse> ListCandidates(
    ServerEnv& env, const RequestContext& context, const v1::ListCandidatesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int size, ListPageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(const std::string after, PagePosition(env, request));
  return ReadOne<v1::ListCandidatesResponse>(
      env, context, [&](ReadTxn& txn) -> absl::StatusOr<v1::ListCandidatesResponse> {
        ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, request.slot()));
        ASSAY_ASSIGN_OR_RETURN(
            CandidatePage page,
            assay::ListCandidates(txn, slot, request.show_withdrawn(), RowPosition(after), size));
        v1::ListCandidatesResponse response;
        if (page.more) {
          response.set_next_page_token(NextPageToken(env, request, std::to_string(page.last)));
        }
        for (v1::Candidate& candidate : page.candidates) {
          *response.add_candidates() = std::move(candidate);
        }
        return response;
      });
}

}  // namespace assay::governance_service
