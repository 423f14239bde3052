#include "governance/reviews.h"

#include <algorithm>
#include <map>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::governance {
namespace {

absl::Status Denied(std::string_view reason, std::string message) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, message);
}

absl::Status CheckReviewer(const v1::Review& review, const ReviewInput& input,
                           const v1::Reviewer* reviewer) {
  const std::string& name = review.reviewer();
  if (reviewer == nullptr) {
    return Denied("REVIEWER_UNKNOWN", fmt::format("{} is not known.", name));
  }
  if (!reviewer->person()) {
    return Denied("REVIEWER_NOT_A_PERSON",
                  fmt::format("{} is not a person; only people can review.", name));
  }
  if (!reviewer->active()) {
    return Denied("REVIEWER_INACTIVE", fmt::format("{} is deactivated.", name));
  }
  if (!review.authenticated() && !input.accept_asserted) {
    return Denied("REVIEWER_NOT_AUTHENTICATED",
                  fmt::format("{} had not authenticated when they reviewed.", name));
  }
  if (reviewer->roles().empty()) {
    return Denied("REVIEWER_WITHOUT_ROLE", fmt::format("{} has no reviewer's role now.", name));
  }
  return CheckIndependent(name, *input.facts, input.requester);
}

}  // namespace

absl::Status CheckIndependent(const std::string& reviewer, const v1::Facts& facts,
                              const std::string& requester) {
  const v1::ModelFacts& candidate = facts.candidate();
  if (reviewer == requester) {
    return Denied("REVIEWER_IS_REQUESTER", fmt::format("{} made the request.", reviewer));
  }
  if (reviewer == candidate.run_created_by()) {
    return Denied("REVIEWER_CREATED_RUN",
                  fmt::format("{} created the run that the model version is from.", reviewer));
  }
  if (reviewer == candidate.registered_by()) {
    return Denied("REVIEWER_REGISTERED", fmt::format("{} registered the model version.", reviewer));
  }
  const auto uploaded = [&](const v1::EvaluationFact& evaluation) {
    return evaluation.uploaded_by() == reviewer;
  };
  const auto& evaluations = candidate.evaluations();
  if (const auto own = std::find_if(evaluations.begin(), evaluations.end(), uploaded);
      own != evaluations.end()) {
    return Denied("REVIEWER_UPLOADED_EVALUATION",
                  fmt::format("{} uploaded {}.", reviewer, own->name()));
  }
  return absl::OkStatus();
}

std::vector<v1::ReviewStanding> JudgeReviews(const ReviewInput& input) {
  std::map<std::string, const v1::Reviewer*> reviewers;
  for (const v1::Reviewer& reviewer : input.reviewers) reviewers[reviewer.name()] = &reviewer;
  std::vector<v1::Review> reviews = input.reviews;
  std::stable_sort(reviews.begin(), reviews.end(), [](const v1::Review& a, const v1::Review& b) {
    return a.sequence() < b.sequence();
  });
  std::map<std::string, const v1::Review*> last;
  for (const v1::Review& review : reviews) {
    if (review.review_digest() == input.review_digest) last[review.reviewer()] = &review;
  }
  std::vector<v1::ReviewStanding> standings;
  for (const v1::Review& review : reviews) {
    v1::ReviewStanding& standing = standings.emplace_back();
    standing.set_review_id(review.review_id());
    standing.set_reviewer(review.reviewer());
    standing.set_verdict(review.verdict());
    standing.set_asserted(!review.authenticated());
    const auto known = reviewers.find(review.reviewer());
    const v1::Reviewer* reviewer = known == reviewers.end() ? nullptr : known->second;
    if (reviewer != nullptr) *standing.mutable_roles() = reviewer->roles();
    absl::Status status = CheckReviewer(review, input, reviewer);
    if (review.review_digest() != input.review_digest) {
      status = Denied("REVIEW_DISMISSED", "It was about another assessment than the present one.");
    } else if (last[review.reviewer()] != &review) {
      status =
          Denied("REVIEW_SUPERSEDED", fmt::format("{} reviewed again later.", review.reviewer()));
    }
    standing.set_counts(status.ok());
    standing.set_reason(ErrorReason(status));
    standing.set_message(std::string(status.message()));
  }
  return standings;
}

}  // namespace assay::governance
