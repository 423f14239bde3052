// Flags of model versions ("recall", "legal-hold", ...), which hold in every slot.
#ifndef ASSAY_STORAGE_GOVERNANCE_FLAGS_H_
#define ASSAY_STORAGE_GOVERNANCE_FLAGS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/governance_service.pb.h"
#include "storage/store.h"

namespace assay {

// A recall is for ever.
inline constexpr char kRecall[] = "recall";
// The bytes of the artifact are known to be gone.
inline constexpr char kContentMissing[] = "content-missing";

// Sets the flag, or changes its reason. InvalidArgument (NAME_INVALID).
absl::StatusOr<v1::Flag> SetFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                 std::string_view reason, std::string_view actor);
// NotFound (FLAG_NOT_SET); FailedPrecondition (FLAG_RECALL).
absl::StatusOr<v1::Flag> ClearFlag(WriteTxn& txn, int64_t model_version, std::string_view flag,
                                   std::string_view reason, std::string_view actor);
// All that were ever set, newest first, up to `limit`.
absl::StatusOr<std::vector<v1::Flag>> ListFlags(ReadTxn& txn, int64_t model_version, int limit);

// A flag that is set now, and on which row of model versions.
struct SetFlagRow {
  int64_t model_version = 0;
  v1::Flag flag;  // without version
};
absl::StatusOr<std::vector<SetFlagRow>> FlagsOf(ReadTxn& txn,
                                                std::span<const int64_t> model_versions);
absl::StatusOr<bool> IsFlagged(ReadTxn& txn, int64_t model_version, std::string_view flag);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_FLAGS_H_
