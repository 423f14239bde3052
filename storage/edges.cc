#include "storage/edges.h"

#include "core/status_macros.h"

namespace assay {

absl::Status AddEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run) {
  // An edge that ended in this same microsecond holds on.
  return txn.Run(
      "INSERT INTO edge (source, kind, target, at_us, run) "
      "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), "
      "CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM edge e WHERE e.source = $1 AND "
      "e.kind = $2 AND e.target = $3 AND e.ended_us IS NULL) "
      "ON CONFLICT (source, kind, target, at_us) DO UPDATE SET ended_us = NULL",
      {PackNode(source), int64_t{kind}, PackNode(target), txn.now_us(), run});
}

absl::Status SetEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run) {
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE edge SET ended_us = $1 "
              "WHERE source = $2 AND kind = $3 AND target <> $4 AND ended_us IS NULL",
              {txn.now_us(), PackNode(source), int64_t{kind}, PackNode(target)}));
  return target.id == 0 ? absl::OkStatus() : AddEdge(txn, kind, source, target, run);
}

}  // namespace assay
