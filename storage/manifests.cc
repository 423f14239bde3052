#include "storage/manifests.h"

#include <algorithm>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr std::string_view kSha256 = "sha256:";

using Entries = std::vector<const v1::ManifestEntry*>;

absl::Status ValidateEntry(const v1::ManifestEntry& entry, std::string_view before) {
  ASSAY_RETURN_IF_ERROR(ValidatePath(entry.path()));
  ASSAY_RETURN_IF_ERROR(ValidateDigest(entry.digest()));
  if (StrengthOf(entry.digest()) != DigestStrength::kStrong) {
    return InvalidArgument("DIGEST_WEAK", "digest",
                           "The file {} has the digest {}. A manifest takes \"sha256:<64 hex "
                           "digits>\" only.",
                           entry.path(), entry.digest());
  }
  if (entry.has_size() && entry.size() < 0) {
    return InvalidArgument("SIZE_NEGATIVE", "size", "The size of the file {} is negative.",
                           entry.path());
  }
  if (entry.path() == before) {
    return InvalidArgument("MANIFEST_INVALID", "path", "The file {} is in the manifest twice.",
                           entry.path());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateManifest(const v1::Content& content) {
  const auto& entries = content.manifest().entries();
  if (content.kind() != v1::CONTENT_KIND_DIRECTORY) {
    return InvalidArgument("MANIFEST_INVALID", "manifest",
                           "A file has no manifest. Say that the content is a directory.");
  }
  if (static_cast<size_t>(entries.size()) > limits::kManifestEntries) {
    return InvalidArgument("MANIFEST_TOO_LARGE", "manifest.entries",
                           "The manifest has {} files; at most {} are allowed. Log the directory "
                           "without it, or its parts one by one.",
                           entries.size(), limits::kManifestEntries);
  }
  Entries sorted;
  for (const v1::ManifestEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->path() < b->path(); });
  Sha256 hash;
  std::string_view before;
  for (const v1::ManifestEntry* entry : sorted) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateEntry(*entry, before), "manifest.entries"));
    before = entry->path();
    hash.Update(entry->digest().substr(kSha256.size()));
    hash.Update("  ");
    hash.Update(entry->path());
    hash.Update("\n");
  }
  const std::string digest = std::string(kSha256) + hash.FinishHex();
  if (digest == content.digest()) return absl::OkStatus();
  return InvalidArgument("MANIFEST_MISMATCH", "manifest",
                         "The files of the manifest give the digest {}, and not {}. Hash the "
                         "directory anew.",
                         digest, content.digest());
}

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
