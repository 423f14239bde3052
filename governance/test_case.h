// Requests with their reviews, for tests of gates.
#ifndef ASSAY_GOVERNANCE_TEST_CASE_H_
#define ASSAY_GOVERNANCE_TEST_CASE_H_

#include <string>
#include <vector>

#include "governance/gate.h"
#include "governance/test_facts.h"

namespace assay::governance {

// A request that was assessed, with what a gate needs.
struct Case {
  Ruleset ruleset;
  v1::Facts facts = GoodFacts();
  // What the input points at.
  mutable NormalFacts normal;
  v1::PromotionRequest request;
  v1::Assessment assessment;
  std::vector<v1::Review> reviews;
  std::vector<v1::Reviewer> reviewers;
  absl::Time now = Now();
  std::string last_decision_id = "decision:1";

  explicit Case(const v1::Policy& policy) : ruleset(RulesetOf(policy)) {
    request.set_request_id("request:1");
    request.set_candidate(kCandidate);
    request.set_requester("req");
    request.set_state(v1::REQUEST_STATE_OPEN);
    *request.mutable_expire_time() = TimestampOf(Now() + absl::Hours(24 * 30));
    AssessAgain();
  }

  void AssessAgain() {
    assessment = Assess(ruleset, facts, now);
    request.set_base_decision_id(last_decision_id);
    request.set_assessment_digest(DigestOf(assessment));
    request.set_review_digest(ReviewDigest(assessment, last_decision_id));
  }

  v1::Reviewer* AddPerson(const std::string& name, const std::vector<std::string>& roles) {
    v1::Reviewer& reviewer = reviewers.emplace_back();
    reviewer.set_name(name);
    reviewer.set_person(true);
    reviewer.set_active(true);
    for (const std::string& role : roles) reviewer.add_roles(role);
    return &reviewer;
  }

  v1::Review* AddReview(const std::string& name, v1::ReviewVerdict verdict) {
    v1::Review& review = reviews.emplace_back();
    review.set_review_id("review:" + std::to_string(reviews.size()));
    review.set_reviewer(name);
    review.set_verdict(verdict);
    review.set_review_digest(request.review_digest());
    review.set_authenticated(true);
    review.set_sequence(static_cast<int64_t>(reviews.size()));
    return &review;
  }
  v1::Review* Approve(const std::string& name) {
    return AddReview(name, v1::REVIEW_VERDICT_APPROVE);
  }
  v1::Review* Reject(const std::string& name) { return AddReview(name, v1::REVIEW_VERDICT_REJECT); }

  GateInput Input() const {
    GateInput input;
    input.ruleset = &ruleset;
    normal = Normalize(facts);
    input.facts = &normal.facts;
    input.facts_digest = normal.digest;
    input.now = now;
    input.last_decision_id = last_decision_id;
    input.request = &request;
    input.assessment = &assessment;
    input.reviews = reviews;
    input.reviewers = reviewers;
    return input;
  }
};

// "id REASON" of every blocker, in order.
inline std::vector<std::string> BlockersOf(const v1::GateResult& gate) {
  std::vector<std::string> blockers;
  for (const v1::Blocker& blocker : gate.blockers()) {
    blockers.push_back(blocker.id() + " " + blocker.reason());
  }
  return blockers;
}

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_TEST_CASE_H_
