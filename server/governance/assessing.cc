#include "server/governance/assessing.h"

#include <utility>

#include "core/status_macros.h"
#include "governance/assess.h"
#include "governance/digests.h"
#include "storage/audit_log.h"
#include "storage/governance/candidates.h"

namespace assay {
namespace {

// Whether a result of an enforced rule stands in the way.
bool Fails(const v1::RuleResult& result) {
  return result.mode() == v1::RULE_MODE_ENFORCE && result.status() != v1::RULE_STATUS_PASS &&
         result.status() != v1::RULE_STATUS_SKIPPED;
}

absl::StatusOr<int64_t> KeepCase(WriteTxn& txn, const AssessedCase& assessed, const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const Kept facts,
                         KeepFacts(txn, assessed.facts->facts, assessed.facts->digest));
  if (facts.is_new) {
    ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "FACTS",
                                                .subject = "facts:" + assessed.facts->digest,
                                                .digest = assessed.facts->digest,
                                                .actor = actor})
                              .status());
  }
  ASSAY_ASSIGN_OR_RETURN(const Kept kept, KeepAssessment(txn, assessed, facts.id, actor.name));
  if (kept.is_new) {
    ASSAY_RETURN_IF_ERROR(AppendAuditLeaf(txn, {.kind = "ASSESSMENT",
                                                .subject = "assessment:" + assessed.digest,
                                                .digest = assessed.digest,
                                                .actor = actor})
                              .status());
  }
  return kept.id;
}

}  // namespace

absl::StatusOr<std::vector<AssessedCase>> AssessCandidates(
    ReadTxn& txn, const SlotRow& slot, const SlotRules& rules,
    std::span<const int64_t> model_versions) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<FactsPointer> facts, GatherFacts(txn, slot, model_versions));
  const absl::Time as_of = Now(txn);
  std::vector<AssessedCase> cases(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    AssessedCase& assessed = cases[i];
    assessed.slot = slot.id;
    assessed.model_version = model_versions[i];
    assessed.facts = std::move(facts[i]);
    assessed.assessment = governance::AssessNormal(rules.ruleset, assessed.facts->facts,
                                                   assessed.facts->digest, as_of);
    assessed.digest = governance::DigestOf(assessed.assessment);
  }
  return cases;
}

absl::StatusOr<std::vector<int64_t>> KeepCases(WriteTxn& txn, const SlotRow& slot,
                                               std::span<const AssessedCase> cases,
                                               const Actor& actor) {
  std::vector<int64_t> rows;
  for (const AssessedCase& assessed : cases) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t row, KeepCase(txn, assessed, actor));
    rows.push_back(row);
    ASSAY_RETURN_IF_ERROR(SetLatestAssessment(txn, slot, assessed.model_version, row));
  }
  return rows;
}

v1::CandidateAssessment Summarize(const v1::Assessment& assessment, const std::string& digest) {
  v1::CandidateAssessment item;
  item.set_version(assessment.candidate());
  item.set_assessment_digest(digest);
  item.set_outcome(assessment.outcome());
  item.set_eligible(assessment.eligible());
  for (const v1::RuleResult& result : assessment.results()) {
    if (!Fails(result)) continue;
    const std::string policy = result.policy().substr(0, result.policy().rfind('@'));
    item.add_failing(policy + "/" + result.rule_id());
  }
  return item;
}

}  // namespace assay
