#include "cli/internal/override_view.h"

#include "cli/internal/governance_view.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// "medical or risk".
std::string RolesText(const v1::Override& override) {
  std::string text;
  for (const std::string& role : override.review_roles()) {
    text += (text.empty() ? "" : " or ") + role;
  }
  return text.empty() ? "any reviewer" : text;
}

bool IsClosed(const v1::OverrideReview& review) {
  return review.state() == v1::OVERRIDE_REVIEW_STATE_CLOSED;
}

}  // namespace

Cell ReviewStateCell(const v1::OverrideReview& review) {
  if (review.state() == v1::OVERRIDE_REVIEW_STATE_OPEN) return {"OPEN", Ink::kYellow};
  if (review.state() == v1::OVERRIDE_REVIEW_STATE_OVERDUE) return {"OVERDUE", Ink::kRed};
  const bool approved = review.verdict() == v1::REVIEW_VERDICT_APPROVE;
  return {approved ? "APPROVED" : "REJECTED", approved ? Ink::kGreen : Ink::kRed};
}

Facts OverrideReviewFacts(const v1::OverrideReview& review) {
  Facts facts = {{"review", ReviewStateCell(review)}};
  if (!IsClosed(review)) {
    facts.emplace_back("review due", TimeText(review.override().review_due_time()));
    facts.emplace_back("review by", RolesText(review.override()));
    return facts;
  }
  facts.emplace_back("reviewed by",
                     review.reviewer() + (review.authenticated() ? "" : " (not authenticated)"));
  facts.emplace_back("reviewed", TimeText(review.review_time()));
  facts.emplace_back("review comment", review.comment());
  return facts;
}

std::string RenderOverrideReview(const v1::OverrideReview& review, const Terminal& terminal) {
  Facts facts = {{"decision", review.decision_id()},
                 {"slot", SlotText(review.slot())},
                 {"model version", VersionText(review.model_version())},
                 {"overridden by", review.override().actor()},
                 {"time", TimeText(review.override_time())}};
  for (const std::string& blocker : review.override().blockers()) {
    facts.emplace_back("overridden", blocker);
  }
  facts.emplace_back("justification", review.override().justification());
  for (auto& fact : OverrideReviewFacts(review)) facts.push_back(std::move(fact));
  return RenderFacts(facts, terminal);
}

std::string RenderOverrideReviews(const v1::ListOverrideReviewsResponse& reviews,
                                  const Terminal& terminal) {
  Table table({{"DECISION", false, true},
               {"REVIEW", false, true},
               {"DUE", false, true},
               {"REVIEW BY"},
               {"SLOT"},
               {"MODEL VERSION"}});
  for (const v1::OverrideReview& review : reviews.reviews()) {
    table.Add({review.decision_id(), ReviewStateCell(review),
               TimeText(review.override().review_due_time()),
               IsClosed(review) ? review.reviewer() : RolesText(review.override()),
               SlotText(review.slot()), VersionText(review.model_version())});
  }
  return table.Render(terminal);
}

}  // namespace assay::cli
