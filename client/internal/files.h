// Files as the hasher sees them: listed without following links, read once, and checked for change.
#ifndef ASSAY_CLIENT_INTERNAL_FILES_H_
#define ASSAY_CLIENT_INTERNAL_FILES_H_

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// What changes when a file does.
struct FileState {
  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t size = 0;
  int64_t modified_ns = 0;
  int64_t changed_ns = 0;  // set by the system alone, so nothing that writes can hide it

  friend bool operator==(const FileState&, const FileState&) = default;
};

FileState StateOf(const struct stat& info);

struct ListedFile {
  std::string path;  // relative to the folder that was listed
  FileState state;

  friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

// What stands at `path`, a link not followed: a regular file or a directory, or else the error why
// not.
absl::StatusOr<struct stat> StatContent(const std::string& path);

// All regular files under `root`, sorted by path. Fails on anything else that is not a folder.
absl::StatusOr<std::vector<ListedFile>> ListFiles(const std::string& root);

// Reads the file, which must be in the state `expected` from beginning to end, else
// CONTENT_CHANGED. `consume` gets its bytes in stretches, and ends the reading by an error.
absl::Status ReadUnchanged(const std::string& path, const FileState& expected,
                           const std::function<absl::Status(std::string_view)>& consume);

absl::Status ContentChanged(const std::string& path);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_FILES_H_
