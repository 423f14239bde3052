// Labels that people set on models and model versions.
#ifndef ASSAY_STORAGE_REGISTRY_LABELS_H_
#define ASSAY_STORAGE_REGISTRY_LABELS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "assay/v1/registry_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/store.h"

namespace assay {

using LabelList = google::protobuf::RepeatedPtrField<v1::Tag>;
using LabelKeys = google::protobuf::RepeatedPtrField<std::string>;
// Takes a label of a row.
using TakeLabel = std::function<void(int64_t row, v1::Tag label, v1::LabelSource source)>;

// The statements of a table of labels.
struct LabelTable {
  sql::Sql set;
  sql::Sql remove;
  sql::Sql count;
  sql::Sql select;  // up to the list of rows
  sql::Sql order;
};

inline constexpr LabelTable kModelLabels = {
    "INSERT INTO model_label (model, key, value, set_us, set_by) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (model, key) DO UPDATE SET value = excluded.value, set_us = excluded.set_us, "
    "set_by = excluded.set_by WHERE model_label.value <> excluded.value",
    "DELETE FROM model_label WHERE model = $1 AND key = $2",
    "SELECT count(*) FROM model_label WHERE model = $1",
    "SELECT model, key, value, set_us, set_by FROM model_label WHERE model IN ",
    " ORDER BY model, key"};
inline constexpr LabelTable kModelVersionLabels = {
    "INSERT INTO model_version_label (model_version, key, value, set_us, set_by) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (model_version, key) DO UPDATE SET "
    "value = excluded.value, set_us = excluded.set_us, set_by = excluded.set_by "
    "WHERE model_version_label.value <> excluded.value",
    "DELETE FROM model_version_label WHERE model_version = $1 AND key = $2",
    "SELECT count(*) FROM model_version_label WHERE model_version = $1",
    "SELECT model_version, key, value, set_us, set_by FROM model_version_label "
    "WHERE model_version IN ",
    " ORDER BY model_version, key"};

// Keys and values as of tags; PermissionDenied (NAME_RESERVED) for keys under "gov:".
absl::Status ValidateLabels(const LabelList& labels);

// One that has the value already stays with who set it. InvalidArgument (LABELS_TOO_MANY) when the
// row would have more than limits::kLabels.
absl::Status SetLabels(WriteTxn& txn, const LabelTable& table, int64_t row, const LabelList& labels,
                       std::string_view by);
// A key that is not there is fine.
absl::Status DeleteLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                          const LabelKeys& keys);
// Sets these and deletes all others. Errors as SetLabels.
absl::Status ReplaceLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                           const LabelList& labels, std::string_view by);

// The labels of rows, which must not be empty, those of a row by key.
absl::Status LoadLabels(ReadTxn& txn, const LabelTable& table, std::span<const int64_t> rows,
                        const TakeLabel& take);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_LABELS_H_
