// The files of directories.
#ifndef ASSAY_STORAGE_MANIFESTS_H_
#define ASSAY_STORAGE_MANIFESTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "storage/store.h"

namespace assay {

// Keeps the manifest of a directory, which has been validated; the same again is fine.
absl::Status AddManifest(WriteTxn& txn, int64_t directory, const v1::Manifest& manifest);

// Up to `limit` files of a directory, by path, behind the path `after`. None when there is no
// manifest.
absl::StatusOr<std::vector<v1::ManifestEntry>> ListManifest(ReadTxn& txn, int64_t directory,
                                                            std::string_view after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_MANIFESTS_H_
