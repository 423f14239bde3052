// Recording decisions, and what follows from one in the same transaction.
#ifndef ASSAY_SERVER_GOVERNANCE_DECIDING_H_
#define ASSAY_SERVER_GOVERNANCE_DECIDING_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "server/governance/tagging.h"
#include "storage/governance/slots.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

// "PROMOTE" of DECISION_KIND_PROMOTE: the kind of the decision's event in the audit log.
std::string KindName(v1::DecisionKind kind);

// A comment or a reason: at most 8,000 bytes.
absl::Status ValidateComment(std::string_view comment);
// The same, and not empty: InvalidArgument (JUSTIFICATION_MISSING).
absl::Status ValidateReason(std::string_view comment);

// Records a decision that moves no champion, of a slot or (slot null) of a workspace. `decision`
// has kind and details; id, time and actor are set here.
absl::StatusOr<v1::Decision> Record(WriteTxn& txn, int64_t workspace, const SlotRow* slot,
                                    v1::Decision decision, const Actor& actor);

// Moves the slot's champion to a model version (0: to none): the decision with its grounds, the
// pointer, edges, audit leaf, the tags of the other candidates, from `prepared` where it holds;
// requests that were assessed against the champion before are OUT_OF_DATE. Aborted (SLOT_MOVED)
// when the slot's head is another one than `slot` says. `*row`, when given, becomes the decision's.
absl::StatusOr<v1::Decision> Move(WriteTxn& txn, const SlotRow& slot, int64_t champion,
                                  v1::Decision decision, const Actor& actor,
                                  const PreparedTags& prepared, int64_t* row = nullptr);

// Sets live requests of the slot that were assessed to OUT_OF_DATE.
absl::Status OutdateRequests(WriteTxn& txn, int64_t slot);

}  // namespace assay

#endif  // ASSAY_SERVER_GOVERNANCE_DECIDING_H_
