// Candidates: model versions that compete for a slot.
#ifndef ASSAY_STORAGE_GOVERNANCE_CANDIDATES_H_
#define ASSAY_STORAGE_GOVERNANCE_CANDIDATES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

// What other entities need of a candidate.
struct CandidateRow {
  int64_t id = 0;
  int64_t model_version = 0;
  int64_t assessment = 0;  // row of the latest; 0 for none
};

// One that competes. NotFound (CANDIDATE_NOT_FOUND).
absl::StatusOr<CandidateRow> FindCandidate(ReadTxn& txn, const SlotRow& slot,
                                           int64_t model_version);
// All that compete, in the order in which they were enrolled.
absl::StatusOr<std::vector<CandidateRow>> CandidatesOf(ReadTxn& txn, const SlotRow& slot);

// AlreadyExists (CANDIDATE_EXISTS). One that was withdrawn can be enrolled again.
absl::Status EnrollCandidate(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                             std::string_view actor);
// NotFound (CANDIDATE_NOT_FOUND).
absl::Status WithdrawCandidate(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                               std::string_view actor);
// Of one that was withdrawn nothing changes.
absl::Status SetLatestAssessment(WriteTxn& txn, const SlotRow& slot, int64_t model_version,
                                 int64_t assessment);

absl::StatusOr<v1::Candidate> GetCandidate(ReadTxn& txn, const SlotRow& slot,
                                           int64_t model_version);

struct CandidatePage {
  std::vector<v1::Candidate> candidates;
  int64_t last = 0;  // row of the last one
  bool more = false;
};
// Up to `limit` candidates with rows above `after`.
absl::StatusOr<CandidatePage> ListCandidates(ReadTxn& txn, const SlotRow& slot, bool show_withdrawn,
                                             int64_t after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_CANDIDATES_H_
