// Which reviews count.
#ifndef ASSAY_GOVERNANCE_REVIEWS_H_
#define ASSAY_GOVERNANCE_REVIEWS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"

namespace assay::governance {

struct ReviewInput {
  std::vector<v1::Review> reviews;
  // What is known of the reviewers now, by name. Who is not in it does not count.
  std::vector<v1::Reviewer> reviewers;
  // The facts that were assessed, for who contributed to the candidate.
  const v1::Facts* facts = nullptr;
  std::string requester;
  // What a review has to bind to.
  std::string review_digest;
  // Whether reviews by callers who had not authenticated count: the server's development flag.
  bool accept_asserted = false;
};

// Why this principal may not approve the candidate at all: REVIEWER_IS_REQUESTER,
// REVIEWER_CREATED_RUN, REVIEWER_REGISTERED or REVIEWER_UPLOADED_EVALUATION; OK when nothing of it
// stands against them.
absl::Status CheckIndependent(const std::string& reviewer, const v1::Facts& facts,
                              const std::string& requester);

// One standing for each review, in the order in which they came in. Of each person only the last
// review that binds to `review_digest` can count. Thread-safe.
std::vector<v1::ReviewStanding> JudgeReviews(const ReviewInput& input);

}  // namespace assay::governance

#endif  // ASSAY_GOVERNANCE_REVIEWS_H_
