// Names of model versions, as governance writes them: "model:<workspace>/<name>/<number>".
#ifndef ASSAY_STORAGE_GOVERNANCE_MODEL_NAMES_H_
#define ASSAY_STORAGE_GOVERNANCE_MODEL_NAMES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

// The row of a model version. InvalidArgument (NODE_NAME_MALFORMED), NotFound
// (MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND).
absl::StatusOr<int64_t> FindModelVersionByName(ReadTxn& txn, std::string_view name);

// Names by row.
class ModelNames {
 public:
  void Add(int64_t row, std::string name) { names_[row] = std::move(name); }
  // Empty for 0.
  std::string Of(int64_t row) const;

 private:
  absl::flat_hash_map<int64_t, std::string> names_;
};

// Of these rows; zeros are passed over.
absl::StatusOr<ModelNames> LoadModelNames(ReadTxn& txn, std::span<const int64_t> rows);

// What is deployed of a model version.
struct ModelArtifact {
  std::string name;
  int64_t content = 0;  // row
  std::string content_digest;
  std::string uri;
  int64_t run = 0;  // row of the source run; 0 for none
};
absl::StatusOr<ModelArtifact> LoadModelArtifact(ReadTxn& txn, int64_t model_version);

}  // namespace assay

#endif  // ASSAY_STORAGE_GOVERNANCE_MODEL_NAMES_H_
