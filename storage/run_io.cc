#include "storage/run_io.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/data_rules.h"
#include "storage/contents.h"
#include "storage/datasets.h"
#include "storage/times.h"

namespace assay {
namespace {

struct ItemRow {
  int64_t content = 0;
  int64_t dataset_version = 0;  // 0 for an artifact
  std::string_view label, subset, uri, media_type;
};

absl::StatusOr<ItemRow> RowOf(WriteTxn& txn, const RunRow& run, const v1::RunIo& item,
                              std::string_view by) {
  ItemRow row;
  if (item.has_artifact()) {
    const v1::Artifact& artifact = item.artifact();
    ASSAY_ASSIGN_OR_RETURN(row.content, InternContent(txn, artifact.content(), artifact.path()));
    row.label = artifact.path();
    row.uri = artifact.uri();
    row.media_type = artifact.media_type();
    return row;
  }
  const v1::DatasetVersion& dataset = item.dataset().dataset();
  ASSAY_ASSIGN_OR_RETURN(const DatasetVersionRow version,
                         InternDatasetVersion(txn, run.workspace, dataset, by));
  row.content = version.content;
  row.dataset_version = version.id;
  row.label = item.dataset().role();
  row.subset = item.dataset().subset();
  row.uri = dataset.uri();
  return row;
}

// How many of the items are new.
absl::StatusOr<int64_t> AddItems(WriteTxn& txn, const RunRow& run, v1::IoDirection direction,
                                 const IoList& items, std::string_view by) {
  int64_t added = 0;
  for (const v1::RunIo& item : items) {
    ASSAY_ASSIGN_OR_RETURN(const ItemRow row, RowOf(txn, run, item, by));
    ASSAY_ASSIGN_OR_RETURN(
        const int64_t inserted,
        txn.Execute(
            "INSERT INTO run_io (run, direction, label, content, dataset_version, subset, uri, "
            "media_type, created_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT DO NOTHING",
            {run.id, int64_t{direction}, row.label, row.content, row.dataset_version, row.subset,
             row.uri, row.media_type, txn.now_us()}));
    added += inserted;
  }
  return added;
}

// Where a page ended: the key of its last row behind run and direction.
struct Place {
  std::string label;
  int64_t content = 0;
  int64_t dataset_version = 0;
  std::string subset;
};

// "<content> <dataset version> <bytes of label> <label><subset>"
std::string PlaceText(const Rows& rows) {
  return fmt::format("{} {} {} {}{}", rows.Int(12), rows.Int(13), rows.Text(1).size(), rows.Text(1),
                     rows.Text(11));
}

Place ParsePlace(std::string_view text) {
  const auto number = [&text] {
    int64_t value = 0;
    const char* end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
    text.remove_prefix(std::min(static_cast<size_t>(end - text.data()) + 1, text.size()));
    return value;
  };
  Place place;
  place.content = number();
  place.dataset_version = number();
  const auto bytes = static_cast<size_t>(number());
  place.label = text.substr(0, bytes);
  place.subset = text.substr(std::min(bytes, text.size()));
  return place;
}

// The columns: direction, label, digest, kind, size, uri, media_type, created_us, dataset's name,
// schema_text, profile, subset, content, dataset_version, version, version's created_us,
// created_by and updated_by.
constexpr sql::Sql kColumns =
    "SELECT i.direction, i.label, c.digest, c.kind, c.size, i.uri, i.media_type, i.created_us, "
    "d.name, v.schema_text, v.profile, i.subset, i.content, i.dataset_version, v.version, "
    "v.created_us, v.created_by, v.updated_by "
    "FROM run_io i JOIN content c ON c.id = i.content "
    "LEFT JOIN dataset_version v ON v.id = i.dataset_version "
    "LEFT JOIN dataset d ON d.id = v.dataset WHERE i.run = ";

v1::RunIo FromRow(const Rows& rows) {
  v1::RunIo item;
  if (rows.IsNull(8)) {
    v1::Artifact* artifact = item.mutable_artifact();
    artifact->set_path(rows.String(1));
    FillContent(rows, 2, artifact->mutable_content());
    artifact->set_uri(rows.String(5));
    artifact->set_media_type(rows.String(6));
    SetTime(rows.Int(7), artifact->mutable_create_time());
    return item;
  }
  v1::DatasetUse* use = item.mutable_dataset();
  use->set_role(rows.String(1));
  use->set_subset(rows.String(11));
  SetTime(rows.Int(7), use->mutable_create_time());
  v1::DatasetVersion* dataset = use->mutable_dataset();
  dataset->set_name(rows.String(8));
  FillContent(rows, 2, dataset->mutable_content());
  dataset->set_uri(rows.String(5));
  dataset->set_schema(rows.String(9));
  dataset->set_profile(rows.String(10));
  dataset->set_version(rows.String(14));
  SetTime(rows.Int(15), dataset->mutable_create_time());
  dataset->set_created_by(rows.String(16));
  dataset->set_updated_by(rows.String(17));
  return item;
}

}  // namespace

absl::Status ValidateIo(const IoList& items, std::string_view field) {
  for (int i = 0; i < items.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(PrefixField(ValidateRunIo(items[i]), fmt::format("{}[{}]", field, i)));
  }
  return absl::OkStatus();
}

absl::Status AddIo(WriteTxn& txn, const RunRow& run, const IoList& inputs, const IoList& outputs,
                   std::string_view by) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t read,
                         AddItems(txn, run, v1::IO_DIRECTION_INPUT, inputs, by));
  ASSAY_ASSIGN_OR_RETURN(const int64_t written,
                         AddItems(txn, run, v1::IO_DIRECTION_OUTPUT, outputs, by));
  if (read + written == 0) return absl::OkStatus();
  return txn.Run("UPDATE run SET io_count = io_count + $1 WHERE id = $2", {read + written, run.id});
}

absl::StatusOr<IoPage> ListIo(ReadTxn& txn, int64_t run, v1::IoDirection direction,
                              std::string_view path_prefix, std::string_view after, int limit) {
  sql::Builder builder;
  builder.Append(kColumns).Bind(run);
  builder.Append(" AND i.direction = ").Bind(int64_t{direction});
  if (!after.empty()) {
    const Place place = ParsePlace(after);
    builder.Append(" AND (i.label, i.content, i.dataset_version, i.subset) > (").Bind(place.label);
    builder.Append(", ").Bind(place.content).Append(", ").Bind(place.dataset_version);
    builder.Append(", ").Bind(place.subset).Append(")");
  }
  if (!path_prefix.empty()) {
    // Every text with this prefix lies between it and it with the largest byte behind.
    // ("< 1" and not "= 0": with that SQLite takes the order of the key for another one.)
    builder.Append(" AND i.dataset_version < 1 AND i.label >= ").Bind(path_prefix);
    builder.Append(" AND i.label < ").Bind(std::string(path_prefix) + "\U0010ffff");
  }
  builder.Append(" ORDER BY i.label, i.content, i.dataset_version, i.subset LIMIT ")
      .Bind(int64_t{limit} + 1);
  Rows rows = txn.Query(builder);
  IoPage page;
  std::string last;
  while (rows.Next()) {
    if (page.items.size() == static_cast<size_t>(limit)) {
      page.next = last;
      break;
    }
    page.items.push_back(FromRow(rows));
    last = PlaceText(rows);
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return page;
}

absl::Status LoadRunIo(ReadTxn& txn, int64_t run, v1::Run* message) {
  for (const v1::IoDirection direction : {v1::IO_DIRECTION_INPUT, v1::IO_DIRECTION_OUTPUT}) {
    ASSAY_ASSIGN_OR_RETURN(IoPage page, ListIo(txn, run, direction, "", "", kRunIoInRun));
    auto* list = direction == v1::IO_DIRECTION_INPUT ? message->mutable_inputs()
                                                     : message->mutable_outputs();
    for (v1::RunIo& item : page.items) *list->Add() = std::move(item);
    if (!page.next.empty()) message->set_more_io(true);
  }
  return absl::OkStatus();
}

}  // namespace assay
