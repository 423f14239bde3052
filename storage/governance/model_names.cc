#include "storage/governance/model_names.h"

#include <string>
#include <vector>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/lineage/node_name.h"
#include "storage/registry/model_versions.h"

namespace assay {
namespace {

std::string NameText(const v1::ModelVersionName& name) {
  return ModelVersionNodeName(name.workspace(), name.model(), name.number());
}

}  // namespace

absl::StatusOr<int64_t> FindModelVersionByName(ReadTxn& txn, std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const NodeName parsed, ParseNodeName(name));
  if (parsed.kind != v1::NODE_KIND_MODEL_VERSION) {
    return InvalidArgument(
        "NODE_NAME_MALFORMED", "version",
        "\"{}\" is no model version. Write \"model:<workspace>/<name>/<number>\".", name);
  }
  v1::ModelVersionName version;
  version.set_workspace(parsed.parts[0]);
  version.set_model(parsed.parts[1]);
  version.set_number(std::stoll(parsed.parts[2]));
  ASSAY_ASSIGN_OR_RETURN(const ModelVersionRow row, FindModelVersion(txn, version));
  return row.id;
}

std::string ModelNames::Of(int64_t row) const {
  const auto it = names_.find(row);
  return it == names_.end() ? "" : it->second;
}

absl::StatusOr<ModelNames> LoadModelNames(ReadTxn& txn, std::span<const int64_t> rows) {
  std::vector<int64_t> known;
  for (const int64_t row : rows) {
    if (row != 0) known.push_back(row);
  }
  ModelNames names;
  if (known.empty()) return names;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::ModelVersionName> loaded,
                         LoadModelVersionNames(txn, known));
  for (size_t i = 0; i < known.size(); ++i) names.Add(known[i], NameText(loaded[i]));
  return names;
}

absl::StatusOr<ModelArtifact> LoadModelArtifact(ReadTxn& txn, int64_t model_version) {
  ASSAY_ASSIGN_OR_RETURN(const ModelNames names, LoadModelNames(txn, {&model_version, 1}));
  Rows rows = txn.Query(
      "SELECT v.content, c.digest, v.uri, coalesce(v.run, 0) "
      "FROM model_version v JOIN content c ON c.id = v.content WHERE v.id = $1",
      {model_version});
  if (!rows.Next()) {
    ASSAY_RETURN_IF_ERROR(rows.status());
    return absl::DataLossError("A row names a model version that is not there.");
  }
  return ModelArtifact{.name = names.Of(model_version),
                       .content = rows.Int(0),
                       .content_digest = rows.String(1),
                       .uri = rows.String(2),
                       .run = rows.Int(3)};
}

}  // namespace assay
