// The files of a directory, from which its digest is computed: dirHash of in-toto's DigestSet,
// which is SHA-256 over the lines "<hex of the file>  <path>\n" in the order of the paths.
#ifndef ASSAY_CORE_MANIFEST_H_
#define ASSAY_CORE_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace assay {

struct ManifestFile {
  std::string_view path;
  std::string_view digest;  // "sha256:<hex>"
  std::optional<int64_t> size;
};

// Whether these files, in any order, can be a directory of this digest. InvalidArgument with reason
// MANIFEST_TOO_LARGE for more than kManifestEntries, PATH_INVALID, DIGEST_MALFORMED, DIGEST_WEAK
// and SIZE_NEGATIVE for one of them, MANIFEST_INVALID for a path that is there twice, and
// MANIFEST_MISMATCH when they give another digest. Fields are "manifest" and those below it.
absl::Status ValidateManifest(std::vector<ManifestFile> files, std::string_view digest);

}  // namespace assay

#endif  // ASSAY_CORE_MANIFEST_H_
