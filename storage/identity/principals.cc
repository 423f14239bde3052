#include "storage/identity/principals.h"

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/audit_log.h"
#include "storage/identity/audited.h"
#include "storage/identity/roles.h"
#include "storage/times.h"

namespace assay {
namespace {

// The columns: uid, name, kind, description, created_us, created_by, deactivated_us,
// deactivated_by.
v1::Principal FromRow(const Rows& rows) {
  v1::Principal principal;
  principal.set_principal_id(IdText(rows.Blob(0)));
  principal.set_name(rows.String(1));
  principal.set_kind(static_cast<v1::PrincipalKind>(rows.Int(2)));
  principal.set_description(rows.String(3));
  SetTime(rows.Int(4), principal.mutable_create_time());
  principal.set_created_by(rows.String(5));
  if (!rows.IsNull(6)) SetTime(rows.Int(6), principal.mutable_deactivate_time());
  principal.set_deactivated_by(rows.String(7));
  return principal;
}

absl::Status PrincipalNotFound(std::string_view name) {
  return NotFound("PRINCIPAL_NOT_FOUND",
                  "There is no principal \"{}\". List the principals to see those that are.", name);
}

absl::Status Validate(const v1::Principal& principal) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("principal", principal.name()), "principal"));
  if (principal.name() == kEveryone) {
    return InvalidArgument("NAME_INVALID", "principal.name",
                           "The name \"*\" means everybody. Choose another.");
  }
  if (principal.kind() != v1::PRINCIPAL_KIND_PERSON &&
      principal.kind() != v1::PRINCIPAL_KIND_SERVICE) {
    return InvalidArgument("PRINCIPAL_KIND_MISSING", "principal.kind",
                           "Say whether \"{}\" is a PERSON or a SERVICE: only persons approve.",
                           principal.name());
  }
  return PrefixField(
      ValidateText("description", principal.description(), limits::kDescriptionBytes), "principal");
}

absl::Status Audit(WriteTxn& txn, const char* kind, const PrincipalRow& row, const Actor& actor) {
  return AppendAuditLeaf(txn, {.kind = kind,
                               .subject = "principal:" + row.uid,
                               .digest = PrincipalDigest(row.kind),
                               .actor = actor,
                               .comment = row.name})
      .status();
}

}  // namespace

absl::StatusOr<PrincipalRow> FindPrincipal(ReadTxn& txn, std::string_view name) {
  Rows rows =
      txn.Query("SELECT id, uid, kind, deactivated_us FROM principal WHERE name = $1", {name});
  if (rows.Next()) {
    return PrincipalRow{rows.Int(0), IdText(rows.Blob(1)), std::string(name),
                        static_cast<v1::PrincipalKind>(rows.Int(2)), rows.IsNull(3)};
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return PrincipalNotFound(name);
}

absl::StatusOr<PrincipalRow> FindActivePrincipal(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(PrincipalRow row, FindPrincipal(txn, name));
  if (row.active) return row;
  return FailedPrecondition("PRINCIPAL_DEACTIVATED",
                            "The principal \"{}\" is deactivated, for good. Make another.", name);
}

absl::StatusOr<v1::Principal> GetPrincipal(ReadTxn& txn, std::string_view name) {
  Rows rows = txn.Query(
      "SELECT uid, name, kind, description, created_us, created_by, deactivated_us, "
      "deactivated_by FROM principal WHERE name = $1",
      {name});
  if (rows.Next()) return FromRow(rows);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return PrincipalNotFound(name);
}

absl::StatusOr<v1::Principal> CreatePrincipal(WriteTxn& txn, const v1::Principal& principal,
                                              const Actor& actor) {
  ASSAY_RETURN_IF_ERROR(Validate(principal));
  const std::string uid = txn.NewId();
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(
          "INSERT INTO principal (uid, name, kind, description, created_us, created_by, "
          "deactivated_by) VALUES ($1, $2, $3, $4, $5, $6, '') ON CONFLICT DO NOTHING",
          {sql::Bytes{IdBytes(uid)}, std::string_view(principal.name()), int64_t{principal.kind()},
           std::string_view(principal.description()), txn.now_us(), std::string_view(actor.name)}));
  if (inserted == 0) {
    return AlreadyExists("PRINCIPAL_EXISTS",
                         "There is a principal \"{}\" already, perhaps a deactivated one. Choose "
                         "another name.",
                         principal.name());
  }
  ASSAY_ASSIGN_OR_RETURN(const PrincipalRow row, FindPrincipal(txn, principal.name()));
  ASSAY_RETURN_IF_ERROR(Audit(txn, "PRINCIPAL_CREATED", row, actor));
  return GetPrincipal(txn, principal.name());
}

absl::StatusOr<v1::Principal> DeactivatePrincipal(WriteTxn& txn, std::string_view name,
                                                  const Actor& actor) {
  ASSAY_ASSIGN_OR_RETURN(const PrincipalRow row, FindPrincipal(txn, name));
  if (row.active) {
    ASSAY_RETURN_IF_ERROR(CheckAnotherAdministrator(txn, row));
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE principal SET deactivated_us = $1, deactivated_by = $2 WHERE id = $3",
                {txn.now_us(), std::string_view(actor.name), row.id}));
    ASSAY_RETURN_IF_ERROR(Audit(txn, "PRINCIPAL_DEACTIVATED", row, actor));
  }
  return GetPrincipal(txn, name);
}

absl::StatusOr<std::vector<v1::Principal>> ListPrincipals(ReadTxn& txn, bool show_deactivated,
                                                          std::string_view after, int limit) {
  Rows rows = txn.Query(
      "SELECT uid, name, kind, description, created_us, created_by, deactivated_us, "
      "deactivated_by FROM principal "
      "WHERE name > $1 AND ($2 = 1 OR deactivated_us IS NULL) ORDER BY name LIMIT $3",
      {after, int64_t{show_deactivated}, int64_t{limit}});
  std::vector<v1::Principal> principals;
  while (rows.Next()) principals.push_back(FromRow(rows));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return principals;
}

}  // namespace assay
