// Promotions by override, and the review after the fact that each is owed. The verdicts are
// insert-only.
#ifndef ASSAY_STORAGE_GOVERNANCE_OVERRIDES_H_
#define ASSAY_STORAGE_GOVERNANCE_OVERRIDES_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/store.h"

namespace assay {

struct OverrideRow {
  int64_t decision = 0;
  int64_t workspace = 0;
  int64_t slot = 0;
  int64_t due_us = 0;
  bool open = true;      // not reviewed yet
  bool overdue = false;  // and the sweep has said so
};

// Opens the review of a decision.
absl::Status AddOverride(WriteTxn& txn, const OverrideRow& row);
// NotFound (DECISION_NOT_FOUND), FailedPrecondition (NOT_AN_OVERRIDE).
absl::StatusOr<OverrideRow> FindOverride(ReadTxn& txn, std::string_view decision_id);

// Appends the verdict and closes the review. Sets what a verdict has of its own: id and time.
absl::StatusOr<v1::OverrideReview> CloseOverride(WriteTxn& txn, const OverrideRow& row,
                                                 v1::OverrideReview verdict);

// Up to `limit` open ones of a workspace (0: of all) whose time is over, that nobody has said this
// of yet; the longest overdue first.
absl::StatusOr<std::vector<OverrideRow>> UnsaidOverdue(ReadTxn& txn, int64_t workspace, int limit);
// Remembers that it was said; false when it was before, or the review has come.
absl::StatusOr<bool> SayOverdue(WriteTxn& txn, const OverrideRow& row);

// The reviews of those of these decisions that are overrides, newest override first, as of now.
absl::StatusOr<std::vector<v1::OverrideReview>> LoadOverrideReviews(
    ReadTxn& txn, std::span<const int64_t> decisions);

struct OverridePage {
  std::vector<v1::OverrideReview> reviews;
  int64_t last = 0;  // row of the last one's decision
  bool more = false;
};
// Up to `limit` with decisions below `before`, newest first: of a slot, or with slot 0 of a
// workspace.
absl::StatusOr<OverridePage> ListOverrideReviews(ReadTxn& txn, int64_t workspace, int64_t slot,
                                                 bool open_only, int64_t before, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_OVERRIDES_H_
