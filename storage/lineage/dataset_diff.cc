#include "storage/lineage/dataset_diff.h"

#include <utility>

#include "core/errors.h"
#include "core/status_macros.h"
#include "storage/lineage/nodes.h"
#include "storage/manifests.h"

namespace assay {
namespace {

constexpr int kFiles = 10'000;  // that differ
constexpr int kBatch = 1'000;   // files of a manifest that are read at once

struct Side {
  v1::DatasetVersion version;
  int64_t content = 0;
};

absl::StatusOr<Side> LoadSide(ReadTxn& txn, std::string_view field, const std::string& name) {
  const absl::StatusOr<NodeRef> ref = FindNode(txn, name);
  if (!ref.ok()) return PrefixField(ref.status(), field);
  if (ref->kind != v1::NODE_KIND_DATASET_VERSION) {
    return InvalidArgument("NO_DATASET_VERSION", field,
                           "{} is no dataset version. Write dataset:<workspace>/<name>@<digest>.",
                           name);
  }
  Side side;
  ASSAY_ASSIGN_OR_RETURN(v1::LineageNode node, LoadNode(txn, *ref));
  side.version = std::move(*node.mutable_dataset_version());
  Rows rows = txn.Query("SELECT content, schema_text, profile FROM dataset_version WHERE id = $1",
                        {ref->id});
  if (rows.Next()) {
    side.content = rows.Int(0);
    side.version.set_schema(rows.String(1));
    side.version.set_profile(rows.String(2));
  }
  ASSAY_RETURN_IF_ERROR(rows.status());
  return side;
}

// The files of a directory, one after the other.
class Files {
 public:
  Files(ReadTxn& txn, int64_t directory) : txn_(txn), directory_(directory) {}

  // Nothing at the end. Valid until the next call of Advance.
  absl::StatusOr<const v1::ManifestEntry*> Current() {
    if (next_ == batch_.size() && more_) {
      const std::string after = batch_.empty() ? "" : batch_.back().path();
      ASSAY_ASSIGN_OR_RETURN(batch_, ListManifest(txn_, directory_, after, kBatch));
      more_ = batch_.size() == static_cast<size_t>(kBatch);
      next_ = 0;
    }
    return next_ < batch_.size() ? &batch_[next_] : nullptr;
  }
  void Advance() { ++next_; }

 private:
  ReadTxn& txn_;
  const int64_t directory_;
  std::vector<v1::ManifestEntry> batch_;
  size_t next_ = 0;
  bool more_ = true;
};

void AddFile(const v1::ManifestEntry* base, const v1::ManifestEntry* other,
             v1::DiffDatasetVersionsResponse* response) {
  if (response->files_size() == kFiles) {
    response->set_truncated(true);
    return;
  }
  v1::FileChange* change = response->add_files();
  change->set_path(base != nullptr ? base->path() : other->path());
  if (base != nullptr) *change->mutable_base() = *base;
  if (other != nullptr) *change->mutable_other() = *other;
}

// Both lists are by path: one walk along the two.
absl::Status DiffFiles(ReadTxn& txn, int64_t base_directory, int64_t other_directory,
                       v1::DiffDatasetVersionsResponse* response) {
  Files bases(txn, base_directory);
  Files others(txn, other_directory);
  ASSAY_ASSIGN_OR_RETURN(const v1::ManifestEntry* first_base, bases.Current());
  ASSAY_ASSIGN_OR_RETURN(const v1::ManifestEntry* first_other, others.Current());
  response->set_files_known(first_base != nullptr && first_other != nullptr);
  if (!response->files_known()) return absl::OkStatus();
  while (!response->truncated()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::ManifestEntry* base, bases.Current());
    ASSAY_ASSIGN_OR_RETURN(const v1::ManifestEntry* other, others.Current());
    if (base == nullptr && other == nullptr) break;
    const bool in_base = base != nullptr && (other == nullptr || base->path() <= other->path());
    const bool in_other = other != nullptr && (base == nullptr || other->path() <= base->path());
    if (!in_base || !in_other || base->digest() != other->digest()) {
      AddFile(in_base ? base : nullptr, in_other ? other : nullptr, response);
    }
    if (in_base) bases.Advance();
    if (in_other) others.Advance();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::DiffDatasetVersionsResponse> DiffDatasetVersions(
    ReadTxn& txn, const v1::DiffDatasetVersionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(Side base, LoadSide(txn, "base", request.base()));
  ASSAY_ASSIGN_OR_RETURN(Side other, LoadSide(txn, "other", request.other()));
  v1::DiffDatasetVersionsResponse response;
  response.set_same_content(base.content == other.content);
  for (v1::DatasetChange& change : DiffTexts(base.version.schema(), other.version.schema())) {
    *response.add_schema() = std::move(change);
  }
  for (v1::DatasetChange& change : DiffTexts(base.version.profile(), other.version.profile())) {
    *response.add_profile() = std::move(change);
  }
  ASSAY_RETURN_IF_ERROR(DiffFiles(txn, base.content, other.content, &response));
  *response.mutable_base() = std::move(base.version);
  *response.mutable_other() = std::move(other.version);
  return response;
}

}  // namespace assay
