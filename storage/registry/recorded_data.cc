#include "storage/registry/recorded_data.h"

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/contents.h"

namespace assay {
namespace {

absl::StatusOr<RecordedData> FindRecordedContent(ReadTxn& txn, std::string_view digest) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t content, FindContent(txn, digest));
  if (content != 0) return RecordedData{content, 0};
  return NotFound("CONTENT_UNKNOWN",
                  "Nothing recorded has the content {}. Log it as an input of the run that reads "
                  "it, or register it as a dataset version first.",
                  digest);
}

}  // namespace

absl::StatusOr<RecordedData> FindRecordedData(ReadTxn& txn, int64_t workspace,
                                              std::string_view name, std::string_view digest) {
  if (name.empty()) return FindRecordedContent(txn, digest);
  Rows rows = txn.Query(
      "SELECT v.content, v.id FROM dataset d JOIN dataset_version v ON v.dataset = d.id "
      "JOIN content c ON c.id = v.content "
      "WHERE d.workspace = $1 AND d.name = $2 AND substr(c.digest, 8, 12) = substr($3, 8, 12) AND "
      "c.digest BETWEEN $3 AND $3",
      {workspace, name, digest});
  if (rows.Next()) return RecordedData{rows.Int(0), rows.Int(1)};
  ASSAY_RETURN_IF_ERROR(rows.status());
  return NotFound("DATASET_VERSION_UNKNOWN",
                  "The dataset \"{}\" has no recorded version {} in this workspace. Log it as an "
                  "input of the run that reads it, or register it first.",
                  name, digest);
}

}  // namespace assay
