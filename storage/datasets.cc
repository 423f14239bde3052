#include "storage/datasets.h"

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/contents.h"

namespace assay {
namespace {

absl::StatusOr<int64_t> InternDataset(WriteTxn& txn, int64_t workspace, std::string_view name) {
  {
    Rows rows =
        txn.Query("SELECT id FROM dataset WHERE workspace = $1 AND name = $2", {workspace, name});
    if (rows.Next()) return rows.Int(0);
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  return txn.Insert("INSERT INTO dataset (workspace, name) VALUES ($1, $2)", {workspace, name});
}

absl::Status CheckLabelIsFree(WriteTxn& txn, int64_t dataset, const v1::DatasetVersion& version) {
  if (version.version().empty()) return absl::OkStatus();
  Rows rows = txn.Query(
      "SELECT c.digest FROM dataset_version v JOIN content c ON c.id = v.content "
      "WHERE v.dataset = $1 AND v.version = $2 AND v.version <> ''",
      {dataset, std::string_view(version.version())});
  if (!rows.Next()) return rows.status();
  return FailedPrecondition("DATASET_VERSION_CHANGED",
                            "The version {} of the dataset {} is {} and stays it; this is {}. Give "
                            "it another version.",
                            version.version(), version.name(), rows.Text(0),
                            version.content().digest());
}

// Adds what is new of a version that is there.
absl::Status Complete(WriteTxn& txn, int64_t id, int64_t dataset, std::string_view label,
                      const v1::DatasetVersion& version, std::string_view by) {
  if (!version.version().empty() && version.version() != label) {
    if (!label.empty()) {
      return FailedPrecondition("DATASET_VERSION_CHANGED",
                                "The content {} of the dataset {} is its version {} and stays it. "
                                "Leave the version {} out.",
                                version.content().digest(), version.name(), label,
                                version.version());
    }
    ASSAY_RETURN_IF_ERROR(CheckLabelIsFree(txn, dataset, version));
    ASSAY_RETURN_IF_ERROR(
        txn.Run("UPDATE dataset_version SET version = $1, updated_by = $2 WHERE id = $3",
                {std::string_view(version.version()), by, id}));
  }
  if (version.schema().empty() && version.profile().empty()) return absl::OkStatus();
  return txn.Run(
      "UPDATE dataset_version SET "
      "schema_text = CASE WHEN schema_text = '' THEN $1 ELSE schema_text END, "
      "profile = CASE WHEN profile = '' THEN $2 ELSE profile END, updated_by = $3 "
      "WHERE id = $4 AND (schema_text = '' AND $1 <> '' OR profile = '' AND $2 <> '')",
      {std::string_view(version.schema()), std::string_view(version.profile()), by, id});
}

}  // namespace

absl::StatusOr<DatasetVersionRow> InternDatasetVersion(WriteTxn& txn, int64_t workspace,
                                                       const v1::DatasetVersion& version,
                                                       std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t content,
                         InternContent(txn, version.content(), version.uri()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t dataset, InternDataset(txn, workspace, version.name()));
  {
    Rows rows =
        txn.Query("SELECT id, version FROM dataset_version WHERE dataset = $1 AND content = $2",
                  {dataset, content});
    if (rows.Next()) {
      const int64_t id = rows.Int(0);
      ASSAY_RETURN_IF_ERROR(Complete(txn, id, dataset, rows.String(1), version, by));
      return DatasetVersionRow{id, content};
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  ASSAY_RETURN_IF_ERROR(CheckLabelIsFree(txn, dataset, version));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      txn.Insert("INSERT INTO dataset_version (dataset, content, version, uri, schema_text, "
                 "profile, created_us, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 {dataset, content, std::string_view(version.version()),
                  std::string_view(version.uri()), std::string_view(version.schema()),
                  std::string_view(version.profile()), txn.now_us(), by}));
  return DatasetVersionRow{id, content};
}

}  // namespace assay
