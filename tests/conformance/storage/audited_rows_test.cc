// A verification sees every row that somebody changed behind the server's back, and every decision
// that the rules would not have let through.
#include <algorithm>

#include "governance/digests.h"
#include "server/audit/verify.h"
#include "server/governance/deciding.h"
#include "server/governance/overriding.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/flags.h"
#include "storage/governance/model_names.h"
#include "storage/governance/policies.h"
#include "storage/identity/principals.h"
#include "storage/identity/roles.h"
#include "storage/identity/tokens.h"
#include "tests/conformance/storage/governance_fixture.h"

namespace assay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditedRowsTest : public GovernanceTest {
 protected:
  // Some of everything: a promotion, an override, a refusal, a rollback, flags, a recall, tokens,
  // roles that were taken away, a policy that was retired.
  void MakeHistory() {
    first_ = NewCandidate(0.9);
    Promote(first_);
    second_ = NewCandidate(0.85);
    ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(second_));
    EXPECT_OK(Commit(request.request_id())) << "a refusal is a decision, too";
    ASSERT_OK(Review(request.request_id(), "rita"));
    ASSERT_OK_AND_ASSIGN(const v1::Decision overridden,
                         Override(request.request_id(), {"rule:credit/better"},
                                  "The first one fails on the new region."));
    v1::ReviewOverrideRequest review;
    review.set_decision_id(overridden.decision_id());
    review.set_verdict(v1::REVIEW_VERDICT_APPROVE);
    review.set_comment("ticket 12 is real");
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return ReviewOverride(txn, review, By("rita")); }));
    ASSERT_OK(RollbackTo(first_));
    ASSERT_OK(Flag(first_, "legal-hold"));
    v1::ClearFlagRequest clear;
    clear.set_version(first_);
    clear.set_flag("legal-hold");
    clear.set_reason("settled");
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return ClearFlag(txn, clear, By("lea").actor); }));
    ASSERT_OK(RecallVersion(second_));
    v1::Token token;
    token.set_principal("lea");
    ASSERT_OK_AND_ASSIGN(const NewToken made, WriteFor([&](WriteTxn& txn) {
                           return CreateToken(txn, token, By("lea").actor);
                         }));
    clock_.Advance(kHour);
    Actor lea = By("lea").actor;
    lea.token_id = made.token.token_id();
    ASSERT_OK(Write([&](WriteTxn& txn) { return ConfirmToken(txn, lea); }));
    ASSERT_OK(Revoke("uploader", "reviewer:risk"));
    ASSERT_OK(
        WriteFor([&](WriteTxn& txn) { return DeactivatePrincipal(txn, "ron", By("lea").actor); }));
    v1::RetirePolicyRequest retire;
    retire.mutable_policy()->set_name("credit");
    retire.mutable_policy()->set_workspace("default");
    retire.mutable_policy()->set_version(1);
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return RetirePolicy(txn, retire, By("lea").actor); }));
  }

  absl::Status Flag(const std::string& version, const std::string& flag) {
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, version));
      return RecordFlag(txn, row, flag, "a lawsuit", By("lea").actor).status();
    });
  }

  v1::VerifyAuditLogResponse Verify() {
    v1::VerifyAuditLogResponse response;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      response.Clear();
      ASSAY_ASSIGN_OR_RETURN(const AuditFindings tree, VerifyAuditTree(txn));
      EXPECT_THAT(tree.problems, IsEmpty()) << "only rows are tampered with here";
      return audit::VerifyRows(txn, &response);
    }));
    return response;
  }

  // The check that fails is `check`, with this sentence, and `others` that fail for the same cause.
  void ExpectFound(const std::string& check, const std::string& problem,
                   const std::vector<std::string>& others = {}) {
    const v1::VerifyAuditLogResponse found = Verify();
    EXPECT_THAT(found.problems(), Contains(HasSubstr(problem)));
    for (const v1::AuditCheck& one : found.checks()) {
      const bool expected =
          one.name() == check || std::count(others.begin(), others.end(), one.name()) > 0;
      EXPECT_EQ(one.failed() > 0, expected) << one.name() << "\n" << found.DebugString();
    }
  }

  // Runs a script as somebody with the file could, who first removes the triggers.
  void Tamper(std::string_view script) {
    std::string triggers;
    ASSERT_OK(store_->database().Read(sql::kNoDeadline, [&](sql::ReadTxn& txn) {
      sql::Rows rows =
          txn.Query("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name", {});
      while (rows.Next()) triggers += "DROP TRIGGER " + rows.String(0) + ";";
      return rows.status();
    }));
    ASSERT_OK(store_->database().Write(sql::kNoDeadline, [&](sql::WriteTxn& txn) {
      return txn.ExecuteScript(triggers + std::string(script));
    }));
  }

  // Changes the message in the column `body` of the row that `find` finds.
  template <typename Message, typename Fn>
  void TamperBody(sql::Sql find, sql::Sql update, Fn change) {
    Tamper("");
    ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      Message message;
      int64_t id = 0;
      {
        Rows rows = txn.Query(find, {});
        if (!rows.Next()) return absl::NotFoundError("There is no such row.");
        id = rows.Int(0);
        EXPECT_TRUE(message.ParseFromString(rows.String(1)));
      }
      change(message);
      return txn.Run(update, {sql::Bytes{message.SerializeAsString()}, id});
    }));
  }

  std::string first_;
  std::string second_;
};
ASSAY_STORAGE_SUITE_OF(AuditedRowsTest);

TEST_P(AuditedRowsTest, AnHonestHistoryHasNoProblem) {
  MakeHistory();
  const v1::VerifyAuditLogResponse found = Verify();
  EXPECT_THAT(found.problems(), IsEmpty());
  for (const v1::AuditCheck& check : found.checks()) {
    EXPECT_GT(check.checked(), 0) << check.name();
    EXPECT_EQ(check.failed(), 0) << check.name();
  }
}

TEST_P(AuditedRowsTest, NamesThatWereErasedAreNoProblem) {
  MakeHistory();
  ASSERT_OK(Write([](WriteTxn& txn) { return EraseAuditNames(txn, 0); }));
  EXPECT_THAT(Verify().problems(), IsEmpty());
}

TEST_P(AuditedRowsTest, AServiceThatWasMadeAPersonIsFound) {
  MakeHistory();
  Tamper("UPDATE principal SET kind = 1 WHERE name = 'robot'");
  ExpectFound("principals", "The principal robot was changed");
}

TEST_P(AuditedRowsTest, APrincipalThatWasBroughtBackIsFound) {
  MakeHistory();
  Tamper("UPDATE principal SET deactivated_us = NULL WHERE name = 'ron'");
  ExpectFound("principals", "PRINCIPAL_DEACTIVATED of the principal ron, which does not say so");
}

TEST_P(AuditedRowsTest, ARoleThatNobodyGrantedIsFound) {
  MakeHistory();
  Tamper(
      "INSERT INTO role_grant (principal, role, granted_us, granted_by, revoked_by) "
      "SELECT id, 'reviewer:risk', 1, 'root', '' FROM principal WHERE name = 'committer'");
  ExpectFound("roles", "The role reviewer:risk of committer must have one event ROLE_GRANTED");
}

TEST_P(AuditedRowsTest, ARoleThatWasGivenToSomebodyElseIsFound) {
  MakeHistory();
  Tamper(
      "UPDATE role_grant SET principal = (SELECT id FROM principal WHERE name = 'committer') "
      "WHERE role = 'reviewer:risk-lead'");
  ExpectFound("roles", "The role reviewer:risk-lead of committer was changed", {"gates"});
}

TEST_P(AuditedRowsTest, ARoleOfAnotherGranterOrTimeIsFound) {
  MakeHistory();
  Tamper("UPDATE role_grant SET granted_by = 'ada', granted_us = 1 WHERE role LIKE '%lead'");
  ExpectFound("roles", "names \"ada\" for what \"root\" did");
  EXPECT_THAT(Verify().problems(), Contains(HasSubstr("has another time than event")));
}

TEST_P(AuditedRowsTest, ARoleThatIsGoneIsFound) {
  MakeHistory();
  Tamper("DELETE FROM role_grant WHERE role = 'reviewer:risk' AND revoked_us IS NOT NULL");
  ExpectFound("subjects", "tells of ROLE_REVOKED of role_grant:");
}

TEST_P(AuditedRowsTest, ATokenWithAnotherSecretIsFound) {
  MakeHistory();
  Tamper("UPDATE token SET secret_hash = x'00'");
  ExpectFound("tokens", "of lea was changed: it is not what event");
}

TEST_P(AuditedRowsTest, ATokenThatSeemsFreshIsFound) {
  MakeHistory();
  Tamper("UPDATE token SET confirmed_us = confirmed_us + 1");
  ExpectFound("logins", "given by hand at a time of which the log tells nothing");
}

TEST_P(AuditedRowsTest, ARequestOfSomebodyElseIsFound) {
  MakeHistory();
  Tamper("UPDATE promotion SET created_by = 'nobody' WHERE id = 1");
  ExpectFound("requests", "was changed");
}

TEST_P(AuditedRowsTest, FactsThatSaySomethingElseAreFound) {
  MakeHistory();
  TamperBody<v1::Facts>(
      "SELECT id, body FROM facts ORDER BY id LIMIT 1", "UPDATE facts SET body = $1 WHERE id = $2",
      [](v1::Facts& facts) { facts.mutable_candidate()->set_registered_by("nobody"); });
  ExpectFound("facts", "were changed: their content has another digest", {"gates"});
}

TEST_P(AuditedRowsTest, AnAssessmentThatSaysSomethingElseIsFound) {
  MakeHistory();
  Tamper("UPDATE assessment SET outcome = 4");
  ExpectFound("assessments", "has columns that say something else than its content");
}

TEST_P(AuditedRowsTest, AReviewOfSomebodyElseIsFound) {
  MakeHistory();
  TamperBody<v1::Review>("SELECT id, body FROM review ORDER BY id LIMIT 1",
                         "UPDATE review SET body = $1 WHERE id = $2",
                         [](v1::Review& review) { review.set_reviewer("lea"); });
  ExpectFound("reviews", "was changed", {"gates", "approvals"});
}

TEST_P(AuditedRowsTest, AReviewThatIsGoneIsFound) {
  MakeHistory();
  Tamper("DELETE FROM review WHERE id = 1");
  ExpectFound("subjects", "tells of REVIEW of review:", {"gates", "approvals"});
}

TEST_P(AuditedRowsTest, AReviewOfAnOverrideThatSaysSomethingElseIsFound) {
  MakeHistory();
  TamperBody<v1::OverrideReview>("SELECT decision, body FROM override_review ORDER BY decision",
                                 "UPDATE override_review SET body = $1 WHERE decision = $2",
                                 [](v1::OverrideReview& review) { review.set_reviewer("ron"); });
  ExpectFound("override_reviews", "was changed");
}

TEST_P(AuditedRowsTest, AReviewOfAnOverrideThatIsGoneIsFound) {
  MakeHistory();
  Tamper("DELETE FROM override_review");
  ExpectFound("override_reviews", "is said to be reviewed, and has no review");
}

TEST_P(AuditedRowsTest, AnOverrideThatIsNoLongerOwedAReviewIsFound) {
  MakeHistory();
  Tamper("DELETE FROM promotion_override");
  ExpectFound("override_reviews", "is not in the list of reviews that are owed");
}

TEST_P(AuditedRowsTest, AReviewThatIsOwedLaterIsFound) {
  MakeHistory();
  Tamper("UPDATE promotion_override SET due_us = due_us + 1");
  ExpectFound("override_reviews", "says something else of decision");
}

TEST_P(AuditedRowsTest, AReviewThatIsOwedElsewhereIsFound) {
  MakeHistory();
  Tamper(
      "INSERT INTO slot (workspace, use_case, environment, description, created_us, created_by, "
      "head, version) SELECT workspace, 'other', environment, '', 0, 'lea', 0, 1 FROM slot LIMIT "
      "1; "
      "UPDATE promotion_override SET slot = (SELECT max(id) FROM slot)");
  ExpectFound("override_reviews", "says something else of decision");
}

TEST_P(AuditedRowsTest, AReviewThatIsOwedForNoOverrideIsFound) {
  MakeHistory();
  Tamper(
      "INSERT INTO promotion_override (decision, workspace, slot, due_us, open, overdue) "
      "SELECT id, workspace, slot, 0, 1, 0 FROM decision WHERE kind = 2");
  ExpectFound("override_reviews", "says something else of decision");
}

TEST_P(AuditedRowsTest, AReviewThatIsSaidToBeOpenIsFound) {
  MakeHistory();
  Tamper("UPDATE promotion_override SET open = 1");
  ExpectFound("override_reviews", "is said to be open, and has a review");
}

TEST_P(AuditedRowsTest, AnOverdueMarkThatNobodySaidIsFound) {
  MakeHistory();
  Tamper("UPDATE promotion_override SET overdue = 1");
  ExpectFound("override_reviews", "is marked as overdue, and the slot's events tell nothing");
}

TEST_P(AuditedRowsTest, ADecisionThatSaysSomethingElseIsFound) {
  MakeHistory();
  TamperBody<v1::Decision>("SELECT id, body FROM decision WHERE kind = 2 ORDER BY id",
                           "UPDATE decision SET body = $1 WHERE id = $2",
                           [](v1::Decision& decision) { decision.set_comment("all is well"); });
  ExpectFound("decisions", "was changed: it is not what event");
}

TEST_P(AuditedRowsTest, ADecisionThatCantBeReadIsFound) {
  MakeHistory();
  Tamper("UPDATE decision SET body = x'ffffffff' WHERE kind = 2");
  ExpectFound("decisions", "can't be read", {"champions"});
}

TEST_P(AuditedRowsTest, ARecallThatWasTakenBackIsFound) {
  MakeHistory();
  Tamper(
      "UPDATE model_flag SET cleared_us = 1, cleared_by = 'eve', clear_reason = '' "
      "WHERE name = 'recall'");
  ExpectFound("flags", "says that it was cleared in a way that the log does not tell");
}

TEST_P(AuditedRowsTest, AFlagThatIsGoneIsFound) {
  MakeHistory();
  Tamper("DELETE FROM model_flag WHERE name = 'recall'");
  ExpectFound("subjects", "tells of FLAG_SET of flag:");
}

TEST_P(AuditedRowsTest, AFlagThatWasSetAgainIsFound) {
  MakeHistory();
  Tamper("UPDATE model_flag SET cleared_us = NULL WHERE name = 'legal-hold'");
  ExpectFound("flags", "was cleared, and the flag does not say so any more");
}

TEST_P(AuditedRowsTest, APolicyWithOtherRulesIsFound) {
  MakeHistory();
  TamperBody<v1::Policy>("SELECT id, body FROM policy_version ORDER BY id",
                         "UPDATE policy_version SET body = $1 WHERE id = $2",
                         [](v1::Policy& policy) { policy.clear_reviews(); });
  ExpectFound("policies", "The policy default/credit@1 was changed", {"gates"});
}

TEST_P(AuditedRowsTest, APolicyThatWasNeverRetiredIsFound) {
  MakeHistory();
  Tamper("DELETE FROM policy_retirement");
  ExpectFound("policies", "tells of POLICY_RETIRE of the policy default/credit@1", {"subjects"});
}

TEST_P(AuditedRowsTest, ABindingThatWasSwitchedOffIsFound) {
  MakeHistory();
  Tamper("UPDATE policy_binding SET ended_us = 1, ended_by = 'eve'");
  ExpectFound("bindings", "is not in force, and the decisions say that it holds");
}

TEST_P(AuditedRowsTest, ABindingThatIsMilderIsFound) {
  MakeHistory();
  TamperBody<v1::Binding>("SELECT id, body FROM policy_binding ORDER BY id",
                          "UPDATE policy_binding SET body = $1 WHERE id = $2",
                          [](v1::Binding& binding) { binding.set_mode(v1::RULE_MODE_AUDIT); });
  ExpectFound("bindings", "was changed: it is not what event", {"gates"});
}

TEST_P(AuditedRowsTest, AChampionThatNoDecisionMadeIsFound) {
  MakeHistory();
  Tamper("UPDATE slot SET champion = 2");
  ExpectFound("champions", "by its decisions it is \"model:default/score/1\"");
}

TEST_P(AuditedRowsTest, ASlotThatForgotItsLastDecisionIsFound) {
  MakeHistory();
  Tamper("UPDATE slot SET head = 0");
  ExpectFound("champions", "names another decision as its last one");
}

// From here on the log is intact: it tells of what should never have been written.
class ForgedDecisionsTest : public AuditedRowsTest {
 protected:
  // A promotion of an earlier decision's case, changed by `change`, past the gate.
  template <typename Fn>
  void Forge(const std::string& version, const std::string& request_id, Fn change) {
    ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, FindSlot(txn, Slot()));
      ASSAY_ASSIGN_OR_RETURN(const int64_t row, FindModelVersionByName(txn, version));
      ASSAY_ASSIGN_OR_RETURN(const v1::PromotionRequest request,
                             GetRequest(txn, request_id, false));
      ASSAY_ASSIGN_OR_RETURN(const AssessmentRow assessed,
                             FindAssessment(txn, request.assessment_digest()));
      v1::Decision decision;
      decision.set_kind(v1::DECISION_KIND_PROMOTE);
      decision.set_request_id(request_id);
      decision.set_assessment_digest(request.assessment_digest());
      decision.set_facts_digest(assessed.assessment.facts_digest());
      decision.set_review_digest(request.review_digest());
      *decision.mutable_policies() = assessed.assessment.policies();
      change(decision);
      return Move(txn, slot, row, std::move(decision), By("committer").actor, PreparedTags())
          .status();
    }));
  }
};
ASSAY_STORAGE_SUITE_OF(ForgedDecisionsTest);

TEST_P(ForgedDecisionsTest, APromotionWithoutItsReviewsIsFound) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  Forge(version, request.request_id(), [](v1::Decision&) {});
  ExpectFound("gates", "should have been refused, quorum:credit");
}

TEST_P(ForgedDecisionsTest, APromotionWhoseRuleFailsIsFound) {
  const std::string version = NewCandidate(0.7);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  ASSERT_OK(Review(request.request_id(), "rita"));
  Forge(version, request.request_id(), [](v1::Decision&) {});
  ExpectFound("gates", "should have been refused, rule:credit/auc-floor");
}

TEST_P(ForgedDecisionsTest, AnOverrideByAPersonWithoutTheRoleIsFound) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  Forge(version, request.request_id(), [](v1::Decision& decision) {
    decision.set_kind(v1::DECISION_KIND_OVERRIDE_PROMOTE);
    decision.mutable_override()->add_blockers("quorum:credit");
    decision.mutable_override()->set_justification("There is nobody who could review it today.");
    decision.mutable_override()->set_actor("committer");
    decision.mutable_override()->add_roles("risk-lead");
  });
  ExpectFound("gates", "decision ", {"override_reviews"});
}

TEST_P(ForgedDecisionsTest, ApprovalsThatDoNotCountAreFound) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  ASSERT_OK_AND_ASSIGN(const v1::Review review, Review(request.request_id(), "rita"));
  const auto count = [](v1::Decision& decision, const v1::Review& counted) {
    v1::ReviewStanding* standing = decision.mutable_gate()->add_reviews();
    standing->set_review_id(counted.review_id());
    standing->set_reviewer(counted.reviewer());
    standing->set_verdict(v1::REVIEW_VERDICT_APPROVE);
    standing->set_counts(true);
  };
  v1::Review made_up = review;
  made_up.set_review_id(std::string(32, 'a'));
  made_up.set_reviewer("registrar");
  Forge(version, request.request_id(), [&](v1::Decision& decision) {
    count(decision, review);
    count(decision, review);
    count(decision, made_up);
  });
  ExpectFound("approvals", "of rita, who is counted already");
  EXPECT_THAT(Verify().problems(), Contains(HasSubstr("of registrar, which is gone")));
}

TEST_P(ForgedDecisionsTest, ARoleOfThenCountsWhateverBecameOfIt) {
  Promote(NewCandidate(0.9));
  ASSERT_OK(Revoke("rita", "reviewer:risk"));
  ASSERT_OK(
      WriteFor([&](WriteTxn& txn) { return DeactivatePrincipal(txn, "rita", By("lea").actor); }));
  EXPECT_THAT(Verify().problems(), IsEmpty());
}

TEST_P(ForgedDecisionsTest, APolicyThatWasPublishedAfterItsUseIsFound) {
  const std::string version = NewCandidate(0.9);
  ASSERT_OK_AND_ASSIGN(const v1::PromotionRequest request, Open(version));
  ASSERT_OK(Write([&](WriteTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(AssessmentRow row, FindAssessment(txn, request.assessment_digest()));
    row.assessment.mutable_policies(0)->set_version(2);
    row.digest = governance::DigestOf(row.assessment);
    Rows facts = txn.Query("SELECT facts FROM assessment WHERE id = $1", {row.id});
    if (!facts.Next()) return facts.status();
    ASSAY_RETURN_IF_ERROR(KeepAssessment(txn, row, facts.Int(0), "eve").status());
    return AppendAuditLeaf(txn, {.kind = "ASSESSMENT",
                                 .subject = "assessment:" + row.digest,
                                 .digest = row.digest,
                                 .actor = {.name = "eve"}})
        .status();
  }));
  ExpectFound("policies_first", "applied policy credit@2, which was not published before");
}

}  // namespace
}  // namespace assay::testing
