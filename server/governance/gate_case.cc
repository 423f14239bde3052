#include "server/governance/gate_case.h"

#include <set>
#include <string>
#include <utility>

#include "core/status_macros.h"
#include "storage/governance/assessments.h"
#include "storage/governance/decisions.h"
#include "storage/governance/reviewers.h"
#include "storage/identity/roles.h"

namespace assay {
namespace {

// More people than this with one role are not needed to fill any quorum.
constexpr int kPeopleWithRole = 1'000;

std::set<std::string> RolesAskedFor(const SlotRules& rules) {
  std::set<std::string> roles;
  for (const governance::CompiledPolicy& policy : rules.ruleset.policies()) {
    for (const v1::ReviewPlace& place : policy.policy.reviews().places())
      roles.insert(place.role());
  }
  return roles;
}

// A name that nobody has proved has every role that is asked for: without authentication anybody
// could have taken the name of somebody who has.
v1::Reviewer Asserted(const std::string& name, const std::set<std::string>& roles) {
  v1::Reviewer reviewer;
  reviewer.set_name(name);
  reviewer.set_person(true);
  reviewer.set_active(true);
  for (const std::string& role : roles) reviewer.add_roles(role);
  return reviewer;
}

}  // namespace

std::vector<v1::Review> Counted(const std::vector<StoredReview>& reviews) {
  std::vector<v1::Review> counted;
  for (const StoredReview& stored : reviews) {
    counted.push_back(stored.review);
    if (stored.dismissed) counted.back().clear_review_digest();
  }
  return counted;
}

absl::StatusOr<std::vector<v1::Reviewer>> LoadReviewers(ReadTxn& txn, int64_t workspace,
                                                        const SlotRules& rules,
                                                        const std::vector<std::string>& names,
                                                        bool accept_asserted) {
  const std::set<std::string> roles = RolesAskedFor(rules);
  std::set<std::string> all(names.begin(), names.end());
  for (const std::string& role : roles) {
    ASSAY_ASSIGN_OR_RETURN(
        const std::vector<std::string> people,
        PersonsWithRole(txn, std::string(kReviewerPrefix) + role, workspace, kPeopleWithRole));
    all.insert(people.begin(), people.end());
  }
  ASSAY_ASSIGN_OR_RETURN(Reviewers found, FindReviewers(txn, workspace, all));
  for (const std::string& name : names) {
    if (accept_asserted) found.try_emplace(name, Asserted(name, roles));
  }
  std::vector<v1::Reviewer> reviewers;
  for (auto& [name, reviewer] : found) reviewers.push_back(std::move(reviewer));
  return reviewers;
}

absl::StatusOr<std::unique_ptr<GateCase>> LoadGateCase(ReadTxn& txn, const PromotionRow& row,
                                                       bool accept_asserted) {
  auto loaded = std::make_unique<GateCase>();
  ASSAY_ASSIGN_OR_RETURN(loaded->slot, LoadSlotRow(txn, row.slot));
  ASSAY_ASSIGN_OR_RETURN(loaded->rules, LoadSlotRules(txn, loaded->slot));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<FactsPointer> facts,
                         GatherFacts(txn, loaded->slot, {&row.model_version, 1}));
  loaded->facts = facts[0];
  ASSAY_ASSIGN_OR_RETURN(loaded->request, ToMessage(txn, row));
  if (row.assessment != 0) {
    ASSAY_ASSIGN_OR_RETURN(AssessmentRow assessed, LoadAssessment(txn, row.assessment));
    loaded->assessment = std::move(assessed.assessment);
  }
  governance::GateInput& input = loaded->input;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<StoredReview> reviews, ReviewsOf(txn, row));
  input.reviews = Counted(reviews);
  std::vector<std::string> names;
  for (const v1::Review& review : input.reviews) names.push_back(review.reviewer());
  ASSAY_ASSIGN_OR_RETURN(input.reviewers, LoadReviewers(txn, loaded->slot.workspace, loaded->rules,
                                                        names, accept_asserted));
  ASSAY_ASSIGN_OR_RETURN(input.last_decision_id, DecisionId(txn, loaded->slot.head));
  input.ruleset = &loaded->rules.ruleset;
  input.facts = &loaded->facts->facts;
  input.facts_digest = loaded->facts->digest;
  input.now = Now(txn);
  input.request = &loaded->request;
  input.assessment = &loaded->assessment;
  input.accept_asserted = accept_asserted;
  return loaded;
}

}  // namespace assay
