// Principals as reviewers: what they are, and in which roles they review.
#ifndef ASSAY_STORAGE_GOVERNANCE_REVIEWERS_H_
#define ASSAY_STORAGE_GOVERNANCE_REVIEWERS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/store.h"

namespace assay {

// By name.
using Reviewers = std::map<std::string, v1::Reviewer>;

// Those of `names` that are principals, with the roles in which they review in the workspace (a
// row) now. One statement, however many they are.
absl::StatusOr<Reviewers> FindReviewers(ReadTxn& txn, int64_t workspace,
                                        const std::set<std::string>& names);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_REVIEWERS_H_
