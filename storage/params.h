// Params: immutable values of four types.
#ifndef ASSAY_STORAGE_PARAMS_H_
#define ASSAY_STORAGE_PARAMS_H_

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "assay/v1/tracking_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/in_list.h"
#include "storage/runs.h"
#include "storage/store.h"

namespace assay {

using ParamList = google::protobuf::RepeatedPtrField<v1::Param>;
using RefusedParams = google::protobuf::RepeatedPtrField<v1::RefusedParam>;

// Reads the text that a row has for a value, ValueText; `kind` is the number of the field in
// v1::Value.
absl::StatusOr<v1::Value> ParseValue(int64_t kind, std::string_view text);

// Keys, types and lengths; the field of an error is relative to the list, "[3].key".
absl::Status ValidateParams(const ParamList& params);

// Adds params to a run. One that is there with the same value is fine. With another value: goes to
// `refused` when that is given, else FailedPrecondition (PARAM_CHANGED) with both values.
absl::Status AddParams(WriteTxn& txn, const RunRow& run, const ParamList& params,
                       RefusedParams* refused);

// Fills the params of runs, sorted by key.
absl::Status LoadParams(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_PARAMS_H_
