// Code versions: a repository at a commit, clean or with a patch. Equal ones are one row.
#ifndef ASSAY_STORAGE_CODE_VERSIONS_H_
#define ASSAY_STORAGE_CODE_VERSIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

absl::Status ValidateCodeVersion(const v1::CodeVersion& code);
// Says that the run executed this code; a later one replaces an earlier one.
absl::Status SetCodeVersion(WriteTxn& txn, int64_t run, const v1::CodeVersion& code);
absl::Status LoadCodeVersion(ReadTxn& txn, int64_t id, v1::CodeVersion* code);

}  // namespace assay

#endif  // ASSAY_STORAGE_CODE_VERSIONS_H_
