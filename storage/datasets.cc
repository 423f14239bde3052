#include "storage/datasets.h"

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/contents.h"

namespace assay {

absl::Status ValidateDatasetVersion(const v1::DatasetVersion& version) {
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateName("dataset", version.name()), "dataset"));
  ASSAY_RETURN_IF_ERROR(PrefixField(ValidateContent(version.content()), "dataset"));
  ASSAY_RETURN_IF_ERROR(
      PrefixField(ValidateText("URI", version.uri(), limits::kUriBytes), "dataset.uri"));
  ASSAY_RETURN_IF_ERROR(PrefixField(
      ValidateText("schema", version.schema(), limits::kDescriptionBytes), "dataset.schema"));
  return PrefixField(ValidateText("profile", version.profile(), limits::kDescriptionBytes),
                     "dataset.profile");
}

absl::StatusOr<DatasetVersionRow> InternDatasetVersion(WriteTxn& txn, int64_t workspace,
                                                       const v1::DatasetVersion& version) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t content, InternContent(txn, version.content()));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t dataset,
      txn.Insert("INSERT INTO dataset (workspace, name) VALUES ($1, $2) "
                 "ON CONFLICT (workspace, name) DO UPDATE SET name = excluded.name RETURNING id",
                 {workspace, std::string_view(version.name())}));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t id,
      txn.Insert(
          "INSERT INTO dataset_version (dataset, content, uri, schema_text, profile, created_us) "
          "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dataset, content) DO UPDATE SET "
          "schema_text = CASE WHEN dataset_version.schema_text = '' THEN excluded.schema_text "
          "ELSE dataset_version.schema_text END, "
          "profile = CASE WHEN dataset_version.profile = '' THEN excluded.profile "
          "ELSE dataset_version.profile END RETURNING id",
          {dataset, content, std::string_view(version.uri()), std::string_view(version.schema()),
           std::string_view(version.profile()), txn.now_us()}));
  return DatasetVersionRow{id, content};
}

}  // namespace assay
