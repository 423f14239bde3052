// Bindings: which policies hold for which slots.
#ifndef ASSAY_STORAGE_GOVERNANCE_BINDINGS_H_
#define ASSAY_STORAGE_GOVERNANCE_BINDINGS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/policy.pb.h"
#include "storage/governance/policies.h"
#include "storage/governance/slots.h"
#include "storage/store.h"

namespace assay {

struct BindingRow {
  int64_t id = 0;
  int64_t workspace = 0;
  int64_t policy_version = 0;
  v1::Binding binding = {};
};

// Puts a binding into force, in place of the one of the same policy and selector. The version is
// found already (`policy`); the selector is checked. FailedPrecondition (POLICY_RETIRED).
absl::StatusOr<v1::Binding> SetBinding(WriteTxn& txn, v1::Binding binding, int64_t workspace,
                                       const PolicyVersionRow& policy, std::string_view actor);
// NotFound (BINDING_NOT_FOUND), also when it is not in force any more.
absl::StatusOr<BindingRow> RemoveBinding(WriteTxn& txn, std::string_view binding_id,
                                         std::string_view actor);

// Those in force of a workspace, by selector and policy, up to `limit`.
absl::StatusOr<std::vector<BindingRow>> ListBindings(ReadTxn& txn, int64_t workspace, int limit);
// Those in force that select a slot, in the order of their rows.
absl::StatusOr<std::vector<BindingRow>> BindingsOf(ReadTxn& txn, const SlotRow& slot);
// One that is, or was, in force, by id. NotFound (BINDING_NOT_FOUND).
absl::StatusOr<BindingRow> FindBinding(ReadTxn& txn, std::string_view binding_id);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_BINDINGS_H_
