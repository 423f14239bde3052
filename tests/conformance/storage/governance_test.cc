// Governance on a store: the hard cases that need one, each by its name.
#include <string>

#include "core/digest.h"
#include "governance/digests.h"
#include "governance/replay.h"
#include "server/governance/slot_rules.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/candidates.h"
#include "storage/governance/decisions.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/observations.h"
#include "storage/identity/principals.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

ASSAY_STORAGE_SUITE_OF(GovernanceTest);

TEST_P(GovernanceTest, APromotionFromItsRequestToTheChampion) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(v1::PromotionRequest request, Open(version));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_OPEN) << "nobody has reviewed it";
  EXPECT_EQ(request.requester(), "requester");
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK_AND_ASSIGN(request, Request(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_READY);
  ASSERT_OK_AND_ASSIGN(const v1::Decision decision, Commit(request.request_id()));
  EXPECT_EQ(decision.kind(), v1::DECISION_KIND_PROMOTE);
  EXPECT_EQ(decision.model_version(), version);
  EXPECT_EQ(decision.previous_champion(), "");
  EXPECT_EQ(decision.actor(), "committer");
  EXPECT_TRUE(decision.gate().open());
  EXPECT_EQ(decision.gate().reviews(0).reviewer(), "rita");
  EXPECT_EQ(Champion(), version);
  ASSERT_OK_AND_ASSIGN(request, Request(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_COMMITTED);
  EXPECT_EQ(request.decision_id(), decision.decision_id());
  EXPECT_THAT(Commit(request.request_id()),
              IsError(StatusCode::kFailedPrecondition, "REQUEST_ENDED"));
}

TEST_P(GovernanceTest, ACommitThatTheGateRefusesIsRecordedAndMovesNothing) {
  const std::string version = NewCandidate(0.7);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_EQ(refusal.kind(), v1::DECISION_KIND_REFUSE);
  EXPECT_FALSE(refusal.gate().open());
  EXPECT_EQ(refusal.gate().blockers_size(), 2) << "every blocker, not the first";
  EXPECT_EQ(Champion(), "");
  EXPECT_THAT(RefusalError(refusal), IsError(StatusCode::kFailedPrecondition, "GATE_CLOSED"));
  ASSERT_OK_AND_ASSIGN(const v1::Decision stored, ReadFor([&](ReadTxn& txn) {
                         return GetDecision(txn, refusal.decision_id());
                       }));
  EXPECT_EQ(stored.SerializeAsString(), refusal.SerializeAsString());
}

TEST_P(GovernanceTest, TwoCommitsOnOneSlotTheSecondIsOutOfDate) {
  const std::string first = NewCandidate(0.9);
  const std::string second = NewCandidate(0.91);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest one, Open(first));
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest other, Open(second));
  ASSERT_OK(Review(one.request_id(), "rita"));
  ASSERT_OK(Review(other.request_id(), "rita"));
  ASSERT_OK(Commit(one.request_id()));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(other.request_id()));
  EXPECT_EQ(refusal.kind(), v1::DECISION_KIND_REFUSE);
  EXPECT_THAT(RefusalError(refusal),
              IsError(StatusCode::kFailedPrecondition, "REQUEST_OUT_OF_DATE"));
  EXPECT_EQ(Champion(), first);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest after, Request(other.request_id()));
  EXPECT_EQ(after.state(), v1::REQUEST_STATE_OUT_OF_DATE);
}

TEST_P(GovernanceTest, TheHistoryOfASlotCannotFork) {
  const v1::Decision decision = Promote(NewCandidate(0.9));
  const absl::Status status = Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
    NewDecision fork{.decision = decision,
                     .workspace = slot.workspace,
                     .slot = slot.id,
                     .moves = true,
                     .champion = slot.champion};
    fork.decision.set_decision_id(txn.NewId());
    return AppendDecision(txn, fork).status();
  });
  EXPECT_THAT(status, IsError(StatusCode::kAborted, "SLOT_MOVED"));
  // The table itself refuses it too.
  EXPECT_FALSE(Write([&](WriteTxn& txn) {
                 return txn.Run(
                     "INSERT INTO decision (uid, workspace, slot, kind, moves, base, body, at_us, "
                     "actor) SELECT x'00', workspace, slot, kind, 1, base, body, at_us, actor FROM "
                     "decision WHERE moves = 1",
                     {});
               }).ok());
}

TEST_P(GovernanceTest, ARoleLostBeforeTheCommitClosesTheGate) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Revoke("rita", "reviewer:risk"));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_THAT(RefusalError(refusal), IsError(StatusCode::kFailedPrecondition, "QUORUM_NOT_MET"));
  EXPECT_EQ(refusal.gate().reviews(0).reason(), "REVIEWER_WITHOUT_ROLE");
  ASSERT_OK(Review(request.request_id(), "ron"));
  EXPECT_OK(Commit(request.request_id()));
}

TEST_P(GovernanceTest, ADeactivatedPersonCountsNoMore) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Write(
      [](WriteTxn& txn) { return DeactivatePrincipal(txn, "rita", By("lea").actor).status(); }));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_EQ(refusal.kind(), v1::DECISION_KIND_REFUSE);
  EXPECT_EQ(refusal.gate().reviews(0).reason(), "REVIEWER_INACTIVE");
}

// A token belongs to a principal, so whichever is used the name is the same.
TEST_P(GovernanceTest, SelfApprovalThroughASecondTokenIsRefused) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  const auto denied = [&](std::string_view who, const char* reason) {
    EXPECT_THAT(Review(request.request_id(), who), IsError(StatusCode::kPermissionDenied, reason))
        << who;
  };
  denied("requester", "REVIEWER_IS_REQUESTER");
  denied("registrar", "REVIEWER_REGISTERED");
  denied("trainer", "REVIEWER_CREATED_RUN");
  denied("uploader", "REVIEWER_UPLOADED_EVALUATION");
  denied("robot", "REVIEWER_NOT_A_PERSON");
  denied("committer", "REVIEWER_WITHOUT_ROLE");
  denied("somebody", "REVIEWER_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM review"), 0);
}

TEST_P(GovernanceTest, AnApprovalThatWasNotProvedDoesNotCount) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  v1::SubmitReviewRequest review;
  review.set_promotion_request_id(request.request_id());
  review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
  review.set_review_digest(request.review_digest());
  Governor asserted = By("rita");
  asserted.actor.authenticated = false;
  EXPECT_THAT(WriteFor([&](WriteTxn& txn) { return SubmitReview(txn, review, asserted); }),
              IsError(StatusCode::kPermissionDenied, "REVIEWER_NOT_AUTHENTICATED"));
  asserted.accept_asserted = true;
  ASSERT_OK_AND_ASSIGN(const v1::Review taken, WriteFor([&](WriteTxn& txn) {
                         return SubmitReview(txn, review, asserted);
                       }));
  EXPECT_FALSE(taken.authenticated()) << "marked so for ever";
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_EQ(refusal.gate().reviews(0).reason(), "REVIEWER_NOT_AUTHENTICATED")
      << "another server, without the flag";
}

TEST_P(GovernanceTest, AReviewOfAnOldDigestIsStale) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  ASSERT_OK(Evaluate(version, 0.85));
  ASSERT_OK(Assess(request.request_id()));
  v1::SubmitReviewRequest review;
  review.set_promotion_request_id(request.request_id());
  review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
  review.set_review_digest(request.review_digest());
  EXPECT_THAT(WriteFor([&](WriteTxn& txn) { return SubmitReview(txn, review, By("rita")); }),
              IsError(StatusCode::kFailedPrecondition, "REVIEW_STALE"));
}

TEST_P(GovernanceTest, AnotherAssessmentDismissesReviewsUnlessItDiffersInItsTimeOnly) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(v1::PromotionRequest request, Open(version));
  ASSERT_OK(Review(request.request_id(), "rita"));
  clock_.Advance(kHour);
  ASSERT_OK_AND_ASSIGN(request, Assess(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_READY) << "it says the same, an hour later";
  ASSERT_OK(Evaluate(version, 0.92));
  ASSERT_OK_AND_ASSIGN(request, Request(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_OUT_OF_DATE);
  ASSERT_OK_AND_ASSIGN(request, Assess(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_OPEN);
  EXPECT_EQ(Count("SELECT count(*) FROM review_dismissal"), 1);
  ASSERT_OK_AND_ASSIGN(const v1::ListReviewsResponse reviews, ReadFor([&](ReadTxn& txn) {
                         return ListReviews(txn, request.request_id(), false);
                       }));
  ASSERT_EQ(reviews.reviews_size(), 1) << "it is not deleted";
  EXPECT_EQ(reviews.standings(0).reason(), "REVIEW_DISMISSED");
}

TEST_P(GovernanceTest, AStandingRejectionBlocksAndTheLastVerdictCounts) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Review(request.request_id(), "ron", v1::REVIEW_VERDICT_REJECT));
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_THAT(RefusalError(refusal), IsError(StatusCode::kFailedPrecondition, "REVIEW_REJECTED"));
  ASSERT_OK(Review(request.request_id(), "ron"));
  ASSERT_OK_AND_ASSIGN(const v1::Decision decision, Commit(request.request_id()));
  EXPECT_EQ(decision.kind(), v1::DECISION_KIND_PROMOTE);
}

TEST_P(GovernanceTest, ABindingChangedWhileReadyMakesItOutOfDate) {
  ASSERT_OK_AND_ASSIGN(v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Bind("credit"));
  EXPECT_EQ(Count("SELECT state FROM promotion"), v1::REQUEST_STATE_OUT_OF_DATE);
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_THAT(RefusalError(refusal),
              IsError(StatusCode::kFailedPrecondition, "REQUEST_OUT_OF_DATE"));
  ASSERT_OK_AND_ASSIGN(request, Assess(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_OPEN) << "the approval was of other rules";
}

TEST_P(GovernanceTest, ADenyWindowThatOpensInBetweenRefusesTheCommit) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  clock_.Advance(13 * kHour);
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_THAT(RefusalError(refusal), IsError(StatusCode::kFailedPrecondition, "WINDOW_CLOSED"));
  clock_.Advance(8 * kHour);
  EXPECT_OK(Commit(request.request_id()));
  EXPECT_NE(Champion(), "");
}

TEST_P(GovernanceTest, ARollbackIsExemptFromWindows) {
  const std::string first = NewCandidate(0.9);
  Promote(first);
  Promote(NewCandidate(0.95));
  clock_.Advance(13 * kHour);
  ASSERT_OK_AND_ASSIGN(const v1::Decision decision, RollbackTo(""));
  EXPECT_EQ(decision.kind(), v1::DECISION_KIND_ROLLBACK);
  EXPECT_EQ(Champion(), first);
}

TEST_P(GovernanceTest, TheClockGoingBackwardsKeepsDecisionsInOrder) {
  const std::string first = NewCandidate(0.9);
  const v1::Decision before = Promote(first);
  clock_.Advance(-kHour);
  const std::string second = NewCandidate(0.95);
  const v1::Decision after = Promote(second);
  EXPECT_EQ(after.time().seconds(), before.time().seconds()) << "never before the last one";
  EXPECT_EQ(Champion(), second);
  const int64_t at = before.time().seconds() * 1'000'000 + before.time().nanos() / 1'000;
  EXPECT_EQ(ChampionAtTime(at), second) << "of the same time the later decision";
  EXPECT_EQ(ChampionAtTime(at - 1), "");
}

TEST_P(GovernanceTest, AnAssessmentOfTheFutureIsWorthNothing) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  clock_.Advance(-kHour);
  ASSERT_OK_AND_ASSIGN(const v1::Decision refusal, Commit(request.request_id()));
  EXPECT_THAT(RefusalError(refusal),
              IsError(StatusCode::kFailedPrecondition, "REQUEST_OUT_OF_DATE"));
}

TEST_P(GovernanceTest, ACrashBetweenWritesLeavesNothing) {
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.9)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  const int64_t leaves = Count("SELECT count(*) FROM audit_leaf");
  EXPECT_FALSE(
      Write([&](WriteTxn& txn) -> absl::Status {
        ASSAY_RETURN_IF_ERROR(
            CommitRequest(txn, request.request_id(), "", nullptr, By("committer"), {}).status());
        return absl::UnknownError("the machine stops here");
      }).ok());
  EXPECT_EQ(Champion(), "");
  EXPECT_EQ(Count("SELECT count(*) FROM decision WHERE moves = 1"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_leaf"), leaves);
  EXPECT_OK(Commit(request.request_id()));
}

TEST_P(GovernanceTest, AnOverrideNamesWhatItOverrides) {
  Promote(NewCandidate(0.95));
  const std::string worse = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(worse));
  ASSERT_OK(Review(request.request_id(), "rita"));
  const std::string& id = request.request_id();
  const std::string why = "the champion fails for new customers, ticket 12";
  EXPECT_THAT(Override(id, {"rule:credit/better"}, "soon"),
              IsError(StatusCode::kInvalidArgument, "JUSTIFICATION_MISSING"));
  EXPECT_THAT(Override(id, {"rule:credit/auc-floor"}, why),
              IsError(StatusCode::kFailedPrecondition, "OVERRIDE_NEEDLESS"));
  EXPECT_THAT(Override(id, {"rule:credit/better"}, why, "rita"),
              IsError(StatusCode::kPermissionDenied, "OVERRIDE_WITHOUT_ROLE"));
  ASSERT_OK_AND_ASSIGN(const v1::Decision decision, Override(id, {"rule:credit/better"}, why));
  EXPECT_EQ(decision.kind(), v1::DECISION_KIND_OVERRIDE_PROMOTE);
  EXPECT_EQ(decision.override().actor(), "lea");
  EXPECT_EQ(Champion(), worse);
}

TEST_P(GovernanceTest, ARecallEmptiesEverySlotAndNothingOverridesIt) {
  const std::string version = NewCandidate(0.9);
  Promote(version);
  const std::string other = NewCandidate(0.95);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(other));
  ASSERT_OK_AND_ASSIGN(v1::RecallResponse recalled, RecallVersion(version));
  ASSERT_EQ(recalled.decisions_size(), 1);
  EXPECT_EQ(recalled.decisions(0).kind(), v1::DECISION_KIND_RECALL);
  EXPECT_EQ(recalled.decisions(0).previous_champion(), version);
  EXPECT_EQ(Champion(), "");
  EXPECT_THAT(RollbackTo(version),
              IsError(StatusCode::kFailedPrecondition, "MODEL_VERSION_RECALLED"));
  EXPECT_THAT(Open(version), IsError(StatusCode::kFailedPrecondition, "MODEL_VERSION_RECALLED"));
  ASSERT_OK(RecallVersion(other));
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest blocked, Request(request.request_id()));
  EXPECT_EQ(blocked.state(), v1::REQUEST_STATE_BLOCKED);
}

TEST_P(GovernanceTest, ARollbackGoesToAnEarlierChampionWhoseContentIsThere) {
  const std::string first = NewCandidate(0.9);
  const std::string never = NewCandidate(0.85);
  Promote(first);
  EXPECT_THAT(RollbackTo(""), IsError(StatusCode::kFailedPrecondition, "ROLLBACK_NEVER_CHAMPION"));
  EXPECT_THAT(RollbackTo(first), IsError(StatusCode::kFailedPrecondition, "ROLLBACK_IS_CHAMPION"));
  EXPECT_THAT(RollbackTo(never),
              IsError(StatusCode::kFailedPrecondition, "ROLLBACK_NEVER_CHAMPION"));
  Promote(NewCandidate(0.95));
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, first));
    return RecordFlag(txn, row, kContentMissing, "the bucket is gone", By("lea").actor).status();
  }));
  EXPECT_THAT(RollbackTo(first), IsError(StatusCode::kFailedPrecondition, "CONTENT_MISSING"));
}

TEST_P(GovernanceTest, WhatADecisionRestsOnCanNotBeDeleted) {
  const std::string version = NewCandidate(0.9);
  const std::string run_id =
      Dump("SELECT lower(hex(uid)) FROM run ORDER BY id LIMIT 1").substr(0, 32);
  ASSERT_OK(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run_id, "", true, "tester"); }));
  ASSERT_OK(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run_id, "", false, "tester"); }));
  Promote(version);
  EXPECT_THAT(Write([&](WriteTxn& txn) { return SetRunDeleted(txn, run_id, "", true, "tester"); }),
              IsError(StatusCode::kFailedPrecondition, "RUN_IN_USE"));
}

TEST_P(GovernanceTest, CandidatesThatAreNotChosenGetTheTagOfTheFirstRuleThatMatches) {
  const std::string best = NewCandidate(0.95);
  const std::string good = NewCandidate(0.9);
  const std::string bad = NewCandidate(0.7);
  for (const std::string& version : {good, bad}) ASSERT_OK(Open(version));
  Promote(best);
  EXPECT_EQ(TagsOf(best), "");
  EXPECT_EQ(TagsOf(good), "gov:challenger") << "by its assessment before the champion came";
  EXPECT_EQ(TagsOf(bad), "gov:rejected");
}

TEST_P(GovernanceTest, ASweepWritesOnChangeOnly) {
  const std::string version = NewCandidate(0.9);
  Promote(version);
  ASSERT_OK_AND_ASSIGN(v1::RunSweepResponse swept, SweepAll());
  EXPECT_EQ(swept.champions(), 1);
  EXPECT_EQ(swept.rules(), 1);
  EXPECT_EQ(swept.changes(), 0);
  clock_.Advance(11 * 24 * kHour);
  ASSERT_OK_AND_ASSIGN(swept, SweepAll());
  EXPECT_EQ(swept.changes(), 1);
  EXPECT_EQ(TagsOf(version), "gov:stale");
  EXPECT_EQ(Champion(), version) << "it is tagged, not demoted";
  ASSERT_OK_AND_ASSIGN(swept, SweepAll());
  EXPECT_EQ(swept.changes(), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM standing_event"), 1);
  ASSERT_OK(Evaluate(version, 0.9));
  ASSERT_OK_AND_ASSIGN(swept, SweepAll());
  EXPECT_EQ(swept.changes(), 1);
  EXPECT_EQ(TagsOf(version), "");
  EXPECT_EQ(Count("SELECT count(*) FROM standing_result"), 0);
}

TEST_P(GovernanceTest, ASweepEndsRequestsWhoseTimeIsOver) {
  ASSERT_OK_AND_ASSIGN(v1::PromotionRequest request, Open(NewCandidate(0.9)));
  clock_.Advance(31 * 24 * kHour);
  ASSERT_OK_AND_ASSIGN(request, Request(request.request_id()));
  EXPECT_EQ(request.state(), v1::REQUEST_STATE_EXPIRED);
  ASSERT_OK(SweepAll());
  EXPECT_THAT(Commit(request.request_id()),
              IsError(StatusCode::kFailedPrecondition, "REQUEST_ENDED"));
}

TEST_P(GovernanceTest, WhatProvesIsInsertOnly) {
  const std::string version = NewCandidate(0.9);
  Promote(version);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(NewCandidate(0.95)));
  ASSERT_OK(Review(request.request_id(), "rita"));
  ASSERT_OK(Evaluate("model:default/score/2", 0.96));
  ASSERT_OK(Assess(request.request_id()));
  const sql::Sql changes[] = {
      "UPDATE decision SET actor = 'x'",
      "DELETE FROM decision",
      "UPDATE review SET at_us = 0",
      "DELETE FROM review",
      "UPDATE review_dismissal SET at_us = 0",
      "DELETE FROM review_dismissal",
      "UPDATE assessment SET eligible = 1",
      "DELETE FROM assessment",
      "UPDATE facts SET digest = 'x'",
      "DELETE FROM facts",
      "UPDATE policy_version SET digest = 'x'",
      "DELETE FROM policy_version",
      "UPDATE decision_ground SET node = 0",
      "DELETE FROM decision_ground",
      "INSERT OR REPLACE INTO facts (id, digest, body, created_us) VALUES (1, 'x', x'00', 0)"};
  for (const sql::Sql& change : changes) {
    EXPECT_FALSE(Write([&](WriteTxn& txn) { return txn.Run(change, {}); }).ok()) << change.text();
  }
}

TEST_P(GovernanceTest, AnAssessmentReplaysByteForByte) {
  const std::string version = NewCandidate(0.9);
  const v1::Decision decision = Promote(version);
  ASSERT_OK(Bind("credit"));
  ASSERT_OK(Evaluate(version, 0.5));
  ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const AssessmentRow row,
                           FindAssessment(txn, decision.assessment_digest()));
    ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts, GetFacts(txn, decision.facts_digest()));
    ASSAY_ASSIGN_OR_RETURN(const BindingRow binding,
                           FindBinding(txn, row.assessment.policies(0).binding_id()));
    ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, MakeSlotRules(txn, {binding}));
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes,
                           governance::ReplayAssessment(row.assessment, rules.ruleset, facts));
    EXPECT_EQ(Sha256Digest(bytes), decision.assessment_digest());
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace assay::testing
