// The patch from a commit to the work tree, as text that does not depend on the user's
// configuration.
#ifndef ASSAY_CLIENT_INTERNAL_GIT_PATCH_H_
#define ASSAY_CLIENT_INTERNAL_GIT_PATCH_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "client/code.h"
#include "client/internal/git.h"

namespace assay::git {

// Fills the fields of `info` about the patch.
absl::Status CapturePatch(git_repository* repository, git_tree* head, int64_t max_patch_bytes,
                          CodeInfo* info);

}  // namespace assay::git

#endif  // ASSAY_CLIENT_INTERNAL_GIT_PATCH_H_
