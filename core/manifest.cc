#include "core/manifest.h"

#include <algorithm>
#include <string>

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr std::string_view kSha256 = "sha256:";

absl::Status ValidateFile(const ManifestFile& file, std::string_view before) {
  ASSAY_RETURN_IF_ERROR(ValidatePath(file.path));
  ASSAY_RETURN_IF_ERROR(ValidateDigest(file.digest));
  if (StrengthOf(file.digest) != DigestStrength::kStrong) {
    return InvalidArgument("DIGEST_WEAK", "digest",
                           "The file {} has the digest {}. A manifest takes \"sha256:<64 hex "
                           "digits>\" only.",
                           file.path, file.digest);
  }
  if (file.size.value_or(0) < 0) {
    return InvalidArgument("SIZE_NEGATIVE", "size", "The size of the file {} is negative.",
                           file.path);
  }
  if (file.path == before) {
    return InvalidArgument("MANIFEST_INVALID", "path", "The file {} is in the manifest twice.",
                           file.path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateManifest(std::vector<ManifestFile> files, std::string_view digest) {
  if (files.size() > limits::kManifestEntries) {
    return InvalidArgument("MANIFEST_TOO_LARGE", "manifest.entries",
                           "The manifest has {} files; at most {} are allowed. Log the directory "
                           "without it, or its parts one by one.",
                           files.size(), limits::kManifestEntries);
  }
  std::sort(files.begin(), files.end(),
            [](const ManifestFile& a, const ManifestFile& b) { return a.path < b.path; });
  Sha256 hash;
  std::string_view before;
  for (const ManifestFile& file : files) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateFile(file, before), "manifest.entries"));
    before = file.path;
    hash.Update(file.digest.substr(kSha256.size()));
    hash.Update("  ");
    hash.Update(file.path);
    hash.Update("\n");
  }
  const std::string computed = std::string(kSha256) + hash.FinishHex();
  if (computed == digest) return absl::OkStatus();
  return InvalidArgument("MANIFEST_MISMATCH", "manifest",
                         "The files of the manifest give the digest {}, and not {}. Hash the "
                         "directory anew.",
                         computed, digest);
}

}  // namespace assay
