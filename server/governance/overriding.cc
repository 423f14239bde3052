#include "server/governance/overriding.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "governance/digests.h"
#include "governance/override_review.h"
#include "server/governance/deciding.h"
#include "server/governance/gate_case.h"
#include "server/governance/slot_rules.h"
#include "storage/audit_log.h"
#include "storage/governance/assessments.h"
#include "storage/governance/decisions.h"
#include "storage/governance/overrides.h"
#include "storage/governance/standing.h"
#include "storage/times.h"

namespace assay {
namespace {

constexpr int kOverdueAtOnce = 250;

absl::StatusOr<v1::OverrideReview> Load(ReadTxn& txn, const OverrideRow& row) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::OverrideReview> reviews,
                         LoadOverrideReviews(txn, {&row.decision, 1}));
  if (reviews.empty()) return absl::DataLossError("An override has no decision.");
  return std::move(reviews[0]);
}

// What is known now of who wants to review the override.
absl::StatusOr<std::vector<v1::Reviewer>> KnownReviewer(ReadTxn& txn, const OverrideRow& row,
                                                        const v1::Override& override,
                                                        const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(const SlotRow slot, LoadSlotRow(txn, row.slot));
  ASSAY_ASSIGN_OR_RETURN(const SlotRules rules, LoadSlotRules(txn, slot));
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<v1::Reviewer> reviewers,
      LoadReviewers(txn, row.workspace, rules, {governor.actor.name}, governor.accept_asserted));
  // As for reviews: without authentication anybody could have taken the name of somebody with the
  // role.
  for (v1::Reviewer& reviewer : reviewers) {
    if (!governor.accept_asserted || reviewer.name() != governor.actor.name) continue;
    std::set<std::string> roles(reviewer.roles().begin(), reviewer.roles().end());
    roles.insert(override.review_roles().begin(), override.review_roles().end());
    if (roles.empty()) roles.insert("asserted");
    reviewer.clear_roles();
    for (const std::string& role : roles) reviewer.add_roles(role);
  }
  return reviewers;
}

// The verdict of who acts, if they may give one.
absl::StatusOr<v1::OverrideReview> Judge(ReadTxn& txn, const OverrideRow& row,
                                         const v1::ReviewOverrideRequest& request,
                                         const Governor& governor) {
  ASSAY_ASSIGN_OR_RETURN(const v1::Decision decision, LoadDecision(txn, row.decision));
  ASSAY_ASSIGN_OR_RETURN(const PromotionRow promotion, FindPromotion(txn, decision.request_id()));
  ASSAY_ASSIGN_OR_RETURN(const v1::Facts facts, GetFacts(txn, decision.facts_digest()));
  governance::ReviewInput input;
  ASSAY_ASSIGN_OR_RETURN(input.reviewers, KnownReviewer(txn, row, decision.override(), governor));
  input.facts = &facts;
  input.requester = promotion.created_by;
  input.accept_asserted = governor.accept_asserted;
  v1::Review& review = input.reviews.emplace_back();
  review.set_reviewer(governor.actor.name);
  review.set_authenticated(governor.actor.authenticated);
  ASSAY_RETURN_IF_ERROR(governance::CheckOverrideReviewer(decision.override(), input));
  v1::OverrideReview verdict;
  verdict.set_decision_id(decision.decision_id());
  verdict.set_reviewer(governor.actor.name);
  verdict.set_authenticated(governor.actor.authenticated);
  for (const v1::Reviewer& reviewer : input.reviewers) {
    if (reviewer.name() == governor.actor.name) {
      *verdict.mutable_reviewer_roles() = reviewer.roles();
    }
  }
  verdict.set_verdict(request.verdict());
  verdict.set_comment(request.comment());
  return verdict;
}

absl::Status AppendLeaf(WriteTxn& txn, const v1::OverrideReview& verdict, const Actor& actor) {
  v1::OverrideReview leaf = verdict;
  leaf.clear_comment();
  return AppendAuditLeaf(txn, {.kind = "OVERRIDE_REVIEW",
                               .subject = "override-review:" + verdict.review_id(),
                               .digest = governance::DigestOf(leaf),
                               .actor = actor,
                               .comment = verdict.comment()})
      .status();
}

// The rule that every override is under fails, or passes again.
absl::Status AddEvent(WriteTxn& txn, const OverrideRow& row, const v1::OverrideReview& review,
                      bool overdue) {
  v1::StandingEvent event;
  *event.mutable_slot() = review.slot();
  event.set_version(review.model_version());
  event.set_before(overdue ? v1::RULE_STATUS_PASS : v1::RULE_STATUS_FAIL);
  SetTime(txn.now_us(), event.mutable_time());
  v1::RuleResult* result = event.mutable_result();
  result->set_rule_id(governance::kOverrideReviewRule);
  result->set_kind("override_review");
  result->set_status(overdue ? v1::RULE_STATUS_FAIL : v1::RULE_STATUS_PASS);
  result->set_reason(overdue ? "OVERRIDE_REVIEW_OVERDUE" : "OVERRIDE_REVIEWED");
  result->set_expected(governance::ReviewExpectation(review.override()));
  if (overdue) {
    result->set_message(
        fmt::format("Nobody has reviewed the override by {} in time.", review.override().actor()));
    result->set_remedy(governance::ReviewRemedy(review.decision_id()));
  } else {
    result->set_message(fmt::format("{} has reviewed the override by {}, late.", review.reviewer(),
                                    review.override().actor()));
  }
  v1::Evidence* evidence = result->add_evidence();
  evidence->set_kind("decision");
  evidence->set_name("decision:" + review.decision_id());
  return AddStandingEvent(txn, row.slot, event);
}

}  // namespace

absl::Status OpenOverrideReview(WriteTxn& txn, const SlotRow& slot, const v1::Decision& decision,
                                int64_t row) {
  return AddOverride(txn, {.decision = row,
                           .workspace = slot.workspace,
                           .slot = slot.id,
                           .due_us = TimeMicros(decision.override().review_due_time())});
}

absl::StatusOr<v1::OverrideReview> ReviewOverride(WriteTxn& txn,
                                                  const v1::ReviewOverrideRequest& request,
                                                  const Governor& governor) {
  ASSAY_RETURN_IF_ERROR(CheckVerdict(request.verdict()));
  ASSAY_RETURN_IF_ERROR(ValidateReason(request.comment()));
  ASSAY_RETURN_IF_ERROR(CheckRecentLogin(txn, governor));
  ASSAY_ASSIGN_OR_RETURN(const OverrideRow row, FindOverride(txn, request.decision_id()));
  if (!row.open) {
    return FailedPrecondition("OVERRIDE_REVIEWED",
                              "The override {} was reviewed already, and that stays. Roll back if "
                              "its champion is wrong.",
                              request.decision_id());
  }
  ASSAY_ASSIGN_OR_RETURN(v1::OverrideReview verdict, Judge(txn, row, request, governor));
  ASSAY_ASSIGN_OR_RETURN(verdict, CloseOverride(txn, row, std::move(verdict)));
  ASSAY_RETURN_IF_ERROR(AppendLeaf(txn, verdict, governor.actor));
  ASSAY_ASSIGN_OR_RETURN(v1::OverrideReview review, Load(txn, row));
  if (row.overdue) ASSAY_RETURN_IF_ERROR(AddEvent(txn, row, review, /*overdue=*/false));
  return review;
}

absl::StatusOr<v1::OverrideReview> GetOverrideReview(ReadTxn& txn, std::string_view decision_id) {
  ASSAY_ASSIGN_OR_RETURN(const OverrideRow row, FindOverride(txn, decision_id));
  return Load(txn, row);
}

absl::StatusOr<int64_t> SayOverdueReviews(Store& store, int64_t workspace, Deadline deadline) {
  int64_t said = 0;
  for (;;) {
    std::vector<OverrideRow> overdue;
    ASSAY_RETURN_IF_ERROR(store.Read(deadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(overdue, UnsaidOverdue(txn, workspace, kOverdueAtOnce));
      return absl::OkStatus();
    }));
    if (overdue.empty()) return said;
    int64_t now_said = 0;
    ASSAY_RETURN_IF_ERROR(store.Write(deadline, [&](WriteTxn& txn) -> absl::Status {
      now_said = 0;
      for (const OverrideRow& row : overdue) {
        ASSAY_ASSIGN_OR_RETURN(const bool changed, SayOverdue(txn, row));
        if (!changed) continue;
        ASSAY_ASSIGN_OR_RETURN(const v1::OverrideReview review, Load(txn, row));
        ASSAY_RETURN_IF_ERROR(AddEvent(txn, row, review, /*overdue=*/true));
        ++now_said;
      }
      return absl::OkStatus();
    }));
    said += now_said;
  }
}

}  // namespace assay
