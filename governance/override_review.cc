#include "governance/override_review.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

constexpr absl::Duration kReviewWithin = absl::Hours(7 * 24);

// Whether something that this policy says was overridden.
bool WasOverridden(const CompiledPolicy& policy, const v1::GateResult& gate) {
  return std::any_of(gate.blockers().begin(), gate.blockers().end(),
                     [&](const v1::Blocker& blocker) {
                       if (!blocker.overridden()) return false;
                       if (blocker.kind() != v1::BLOCKER_KIND_REJECTION)
                         return blocker.policy() == policy.name;
                       return policy.Enforced() && !policy.policy.reviews().places().empty();
                     });
}

std::vector<std::string> ReviewRoles(const v1::Policy& policy) {
  if (!policy.override().review_role().empty()) return {policy.override().review_role()};
  std::vector<std::string> roles;
  for (const v1::ReviewPlace& place : policy.reviews().places()) roles.push_back(place.role());
  return roles;
}

absl::Status Denied(std::string_view reason, const std::string& message) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, message);
}

}  // namespace

void SetReviewTerms(const Ruleset& ruleset, const v1::GateResult& gate, absl::Time now,
                    v1::Override* override) {
  absl::Duration within = kReviewWithin;
  bool said = false;
  std::set<std::string> roles;
  for (const CompiledPolicy& policy : ruleset.policies()) {
    if (!WasOverridden(policy, gate)) continue;
    const v1::OverrideRules& rules = policy.policy.override();
    if (rules.has_review_within()) {
      const absl::Duration asked = DurationOf(rules.review_within());
      within = said ? std::min(within, asked) : asked;
      said = true;
    }
    for (std::string& role : ReviewRoles(policy.policy)) roles.insert(std::move(role));
  }
  *override->mutable_review_due_time() = TimestampOf(now + within);
  override->clear_review_roles();
  for (const std::string& role : roles) override->add_review_roles(role);
}

absl::Status CheckOverrideReviewer(const v1::Override& override, const ReviewInput& input) {
  const std::string& reviewer = input.reviews.front().reviewer();
  if (reviewer == override.actor()) {
    return Denied("REVIEWER_IS_OVERRIDER",
                  fmt::format("{} overrode it; somebody else has to review that.", reviewer));
  }
  const v1::ReviewStanding standing = JudgeReviews(input).front();
  if (!standing.counts()) return Denied(standing.reason(), standing.message());
  const std::set<std::string> asked(override.review_roles().begin(), override.review_roles().end());
  const auto& held = standing.roles();
  const bool has_role = asked.empty() || std::any_of(held.begin(), held.end(), [&](const auto& r) {
                          return asked.contains(r);
                        });
  if (has_role) return absl::OkStatus();
  return Denied("REVIEWER_WITHOUT_ROLE",
                fmt::format("{} may review this override with the role {} only.", reviewer,
                            fmt::join(asked, " or ")));
}

std::string ReviewExpectation(const v1::Override& override) {
  const std::string who =
      override.review_roles().empty()
          ? "any reviewer"
          : fmt::format("a reviewer for {}", fmt::join(override.review_roles(), " or "));
  return fmt::format("reviewed by {} until {}", who, TimeText(TimeOf(override.review_due_time())));
}

std::string ReviewRemedy(std::string_view decision_id) {
  return fmt::format(
      "Somebody else says whether it was right: assay override review {} approve --comment WHY",
      decision_id);
}

}  // namespace assay::governance
