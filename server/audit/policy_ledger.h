// Which policies were published and bound, and when, by the decisions of it and their places in
// the audit log. Its memory grows with the number of these, which people make, and of nothing else.
#ifndef ASSAY_SERVER_AUDIT_POLICY_LEDGER_H_
#define ASSAY_SERVER_AUDIT_POLICY_LEDGER_H_

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "assay/v1/governance.pb.h"
#include "storage/store.h"

namespace assay::audit {

struct Publication {
  std::string digest;
  std::string actor;
  int64_t time_us = 0;
  int64_t index = 0;  // of the event
  int count = 0;      // how many decisions publish it
};

struct BindingSpan {
  v1::Binding binding;
  std::string digest;
  int64_t index = 0;
  // Of the event by which another one took its place, or none did.
  int64_t end_index = std::numeric_limits<int64_t>::max();
};

class PolicyLedger {
 public:
  // Reads the decisions.
  static absl::StatusOr<PolicyLedger> Load(ReadTxn& txn);

  // Compares the policies' versions and bindings that are stored with the decisions.
  absl::Status CheckPolicies(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const;
  absl::Status CheckBindings(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const;
  // Whether every policy was published, and bound, before the assessments that applied it.
  absl::Status CheckOrder(ReadTxn& txn, v1::VerifyAuditLogResponse* response) const;

  // The ids of the bindings that selected a slot when event `index` was appended.
  std::set<std::string> InForce(const v1::SlotRef& slot, int64_t index) const;

 private:
  // Workspace (row), name and number.
  using PolicyKey = std::tuple<int64_t, std::string, int64_t>;

  void Publish(int64_t workspace, const v1::Decision& decision, int64_t index);
  void Bind(const v1::Decision& decision, int64_t index);
  // Why the policy could not be applied at event `index`; empty when it could.
  std::string WhyNot(int64_t workspace, const v1::AppliedPolicy& applied, int64_t index) const;

  std::map<PolicyKey, Publication> published_;
  std::map<std::string, BindingSpan> bindings_;  // by id
  // The binding in force of each selector and policy, while the decisions are read.
  std::map<std::string, std::string> in_force_;
};

}  // namespace assay::audit

#endif  // ASSAY_SERVER_AUDIT_POLICY_LEDGER_H_
