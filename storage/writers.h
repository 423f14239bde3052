// Writers number their batches, so that each is applied exactly once.
#ifndef ASSAY_STORAGE_WRITERS_H_
#define ASSAY_STORAGE_WRITERS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

// Whether a batch of this writer to this run was applied before; asked first of all, for the run's
// names may have changed since.
absl::StatusOr<bool> WasApplied(ReadTxn& txn, std::string_view writer_id, std::string_view run_id,
                                int64_t sequence);

// Moves a writer on by one batch, which was not applied before. FailedPrecondition: SEQUENCE_GAP
// with "expected_sequence" in the metadata, or WRITER_OF_OTHER_RUN.
absl::Status AdvanceWriter(WriteTxn& txn, std::string_view writer_id, int64_t run,
                           int64_t sequence);

}  // namespace assay

#endif  // ASSAY_STORAGE_WRITERS_H_
