// Overrides and their reviews as people read them.
#ifndef ASSAY_CLI_INTERNAL_OVERRIDE_VIEW_H_
#define ASSAY_CLI_INTERNAL_OVERRIDE_VIEW_H_

#include <string>

#include "assay/v1/governance_service.pb.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"

namespace assay::cli {

// "OPEN", "OVERDUE", or the verdict.
Cell ReviewStateCell(const v1::OverrideReview& review);
// What a decision that overrode tells of its review: state, until when and by whom, and the
// verdict.
Facts OverrideReviewFacts(const v1::OverrideReview& review);

std::string RenderOverrideReview(const v1::OverrideReview& review, const Terminal& terminal);
std::string RenderOverrideReviews(const v1::ListOverrideReviewsResponse& reviews,
                                  const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_OVERRIDE_VIEW_H_
