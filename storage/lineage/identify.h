// What is known of a content, and whether a content is what was recorded.
#ifndef ASSAY_STORAGE_LINEAGE_IDENTIFY_H_
#define ASSAY_STORAGE_LINEAGE_IDENTIFY_H_

#include "absl/status/statusor.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

// Of each list of an IdentifyContentResponse at most.
inline constexpr int kIdentified = 100;

absl::StatusOr<v1::IdentifyContentResponse> IdentifyContent(
    ReadTxn& txn, const v1::IdentifyContentRequest& request);

absl::StatusOr<v1::VerifyContentResponse> VerifyContent(ReadTxn& txn,
                                                        const v1::VerifyContentRequest& request);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_IDENTIFY_H_
