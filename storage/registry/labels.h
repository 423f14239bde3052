// Labels that people set on models and model versions.
#ifndef ASSAY_STORAGE_REGISTRY_LABELS_H_
#define ASSAY_STORAGE_REGISTRY_LABELS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "assay/v1/resources.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "storage/store.h"

namespace assay {

using LabelList = google::protobuf::RepeatedPtrField<v1::Tag>;
using LabelKeys = google::protobuf::RepeatedPtrField<std::string>;
// Where the labels of a row go.
using LabelsOf = std::function<LabelList*(int64_t row)>;

// The statements of a table of labels.
struct LabelTable {
  sql::Sql set;
  sql::Sql remove;
  sql::Sql clear;
  sql::Sql count;
  sql::Sql select;  // up to the list of rows
  sql::Sql order;
};

inline constexpr LabelTable kModelLabels = {
    "INSERT INTO model_label (model, key, value) VALUES ($1, $2, $3) "
    "ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
    "DELETE FROM model_label WHERE model = $1 AND key = $2",
    "DELETE FROM model_label WHERE model = $1",
    "SELECT count(*) FROM model_label WHERE model = $1",
    "SELECT model, key, value FROM model_label WHERE model IN ",
    " ORDER BY model, key"};
inline constexpr LabelTable kModelVersionLabels = {
    "INSERT INTO model_version_label (model_version, key, value) VALUES ($1, $2, $3) "
    "ON CONFLICT (model_version, key) DO UPDATE SET value = excluded.value",
    "DELETE FROM model_version_label WHERE model_version = $1 AND key = $2",
    "DELETE FROM model_version_label WHERE model_version = $1",
    "SELECT count(*) FROM model_version_label WHERE model_version = $1",
    "SELECT model_version, key, value FROM model_version_label WHERE model_version IN ",
    " ORDER BY model_version, key"};

// Keys and values as of tags; PermissionDenied (NAME_RESERVED) for keys under "gov:".
absl::Status ValidateLabels(const LabelList& labels);

// InvalidArgument (LABELS_TOO_MANY) when the row would have more than limits::kLabels.
absl::Status SetLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                       const LabelList& labels);
// A key that is not there is fine.
absl::Status DeleteLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                          const LabelKeys& keys);
absl::Status ClearLabels(WriteTxn& txn, const LabelTable& table, int64_t row);

// Fills the labels of rows, which must not be empty, sorted by key.
absl::Status LoadLabels(ReadTxn& txn, const LabelTable& table, std::span<const int64_t> rows,
                        const LabelsOf& labels_of);

}  // namespace assay

#endif  // ASSAY_STORAGE_REGISTRY_LABELS_H_
