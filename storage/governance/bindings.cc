#include "storage/governance/bindings.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/governance/body.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status BindingNotFound(std::string_view binding_id) {
  return NotFound("BINDING_NOT_FOUND",
                  "There is no binding {} in force. List those of the slot to see which are.",
                  binding_id);
}

// The columns: id, workspace, policy_version, body.
absl::StatusOr<std::vector<BindingRow>> ReadBindings(Rows rows) {
  std::vector<BindingRow> bindings;
  while (rows.Next()) {
    BindingRow row{.id = rows.Int(0), .workspace = rows.Int(1), .policy_version = rows.Int(2)};
    ASSAY_ASSIGN_OR_RETURN(row.binding, ReadBody<v1::Binding>(rows.Blob(3)));
    bindings.push_back(std::move(row));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return bindings;
}

}  // namespace

absl::StatusOr<v1::Binding> SetBinding(WriteTxn& txn, v1::Binding binding, int64_t workspace,
                                       const PolicyVersionRow& policy, std::string_view actor) {
  if (policy.retired) {
    return FailedPrecondition("POLICY_RETIRED",
                              "The policy \"{}@{}\" is retired: nothing new can be bound to it. "
                              "Bind a later version.",
                              binding.policy(), policy.number);
  }
  const std::string_view use_case = binding.slots().use_case();
  const std::string_view environment = binding.slots().environment();
  const int64_t now = txn.now_us();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE policy_binding SET ended_us = $1, ended_by = $2 WHERE workspace = $3 "
              "AND use_case = $4 AND environment = $5 AND policy = $6 AND ended_us IS NULL",
              {now, actor, workspace, use_case, environment, policy.policy}));
  binding.set_binding_id(txn.NewId());
  binding.set_version(policy.number);
  binding.set_created_by(std::string(actor));
  SetTime(now, binding.mutable_create_time());
  const std::string body = binding.SerializeAsString();
  ASSAY_RETURN_IF_ERROR(txn.Run(
      "INSERT INTO policy_binding (uid, workspace, use_case, environment, policy, policy_version, "
      "body, created_us, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {sql::Bytes{IdBytes(binding.binding_id())}, workspace, use_case, environment, policy.policy,
       policy.id, sql::Bytes{body}, now, actor}));
  return binding;
}

absl::StatusOr<BindingRow> FindBinding(ReadTxn& txn, std::string_view binding_id) {
  ASSAY_RETURN_IF_ERROR(CheckId("binding_id", binding_id));
  const std::string uid = IdBytes(binding_id);
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<BindingRow> found,
      ReadBindings(
          txn.Query("SELECT id, workspace, policy_version, body FROM policy_binding WHERE uid = $1",
                    {sql::Bytes{uid}})));
  if (found.empty()) return BindingNotFound(binding_id);
  return std::move(found[0]);
}

absl::StatusOr<BindingRow> RemoveBinding(WriteTxn& txn, std::string_view binding_id,
                                         std::string_view actor) {
  ASSAY_ASSIGN_OR_RETURN(BindingRow row, FindBinding(txn, binding_id));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t ended,
      txn.Execute("UPDATE policy_binding SET ended_us = $1, ended_by = $2 WHERE id = $3 AND "
                  "ended_us IS NULL",
                  {txn.now_us(), actor, row.id}));
  if (ended == 0) return BindingNotFound(binding_id);
  return row;
}

absl::StatusOr<std::vector<BindingRow>> ListBindings(ReadTxn& txn, int64_t workspace, int limit) {
  return ReadBindings(
      txn.Query("SELECT id, workspace, policy_version, body FROM policy_binding "
                "WHERE workspace = $1 AND ended_us IS NULL "
                "ORDER BY use_case, environment, policy LIMIT $2",
                {workspace, int64_t{limit}}));
}

absl::StatusOr<std::vector<BindingRow>> BindingsOf(ReadTxn& txn, const SlotRow& slot) {
  std::vector<BindingRow> all;
  for (const std::string_view use_case :
       {std::string_view(slot.ref.use_case()), std::string_view("*")}) {
    for (const std::string_view environment :
         {std::string_view(slot.ref.environment()), std::string_view("*")}) {
      ASSAY_ASSIGN_OR_RETURN(
          std::vector<BindingRow> some,
          ReadBindings(txn.Query(
              "SELECT id, workspace, policy_version, body FROM policy_binding WHERE workspace = $1 "
              "AND use_case = $2 AND environment = $3 AND ended_us IS NULL ORDER BY policy",
              {slot.workspace, use_case, environment})));
      for (BindingRow& row : some) all.push_back(std::move(row));
    }
  }
  return all;
}

}  // namespace assay
