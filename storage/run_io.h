// What runs read and wrote: dataset versions in roles, and content at paths. These rows are also
// the edges CONSUMED and PRODUCED of the lineage graph.
#ifndef ASSAY_STORAGE_RUN_IO_H_
#define ASSAY_STORAGE_RUN_IO_H_

#include <cstdint>
#include <string>
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
// Adds what `by` logs that the run read and wrote; the same item again is fine.
absl::Status AddIo(WriteTxn& txn, const RunRow& run, const IoList& inputs, const IoList& outputs,
                   std::string_view by);

// Fills inputs and outputs of a run, up to kRunIoInRun of each, and more_io.
inline constexpr int kRunIoInRun = 1'000;
absl::Status LoadRunIo(ReadTxn& txn, int64_t run, v1::Run* message);

struct IoPage {
  std::vector<v1::RunIo> items;
  std::string next;  // the `after` of the next page; empty when there are no more
};
// Up to `limit` items by path or role, behind the place `after` (empty for the first page). With a
// prefix only artifacts whose path begins so.
absl::StatusOr<IoPage> ListIo(ReadTxn& txn, int64_t run, v1::IoDirection direction,
                              std::string_view path_prefix, std::string_view after, int limit);

}  // namespace assay

#endif  // ASSAY_STORAGE_RUN_IO_H_
