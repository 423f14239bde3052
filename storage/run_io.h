// What runs read and wrote: dataset versions in roles, and content at paths.
#ifndef ASSAY_STORAGE_RUN_IO_H_
#define ASSAY_STORAGE_RUN_IO_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/runs.h"
#include "storage/store.h"

namespace assay {

using IoList = google::protobuf::RepeatedPtrField<v1::RunIo>;

// `field` is "inputs" or "outputs".
absl::Status ValidateIo(const IoList& items, std::string_view field);
// Adds items; the same one again is fine.
absl::Status AddIo(WriteTxn& txn, const RunRow& run, v1::IoDirection direction,
                   const IoList& items);

// Fills inputs and outputs of a run, up to kRunIoInRun of each, and more_io.
inline constexpr int kRunIoInRun = 1'000;
absl::Status LoadRunIo(ReadTxn& txn, int64_t run, v1::Run* message);

struct IoPage {
  std::vector<v1::RunIo> items;
  int64_t last = 0;  // row of the last item
};
// Up to `limit` items after row `after`, in the order in which they were logged. With a prefix only
// artifacts whose path begins so.
absl::StatusOr<IoPage> ListIo(ReadTxn& txn, int64_t run, v1::IoDirection direction,
                              std::string_view path_prefix, int64_t after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_IO_H_
