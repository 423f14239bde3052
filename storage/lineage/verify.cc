// Whether a content is what was recorded.
#include <algorithm>
#include <utility>

#include "core/digest.h"
#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"
#include "storage/contents.h"
#include "storage/lineage/identify.h"
#include "storage/lineage/nodes.h"
#include "storage/times.h"

namespace assay {
namespace {

using Recorded = std::vector<v1::RecordedContent>;

// The columns: digest, kind, size, created_us.
absl::Status Collect(Rows rows, v1::IoDirection direction, Recorded* recorded) {
  while (rows.Next()) {
    v1::RecordedContent& one = recorded->emplace_back();
    FillContent(rows, 0, one.mutable_content());
    one.set_direction(direction);
    SetTime(rows.Int(3), one.mutable_create_time());
  }
  return rows.status();
}

absl::Status AddFileOf(ReadTxn& txn, int64_t directory, std::string_view path,
                       v1::IoDirection direction, Recorded* recorded) {
  return Collect(txn.Query("SELECT digest, 1, size, created_us FROM manifest "
                           "WHERE directory = $1 AND path = $2",
                           {directory, path}),
                 direction, recorded);
}

// What the run has at the path itself.
absl::Status AddArtifacts(ReadTxn& txn, int64_t run, v1::IoDirection direction,
                          std::string_view path, Recorded* recorded) {
  return Collect(
      txn.Query("SELECT c.digest, c.kind, c.size, i.created_us FROM run_io i "
                "JOIN content c ON c.id = i.content WHERE i.run = $1 AND i.direction = $2 AND "
                "i.label = $3 AND i.dataset_version < 1 "
                "ORDER BY i.content, i.dataset_version, i.subset",
                {run, int64_t{direction}, path}),
      direction, recorded);
}

// What the run has as a file of a directory: "model/weights.bin" is the file weights.bin of model.
absl::Status AddFiles(ReadTxn& txn, int64_t run, v1::IoDirection direction, std::string_view path,
                      Recorded* recorded) {
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    std::vector<int64_t> directories;
    {
      Rows rows = txn.Query(
          "SELECT content FROM run_io WHERE run = $1 AND direction = $2 AND label = $3 AND "
          "dataset_version < 1 ORDER BY content, dataset_version, subset",
          {run, int64_t{direction}, path.substr(0, slash)});
      while (rows.Next()) directories.push_back(rows.Int(0));
      ASSAY_RETURN_IF_ERROR(rows.status());
    }
    for (const int64_t directory : directories) {
      ASSAY_RETURN_IF_ERROR(AddFileOf(txn, directory, path.substr(slash + 1), direction, recorded));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Recorded> RecordedOfRun(ReadTxn& txn, int64_t run, std::string_view path) {
  ASSAY_RETURN_IF_ERROR(ValidatePath(path));
  Recorded recorded;
  for (const v1::IoDirection direction : {v1::IO_DIRECTION_OUTPUT, v1::IO_DIRECTION_INPUT}) {
    ASSAY_RETURN_IF_ERROR(AddArtifacts(txn, run, direction, path, &recorded));
    ASSAY_RETURN_IF_ERROR(AddFiles(txn, run, direction, path, &recorded));
  }
  std::stable_sort(recorded.begin(), recorded.end(), [](const auto& a, const auto& b) {
    return TimeMicros(a.create_time()) > TimeMicros(b.create_time());
  });
  return recorded;
}

absl::StatusOr<Recorded> RecordedOfDataset(ReadTxn& txn, int64_t version, std::string_view path) {
  Recorded recorded;
  if (path.empty()) {
    ASSAY_RETURN_IF_ERROR(
        Collect(txn.Query("SELECT c.digest, c.kind, c.size, v.created_us FROM dataset_version v "
                          "JOIN content c ON c.id = v.content WHERE v.id = $1",
                          {version}),
                v1::IO_DIRECTION_UNSPECIFIED, &recorded));
    return recorded;
  }
  ASSAY_RETURN_IF_ERROR(ValidatePath(path));
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t content,
      FirstId(txn.Query("SELECT content FROM dataset_version WHERE id = $1", {version})));
  ASSAY_RETURN_IF_ERROR(AddFileOf(txn, content, path, v1::IO_DIRECTION_UNSPECIFIED, &recorded));
  return recorded;
}

// `recorded` is not empty, the latest first.
v1::Verdict VerdictOf(std::string_view digest, const Recorded& recorded) {
  const auto same = [digest](const v1::RecordedContent& one) {
    return one.content().digest() == digest;
  };
  if (same(recorded.front())) return v1::VERDICT_MATCHES;
  if (std::any_of(recorded.begin(), recorded.end(), same)) return v1::VERDICT_SUPERSEDED;
  const bool comparable = recorded.front().content().strength() == v1::DIGEST_STRENGTH_STRONG;
  return comparable ? v1::VERDICT_DIFFERS : v1::VERDICT_INCONCLUSIVE;
}

}  // namespace

absl::StatusOr<v1::VerifyContentResponse> VerifyContent(ReadTxn& txn,
                                                        const v1::VerifyContentRequest& request) {
  ASSAY_RETURN_IF_ERROR(ValidateDigest(request.digest()));
  if (StrengthOf(request.digest()) != DigestStrength::kStrong) {
    return InvalidArgument("DIGEST_WEAK", "digest",
                           "{} does not identify bytes. Verify with \"sha256:<64 hex digits>\" of "
                           "the whole content.",
                           request.digest());
  }
  const absl::StatusOr<NodeRef> ref = FindNode(txn, request.name());
  if (!ref.ok()) return PrefixField(ref.status(), "name");
  Recorded recorded;
  if (ref->kind == v1::NODE_KIND_RUN) {
    ASSAY_ASSIGN_OR_RETURN(recorded, RecordedOfRun(txn, ref->id, request.path()));
  } else if (ref->kind == v1::NODE_KIND_DATASET_VERSION) {
    ASSAY_ASSIGN_OR_RETURN(recorded, RecordedOfDataset(txn, ref->id, request.path()));
  } else {
    return InvalidArgument("NOT_VERIFIABLE", "name",
                           "{} records no paths. Name a run (run:...) or a dataset version "
                           "(dataset:...).",
                           request.name());
  }
  if (recorded.empty()) {
    return NotFound("PATH_UNKNOWN", "{} has nothing at {}. List what it read and wrote.",
                    request.name(), request.path());
  }
  v1::VerifyContentResponse response;
  response.set_verdict(VerdictOf(request.digest(), recorded));
  for (v1::RecordedContent& one : recorded) *response.add_recorded() = std::move(one);
  return response;
}

}  // namespace assay
