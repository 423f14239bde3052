#include "governance/replay.h"

#include <algorithm>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "governance/assess.h"
#include "governance/canonical_json.h"
#include "governance/digests.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

bool SamePolicies(const v1::Assessment& recorded, const Ruleset& ruleset) {
  const std::vector<v1::AppliedPolicy> applied = ruleset.Applied();
  return std::equal(recorded.policies().begin(), recorded.policies().end(), applied.begin(),
                    applied.end(), [](const v1::AppliedPolicy& a, const v1::AppliedPolicy& b) {
                      return DigestOf(a) == DigestOf(b);
                    });
}

// Some bytes from the first that differs.
std::string From(const std::string& text, size_t at) {
  return at < text.size() ? text.substr(at, 60) : "the end";
}

}  // namespace

bool MovesChampion(v1::DecisionKind kind) {
  switch (kind) {
    case v1::DECISION_KIND_PROMOTE:
    case v1::DECISION_KIND_ROLLBACK:
    case v1::DECISION_KIND_WITHDRAW:
    case v1::DECISION_KIND_RECALL:
    case v1::DECISION_KIND_OVERRIDE_PROMOTE:
      return true;
    default:
      return false;
  }
}

absl::Status Apply(const v1::Decision& decision, SlotHeads* heads) {
  if (!MovesChampion(decision.kind())) return absl::OkStatus();
  SlotHead& head = (*heads)[SlotName(decision.slot())];
  if (decision.base_decision_id() != head.last_decision_id ||
      decision.previous_champion() != head.champion) {
    return FailedPrecondition("DECISION_OUT_OF_ORDER",
                              "Decision {} follows decision \"{}\" with champion \"{}\", but "
                              "before it were \"{}\" and \"{}\".",
                              decision.decision_id(), decision.base_decision_id(),
                              decision.previous_champion(), head.last_decision_id, head.champion);
  }
  const bool empties =
      decision.kind() == v1::DECISION_KIND_WITHDRAW || decision.kind() == v1::DECISION_KIND_RECALL;
  head.champion = empties ? "" : decision.model_version();
  head.last_decision_id = decision.decision_id();
  return absl::OkStatus();
}

absl::StatusOr<SlotHeads> ReplayDecisions(const std::vector<v1::Decision>& decisions) {
  SlotHeads heads;
  for (const v1::Decision& decision : decisions) {
    ASSAY_RETURN_IF_ERROR(Apply(decision, &heads));
  }
  return heads;
}

absl::StatusOr<std::string> ReplayAssessment(const v1::Assessment& recorded, const Ruleset& ruleset,
                                             const v1::Facts& facts) {
  if (recorded.engine_version() != kEngineVersion) {
    return FailedPrecondition("ENGINE_VERSION_CHANGED",
                              "The assessment was made by engine {}; this is engine {}.",
                              recorded.engine_version(), kEngineVersion);
  }
  if (!SamePolicies(recorded, ruleset)) {
    return FailedPrecondition("REPLAY_INPUT_DIFFERS",
                              "The policies are not those of the assessment.");
  }
  const NormalFacts normal = Normalize(facts);
  if (normal.digest != recorded.facts_digest()) {
    return FailedPrecondition("REPLAY_INPUT_DIFFERS",
                              "The facts have the digest {}; those of the assessment had {}.",
                              normal.digest, recorded.facts_digest());
  }
  const std::string then = CanonicalJson(recorded);
  std::string again =
      CanonicalJson(AssessNormal(ruleset, normal.facts, normal.digest, TimeOf(recorded.as_of())));
  if (again == then) return again;
  const size_t at = static_cast<size_t>(
      std::mismatch(then.begin(), then.begin() + std::min(then.size(), again.size()), again.begin())
          .first -
      then.begin());
  return FailedPrecondition("REPLAY_DIFFERS", "From byte {} on it was {} and is {}.", at,
                            From(then, at), From(again, at));
}

std::string SlotName(const v1::SlotRef& slot) {
  return fmt::format("slot:{}/{}/{}", slot.workspace(), slot.use_case(), slot.environment());
}

}  // namespace assay::governance
