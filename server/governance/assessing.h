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
#include "server/governance/slot_rules.h"
#include "storage/governance/slots.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// A candidate as it was assessed.
struct AssessedCase {
  int64_t model_version = 0;
  v1::Facts facts;  // in normal form
  std::string facts_digest;
  v1::Assessment assessment;
  std::string digest;
};

// The facts of model versions as candidates of a slot, in normal form and in this order.
absl::StatusOr<std::vector<v1::Facts>> GatherFacts(ReadTxn& txn, const SlotRow& slot,
                                                   std::span<const int64_t> model_versions);

// Assesses them as of now. Keeps nothing.
absl::StatusOr<std::vector<AssessedCase>> AssessCandidates(ReadTxn& txn, const SlotRow& slot,
                                                           const SlotRules& rules,
                                                           std::span<const int64_t> model_versions);

// Keeps facts and assessments, with their audit leaves, as the latest of their candidates. Returns
// the rows of the assessments. Who was withdrawn meanwhile is kept too, and stays withdrawn.
absl::StatusOr<std::vector<int64_t>> KeepCases(WriteTxn& txn, const SlotRow& slot,
                                               std::span<const AssessedCase> cases,
                                               const Actor& actor);

// Ranks the candidates of a slot by their latest assessments, and gives each that is not the
// champion the tag of the first rule that matches. Writes on change only. One item for each
// candidate that was assessed, the best first.
absl::StatusOr<std::vector<v1::CandidateAssessment>> RankAndTag(WriteTxn& txn, const SlotRow& slot,
                                                                const SlotRules& rules);

// What an assessment says in short, without rank and tag.
v1::CandidateAssessment Summarize(const v1::Assessment& assessment, const std::string& digest);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_ASSESSING_H_
