// Reading model versions with their parts: one statement for each part, whatever their number.
#include "absl/container/flat_hash_map.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/in_list.h"
#include "storage/registry/aliases.h"
#include "storage/registry/contracts.h"
#include "storage/registry/labels.h"
#include "storage/registry/model_versions.h"
#include "storage/times.h"

namespace assay {
namespace {

using VersionMap = absl::flat_hash_map<int64_t, v1::ModelVersion>;

constexpr sql::Sql kColumns =
    "SELECT v.id, w.name, m.name, v.number, c.digest, c.kind, c.size, v.uri, r.uid, "
    "v.description, v.inputs, v.outputs, v.framework, v.framework_version, e.body, bw.name, "
    "bm.name, b.number, v.created_us, v.created_by, r.created_by, r.deleted_us, "
    "u.updated_us, u.updated_by "
    "FROM model_version v JOIN model m ON m.id = v.model JOIN workspace w ON w.id = m.workspace "
    "JOIN content c ON c.id = v.content LEFT JOIN run r ON r.id = v.run "
    "LEFT JOIN estimator e ON e.id = v.estimator LEFT JOIN model_version b ON b.id = v.base "
    "LEFT JOIN model bm ON bm.id = b.model LEFT JOIN workspace bw ON bw.id = bm.workspace "
    "LEFT JOIN model_version_update u ON u.model_version = v.id "
    "WHERE v.id IN ";

absl::Status FillOrigin(const Rows& rows, v1::ModelVersion* version) {
  if (!rows.IsNull(8)) {
    version->set_run_id(IdText(rows.Blob(8)));
    version->set_run_created_by(rows.String(20));
    version->set_run_deleted(!rows.IsNull(21));
  }
  if (!rows.IsNull(17)) {
    v1::ModelVersionName* base = version->mutable_fine_tuned_from();
    base->set_workspace(rows.String(15));
    base->set_model(rows.String(16));
    base->set_number(rows.Int(17));
  }
  if (!rows.IsNull(14) && !version->mutable_estimator()->ParseFromString(rows.String(14))) {
    return absl::DataLossError("An estimator can't be read.");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ModelVersion> FromRow(const Rows& rows) {
  v1::ModelVersion version;
  version.set_workspace(rows.String(1));
  version.set_model(rows.String(2));
  version.set_number(rows.Int(3));
  FillContent(rows, 4, version.mutable_artifact());
  version.set_uri(rows.String(7));
  version.set_description(rows.String(9));
  if (!rows.Text(10).empty()) version.mutable_signature()->set_inputs(rows.String(10));
  if (!rows.Text(11).empty()) version.mutable_signature()->set_outputs(rows.String(11));
  version.set_framework(rows.String(12));
  version.set_framework_version(rows.String(13));
  SetTime(rows.Int(18), version.mutable_create_time());
  version.set_created_by(rows.String(19));
  if (!rows.IsNull(22)) {
    SetTime(rows.Int(22), version.mutable_update_time());
    version.set_updated_by(rows.String(23));
  }
  ASSAY_RETURN_IF_ERROR(FillOrigin(rows, &version));
  return version;
}

absl::Status LoadParts(ReadTxn& txn, std::span<const int64_t> rows, VersionMap& versions) {
  ASSAY_RETURN_IF_ERROR(LoadLabels(txn, kModelVersionLabels, rows,
                                   [&](int64_t row, v1::Tag label, v1::LabelSource source) {
                                     v1::ModelVersion& version = versions.at(row);
                                     *version.add_labels() = std::move(label);
                                     *version.add_label_sources() = std::move(source);
                                   }));
  ASSAY_RETURN_IF_ERROR(LoadAliasesOfVersions(txn, rows, [&](int64_t row, std::string_view alias) {
    versions.at(row).add_aliases(std::string(alias));
  }));
  return LoadContracts(txn, rows, [&](int64_t row) { return versions.at(row).mutable_contract(); });
}

}  // namespace

absl::StatusOr<std::vector<v1::ModelVersion>> LoadModelVersions(ReadTxn& txn,
                                                                std::span<const int64_t> rows) {
  std::vector<v1::ModelVersion> loaded;
  if (rows.empty()) return loaded;
  sql::Builder builder;
  builder.Append(kColumns);
  AppendList(rows, &builder);
  builder.Append(" ORDER BY v.id");
  VersionMap versions;
  std::vector<int64_t> ids;
  Rows found = txn.Query(builder);
  while (found.Next()) {
    ids.push_back(found.Int(0));
    ASSAY_ASSIGN_OR_RETURN(versions[found.Int(0)], FromRow(found));
  }
  ASSAY_RETURN_IF_ERROR(found.status());
  for (const int64_t row : rows) {
    if (!versions.contains(row)) {
      return absl::DataLossError("A row names a model version that is not there.");
    }
  }
  ASSAY_RETURN_IF_ERROR(LoadParts(txn, ids, versions));
  // A row may be asked for twice.
  for (const int64_t row : rows) loaded.push_back(versions.at(row));
  return loaded;
}

absl::StatusOr<v1::ModelVersion> LoadModelVersion(ReadTxn& txn, int64_t row) {
  ASSAY_ASSIGN_OR_RETURN(auto versions, LoadModelVersions(txn, std::span(&row, 1)));
  return std::move(versions.front());
}

absl::StatusOr<std::vector<v1::ModelVersionName>> LoadModelVersionNames(
    ReadTxn& txn, std::span<const int64_t> rows) {
  std::vector<v1::ModelVersionName> names;
  if (rows.empty()) return names;
  sql::Builder builder;
  builder.Append(
      "SELECT v.id, w.name, m.name, v.number FROM model_version v JOIN model m ON m.id = v.model "
      "JOIN workspace w ON w.id = m.workspace WHERE v.id IN ");
  AppendList(rows, &builder);
  builder.Append(" ORDER BY v.id");
  absl::flat_hash_map<int64_t, v1::ModelVersionName> by_row;
  Rows found = txn.Query(builder);
  while (found.Next()) {
    v1::ModelVersionName& name = by_row[found.Int(0)];
    name.set_workspace(found.String(1));
    name.set_model(found.String(2));
    name.set_number(found.Int(3));
  }
  ASSAY_RETURN_IF_ERROR(found.status());
  for (const int64_t row : rows) {
    const auto it = by_row.find(row);
    if (it == by_row.end()) {
      return absl::DataLossError("A row names a model version that is not there.");
    }
    names.push_back(it->second);
  }
  return names;
}

}  // namespace assay
