// Everything that the gate of a request is computed from, loaded in one transaction.
#ifndef ASSAY_SERVER_GOVERNANCE_GATE_CASE_H_
#define ASSAY_SERVER_GOVERNANCE_GATE_CASE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "governance/gate.h"
#include "server/governance/gathering.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/promotions.h"
#include "storage/governance/reviews.h"
#include "storage/store.h"

namespace assay {

// `input` points at the other members.
struct GateCase {
  SlotRow slot;
  SlotRules rules;
  FactsPointer facts;
  v1::PromotionRequest request;
  v1::Assessment assessment;
  governance::GateInput input;
};

// `accept_asserted`: whether reviews by names that were only asserted count (the server's
// development flag).
absl::StatusOr<std::unique_ptr<GateCase>> LoadGateCase(ReadTxn& txn, const PromotionRow& row,
                                                       bool accept_asserted);

// Reviews as the gate takes them: one that was dismissed binds to nothing any more.
std::vector<v1::Review> Counted(const std::vector<StoredReview>& reviews);

// What is known now of those who reviewed, and of all others who have a role that a policy asks
// for.
absl::StatusOr<std::vector<v1::Reviewer>> LoadReviewers(ReadTxn& txn, int64_t workspace,
                                                        const SlotRules& rules,
                                                        const std::vector<std::string>& names,
                                                        bool accept_asserted);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_GATE_CASE_H_
