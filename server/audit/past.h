// What people were when an event was appended to the audit log. The log's order decides, and no
// clock.
#ifndef ASSAY_SERVER_AUDIT_PAST_H_
#define ASSAY_SERVER_AUDIT_PAST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/governance.pb.h"
#include "storage/store.h"

namespace assay::audit {

struct PastPerson {
  bool person = false;
  bool active = false;
  // In the workspace, those in every one among them.
  std::vector<std::string> roles = {};
};

// Nothing when there was no principal of this name.
absl::StatusOr<std::optional<PastPerson>> PersonAt(ReadTxn& txn, const std::string& name,
                                                   int64_t workspace, int64_t index);

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_PAST_H_
