// A version of a dataset on disk: what it is called, what is in it, and its digest, found out once
// and used as often as wanted.
//
//   auto data = assay::Dataset::Open("data/credit.csv");
//   if (!data.ok()) return data.status();
//   run.UseDataset(*data, "train", "rows 0..397 of a shuffle by seed 7");
//   run.UseDataset(*data, "validation", "rows 398..568 of a shuffle by seed 7");
#ifndef ASSAY_CLIENT_DATASET_H_
#define ASSAY_CLIENT_DATASET_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "client/hash.h"
#include "core/clock.h"

namespace assay {

struct DatasetOptions {
  // Its name in the workspace; empty means the file's or folder's, without extension.
  std::string name = {};
  // A label for this version, such as "2026-03". Once given it stays with this content: the server
  // refuses what is logged with a label that names other content (DATASET_VERSION_CHANGED).
  std::string version = {};
  // Where others find it; empty means the path.
  std::string uri = {};
  // Describe the columns of a file .csv or .tsv, while it is read for its digest: types, rows,
  // missing cells, ranges and means (DatasetVersion.schema and .profile).
  bool describe = true;
  // Take the digests of files that did not change since they were last hashed from the cache
  // (digest_cache.h says what that relies on). If not, every byte is read, and the cache renewed.
  bool trust_cache = true;
  // Empty means DefaultDigestCacheFile().
  std::string cache_file = {};
  HashOptions hash = {};  // its cache is not used
  const Clock* clock = &SystemClock();
};

// Cheap to copy when it is a file; immutable, so thread-safe.
class Dataset {
 public:
  // Digests the file or directory at `path`. The errors of HashPath (hash.h); NAME_EMPTY and the
  // like for a name or label that can't be.
  static absl::StatusOr<Dataset> Open(const std::string& path, const DatasetOptions& options = {});

  const v1::DatasetVersion& version() const { return version_; }
  const std::string& name() const { return version_.name(); }
  const std::string& digest() const { return version_.content().digest(); }
  // Whether the digest rests on the cache: that of a directory does when that of any file does.
  bool from_cache() const { return from_cache_; }

  // As a run's input or output, in a role such as "train"; `subset` says which part of it when that
  // is not all (free text).
  v1::RunIo Use(const std::string& role = "", const std::string& subset = "") const;

 private:
  Dataset(v1::DatasetVersion version, bool from_cache)
      : version_(std::move(version)), from_cache_(from_cache) {}

  v1::DatasetVersion version_;
  bool from_cache_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_DATASET_H_
