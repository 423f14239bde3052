// Handoff contracts: sums of fields that are set once. contract_validation.h checks what is given.
#ifndef ASSAY_STORAGE_REGISTRY_CONTRACTS_H_
#define ASSAY_STORAGE_REGISTRY_CONTRACTS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/registry/model_versions.h"
#include "storage/store.h"

namespace assay {

// The names of the fields that a contract lacks.
std::vector<std::string> MissingContractFields(const v1::HandoffContract& contract);

// Adds fields to the contract of a version. FailedPrecondition (CONTRACT_FIELD_CHANGED,
// CONTRACT_COMPLETE), NotFound (DATASET_VERSION_UNKNOWN).
absl::Status AddToContract(WriteTxn& txn, const ModelVersionRow& version,
                           const v1::HandoffContract& contract, std::string_view given_by);

// Where the contract of a model version goes.
using ContractOf = std::function<v1::HandoffContract*(int64_t model_version)>;
// Fills the contracts of rows, which must not be empty, with what is missing and who gave what.
absl::Status LoadContracts(ReadTxn& txn, std::span<const int64_t> model_versions,
                           const ContractOf& contract_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_CONTRACTS_H_
