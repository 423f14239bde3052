// Digests of files and directories: the identity of content in Assay.
//
// A file's digest is "sha256:<hex>" of its bytes. A directory's is dirHash of in-toto's DigestSet,
// which is Hash1 of Go's golang.org/x/mod/sumdb/dirhash: SHA-256 over a manifest with a line
// "<hex of the file>  <path>\n" for every file, sorted by path. So `sha256sum --check` verifies a
// manifest, and the digest of the manifest's text is the directory's. Empty folders, permissions
// and times are not part of it.
//
// Refused, so that a digest always means all of the content (reasons): SYMLINK_REFUSED,
// SPECIAL_FILE_REFUSED (devices, pipes, sockets), PATH_INVALID (ValidatePath of core/names.h; it
// applies to paths in a directory), CONTENT_CHANGED (while it was read). Others: PATH_NOT_FOUND,
// PERMISSION_DENIED, NOT_A_FILE, NOT_A_DIRECTORY, READ_FAILED, HASH_CANCELLED.
#ifndef ASSAY_CLIENT_HASH_H_
#define ASSAY_CLIENT_HASH_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

class DigestCache;

struct HashProgress {
  int64_t bytes_done = 0;
  int64_t bytes_total = 0;
  int64_t files_done = 0;
  int64_t files_total = 0;
};

struct HashOptions {
  int threads = 0;  // files that are read at a time; 0 for one on each core
  // Called after every stretch that is read, from several threads, but from one at a time.
  std::function<void(const HashProgress&)> progress = {};
  std::stop_token cancel = {};
  // Files that it knows, and that are as they were, are not read; what was read goes into it. The
  // results say how many were known.
  DigestCache* cache = nullptr;
};

struct FileDigest {
  std::string digest;
  int64_t size = 0;  // bytes
  bool from_cache = false;
};

// A file of a directory; `path` is relative to it, with '/' between the parts.
struct FileEntry {
  std::string path;
  std::string digest;
  int64_t size = 0;  // bytes

  friend bool operator==(const FileEntry&, const FileEntry&) = default;
};

struct DirectoryDigest {
  std::string digest;
  int64_t size = 0;              // bytes of all files
  std::vector<FileEntry> files;  // sorted by the bytes of the path
  int64_t files_from_cache = 0;

  // The text that the digest is computed from.
  std::string Manifest() const;
};

struct PathDigest {
  bool is_directory = false;
  std::string digest;
  int64_t size = 0;              // bytes
  std::vector<FileEntry> files;  // of a directory
  int64_t files_from_cache = 0;
};

// All are thread-safe, and take absolute paths or paths relative to the working directory.
// `on_bytes` gets what is read, in order, on the calling thread: whoever gives one reads the file,
// so the cache is not asked.
absl::StatusOr<FileDigest> HashFile(const std::string& path, const HashOptions& options = {},
                                    const std::function<void(std::string_view)>& on_bytes = {});
absl::StatusOr<DirectoryDigest> HashDirectory(const std::string& path,
                                              const HashOptions& options = {});
absl::StatusOr<PathDigest> HashPath(const std::string& path, const HashOptions& options = {});

struct ManifestEntry {
  std::string path;
  std::string digest;  // "sha256:<hex>"

  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

// The files of a manifest whose directory has `digest`. Text that does not have that digest gives
// DataLoss with reason MANIFEST_MISMATCH; text that has it and is no manifest, InvalidArgument with
// reason MANIFEST_INVALID.
absl::StatusOr<std::vector<ManifestEntry>> ParseManifest(std::string_view text,
                                                         std::string_view digest);

}  // namespace assay

#endif  // ASSAY_CLIENT_HASH_H_
