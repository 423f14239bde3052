// The version of the code that runs, from the git repository that it lies in.
#ifndef ASSAY_CLIENT_CODE_H_
#define ASSAY_CLIENT_CODE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

struct CodeOptions {
  // The longest patch whose text is kept; 0 keeps none. Think of who may read it: a patch holds
  // what is not committed, new files that git does not ignore among it.
  int64_t max_patch_bytes = 0;
};

struct CodeInfo {
  // URL of the remote "origin", or else of the first remote, as configured but without credentials;
  // empty when there is none.
  std::string repository_url;
  std::string commit;  // 40 hex digits of HEAD
  std::string branch;  // empty when HEAD is detached
  // Whether index or work tree differ from the commit, or have files that git neither tracks nor
  // ignores.
  bool dirty = false;
  // What follows is about the patch from the commit to the work tree, and empty when it is clean.
  // Equal trees have equal patches, whatever the user's git configuration. Binary files, and
  // untracked ones beyond 256 KiB each or 4 MiB together, stand in it by name, and by object id or
  // size.
  std::string patch_digest;    // "sha256:<hex>" of the text
  int64_t patch_size = 0;      // bytes of the text
  std::string patch;           // the text, unless it is longer than max_patch_bytes
  bool patch_omitted = false;  // there is a patch, and it is longer than max_patch_bytes
  bool patch_complete = true;  // `git apply` of the text restores the work tree
  // The start path relative to the work tree, when it is a file; else empty.
  std::string entry_point;
};

// Describes the repository that `start_path`, a file or a folder, lies in. Thread-safe. Reasons:
// PATH_NOT_FOUND; CODE_NOT_IN_REPOSITORY; CODE_NO_COMMITS; CODE_NO_WORK_TREE (a bare repository);
// CODE_NOT_TRUSTED (another user owns the repository); CODE_UNREADABLE (git says why).
absl::StatusOr<CodeInfo> CaptureCode(const std::string& start_path,
                                     const CodeOptions& options = {});

}  // namespace assay

#endif  // ASSAY_CLIENT_CODE_H_
