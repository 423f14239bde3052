// The nouns of governance as people read them.
#ifndef ASSAY_CLI_INTERNAL_GOVERNANCE_VIEW_H_
#define ASSAY_CLI_INTERNAL_GOVERNANCE_VIEW_H_

#include <string>

#include "assay/v1/governance_service.pb.h"
#include "cli/internal/table.h"
#include "cli/internal/view.h"

namespace assay::cli {

// "credit-limit/production"; with its workspace before it when that is not "default".
std::string SlotText(const v1::SlotRef& slot);
// "scoring/3" for "model:default/scoring/3"; "-" when there is none.
std::string VersionText(const std::string& version);
std::string FactText(const v1::FactValue& value);

// The value of an enum without the prefix that all of them have, as "PASSED".
Cell OutcomeCell(v1::AssessmentOutcome outcome);
Cell StateCell(v1::RequestState state);
Cell DecisionKindCell(v1::DecisionKind kind);
std::string StateText(v1::PolicyState state);
std::string ModeText(v1::RuleMode mode);
std::string RuleStatusText(v1::RuleStatus status);
std::string VerdictText(v1::ReviewVerdict verdict);

std::string RenderSlot(const v1::Slot& slot, const Terminal& terminal);
std::string RenderBindings(const v1::ListBindingsResponse& bindings, const Terminal& terminal);
std::string RenderCandidates(const v1::ListCandidatesResponse& candidates,
                             const Terminal& terminal);
std::string RenderChampion(const v1::Champion& champion, const Terminal& terminal);
std::string RenderRequest(const v1::PromotionRequest& request, const Terminal& terminal);
std::string RenderRequests(const v1::ListRequestsResponse& requests, const Terminal& terminal);
// Who reviewed what and how, with whether it counts.
std::string RenderReviews(const v1::ListReviewsResponse& reviews, const Terminal& terminal);
std::string RenderDecision(const v1::Decision& decision, const Terminal& terminal);
std::string RenderDecisions(const v1::ListDecisionsResponse& decisions, const Terminal& terminal);

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_GOVERNANCE_VIEW_H_
