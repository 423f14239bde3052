// Tags that rules gave ("gov:..."). Nobody sets them by hand.
#ifndef ASSAY_STORAGE_GOVERNANCE_DERIVED_TAGS_H_
#define ASSAY_STORAGE_GOVERNANCE_DERIVED_TAGS_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/store.h"

namespace assay {

// By row of the model version; of each by tag.
using DerivedTags = std::multimap<int64_t, v1::TagResult>;

// Tags of model versions in a slot, whether tag rules or standing rules gave them.
absl::StatusOr<DerivedTags> LoadDerivedTags(ReadTxn& txn, int64_t slot,
                                            std::span<const int64_t> model_versions);

// What tag rules give a candidate.
struct CandidateTag {
  int64_t model_version = 0;
  std::string tag = {};   // empty for none
  std::string body = {};  // the v1::TagResult in bytes
};
// Makes each the only tag that tag rules give its model version in the slot. Writes on change only.
absl::Status SetCandidateTags(WriteTxn& txn, int64_t slot, std::span<const CandidateTag> tags);
// Makes `tags` the only ones that standing rules give the slot's champion.
absl::Status SetStandingTags(WriteTxn& txn, int64_t slot, int64_t champion,
                             std::span<const v1::TagResult> tags);
// Removes what standing rules said of the slot's champions, when there is another one.
absl::Status ClearStanding(WriteTxn& txn, int64_t slot);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_DERIVED_TAGS_H_
