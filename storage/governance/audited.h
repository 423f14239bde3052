// The rows of governance that the audit log must agree with, as they are stored: bodies are bytes
// that somebody may have damaged. Lists have up to `limit` rows above `after`, by row.
#ifndef ASSAY_STORAGE_GOVERNANCE_AUDITED_H_
#define ASSAY_STORAGE_GOVERNANCE_AUDITED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/governance/overrides.h"
#include "storage/store.h"

namespace assay {

struct StoredDecision {
  int64_t id = 0;
  std::string uid = {};  // 32 hex digits, here and below
  int64_t workspace = 0;
  int64_t slot = 0;  // 0 for none
  int64_t kind = 0;
  bool moves = false;
  int64_t base = 0;
  int64_t champion = 0;
  std::string body = {};
  int64_t at_us = 0;
  std::string actor = {};
};
absl::StatusOr<std::vector<StoredDecision>> DecisionsAfter(ReadTxn& txn, int64_t after, int limit);
// Of one slot.
absl::StatusOr<std::vector<StoredDecision>> DecisionsOfSlotAfter(ReadTxn& txn, int64_t slot,
                                                                 int64_t after, int limit);

struct StoredReviewRow {
  int64_t id = 0;
  std::string uid = {};
  std::string request_id = {};
  std::string body = {};
  int64_t at_us = 0;
};
absl::StatusOr<std::vector<StoredReviewRow>> ReviewsAfter(ReadTxn& txn, int64_t after, int limit);

struct StoredFacts {
  int64_t id = 0;
  std::string digest = {};
  std::string body = {};
};
absl::StatusOr<std::vector<StoredFacts>> FactsAfter(ReadTxn& txn, int64_t after, int limit);

struct StoredAssessment {
  int64_t id = 0;
  std::string digest = {};
  int64_t workspace = 0;
  int64_t model_version = 0;
  std::string facts_digest = {};
  int64_t outcome = 0;
  bool eligible = false;
  std::string body = {};
  int64_t as_of_us = 0;
  std::string created_by = {};
};
absl::StatusOr<std::vector<StoredAssessment>> AssessmentsAfter(ReadTxn& txn, int64_t after,
                                                               int limit);

struct StoredPolicyVersion {
  int64_t id = 0;
  int64_t workspace = 0;
  std::string workspace_name = {};
  std::string policy = {};
  int64_t number = 0;
  std::string digest = {};
  std::string body = {};
  int64_t published_us = 0;
  std::string published_by = {};
  // Who retired it, and when.
  std::optional<int64_t> retired_us = {};
  std::string retired_by = {};
};
absl::StatusOr<std::vector<StoredPolicyVersion>> PolicyVersionsAfter(ReadTxn& txn, int64_t after,
                                                                     int limit);

struct StoredBinding {
  int64_t id = 0;
  std::string uid = {};
  std::string workspace_name = {};
  std::string use_case = {};
  std::string environment = {};
  std::string policy = {};
  int64_t number = 0;
  std::string body = {};
  std::string created_by = {};
  bool ended = false;
};
absl::StatusOr<std::vector<StoredBinding>> BindingsAfter(ReadTxn& txn, int64_t after, int limit);

// The ids of requests, by row.
struct StoredRequest {
  int64_t id = 0;
  std::string uid = {};
};
absl::StatusOr<std::vector<StoredRequest>> RequestsAfter(ReadTxn& txn, int64_t after, int limit);

struct StoredSlot {
  int64_t id = 0;
  int64_t champion_us = 0;  // 0 before the first
};
absl::StatusOr<std::vector<StoredSlot>> SlotsAfter(ReadTxn& txn, int64_t after, int limit);

// Decisions that are overrides, or are said to be by the list of reviews that are owed.
struct StoredOverride {
  StoredDecision decision = {};
  std::optional<OverrideRow> owed = {};    // as the list has it
  std::optional<std::string> review = {};  // its body; absent while there is none
  int64_t id = 0;                          // the decision's row
};
absl::StatusOr<std::vector<StoredOverride>> OverridesAfter(ReadTxn& txn, int64_t after, int limit);

// Model versions that have, or had, flags: rows above `after`.
absl::StatusOr<std::vector<int64_t>> FlaggedVersionsAfter(ReadTxn& txn, int64_t after, int limit);

// Whether the row is there that the subject of an event names; nothing for other subjects.
absl::StatusOr<std::optional<bool>> SubjectExists(ReadTxn& txn, std::string_view subject);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_AUDITED_H_
