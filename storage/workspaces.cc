#include "storage/workspaces.h"

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/times.h"

namespace assay {
namespace {

// The columns: name, description, version, created_us, created_by.
v1::Workspace FromRow(const Rows& rows) {
  v1::Workspace workspace;
  workspace.set_name(rows.String(0));
  workspace.set_description(rows.String(1));
  workspace.set_etag(std::to_string(rows.Int(2)));
  SetTime(rows.Int(3), workspace.mutable_create_time());
  workspace.set_created_by(rows.String(4));
  return workspace;
}

absl::Status WorkspaceNotFound(std::string_view name) {
  return NotFound("WORKSPACE_NOT_FOUND",
                  "There is no workspace \"{}\". List the workspaces to see those that there are.",
                  name);
}

}  // namespace

absl::StatusOr<int64_t> FindWorkspace(ReadTxn& txn, std::string_view name) {
  if (name.empty()) name = kDefaultWorkspace;
  Rows rows = txn.Query("SELECT id FROM workspace WHERE name = $1", {name});
  if (rows.Next()) return rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return WorkspaceNotFound(name);
}

absl::StatusOr<v1::Workspace> GetWorkspace(ReadTxn& txn, std::string_view name) {
  if (name.empty()) name = kDefaultWorkspace;
  Rows rows = txn.Query(
      "SELECT name, description, version, created_us, created_by FROM workspace WHERE name = $1",
      {name});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return WorkspaceNotFound(name);
}

absl::StatusOr<v1::Workspace> CreateWorkspace(WriteTxn& txn, const v1::Workspace& workspace,
                                              std::string_view created_by) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("workspace", workspace.name()), "workspace"));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("description", workspace.description(), limits::kDescriptionBytes),
                  "workspace"));
  ASSAY_ASSIGN_OR_RETURN(
      int64_t inserted,
      txn.Execute("INSERT INTO workspace (name, description, version, created_us, created_by) "
                  "VALUES ($1, $2, 1, $3, $4) ON CONFLICT DO NOTHING",
                  {std::string_view(workspace.name()), std::string_view(workspace.description()),
                   txn.now_us(), created_by}));
  if (inserted == 0) {
    return AlreadyExists("WORKSPACE_EXISTS", "There is a workspace \"{}\" already.",
                         workspace.name());
  }
  return GetWorkspace(txn, workspace.name());
}

absl::StatusOr<std::vector<v1::Workspace>> ListWorkspaces(ReadTxn& txn, std::string_view after,
                                                          int limit) {
  Rows rows = txn.Query(
      "SELECT name, description, version, created_us, created_by FROM workspace WHERE name > $1 "
      "ORDER BY name LIMIT $2",
      {after, int64_t{limit}});
  std::vector<v1::Workspace> workspaces;
  while (rows.Next()) workspaces.push_back(FromRow(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return workspaces;
}

}  // namespace assay
