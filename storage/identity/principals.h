// Principals: the persons and programs that call.
#ifndef ASSAY_STORAGE_IDENTITY_PRINCIPALS_H_
#define ASSAY_STORAGE_IDENTITY_PRINCIPALS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "storage/identity/actor.h"
#include "storage/store.h"

namespace assay {

struct PrincipalRow {
  int64_t id = 0;
  std::string uid;  // 32 hex digits
  std::string name;
  v1::PrincipalKind kind = v1::PRINCIPAL_KIND_UNSPECIFIED;
  bool active = false;
};

// NotFound with reason PRINCIPAL_NOT_FOUND. A deactivated one is found.
absl::StatusOr<PrincipalRow> FindPrincipal(ReadTxn& txn, std::string_view name);
// The same; FailedPrecondition with reason PRINCIPAL_DEACTIVATED for one that is deactivated.
absl::StatusOr<PrincipalRow> FindActivePrincipal(ReadTxn& txn, std::string_view name);
absl::StatusOr<v1::Principal> GetPrincipal(ReadTxn& txn, std::string_view name);

// AlreadyExists with reason PRINCIPAL_EXISTS; InvalidArgument with reason PRINCIPAL_KIND_MISSING.
absl::StatusOr<v1::Principal> CreatePrincipal(WriteTxn& txn, const v1::Principal& principal,
                                              const Actor& actor);
// FailedPrecondition with reason LAST_ADMINISTRATOR.
absl::StatusOr<v1::Principal> DeactivatePrincipal(WriteTxn& txn, std::string_view name,
                                                  const Actor& actor);
// Up to `limit` with names after `after`, by name.
absl::StatusOr<std::vector<v1::Principal>> ListPrincipals(ReadTxn& txn, bool show_deactivated,
                                                          std::string_view after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_IDENTITY_PRINCIPALS_H_
