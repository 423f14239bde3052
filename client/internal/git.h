// Ownership of libgit2's objects, and its errors as ours.
#ifndef ASSAY_CLIENT_INTERNAL_GIT_H_
#define ASSAY_CLIENT_INTERNAL_GIT_H_

#include <git2.h>

#include <memory>

#include "absl/status/status.h"
#include "core/errors.h"

namespace assay::git {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Repository = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using Reference = std::unique_ptr<git_reference, Deleter<git_reference_free>>;
using Object = std::unique_ptr<git_object, Deleter<git_object_free>>;
using Config = std::unique_ptr<git_config, Deleter<git_config_free>>;
using ConfigIterator = std::unique_ptr<git_config_iterator, Deleter<git_config_iterator_free>>;
using Diff = std::unique_ptr<git_diff, Deleter<git_diff_free>>;
using Patch = std::unique_ptr<git_patch, Deleter<git_patch_free>>;

// Takes what a libgit2 function puts into its first argument: `Check(git_x_new(Out(x), ...))`.
template <typename Owner>
class Out {
 public:
  explicit Out(Owner& owner) : owner_(owner) {}
  ~Out() { owner_.reset(raw_); }
  operator typename Owner::pointer *() { return &raw_; }

 private:
  Owner& owner_;
  typename Owner::pointer raw_ = nullptr;
};

// The error of a libgit2 call that returned `code`.
inline absl::Status Check(int code) {
  if (code >= 0) return absl::OkStatus();
  const git_error* error = git_error_last();
  return MakeError(
      absl::StatusCode::kUnavailable, "CODE_UNREADABLE",
      fmt::format("The git repository can't be read: {}. See what `git status` says there.",
                  error != nullptr ? error->message : "unknown error"));
}

}  // namespace assay::git

#endif  // ASSAY_CLIENT_INTERNAL_GIT_H_
