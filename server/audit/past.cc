#include "server/audit/past.h"

#include "server/audit/check.h"
#include "storage/identity/audited.h"
#include "storage/identity/principals.h"

namespace assay::audit {

absl::StatusOr<std::optional<PastPerson>> PersonAt(ReadTxn& txn, const std::string& name,
                                                   int64_t workspace, int64_t index) {
  const absl::StatusOr<PrincipalRow> principal = FindPrincipal(txn, name);
  if (absl::IsNotFound(principal.status())) return std::nullopt;
  ASSAY_RETURN_IF_ERROR(principal.status());
  ASSAY_ASSIGN_OR_RETURN(const auto life, EventsOf(txn, "principal:" + principal->uid));
  if (!HappenedBefore(life, "PRINCIPAL_CREATED", index)) return std::nullopt;
  PastPerson past;
  past.person = principal->kind == v1::PRINCIPAL_KIND_PERSON;
  past.active = !HappenedBefore(life, "PRINCIPAL_DEACTIVATED", index);
  if (!past.active) return past;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<RecordedGrant> grants,
                         RecordedGrants(txn, principal->id, workspace));
  for (const RecordedGrant& grant : grants) {
    ASSAY_ASSIGN_OR_RETURN(const auto events, EventsOf(txn, grant.subject));
    if (HappenedBefore(events, "ROLE_GRANTED", index) &&
        !HappenedBefore(events, "ROLE_REVOKED", index)) {
      past.roles.push_back(grant.role);
    }
  }
  return past;
}

}  // namespace assay::audit
