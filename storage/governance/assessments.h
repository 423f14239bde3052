// Facts and assessments: immutable, found by digest.
#ifndef ASSAY_STORAGE_GOVERNANCE_ASSESSMENTS_H_
#define ASSAY_STORAGE_GOVERNANCE_ASSESSMENTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/facts.pb.h"
#include "assay/v1/governance.pb.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

// The facts of a digest. NotFound (FACTS_NOT_FOUND).
absl::StatusOr<v1::Facts> GetFacts(ReadTxn& txn, std::string_view digest);

// A row that was there already, or is new.
struct Kept {
  int64_t id = 0;
  bool is_new = false;
};
absl::StatusOr<Kept> KeepFacts(WriteTxn& txn, const v1::Facts& facts, std::string_view digest);

struct AssessmentRow {
  int64_t id = 0;
  int64_t slot = 0;
  int64_t model_version = 0;
  std::string digest = {};
  v1::Assessment assessment = {};
};
// `row.id` is not read.
absl::StatusOr<Kept> KeepAssessment(WriteTxn& txn, const AssessmentRow& row, int64_t facts,
                                    std::string_view actor);
// NotFound (ASSESSMENT_NOT_FOUND).
absl::StatusOr<AssessmentRow> FindAssessment(ReadTxn& txn, std::string_view digest);
absl::StatusOr<AssessmentRow> LoadAssessment(ReadTxn& txn, int64_t assessment);

// An assessment with the facts that it was made of.
struct StoredCase {
  int64_t id = 0;
  int64_t model_version = 0;
  std::string assessment_digest = {};
  v1::AssessmentOutcome outcome = v1::ASSESSMENT_OUTCOME_UNSPECIFIED;
  bool eligible = false;
  int64_t as_of_us = 0;
  v1::Facts facts = {};
};
// The latest assessment of a candidate, with its facts.
struct LatestCase {
  int64_t model_version = 0;
  std::string digest = {};
  v1::Assessment assessment = {};
  v1::Facts facts = {};
};
// Of all candidates of a slot that were assessed, in the order in which they were enrolled.
absl::StatusOr<std::vector<LatestCase>> LatestCases(ReadTxn& txn, int64_t slot);

// Which assessment is the latest of a candidate.
struct LatestDigest {
  int64_t model_version = 0;
  std::string digest = {};
  bool operator==(const LatestDigest&) const = default;
};
// What names LatestCases, in the same order, and is read much faster.
absl::StatusOr<std::vector<LatestDigest>> LatestDigests(ReadTxn& txn, int64_t slot);

// Up to `limit` of a slot with rows below `before`, newest first.
absl::StatusOr<std::vector<StoredCase>> ListStoredCases(ReadTxn& txn, int64_t slot, int64_t before,
                                                        int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_ASSESSMENTS_H_
