// Environments: where runs ran. Equal ones are one row.
#ifndef ASSAY_STORAGE_ENVIRONMENTS_H_
#define ASSAY_STORAGE_ENVIRONMENTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

absl::Status ValidateEnvironment(const v1::Environment& environment);
// Says that the run ran there; a later one replaces an earlier one.
absl::Status SetEnvironment(WriteTxn& txn, int64_t run, const v1::Environment& environment);
absl::Status LoadEnvironment(ReadTxn& txn, int64_t id, v1::Environment* environment);

}  // namespace assay

#endif  // ASSAY_STORAGE_ENVIRONMENTS_H_
