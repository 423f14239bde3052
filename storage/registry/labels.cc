#include "storage/registry/labels.h"

#include <set>
#include <utility>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/check_count.h"
#include "storage/in_list.h"
#include "storage/registry/limits.h"
#include "storage/registry/models.h"
#include "storage/times.h"

namespace assay {
namespace {

absl::Status ValidateLabel(const v1::Tag& label) {
  ASSAY_RETURN_IF_ERROR(ValidateKey("label", label.key()));
  ASSAY_RETURN_IF_ERROR(CheckNotReserved("key", label.key()));
  return ValidateText("value of a label", label.value(), limits::kTagValueBytes);
}

}  // namespace

absl::Status ValidateLabels(const LabelList& labels) {
  ASSAY_RETURN_IF_ERROR(CheckCount("labels", static_cast<size_t>(labels.size()), limits::kLabels));
  for (int i = 0; i < labels.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateLabel(labels[i]), fmt::format("labels[{}]", i)));
  }
  return absl::OkStatus();
}

absl::Status SetLabels(WriteTxn& txn, const LabelTable& table, int64_t row, const LabelList& labels,
                       std::string_view by) {
  if (labels.empty()) return absl::OkStatus();
  for (const v1::Tag& label : labels) {
    ASSAY_RETURN_IF_ERROR(txn.Run(table.set, {row, std::string_view(label.key()),
                                              std::string_view(label.value()), txn.now_us(), by}));
  }
  Rows rows = txn.Query(table.count, {row});
  const int64_t count = rows.Next() ? rows.Int(0) : 0;
  ASSAY_RETURN_IF_ERROR(rows.status());
  if (count > static_cast<int64_t>(limits::kLabels)) {
    return InvalidArgument("LABELS_TOO_MANY", "labels",
                           "It would have {} labels; at most {} are allowed. Delete some.", count,
                           limits::kLabels);
  }
  return absl::OkStatus();
}

absl::Status DeleteLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                          const LabelKeys& keys) {
  ASSAY_RETURN_IF_ERROR(CheckCount("delete", static_cast<size_t>(keys.size()), limits::kLabels));
  for (const std::string& key : keys) {
    ASSAY_RETURN_IF_ERROR(txn.Run(table.remove, {row, std::string_view(key)}));
  }
  return absl::OkStatus();
}

absl::Status ReplaceLabels(WriteTxn& txn, const LabelTable& table, int64_t row,
                           const LabelList& labels, std::string_view by) {
  std::set<std::string> gone;
  ASSAY_RETURN_IF_ERROR(
      LoadLabels(txn, table, {&row, 1},
                 [&](int64_t, const v1::Tag& label, const auto&) { gone.insert(label.key()); }));
  for (const v1::Tag& label : labels) gone.erase(label.key());
  for (const std::string& key : gone) {
    ASSAY_RETURN_IF_ERROR(txn.Run(table.remove, {row, std::string_view(key)}));
  }
  return SetLabels(txn, table, row, labels, by);
}

absl::Status LoadLabels(ReadTxn& txn, const LabelTable& table, std::span<const int64_t> rows,
                        const TakeLabel& take) {
  sql::Builder builder;
  builder.Append(table.select);
  AppendList(rows, &builder);
  builder.Append(table.order);
  Rows found = txn.Query(builder);
  while (found.Next()) {
    v1::Tag label;
    label.set_key(found.String(1));
    label.set_value(found.String(2));
    v1::LabelSource source;
    source.set_key(label.key());
    SetTime(found.Int(3), source.mutable_time());
    source.set_set_by(found.String(4));
    take(found.Int(0), std::move(label), std::move(source));
  }
  return found.status();
}

}  // namespace assay
