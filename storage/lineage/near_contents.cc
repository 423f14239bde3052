#include "storage/lineage/near_contents.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "core/status_macros.h"
#include "storage/lineage/content_uses.h"
#include "storage/lineage/nodes.h"

namespace assay {
namespace {

constexpr int64_t kOfEachSort = 5;  // by name, smaller, larger
constexpr size_t kNear = 10;

absl::StatusOr<std::vector<int64_t>> RowIds(Rows rows) {
  std::vector<int64_t> ids;
  while (rows.Next()) ids.push_back(rows.Int(0));
  ASSAY_RETURN_IF_ERROR(rows.status());
  return ids;
}

struct Sized {
  int64_t id;
  int64_t difference;
};

absl::Status AddSized(Rows rows, int64_t size, std::vector<Sized>* near) {
  while (rows.Next()) near->push_back({rows.Int(0), std::abs(rows.Int(1) - size)});
  return rows.status();
}

absl::StatusOr<std::vector<int64_t>> NearInSize(ReadTxn& txn, int64_t size) {
  const int64_t range = size / 10;
  std::vector<Sized> near;
  ASSAY_RETURN_IF_ERROR(
      AddSized(txn.Query("SELECT id, size FROM content WHERE size >= $1 AND size <= $2 AND "
                         "size IS NOT NULL ORDER BY size, id LIMIT $3",
                         {size, size + range, kOfEachSort}),
               size, &near));
  ASSAY_RETURN_IF_ERROR(
      AddSized(txn.Query("SELECT id, size FROM content WHERE size >= $1 AND size < $2 AND "
                         "size IS NOT NULL ORDER BY size DESC, id DESC LIMIT $3",
                         {size - range, size, kOfEachSort}),
               size, &near));
  std::stable_sort(near.begin(), near.end(),
                   [](const Sized& a, const Sized& b) { return a.difference < b.difference; });
  std::vector<int64_t> ids;
  for (const Sized& content : near) ids.push_back(content.id);
  return ids;
}

absl::Status AddUse(ReadTxn& txn, int64_t content, v1::NearContent* near) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> versions, VersionsOfContent(txn, content, 1));
  for (const v1::IoDirection direction : {v1::IO_DIRECTION_OUTPUT, v1::IO_DIRECTION_INPUT}) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ContentUseRow> rows,
                           FindContentUses(txn, content, versions, direction, 1));
    if (rows.empty()) continue;
    ASSAY_ASSIGN_OR_RETURN(std::vector<v1::ContentUse> uses, LoadContentUses(txn, rows));
    *near->mutable_use() = std::move(uses.front());
    break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddNearContents(ReadTxn& txn, const v1::IdentifyContentRequest& request,
                             v1::IdentifyContentResponse* response) {
  const std::string name = request.path().substr(request.path().rfind('/') + 1);
  std::vector<int64_t> ids;
  if (!name.empty()) {
    ASSAY_ASSIGN_OR_RETURN(ids, RowIds(txn.Query("SELECT id FROM content WHERE name = $1 AND "
                                                 "name <> '' ORDER BY id DESC LIMIT $2",
                                                 {std::string_view(name), kOfEachSort})));
  }
  if (request.has_size()) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> sized, NearInSize(txn, request.size()));
    for (const int64_t id : sized) {
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }
  ids.resize(std::min(ids.size(), kNear));
  for (const int64_t id : ids) {
    v1::NearContent* near = response->add_nearest();
    ASSAY_ASSIGN_OR_RETURN(*near->mutable_content(), LoadNode(txn, {v1::NODE_KIND_CONTENT, id}));
    const v1::Content& content = near->content().content();
    near->set_same_name(!name.empty() && near->content().title() == name);
    near->set_same_size(request.has_size() && content.has_size() &&
                        content.size() == request.size());
    ASSAY_RETURN_IF_ERROR(AddUse(txn, id, near));
  }
  return absl::OkStatus();
}

}  // namespace assay
