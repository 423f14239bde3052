#include "storage/writers.h"

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {

absl::StatusOr<bool> WasApplied(ReadTxn& txn, std::string_view writer_id, std::string_view run_id,
                                int64_t sequence) {
  Rows rows = txn.Query(
      "SELECT w.last_sequence FROM writer w JOIN run r ON r.id = w.run "
      "WHERE w.id = $1 AND r.uid = $2",
      {sql::Bytes{IdBytes(writer_id)}, sql::Bytes{IdBytes(run_id)}});
  const bool applied = rows.Next() && sequence <= rows.Int(0);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return applied;
}

absl::Status AdvanceWriter(WriteTxn& txn, std::string_view writer_id, int64_t run,
                           int64_t sequence) {
  const std::string id = IdBytes(writer_id);
  int64_t last = 0;
  {
    Rows rows = txn.Query("SELECT run, last_sequence FROM writer WHERE id = $1", {sql::Bytes{id}});
    if (rows.Next()) {
      last = rows.Int(1);
      if (rows.Int(0) != run) {
        return FailedPrecondition(
            "WRITER_OF_OTHER_RUN",
            "The writer {} writes to another run. Open a writer for each run.", writer_id);
      }
    }
    ASSAY_RETURN_IF_ERROR(rows.status());
  }
  if (sequence != last + 1) {
    return WithErrorMetadata(
        FailedPrecondition(
            "SEQUENCE_GAP",
            "The batch {} of writer {} came, but {} is expected. Send from there on.", sequence,
            writer_id, last + 1),
        "expected_sequence", std::to_string(last + 1));
  }
  return txn.Run(
      "INSERT INTO writer (id, run, last_sequence) VALUES ($1, $2, $3) "
      "ON CONFLICT (id) DO UPDATE SET last_sequence = excluded.last_sequence",
      {sql::Bytes{id}, run, sequence});
}

}  // namespace assay
