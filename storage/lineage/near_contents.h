// What is recorded that is like a content that is not.
#ifndef ASSAY_STORAGE_LINEAGE_NEAR_CONTENTS_H_
#define ASSAY_STORAGE_LINEAGE_NEAR_CONTENTS_H_

#include "absl/status/status.h"
#include "assay/v1/lineage_service.pb.h"
#include "storage/store.h"

namespace assay {

// Adds the latest contents under the same file name, and those whose size differs least and by a
// tenth at most.
absl::Status AddNearContents(ReadTxn& txn, const v1::IdentifyContentRequest& request,
                             v1::IdentifyContentResponse* response);

}  // namespace assay

#endif  // ASSAY_STORAGE_LINEAGE_NEAR_CONTENTS_H_
