#include "storage/edges.h"

#include "core/status_macros.h"

namespace assay {

namespace {

absl::Status AddEdgeAt(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                       int64_t run, int64_t at_us) {
  // An edge that ended in this same microsecond holds on.
  return txn.Run(
      "INSERT INTO edge (source, kind, target, at_us, run) "
      "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), "
      "CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM edge e WHERE e.source = $1 AND "
      "e.kind = $2 AND e.target = $3 AND e.ended_us IS NULL) "
      "ON CONFLICT (source, kind, target, at_us) DO UPDATE SET ended_us = NULL",
      {PackNode(source), int64_t{kind}, PackNode(target), at_us, run});
}

}  // namespace

absl::Status AddEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run) {
  return AddEdgeAt(txn, kind, source, target, run, txn.now_us());
}

absl::Status SetEdge(WriteTxn& txn, v1::EdgeKind kind, NodeRef source, NodeRef target,
                     int64_t run) {
  const int64_t now = txn.now_us();
  ASSAY_RETURN_IF_ERROR(
      txn.Run("UPDATE edge SET ended_us = $1 "
              "WHERE source = $2 AND kind = $3 AND target <> $4 AND ended_us IS NULL",
              {now, PackNode(source), int64_t{kind}, PackNode(target)}));
  return target.id == 0 ? absl::OkStatus() : AddEdgeAt(txn, kind, source, target, run, now);
}

}  // namespace assay
