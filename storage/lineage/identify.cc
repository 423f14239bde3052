#include "storage/lineage/identify.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/lineage/content_uses.h"
#include "storage/lineage/near_contents.h"
#include "storage/lineage/nodes.h"

namespace assay {
namespace {

// Cuts a list that was asked for with one element more than it may have.
template <typename T>
void Cut(std::vector<T>* list, v1::IdentifyContentResponse* response) {
  if (list->size() <= static_cast<size_t>(kIdentified)) return;
  list->resize(kIdentified);
  response->set_truncated(true);
}

// The nodes of rows of one kind, and of the column's ids.
absl::Status AddNodes(ReadTxn& txn, v1::NodeKind kind, std::vector<int64_t> ids,
                      v1::IdentifyContentResponse* response,
                      google::protobuf::RepeatedPtrField<v1::LineageNode>* list) {
  Cut(&ids, response);
  std::vector<NodeRef> refs;
  for (const int64_t id : ids) refs.push_back({kind, id});
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs));
  for (v1::LineageNode& node : nodes) *list->Add() = std::move(node);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> ModelVersionsOf(ReadTxn& txn, int64_t content) {
  Rows rows = txn.Query(
      "SELECT target FROM edge WHERE source = $1 AND kind = $2 AND ended_us IS NULL "
      "ORDER BY target, at_us LIMIT $3",
      {PackNode({v1::NODE_KIND_CONTENT, content}), int64_t{v1::EDGE_KIND_PACKAGED_AS},
       int64_t{kIdentified} + 1});
  std::vector<int64_t> versions;
  while (rows.Next()) versions.push_back(UnpackNode(rows.Int(0)).id);
  ASSAY_RETURN_IF_ERROR(rows.status());
  return versions;
}

// The runs that wrote it and that read it, which are loaded together.
absl::Status AddUses(ReadTxn& txn, int64_t content, std::span<const int64_t> versions,
                     v1::IdentifyContentResponse* response) {
  std::vector<ContentUseRow> rows;
  size_t produced = 0;
  for (const v1::IoDirection direction : {v1::IO_DIRECTION_OUTPUT, v1::IO_DIRECTION_INPUT}) {
    ASSAY_ASSIGN_OR_RETURN(std::vector<ContentUseRow> found,
                           FindContentUses(txn, content, versions, direction, kIdentified + 1));
    Cut(&found, response);
    if (direction == v1::IO_DIRECTION_OUTPUT) produced = found.size();
    std::move(found.begin(), found.end(), std::back_inserter(rows));
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::ContentUse> uses, LoadContentUses(txn, rows));
  for (size_t i = 0; i < uses.size(); ++i) {
    *(i < produced ? response->add_produced_by() : response->add_consumed_by()) =
        std::move(uses[i]);
  }
  return absl::OkStatus();
}

// What knows the content as one of its own.
absl::Status AddContent(ReadTxn& txn, int64_t content, v1::IdentifyContentResponse* response) {
  ASSAY_ASSIGN_OR_RETURN(*response->mutable_content(),
                         LoadNode(txn, {v1::NODE_KIND_CONTENT, content}));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> versions,
                         VersionsOfContent(txn, content, kIdentified + 1));
  ASSAY_RETURN_IF_ERROR(AddUses(txn, content, versions, response));
  ASSAY_RETURN_IF_ERROR(AddNodes(txn, v1::NODE_KIND_DATASET_VERSION, versions, response,
                                 response->mutable_dataset_versions()));
  ASSAY_ASSIGN_OR_RETURN(std::vector<int64_t> models, ModelVersionsOf(txn, content));
  return AddNodes(txn, v1::NODE_KIND_MODEL_VERSION, std::move(models), response,
                  response->mutable_model_versions());
}

// The directories that have the content as a file.
absl::Status AddDirectories(ReadTxn& txn, std::string_view digest,
                            v1::IdentifyContentResponse* response) {
  std::vector<NodeRef> directories;
  std::vector<std::string> paths;
  Rows rows = txn.Query(
      "SELECT directory, path FROM manifest WHERE digest = $1 ORDER BY directory, path LIMIT $2",
      {digest, int64_t{kIdentified} + 1});
  while (rows.Next()) {
    directories.push_back({v1::NODE_KIND_CONTENT, rows.Int(0)});
    paths.push_back(rows.String(1));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  Cut(&directories, response);
  ASSAY_ASSIGN_OR_RETURN(std::vector<v1::LineageNode> nodes, LoadNodes(txn, directories));
  for (size_t i = 0; i < nodes.size(); ++i) {
    v1::ContentPlace* place = response->add_directories();
    *place->mutable_directory() = std::move(nodes[i]);
    place->set_path(paths[i]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::IdentifyContentResponse> IdentifyContent(
    ReadTxn& txn, const v1::IdentifyContentRequest& request) {
  ASSAY_RETURN_IF_ERROR(ValidateDigest(request.digest()));
  if (request.has_size() && request.size() < 0) {
    return InvalidArgument("SIZE_NEGATIVE", "size", "The size of a content is negative.");
  }
  const std::string_view digest = request.digest();
  v1::IdentifyContentResponse response;
  ASSAY_ASSIGN_OR_RETURN(const int64_t content, FindContent(txn, digest));
  if (content != 0) ASSAY_RETURN_IF_ERROR(AddContent(txn, content, &response));
  ASSAY_RETURN_IF_ERROR(AddDirectories(txn, digest, &response));
  response.set_known(content != 0 || response.directories_size() > 0);
  if (!response.known()) ASSAY_RETURN_IF_ERROR(AddNearContents(txn, request, &response));
  return response;
}

}  // namespace assay
