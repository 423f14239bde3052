#include "storage/environments.h"

#include "core/digest.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/metric_context.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/edges.h"
#include "storage/first_id.h"
#include "storage/names.h"

namespace assay {

absl::Status ValidateEnvironment(const v1::Environment& environment) {
  size_t bytes = 0;
  for (const auto& [key, value] : environment.attributes()) {
    absl::Status status = ValidateKey("environment attribute", key);
    if (status.ok()) {
      status = ValidateText("environment attribute", value, limits::kEnvironmentBytes);
    }
    ASSAY_RETURN_IF_ERROR(PrefixField(status, "environment.attributes"));
    bytes += key.size() + value.size();
  }
  if (bytes > limits::kEnvironmentBytes) {
    return InvalidArgument("VALUE_TOO_LONG", "environment.attributes",
                           "The environment has {} bytes; at most {} are allowed. Leave some out.",
                           bytes, limits::kEnvironmentBytes);
  }
  return absl::OkStatus();
}

absl::Status SetEnvironment(WriteTxn& txn, int64_t run, const v1::Environment& environment) {
  // The context text is canonical, so it serves as the identity here too.
  const std::string text = ContextText(environment.attributes());
  const std::string digest = Sha256Digest(text);
  ASSAY_ASSIGN_OR_RETURN(int64_t id, txn.Insert("INSERT INTO environment (digest, attributes) "
                                                "VALUES ($1, $2) ON CONFLICT DO NOTHING",
                                                {std::string_view(digest), sql::Bytes{text}}));
  if (id == 0) {
    ASSAY_ASSIGN_OR_RETURN(id, FirstId(txn.Query("SELECT id FROM environment WHERE digest = $1",
                                                 {std::string_view(digest)})));
  }
  ASSAY_RETURN_IF_ERROR(txn.Run("UPDATE run SET environment = $1 WHERE id = $2", {id, run}));
  return SetEdge(txn, v1::EDGE_KIND_RAN_IN, {v1::NODE_KIND_RUN, run},
                 {v1::NODE_KIND_ENVIRONMENT, id}, run);
}

absl::Status LoadEnvironment(ReadTxn& txn, int64_t id, v1::Environment* environment) {
  Rows rows = txn.Query("SELECT digest, attributes FROM environment WHERE id = $1", {id});
  if (rows.Next()) {
    environment->set_digest(rows.String(0));
    ParseContext(rows.Blob(1), environment->mutable_attributes());
  }
  return rows.status();
}

}  // namespace assay
