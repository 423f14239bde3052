#include "governance/gate.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/status_macros.h"
#include "fmt/format.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "governance/judge_rule.h"
#include "governance/override.h"
#include "governance/quorum.h"
#include "governance/reviews.h"
#include "governance/text.h"
#include "governance/windows.h"

namespace assay::governance {
namespace {

// The name of a policy in "name@version".
std::string Unversioned(const std::string& policy) { return policy.substr(0, policy.find('@')); }

// Gathers the blockers of one gate.
class Blockers {
 public:
  void Add(v1::BlockerKind kind, std::string id, std::string_view reason, std::string message,
           const std::string& policy = "") {
    v1::Blocker& blocker = found_.emplace_back();
    blocker.set_kind(kind);
    blocker.set_id(std::move(id));
    blocker.set_reason(std::string(reason));
    blocker.set_message(std::move(message));
    blocker.set_policy(policy);
  }

  std::vector<v1::Blocker> Take() {
    std::sort(found_.begin(), found_.end(), [](const v1::Blocker& a, const v1::Blocker& b) {
      return std::tuple(a.kind(), a.id(), a.policy()) < std::tuple(b.kind(), b.id(), b.policy());
    });
    return std::move(found_);
  }

 private:
  std::vector<v1::Blocker> found_;
};

void AddRules(const v1::Assessment& now, Blockers* blockers) {
  for (const v1::RuleResult& result : now.results()) {
    if (result.mode() != v1::RULE_MODE_ENFORCE || LetsThrough(result.status())) continue;
    blockers->Add(v1::BLOCKER_KIND_RULE,
                  fmt::format("rule:{}/{}", Unversioned(result.policy()), result.rule_id()),
                  result.reason(), result.message(), result.policy());
  }
  if (now.ineligible_reason() == "NO_ENFORCED_POLICY") {
    blockers->Add(v1::BLOCKER_KIND_NO_POLICY, "no_policy", "NO_ENFORCED_POLICY",
                  "No policy is enforced on the slot. Bind one in the mode enforce.");
  }
}

void AddCandidate(const GateInput& input, Blockers* blockers) {
  const v1::ModelFacts& candidate = input.facts->candidate();
  const auto recalled = [](const v1::FlagFact& flag) { return flag.flag() == kRecallFlag; };
  if (std::any_of(candidate.flags().begin(), candidate.flags().end(), recalled)) {
    blockers->Add(v1::BLOCKER_KIND_RECALLED, "recalled", "MODEL_VERSION_RECALLED",
                  fmt::format("{} is recalled.", candidate.name()));
  }
  if (candidate.content_missing()) {
    blockers->Add(v1::BLOCKER_KIND_CONTENT_MISSING, "content_missing", "CONTENT_MISSING",
                  fmt::format("The content of {} is gone.", candidate.name()));
  }
  if (input.facts->has_champion() && input.facts->champion().name() == candidate.name()) {
    blockers->Add(v1::BLOCKER_KIND_ALREADY_CHAMPION, "already_champion", "CANDIDATE_IS_CHAMPION",
                  fmt::format("{} is the champion.", candidate.name()));
  }
}

bool IsLive(v1::RequestState state) {
  return state == v1::REQUEST_STATE_OPEN || state == v1::REQUEST_STATE_READY ||
         state == v1::REQUEST_STATE_OUT_OF_DATE;
}

void AddRequest(const GateInput& input, Blockers* blockers) {
  const v1::PromotionRequest& request = *input.request;
  if (!IsLive(request.state())) {
    blockers->Add(v1::BLOCKER_KIND_REQUEST_ENDED, "request_ended", "REQUEST_ENDED",
                  fmt::format("The request has ended: {}. Open another.",
                              EnumText(*v1::RequestState_descriptor(), request.state())));
  } else if (request.has_expire_time() && input.now >= TimeOf(request.expire_time())) {
    blockers->Add(v1::BLOCKER_KIND_REQUEST_ENDED, "request_ended", "REQUEST_EXPIRED",
                  fmt::format("The request expired at {}. Open another.",
                              TimeText(TimeOf(request.expire_time()))));
  }
}

// Whether what was assessed is what is true now. The clock may have gone back: then the assessment
// is of the future, and worth nothing.
void AddOutOfDate(const GateInput& input, const v1::Assessment& now, Blockers* blockers) {
  const v1::PromotionRequest& request = *input.request;
  const auto add = [&](std::string_view reason, std::string message) {
    blockers->Add(v1::BLOCKER_KIND_OUT_OF_DATE, "out_of_date", reason,
                  std::move(message) + " Assess the request again.");
  };
  const v1::Assessment& was = *input.assessment;
  if (request.base_decision_id() != input.last_decision_id) {
    return add("SLOT_CHANGED", "The slot's champion was decided anew.");
  }
  if (was.facts_digest() != now.facts_digest()) return add("FACTS_CHANGED", "Facts have changed.");
  const auto same = [](const v1::AppliedPolicy& a, const v1::AppliedPolicy& b) {
    return DigestOf(a) == DigestOf(b);
  };
  if (!std::equal(was.policies().begin(), was.policies().end(), now.policies().begin(),
                  now.policies().end(), same)) {
    return add("POLICIES_CHANGED", "The slot's policies or bindings have changed.");
  }
  if (TimeOf(was.as_of()) > input.now) {
    return add("CLOCK_WENT_BACK", "The assessment is dated later than now.");
  }
  if (was.engine_version() != now.engine_version()) {
    return add("ENGINE_CHANGED", "The rules' implementation has changed.");
  }
  const std::string digest = ReviewDigest(was, request.base_decision_id());
  if (request.review_digest() != digest) {
    return add("ASSESSMENT_CHANGED", "The assessment is not the one that the request rests on.");
  }
  if (ReviewDigest(now, request.base_decision_id()) != digest) {
    return add("RESULTS_CHANGED", "Rules give other results than when it was assessed.");
  }
}

void AddWindows(const GateInput& input, Blockers* blockers) {
  for (const CompiledPolicy& policy : input.ruleset->policies()) {
    if (!policy.Enforced()) continue;
    if (input.rollback && !policy.policy.rollback().windows()) continue;
    for (const WindowRefusal& refusal : RefusalsAt(policy.policy.windows(), input.now)) {
      const std::string window = refusal.window.empty() ? "" : "/" + refusal.window;
      blockers->Add(v1::BLOCKER_KIND_WINDOW,
                    fmt::format("window:{}{}", policy.policy.name(), window), "WINDOW_CLOSED",
                    refusal.message, policy.name);
    }
  }
}

std::vector<v1::ReviewStanding> Standings(const GateInput& input) {
  ReviewInput reviews;
  reviews.reviews = input.reviews;
  reviews.reviewers = input.reviewers;
  reviews.facts = input.facts;
  if (input.request != nullptr) {
    reviews.requester = input.request->requester();
    reviews.review_digest = input.request->review_digest();
  }
  reviews.accept_asserted = input.accept_asserted;
  return JudgeReviews(reviews);
}

// Everybody who could still approve: people with roles who have no part in the candidate.
std::vector<Approver> CouldApprove(const GateInput& input) {
  std::map<std::string, Approver> people;
  const std::string requester = input.request == nullptr ? "" : input.request->requester();
  for (const v1::Reviewer& reviewer : input.reviewers) {
    if (!reviewer.person() || !reviewer.active()) continue;
    if (!CheckIndependent(reviewer.name(), *input.facts, requester).ok()) continue;
    people[reviewer.name()] = {reviewer.name(), {reviewer.roles().begin(), reviewer.roles().end()}};
  }
  std::vector<Approver> result;
  for (auto& [name, person] : people) result.push_back(std::move(person));
  return result;
}

void AddReviews(const GateInput& input, v1::GateResult* result, Blockers* blockers) {
  std::vector<Approver> approvers;
  std::vector<std::string> rejections;
  for (v1::ReviewStanding& standing : Standings(input)) {
    if (standing.counts() && standing.verdict() == v1::REVIEW_VERDICT_APPROVE) {
      approvers.push_back(
          {standing.reviewer(), {standing.roles().begin(), standing.roles().end()}});
    } else if (standing.counts() && standing.verdict() == v1::REVIEW_VERDICT_REJECT) {
      rejections.push_back(standing.reviewer());
    }
    *result->add_reviews() = std::move(standing);
  }
  const std::vector<Approver> could = CouldApprove(input);
  bool asked = false;
  for (const CompiledPolicy& policy : input.ruleset->policies()) {
    if (!policy.Enforced() || policy.policy.reviews().places().empty()) continue;
    if (input.rollback && !policy.policy.rollback().reviews()) continue;
    asked = true;
    v1::QuorumVerdict verdict = JudgeQuorum(policy.policy.reviews(), approvers, could);
    verdict.set_policy(policy.name);
    if (!verdict.met()) {
      blockers->Add(v1::BLOCKER_KIND_QUORUM, "quorum:" + policy.policy.name(),
                    verdict.possible() ? "QUORUM_NOT_MET" : "QUORUM_IMPOSSIBLE", verdict.message(),
                    policy.name);
    }
    *result->add_quorums() = std::move(verdict);
  }
  if (input.rollback && !asked) return;
  for (const std::string& reviewer : rejections) {
    blockers->Add(v1::BLOCKER_KIND_REJECTION, "rejection:" + reviewer, "REVIEW_REJECTED",
                  fmt::format("{} has rejected it.", reviewer));
  }
}

v1::GateResult Compute(const GateInput& input, std::vector<v1::Blocker>* found) {
  v1::GateResult result;
  Blockers blockers;
  AddCandidate(input, &blockers);
  if (input.request != nullptr) AddRequest(input, &blockers);
  if (!input.rollback) {
    const v1::Assessment now =
        AssessNormal(*input.ruleset, *input.facts, input.facts_digest, input.now);
    AddRules(now, &blockers);
    AddOutOfDate(input, now, &blockers);
  }
  AddWindows(input, &blockers);
  AddReviews(input, &result, &blockers);
  *found = blockers.Take();
  MarkOverridable(*input.ruleset, found);
  return result;
}

v1::GateResult Finish(v1::GateResult result, const std::vector<v1::Blocker>& blockers) {
  result.set_open(std::all_of(blockers.begin(), blockers.end(),
                              [](const v1::Blocker& blocker) { return blocker.overridden(); }));
  for (const v1::Blocker& blocker : blockers) *result.add_blockers() = blocker;
  return result;
}

}  // namespace

v1::GateResult Gate(const GateInput& input) {
  std::vector<v1::Blocker> blockers;
  v1::GateResult result = Compute(input, &blockers);
  return Finish(std::move(result), blockers);
}

absl::StatusOr<v1::GateResult> GateWithOverride(const GateInput& input,
                                                const v1::Override& override) {
  std::vector<v1::Blocker> blockers;
  v1::GateResult result = Compute(input, &blockers);
  ASSAY_RETURN_IF_ERROR(ApplyOverride(override, &blockers));
  return Finish(std::move(result), blockers);
}

bool Ends(const v1::Blocker& blocker) {
  return blocker.kind() == v1::BLOCKER_KIND_RECALLED ||
         blocker.kind() == v1::BLOCKER_KIND_CONTENT_MISSING ||
         blocker.kind() == v1::BLOCKER_KIND_REQUEST_ENDED;
}

v1::RequestState StateAfter(const v1::GateResult& gate) {
  const auto has = [&](v1::BlockerKind kind) {
    return std::any_of(gate.blockers().begin(), gate.blockers().end(),
                       [&](const v1::Blocker& blocker) { return blocker.kind() == kind; });
  };
  if (has(v1::BLOCKER_KIND_RECALLED) || has(v1::BLOCKER_KIND_CONTENT_MISSING)) {
    return v1::REQUEST_STATE_BLOCKED;
  }
  if (has(v1::BLOCKER_KIND_REQUEST_ENDED)) return v1::REQUEST_STATE_EXPIRED;
  if (has(v1::BLOCKER_KIND_OUT_OF_DATE)) return v1::REQUEST_STATE_OUT_OF_DATE;
  return gate.open() ? v1::REQUEST_STATE_READY : v1::REQUEST_STATE_OPEN;
}

}  // namespace assay::governance
