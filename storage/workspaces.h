// Workspaces: everything that a team names is in one.
#ifndef ASSAY_STORAGE_WORKSPACES_H_
#define ASSAY_STORAGE_WORKSPACES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

inline constexpr char kDefaultWorkspace[] = "default";

// The row of a workspace; an empty name means "default". NotFound with reason WORKSPACE_NOT_FOUND.
absl::StatusOr<int64_t> FindWorkspace(ReadTxn& txn, std::string_view name);

absl::StatusOr<v1::Workspace> GetWorkspace(ReadTxn& txn, std::string_view name);
// AlreadyExists with reason WORKSPACE_EXISTS.
absl::StatusOr<v1::Workspace> CreateWorkspace(WriteTxn& txn, const v1::Workspace& workspace,
                                              std::string_view created_by);
// Up to `limit` workspaces with names after `after`, by name.
absl::StatusOr<std::vector<v1::Workspace>> ListWorkspaces(ReadTxn& txn, std::string_view after,
                                                          int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_WORKSPACES_H_
