#include "governance/override_review.h"

#include "core/errors.h"
#include "gmock/gmock.h"
#include "governance/test_case.h"

namespace assay::governance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A policy whose rule and quorum can be overridden.
v1::Policy PolicyNamed(const std::string& name, const std::string& reviews,
                       const std::string& override) {
  v1::Policy policy =
      PolicyOf("rules: [{id: floor, metric_threshold: {metric: auc, at_least: 0.9}}]\n" + reviews +
               "override: {role: head, rules: [floor], reviews: true" + override + "}\n");
  policy.set_name(name);
  return policy;
}

constexpr char kRiskReviews[] = "reviews: {places: [{role: risk}, {role: legal}]}\n";

// What the review of an override of these blockers is to be.
v1::Override TermsOf(const std::vector<v1::Policy>& policies,
                     const std::vector<v1::Blocker>& blockers) {
  std::vector<BoundPolicy> bound;
  for (const v1::Policy& policy : policies) bound.push_back(Bound(policy));
  v1::GateResult gate;
  for (const v1::Blocker& blocker : blockers) *gate.add_blockers() = blocker;
  v1::Override override;
  SetReviewTerms(RulesetOf(bound), gate, Now(), &override);
  return override;
}

v1::Blocker Overridden(v1::BlockerKind kind, const std::string& policy) {
  v1::Blocker blocker;
  blocker.set_kind(kind);
  blocker.set_policy(policy);
  blocker.set_overridden(true);
  return blocker;
}

absl::Duration DueIn(const v1::Override& override) {
  return TimeOf(override.review_due_time()) - Now();
}

TEST(OverrideReviewTest, IsDueInAWeekByThoseWhoWouldHaveReviewed) {
  const v1::Override terms =
      TermsOf({PolicyNamed("p", kRiskReviews, "")}, {Overridden(v1::BLOCKER_KIND_RULE, "p@1")});
  EXPECT_EQ(DueIn(terms), absl::Hours(7 * 24));
  EXPECT_THAT(terms.review_roles(), ElementsAre("legal", "risk"));
}

TEST(OverrideReviewTest, APolicySaysWhoAndWhen) {
  const std::string said = ", review_role: audit, review_within: 36h";
  const v1::Override terms =
      TermsOf({PolicyNamed("p", kRiskReviews, said)}, {Overridden(v1::BLOCKER_KIND_RULE, "p@1")});
  EXPECT_EQ(DueIn(terms), absl::Hours(36));
  EXPECT_THAT(terms.review_roles(), ElementsAre("audit"));
}

TEST(OverrideReviewTest, WithoutReviewersAnyReviewerMay) {
  const v1::Override terms =
      TermsOf({PolicyNamed("p", "", "")}, {Overridden(v1::BLOCKER_KIND_RULE, "p@1")});
  EXPECT_THAT(terms.review_roles(), IsEmpty());
}

TEST(OverrideReviewTest, OfSeveralPoliciesTheEarliestTimeAndAllRoles) {
  const std::vector<v1::Policy> policies = {
      PolicyNamed("p", kRiskReviews, ", review_within: 10d"),
      PolicyNamed("q", "", ", review_role: audit, review_within: 30d"),
      PolicyNamed("r", "", ", review_role: nobody, review_within: 1h")};
  const v1::Override terms = TermsOf(policies, {Overridden(v1::BLOCKER_KIND_RULE, "p@1"),
                                                Overridden(v1::BLOCKER_KIND_WINDOW, "q@1")});
  EXPECT_EQ(DueIn(terms), absl::Hours(240)) << "r has nothing to do with it";
  EXPECT_THAT(terms.review_roles(), ElementsAre("audit", "legal", "risk"));
}

TEST(OverrideReviewTest, ARejectionIsOfEveryPolicyThatAsksForReviews) {
  const v1::Override terms =
      TermsOf({PolicyNamed("p", kRiskReviews, ""), PolicyNamed("q", "", ", review_role: audit")},
              {Overridden(v1::BLOCKER_KIND_REJECTION, "")});
  EXPECT_THAT(terms.review_roles(), ElementsAre("legal", "risk"));
}

// Why ria may not review what eve overrode; empty when she may.
template <typename Edit>
std::string ReasonAgainstRia(Edit edit) {
  Case promoted(PolicyNamed("p", kRiskReviews, ""));
  v1::Override override;
  override.set_actor("eve");
  override.add_review_roles("risk");
  ReviewInput input;
  input.facts = &promoted.facts;
  input.requester = "req";
  input.reviewers = {*promoted.AddPerson("ria", {"risk"})};
  v1::Review& review = input.reviews.emplace_back();
  review.set_reviewer("ria");
  review.set_authenticated(true);
  edit(&override, &input);
  return ErrorReason(CheckOverrideReviewer(override, input));
}

TEST(OverrideReviewTest, WhoMayReviewIt) {
  using Edit = void (*)(v1::Override*, ReviewInput*);
  const std::pair<const char*, Edit> cases[] = {
      {"", [](v1::Override*, ReviewInput*) {}},
      {"", [](v1::Override* override, ReviewInput*) { override->clear_review_roles(); }},
      {"REVIEWER_IS_OVERRIDER",
       [](v1::Override* override, ReviewInput*) { override->set_actor("ria"); }},
      {"REVIEWER_IS_REQUESTER",
       [](v1::Override*, ReviewInput* input) { input->requester = "ria"; }},
      {"REVIEWER_NOT_A_PERSON",
       [](v1::Override*, ReviewInput* input) { input->reviewers[0].set_person(false); }},
      {"REVIEWER_INACTIVE",
       [](v1::Override*, ReviewInput* input) { input->reviewers[0].set_active(false); }},
      {"REVIEWER_UNKNOWN", [](v1::Override*, ReviewInput* input) { input->reviewers.clear(); }},
      {"REVIEWER_NOT_AUTHENTICATED",
       [](v1::Override*, ReviewInput* input) { input->reviews[0].set_authenticated(false); }},
      {"REVIEWER_WITHOUT_ROLE",
       [](v1::Override*, ReviewInput* input) { input->reviewers[0].clear_roles(); }},
      {"REVIEWER_WITHOUT_ROLE", [](v1::Override* override, ReviewInput*) {
         override->clear_review_roles();
         override->add_review_roles("audit");
       }}};
  for (const auto& [reason, edit] : cases) EXPECT_EQ(ReasonAgainstRia(edit), reason);
}

}  // namespace
}  // namespace assay::governance
