#include "storage/registry/aliases.h"

#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/in_list.h"
#include "storage/registry/fields.h"
#include "storage/registry/limits.h"
#include "storage/times.h"

namespace assay {
namespace {

// The number that an alias points at; 0 when there is no such alias.
absl::StatusOr<int64_t> PresentNumber(ReadTxn& txn, int64_t model, std::string_view alias) {
  Rows rows = txn.Query(
      "SELECT v.number FROM model_alias a JOIN model_version v ON v.id = a.model_version "
      "WHERE a.model = $1 AND a.alias = $2",
      {model, alias});
  const int64_t number = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  return number;
}

absl::Status RecordChange(WriteTxn& txn, int64_t model, const AliasRequest& request, int64_t from,
                          int64_t to) {
  return txn.Run(
      "INSERT INTO model_alias_change (model, alias, from_number, to_number, reason, created_us, "
      "changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {model, request.alias, from, to, request.reason, txn.now_us(), request.changed_by});
}

absl::Status AliasNotFound(std::string_view alias) {
  return NotFound("ALIAS_NOT_FOUND",
                  "The model has no alias \"{}\". Show the model to see those that it has.", alias);
}

}  // namespace

absl::StatusOr<int64_t> FindAlias(ReadTxn& txn, int64_t model, std::string_view alias) {
  Rows rows = txn.Query("SELECT model_version FROM model_alias WHERE model = $1 AND alias = $2",
                        {model, alias});
  if (rows.Next()) return rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return AliasNotFound(alias);
}

absl::Status ValidateAlias(std::string_view alias, std::string_view reason) {
  ASSAY_RETURN_IF_ERROR(CheckNotReserved("alias", alias));
  ASSAY_RETURN_IF_ERROR(AtField("alias", ValidateModelName("alias", alias)));
  return ValidateTextField("reason", reason, limits::kReasonBytes);
}

absl::Status SetAlias(WriteTxn& txn, const ModelVersionRow& version, const AliasRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t from, PresentNumber(txn, version.model, request.alias));
  if (from == version.number) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("INSERT INTO model_alias (model, alias, model_version) VALUES ($1, $2, $3) "
              "ON CONFLICT (model, alias) DO UPDATE SET model_version = excluded.model_version",
              {version.model, request.alias, version.id}));
  return RecordChange(txn, version.model, request, from, version.number);
}

absl::Status DeleteAlias(WriteTxn& txn, const ModelRow& model, const AliasRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t from, PresentNumber(txn, model.id, request.alias));
  if (from == 0) return AliasNotFound(request.alias);
  ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM model_alias WHERE model = $1 AND alias = $2",
                                {model.id, request.alias}));
  return RecordChange(txn, model.id, request, from, 0);
}

absl::Status LoadAliasesOfModels(ReadTxn& txn, std::span<const int64_t> models,
                                 const OnModelAlias& on_alias) {
  sql::Builder builder;
  builder.Append(
      "SELECT a.model, a.alias, v.number FROM model_alias a "
      "JOIN model_version v ON v.id = a.model_version WHERE a.model IN ");
  AppendList(models, &builder);
  builder.Append(" ORDER BY a.model, a.alias");
  Rows rows = txn.Query(builder);
  while (rows.Next()) on_alias(rows.Int(0), rows.Text(1), rows.Int(2));
  return rows.status();
}

absl::Status LoadAliasesOfVersions(ReadTxn& txn, std::span<const int64_t> model_versions,
                                   const OnVersionAlias& on_alias) {
  sql::Builder builder;
  builder.Append("SELECT model_version, alias FROM model_alias WHERE model_version IN ");
  AppendList(model_versions, &builder);
  builder.Append(" ORDER BY model_version, alias");
  Rows rows = txn.Query(builder);
  while (rows.Next()) on_alias(rows.Int(0), rows.Text(1));
  return rows.status();
}

absl::StatusOr<AliasChangePage> ListAliasChanges(ReadTxn& txn, int64_t model,
                                                 std::string_view alias, int64_t before,
                                                 int limit) {
  sql::Builder builder;
  builder
      .Append(
          "SELECT alias, from_number, to_number, reason, created_us, changed_by, id "
          "FROM model_alias_change WHERE model = ")
      .Bind(model);
  if (!alias.empty()) builder.Append(" AND alias = ").Bind(alias);
  builder.Append(" AND id < ").Bind(before);
  builder.Append(" ORDER BY id DESC LIMIT ").Bind(int64_t{limit} + 1);
  Rows rows = txn.Query(builder);
  AliasChangePage page;
  while (rows.Next()) {
    page.more = page.changes.size() == static_cast<size_t>(limit);
    if (page.more) break;
    v1::AliasChange& change = page.changes.emplace_back();
    change.set_alias(rows.String(0));
    change.set_from_number(rows.Int(1));
    change.set_to_number(rows.Int(2));
    change.set_reason(rows.String(3));
    SetTime(rows.Int(4), change.mutable_time());
    change.set_changed_by(rows.String(5));
    page.last = rows.Int(6);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

}  // namespace assay
