#include "storage/manifests.h"

#include "core/status_macros.h"

namespace assay {

absl::Status AddManifest(WriteTxn& txn, int64_t directory, const v1::Manifest& manifest) {
  // A manifest gives its directory's digest, so one that is there is the same.
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::ManifestEntry> present,
                         ListManifest(txn, directory, "", 1));
  if (!present.empty()) return absl::OkStatus();
  for (const v1::ManifestEntry& entry : manifest.entries()) {
    const sql::Param size = entry.has_size() ? sql::Param(entry.size()) : sql::Param(nullptr);
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO manifest (directory, path, digest, size, created_us) "
                "VALUES ($1, $2, $3, $4, $5)",
                {directory, std::string_view(entry.path()), std::string_view(entry.digest()), size,
                 txn.now_us()}));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::ManifestEntry>> ListManifest(ReadTxn& txn, int64_t directory,
                                                            std::string_view after, int limit) {
  Rows rows = txn.Query(
      "SELECT path, digest, size FROM manifest WHERE directory = $1 AND path > $2 "
      "ORDER BY path LIMIT $3",
      {directory, after, int64_t{limit}});
  std::vector<v1::ManifestEntry> entries;
  while (rows.Next()) {
    v1::ManifestEntry& entry = entries.emplace_back();
    entry.set_path(rows.String(0));
    entry.set_digest(rows.String(1));
    if (!rows.IsNull(2)) entry.set_size(rows.Int(2));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return entries;
}

}  // namespace assay
