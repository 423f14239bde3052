// A contract in parts, each a contract with one field only.
#ifndef ASSAY_STORAGE_REGISTRY_CONTRACT_FIELDS_H_
#define ASSAY_STORAGE_REGISTRY_CONTRACT_FIELDS_H_

#include <string>
#include <vector>

#include "assay/v1/registry_service.pb.h"

namespace assay {

struct ContractField {
  // "latency_p95_ms"; "quality[roc_auc on holdout@sha256:..., test]"; "fields[owner]".
  std::string name;
  v1::HandoffContract body;
};

// The fields that are set, without those that are output only. evaluation_split goes with
// evaluation_dataset.
std::vector<ContractField> SplitContract(const v1::HandoffContract& contract);

// Whether two bodies of a field say the same; the size of a content may be missing in one.
bool SameField(const v1::HandoffContract& a, const v1::HandoffContract& b);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_CONTRACT_FIELDS_H_
