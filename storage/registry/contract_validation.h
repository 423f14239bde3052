// What a contract may hold, as far as no transaction is needed to say it.
#ifndef ASSAY_STORAGE_REGISTRY_CONTRACT_VALIDATION_H_
#define ASSAY_STORAGE_REGISTRY_CONTRACT_VALIDATION_H_

#include "absl/status/status.h"
#include "assay/v1/registry_service.pb.h"

namespace assay {

// Lengths, counts, finite and not negative numbers, digests of strength STRONG for predictions and
// labels. The field of an error is relative to the contract.
absl::Status ValidateContract(const v1::HandoffContract& contract);

// InvalidArgument (BATCH_TOO_LARGE) when there are too many quality metrics or free fields.
absl::Status CheckContractCounts(const v1::HandoffContract& contract);

// InvalidArgument (DIGEST_TOO_WEAK) at `field` unless the digest covers all of the content.
absl::Status CheckStrong(std::string_view field, const v1::Content& content);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_CONTRACT_VALIDATION_H_
