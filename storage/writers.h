// Writers number their batches, so that each is applied exactly once.
#ifndef ASSAY_STORAGE_WRITERS_H_
#define ASSAY_STORAGE_WRITERS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace assay {

enum class SequenceState {
  kNext,     // to be applied now
  kApplied,  // was applied before
};

// Says what to do with a batch of a writer, and moves the writer on when it is the next one.
// FailedPrecondition: SEQUENCE_GAP with "expected_sequence" in the metadata, or WRITER_OF_OTHER_RUN.
absl::StatusOr<SequenceState> AdvanceWriter(WriteTxn& txn, std::string_view writer_id, int64_t run,
                                            int64_t sequence);

}  // namespace assay

#endif  // ASSAY_STORAGE_WRITERS_H_
