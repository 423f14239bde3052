// A file or directory as what a run read or wrote.
#ifndef ASSAY_CLIENT_ARTIFACT_H_
#define ASSAY_CLIENT_ARTIFACT_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/resources.pb.h"
#include "client/hash.h"

namespace assay {

struct ArtifactOptions {
  // Its name in the run; empty means its file name.
  std::string path = {};
  // Where others find it; empty means the local path.
  std::string uri = {};
  std::string media_type = {};
};

// Digests the file or directory at `local_path`, whose bytes stay where they are. The errors of
// HashPath (hash.h), and PATH_INVALID for a name that an artifact can't have.
absl::StatusOr<v1::Artifact> DescribeArtifact(const std::string& local_path,
                                              const ArtifactOptions& options = {});

// The content with a digest. A directory comes with its manifest, so that each of its files is
// found by its own digest, unless it has more than 50,000 files or a manifest of over 8 MiB: then
// the directory is known as a whole only.
v1::Content ToContent(const PathDigest& digest);

// The last part of a path: "b.csv" of "a/b.csv", "a" of "a/".
std::string FileName(const std::string& local_path);

}  // namespace assay

#endif  // ASSAY_CLIENT_ARTIFACT_H_
