// Ranks and tags of a slot's candidates.
//
// A slot may have a thousand candidates, and the writer serves everybody. So a read prepares what
// the rules say of them; the transaction makes sure that nothing has changed of what that was
// computed from, and keeps it. When something has, it computes it again.
#ifndef ASSAY_SERVER_GOVERNANCE_TAGGING_H_
#define ASSAY_SERVER_GOVERNANCE_TAGGING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "server/governance/assessing.h"
#include "server/governance/slot_rules.h"
#include "storage/governance/assessments.h"
#include "storage/governance/derived_tags.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

// What the rules say of a slot's candidates, and from what it was computed: decisions by the slot's
// head, policies by their bindings, and the latest assessments.
struct SlotTags {
  SlotRow slot = {};
  int64_t champion = 0;  // row of the model version that is champion then; 0 for none
  std::vector<int64_t> bindings = {};
  std::vector<LatestDigest> assessments = {};

  std::vector<CandidateTag> tags = {};
  // One for each candidate that was assessed, the best first.
  std::vector<v1::CandidateAssessment> items = {};
};
using PreparedTags = std::vector<SlotTags>;

// What rules say as things are stored, with `champion` in the slot.
absl::StatusOr<SlotTags> ComputeTags(ReadTxn& txn, const SlotRow& slot, int64_t champion);
// The same when `cases` are the assessments of all candidates, and not kept yet.
absl::StatusOr<SlotTags> ComputeTags(ReadTxn& txn, const SlotRow& slot, const SlotRules& rules,
                                     std::span<const AssessedCase> cases);

// Gives every candidate its tag, with `champion` in the slot, which `slot` has as it was before:
// from what was prepared, if that holds. Writes on change only. The items of SlotTags.
absl::StatusOr<std::vector<v1::CandidateAssessment>> TagCandidates(
    WriteTxn& txn, const SlotRow& slot, int64_t champion, std::span<const SlotTags> prepared);

// A champion that a call is about to put into a slot.
struct ExpectedMove {
  SlotRow slot;
  int64_t champion = 0;
};
// Prepares for the moves that `expect` sees coming, once for a slot at a time. Where it fails
// nothing is prepared: then it is for the transaction to say what is wrong, or to do it all.
std::shared_ptr<const PreparedTags> PrepareTags(
    Store& store, Deadline deadline,
    const std::function<absl::StatusOr<std::vector<ExpectedMove>>(ReadTxn&)>& expect);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_TAGGING_H_
