// The names that a policy may mean, so that a slip of the pen is noticed before it decides
// anything.
#ifndef ASSAY_STORAGE_GOVERNANCE_RECORDED_NAMES_H_
#define ASSAY_STORAGE_GOVERNANCE_RECORDED_NAMES_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

// A set is absent when there is no such name yet, or when there are more than 1,000: then nothing
// can be said.
struct RecordedNames {
  std::optional<std::set<std::string>> metrics = {};     // of evaluations
  std::optional<std::set<std::string>> datasets = {};    // of the workspace
  std::optional<std::set<std::string>> principals = {};  // active
  std::optional<std::set<std::string>> roles = {};       // of reviewers, without "reviewer:"
};
absl::StatusOr<RecordedNames> LoadRecordedNames(ReadTxn& txn, int64_t workspace);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_RECORDED_NAMES_H_
