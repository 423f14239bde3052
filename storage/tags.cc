#include "storage/tags.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/check_count.h"
#include "storage/insert_rows.h"
#include "storage/names.h"
#include "storage/value_index.h"

namespace assay {
namespace {

// Names and values. Of equal keys the last one stays: one statement can't set a tag twice.
absl::StatusOr<std::vector<std::pair<int64_t, std::string_view>>> LastOfEach(WriteTxn& txn,
                                                                             const TagList& tags) {
  std::vector<std::pair<int64_t, std::string_view>> last;
  last.reserve(static_cast<size_t>(tags.size()));
  for (auto tag = tags.rbegin(); tag != tags.rend(); ++tag) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t name, InternName(txn, tag->key()));
    last.emplace_back(name, tag->value());
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  std::stable_sort(last.begin(), last.end(), by_name);
  last.erase(std::unique(last.begin(), last.end(), same_name), last.end());
  return last;
}

}  // namespace

absl::Status ValidateTags(const TagList& tags) {
  ASSAY_RETURN_IF_ERROR(
      CheckCount("tags", static_cast<size_t>(tags.size()), limits::kTagsPerBatch));
  for (int i = 0; i < tags.size(); ++i) {
    absl::Status status = ValidateKey("tag", tags[i].key());
    if (status.ok())
      status = ValidateText("value of a tag", tags[i].value(), limits::kTagValueBytes);
    ASSAY_RETURN_IF_ERROR(PrefixField(status, fmt::format("tags[{}]", i)));
  }
  return absl::OkStatus();
}

absl::Status SetTags(WriteTxn& txn, const RunRow& run, const TagList& tags) {
  if (tags.empty()) return absl::OkStatus();
  static const auto& insert =
      *new InsertRows("INSERT INTO tag (run, name, value, indexed) VALUES", /*columns=*/4,
                      " ON CONFLICT (run, name) DO UPDATE SET value = excluded.value");
  ASSAY_ASSIGN_OR_RETURN(const bool indexed, IsIndexed(txn, run));
  ASSAY_ASSIGN_OR_RETURN(const auto last, LastOfEach(txn, tags));
  std::vector<sql::Param> values;
  values.reserve(4 * last.size());
  for (const auto& [name, value] : last) {
    values.insert(values.end(), {run.id, name, value, int64_t{indexed}});
  }
  return insert.Execute(txn, values).status();
}

absl::Status DeleteTags(WriteTxn& txn, int64_t run,
                        const google::protobuf::RepeatedPtrField<std::string>& keys) {
  ASSAY_RETURN_IF_ERROR(
      CheckCount("delete", static_cast<size_t>(keys.size()), limits::kTagsPerBatch));
  for (const std::string& key : keys) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> name, FindName(txn, key));
    if (!name) continue;
    ASSAY_RETURN_IF_ERROR(txn.Run("DELETE FROM tag WHERE run = $1 AND name = $2", {run, *name}));
  }
  return absl::OkStatus();
}

absl::Status LoadTags(ReadTxn& txn, std::span<const int64_t> runs, const RunOf& run_of) {
  sql::Builder builder;
  builder.Append("SELECT run, name, value FROM tag WHERE run IN ");
  AppendList(runs, &builder);
  builder.Append(" ORDER BY run, name");
  Rows rows = txn.Query(builder);
  while (rows.Next()) {
    v1::Tag* tag = run_of(rows.Int(0))->add_tags();
    ASSAY_ASSIGN_OR_RETURN(*tag->mutable_key(), NameText(txn, rows.Int(1)));
    tag->set_value(rows.String(2));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  for (int64_t run : runs) {
    auto* tags = run_of(run)->mutable_tags();
    std::sort(tags->pointer_begin(), tags->pointer_end(),
              [](const v1::Tag* a, const v1::Tag* b) { return a->key() < b->key(); });
  }
  return absl::OkStatus();
}

}  // namespace assay
