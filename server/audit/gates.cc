#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/gate.h"
#include "governance/reviews.h"
#include "server/audit/champions.h"
#include "server/audit/check.h"
#include "server/audit/past.h"
#include "server/governance/gate_case.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/assessments.h"
#include "storage/governance/audited.h"
#include "storage/governance/body.h"
#include "storage/governance/promotions.h"
#include "storage/governance/reviews.h"
#include "storage/identity/roles.h"
#include "storage/times.h"

namespace assay::audit {
namespace {

// A promotion with everything that its gate was computed from. `input` points at the rest.
struct PastCase {
  v1::Decision decision = {};
  int64_t workspace = 0;
  int64_t index = 0;  // of the decision's event
  std::optional<governance::Ruleset> ruleset = {};
  governance::NormalFacts facts = {};
  v1::Assessment assessment = {};
  PromotionRow promotion = {};
  v1::PromotionRequest request = {};
  governance::GateInput input = {};
};

// The roles without the prefix of reviewers' roles; others have no part in a quorum.
v1::Reviewer ReviewerOf(const std::string& name, const PastPerson& past) {
  v1::Reviewer reviewer;
  reviewer.set_name(name);
  reviewer.set_person(past.person);
  reviewer.set_active(past.active);
  for (const std::string& role : past.roles) {
    if (role.starts_with(kReviewerPrefix)) reviewer.add_roles(role.substr(kReviewerPrefix.size()));
  }
  return reviewer;
}

// Whose name was only asserted had the roles that the decision says: there was nobody to ask.
v1::Reviewer AssertedReviewer(const std::string& name, const v1::Decision& decision) {
  v1::Reviewer reviewer;
  reviewer.set_name(name);
  reviewer.set_person(true);
  reviewer.set_active(true);
  for (const v1::ReviewStanding& standing : decision.gate().reviews()) {
    if (standing.reviewer() != name) continue;
    *reviewer.mutable_roles() = standing.roles();
  }
  return reviewer;
}

absl::Status LoadReviewersAt(ReadTxn& txn, PastCase& past) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<StoredReview> reviews, ReviewsOf(txn, past.promotion));
  past.input.reviews = Counted(reviews);
  std::set<std::string> names;
  for (const v1::Review& review : past.input.reviews) names.insert(review.reviewer());
  for (const std::string& name : names) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<PastPerson> person,
                           PersonAt(txn, name, past.workspace, past.index));
    if (person) {
      past.input.reviewers.push_back(ReviewerOf(name, *person));
    } else if (past.input.accept_asserted) {
      past.input.reviewers.push_back(AssertedReviewer(name, past.decision));
    }
  }
  return absl::OkStatus();
}

// The request as it was when it was committed.
v1::PromotionRequest RequestOf(const PastCase& past) {
  v1::PromotionRequest request;
  request.set_request_id(past.promotion.uid);
  *request.mutable_slot() = past.decision.slot();
  request.set_candidate(past.decision.model_version());
  request.set_requester(past.promotion.created_by);
  request.set_state(v1::REQUEST_STATE_OPEN);
  SetTime(past.promotion.expires_us, request.mutable_expire_time());
  request.set_base_decision_id(past.decision.base_decision_id());
  request.set_assessment_digest(past.decision.assessment_digest());
  request.set_review_digest(past.decision.review_digest());
  return request;
}

absl::Status LoadPast(ReadTxn& txn, PastCase& past) {
  const v1::Decision& decision = past.decision;
  ASSAY_ASSIGN_OR_RETURN(const auto events, EventsOf(txn, "decision:" + decision.decision_id()));
  if (events.empty()) return absl::DataLossError("the log does not tell of it.");
  past.index = events[0].index();
  ASSAY_ASSIGN_OR_RETURN(AssessmentRow assessed, FindAssessment(txn, decision.assessment_digest()));
  past.assessment = std::move(assessed.assessment);
  ASSAY_ASSIGN_OR_RETURN(v1::Facts facts, GetFacts(txn, decision.facts_digest()));
  past.facts = governance::Normalize(std::move(facts));
  ASSAY_ASSIGN_OR_RETURN(past.ruleset, RulesetOf(txn, past.assessment));
  ASSAY_ASSIGN_OR_RETURN(past.promotion, FindPromotion(txn, decision.request_id()));
  past.request = RequestOf(past);
  governance::GateInput& input = past.input;
  input.ruleset = &*past.ruleset;
  input.facts = &past.facts.facts;
  input.facts_digest = past.facts.digest;
  // A transaction has one time: its event is dated as its gate was.
  input.now = absl::FromUnixMicros(TimeMicros(events[0].time()));
  input.last_decision_id = decision.base_decision_id();
  input.request = &past.request;
  input.assessment = &past.assessment;
  input.accept_asserted = !decision.actor_authenticated();
  return LoadReviewersAt(txn, past);
}

// The override with the roles that its actor had.
absl::StatusOr<v1::Override> OverrideAt(ReadTxn& txn, const PastCase& past) {
  v1::Override override = past.decision.override();
  ASSAY_ASSIGN_OR_RETURN(const std::optional<PastPerson> actor,
                         PersonAt(txn, override.actor(), past.workspace, past.index));
  if (!actor) {
    if (!past.input.accept_asserted) override.clear_roles();
    return override;
  }
  override.clear_roles();
  for (const std::string& role : actor->roles) {
    override.add_roles(role);
    if (role.starts_with(kReviewerPrefix)) override.add_roles(role.substr(kReviewerPrefix.size()));
  }
  return override;
}

absl::StatusOr<v1::GateResult> GateAgain(ReadTxn& txn, const PastCase& past) {
  if (past.decision.kind() == v1::DECISION_KIND_PROMOTE) return governance::Gate(past.input);
  ASSAY_ASSIGN_OR_RETURN(const v1::Override override, OverrideAt(txn, past));
  return governance::GateWithOverride(past.input, override);
}

std::string NameOf(const PastCase& past) {
  return fmt::format("decision {}", past.decision.decision_id());
}

// That the rules were those in force, and the gate lets it through by them.
absl::Status CheckGate(ReadTxn& txn, const PastCase& past, const PolicyLedger& ledger,
                       Check& check) {
  std::set<std::string> applied;
  for (const v1::AppliedPolicy& policy : past.assessment.policies()) {
    applied.insert(policy.binding_id());
  }
  if (applied != ledger.InForce(past.decision.slot(), past.index)) {
    check.Complain("The {} rests on other policies than were bound to its slot then.",
                   NameOf(past));
  }
  const auto gate = GateAgain(txn, past);
  if (absl::IsPermissionDenied(gate.status())) {
    check.Complain("The {} overrides what its actor may not: {}", NameOf(past),
                   std::string(gate.status().message()));
    return absl::OkStatus();
  }
  if (!gate.ok()) return check.TellDamage(gate.status(), NameOf(past));
  for (const v1::Blocker& blocker : gate->blockers()) {
    if (blocker.overridden()) continue;
    check.Complain("The {} should have been refused, {}: {}", NameOf(past), blocker.id(),
                   blocker.message());
  }
  return absl::OkStatus();
}

// That each approval that the decision counts is one that counts.
void CheckApprovals(const PastCase& past, Check& check) {
  const std::vector<v1::ReviewStanding> again =
      governance::JudgeReviews({.reviews = past.input.reviews,
                                .reviewers = past.input.reviewers,
                                .facts = past.input.facts,
                                .requester = past.request.requester(),
                                .review_digest = past.request.review_digest(),
                                .accept_asserted = past.input.accept_asserted});
  std::map<std::string, const v1::ReviewStanding*> by_id;
  for (const v1::ReviewStanding& standing : again) by_id[standing.review_id()] = &standing;
  std::set<std::string> people;
  for (const v1::ReviewStanding& counted : past.decision.gate().reviews()) {
    if (!counted.counts() || counted.verdict() != v1::REVIEW_VERDICT_APPROVE) continue;
    check.Count();
    if (past.input.accept_asserted) check.CountAsserted();
    const std::string name = fmt::format("{} counts the approval {} of {}", NameOf(past),
                                         counted.review_id(), counted.reviewer());
    if (!people.insert(counted.reviewer()).second) {
      check.Complain("The {}, who is counted already.", name);
    }
    const auto found = by_id.find(counted.review_id());
    if (found == by_id.end()) {
      check.Complain("The {}, which is gone.", name);
    } else if (found->second->reviewer() != counted.reviewer() ||
               found->second->verdict() != counted.verdict()) {
      check.Complain("The {}, which says something else.", name);
    } else if (!found->second->counts()) {
      check.Complain("The {}, which does not count: {}", name, found->second->message());
    }
  }
}

}  // namespace

absl::Status CheckGates(ReadTxn& txn, const PolicyLedger& ledger,
                        v1::VerifyAuditLogResponse* response) {
  Check gates("gates", "promotions that their gate, evaluated again, lets through", response);
  Check approvals("approvals", "counted approvals are by others than those who made the model",
                  response);
  return ForEachRow(
      [&](int64_t after, int limit) { return DecisionsAfter(txn, after, limit); },
      [&](const StoredDecision& stored) -> absl::Status {
        auto decision = ReadBody<v1::Decision>(stored.body);
        // What can't be read is told where decisions are compared.
        if (!decision.ok() || (decision->kind() != v1::DECISION_KIND_PROMOTE &&
                               decision->kind() != v1::DECISION_KIND_OVERRIDE_PROMOTE)) {
          return absl::OkStatus();
        }
        PastCase past{.decision = *std::move(decision), .workspace = stored.workspace};
        gates.Count();
        if (!past.decision.actor_authenticated()) gates.CountAsserted();
        const absl::Status loaded = LoadPast(txn, past);
        if (!loaded.ok()) return gates.TellDamage(loaded, NameOf(past));
        if (past.assessment.engine_version() != governance::kEngineVersion) {
          gates.Skip();
          return absl::OkStatus();
        }
        ASSAY_RETURN_IF_ERROR(CheckGate(txn, past, ledger, gates));
        CheckApprovals(past, approvals);
        return absl::OkStatus();
      });
}

}  // namespace assay::audit
