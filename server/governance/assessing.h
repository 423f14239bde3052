// Assessing candidates: facts are gathered, rules applied, and both kept.
#ifndef ASSAY_SERVER_GOVERNANCE_ASSESSING_H_
#define ASSAY_SERVER_GOVERNANCE_ASSESSING_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "server/governance/gathering.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/assessments.h"
#include "storage/governance/slots.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// A candidate's assessment that is not kept yet, with the facts that it was made of.
struct AssessedCase : AssessmentRow {
  FactsPointer facts;
};

// Assesses them as of now. Keeps nothing.
absl::StatusOr<std::vector<AssessedCase>> AssessCandidates(ReadTxn& txn, const SlotRow& slot,
                                                           const SlotRules& rules,
                                                           std::span<const int64_t> model_versions);

// Keeps facts and assessments, with their audit leaves, as the latest of their candidates. Returns
// the rows of the assessments. Who was withdrawn meanwhile is kept too, and stays withdrawn.
absl::StatusOr<std::vector<int64_t>> KeepCases(WriteTxn& txn, const SlotRow& slot,
                                               std::span<const AssessedCase> cases,
                                               const Actor& actor);

// What an assessment says in short, without rank and tag.
v1::CandidateAssessment Summarize(const v1::Assessment& assessment, const std::string& digest);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_ASSESSING_H_
