// Aliases of models: names that point at a version, with their history.
#ifndef ASSAY_STORAGE_REGISTRY_ALIASES_H_
#define ASSAY_STORAGE_REGISTRY_ALIASES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/registry_service.pb.h"
#include "storage/registry/model_versions.h"
#include "storage/registry/models.h"
#include "storage/store.h"

namespace assay {

// The row of the version that an alias points at. NotFound (ALIAS_NOT_FOUND).
absl::StatusOr<int64_t> FindAlias(ReadTxn& txn, int64_t model, std::string_view alias);

// A change of an alias: what, why and who.
struct AliasRequest {
  std::string_view alias;
  std::string_view reason;
  std::string_view changed_by;
};

// What needs no transaction: the alias (NAME_..., NAME_RESERVED) and the length of the reason.
absl::Status ValidateAlias(std::string_view alias, std::string_view reason);
// Points an alias at a version. Where it points there already nothing happens.
absl::Status SetAlias(WriteTxn& txn, const ModelVersionRow& version, const AliasRequest& request);
// NotFound (ALIAS_NOT_FOUND).
absl::Status DeleteAlias(WriteTxn& txn, const ModelRow& model, const AliasRequest& request);

// Where an alias of the model `row` goes, which points at the version of this number.
using OnModelAlias = std::function<void(int64_t row, std::string_view alias, int64_t number)>;
// The aliases of models, which must not be empty, by alias.
absl::Status LoadAliasesOfModels(ReadTxn& txn, std::span<const int64_t> models,
                                 const OnModelAlias& on_alias);

// Where an alias that points at the version `row` goes.
using OnVersionAlias = std::function<void(int64_t row, std::string_view alias)>;
// The aliases of versions, which must not be empty, by alias.
absl::Status LoadAliasesOfVersions(ReadTxn& txn, std::span<const int64_t> model_versions,
                                   const OnVersionAlias& on_alias);

struct AliasChangePage {
  std::vector<v1::AliasChange> changes;
  int64_t last = 0;  // row of the last change
  bool more = false;
};
// Up to `limit` changes below row `before`, newest first; of all aliases when `alias` is empty.
absl::StatusOr<AliasChangePage> ListAliasChanges(ReadTxn& txn, int64_t model,
                                                 std::string_view alias, int64_t before, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_ALIASES_H_
