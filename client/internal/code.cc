#include "client/code.h"

#include <filesystem>

#include "client/internal/git.h"
#include "client/internal/git_patch.h"
#include "client/internal/url.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Whether opening failed because of the repository's owner. libgit2 1.5 says "not found" when the
// user has no setting safe.directory at all; then its message is about the configuration.
bool IsOwnerError(int code) {
  const git_error* error = git_error_last();
  return code == GIT_EOWNER ||
         (code == GIT_ENOTFOUND && error != nullptr && error->klass == GIT_ERROR_CONFIG);
}

absl::StatusOr<git::Repository> OpenRepository(const fs::path& folder) {
  git::Repository repository;
  const int code = git_repository_open_ext(git::Out(repository), folder.c_str(), /*flags=*/0,
                                           /*ceiling=*/nullptr);
  if (IsOwnerError(code)) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, "CODE_NOT_TRUSTED",
        fmt::format("Another user owns the git repository of {0}. If you trust it, run `git "
                    "config --global --add safe.directory {0}` with the repository's root.",
                    folder.string()));
  }
  if (code == GIT_ENOTFOUND) {
    return NotFound("CODE_NOT_IN_REPOSITORY",
                    "{} is not in a git repository. Put the code under git, or run without code "
                    "capture.",
                    folder.string());
  }
  ASSAY_RETURN_IF_ERROR(git::Check(code));
  if (git_repository_is_bare(repository.get())) {
    return FailedPrecondition("CODE_NO_WORK_TREE",
                              "The git repository at {} is bare. Run from a work tree of it.",
                              folder.string());
  }
  return repository;
}

// The URL of "origin", or else of the first remote, or else empty. It is read as it stands in the
// configuration: a user's "insteadOf" says how this machine gets there, and not which repository it
// is. (git_remote of libgit2 1.5 applies it, and leaks 20 KB for every setting that it looks at.)
absl::StatusOr<std::string> RepositoryUrl(git_repository* repository) {
  git::Config config;
  ASSAY_RETURN_IF_ERROR(git::Check(git_repository_config_snapshot(git::Out(config), repository)));
  git::ConfigIterator iterator;
  ASSAY_RETURN_IF_ERROR(git::Check(git_config_iterator_new(git::Out(iterator), config.get())));
  std::string url;
  int code;
  git_config_entry* entry = nullptr;
  while ((code = git_config_next(&entry, iterator.get())) == 0) {
    if (entry->value == nullptr) continue;
    const std::string_view key = entry->name;
    if (key == "remote.origin.url") return StripCredentials(entry->value);
    if (url.empty() && key.starts_with("remote.") && key.ends_with(".url")) {
      url = StripCredentials(entry->value);
    }
  }
  if (code != GIT_ITEROVER) return git::Check(code);
  return url;
}

absl::StatusOr<git::Reference> Head(git_repository* repository) {
  git::Reference head;
  const int code = git_repository_head(git::Out(head), repository);
  if (code == GIT_EUNBORNBRANCH || code == GIT_ENOTFOUND) {
    return FailedPrecondition("CODE_NO_COMMITS",
                              "The git repository at {} has no commit yet. Commit the code first.",
                              git_repository_workdir(repository));
  }
  ASSAY_RETURN_IF_ERROR(git::Check(code));
  return head;
}

// `file` relative to the work tree; both are free of links by then.
std::string EntryPoint(git_repository* repository, const fs::path& file) {
  std::error_code error;
  const fs::path root = fs::canonical(git_repository_workdir(repository), error);
  return error ? std::string() : file.lexically_relative(root).generic_string();
}

}  // namespace

absl::StatusOr<CodeInfo> CaptureCode(const std::string& start_path, const CodeOptions& options) {
  // libgit2 counts how often it is set up; it stays so until the process ends.
  [[maybe_unused]] static const int set_up = git_libgit2_init();
  std::error_code error;
  const fs::path start = fs::canonical(start_path, error);
  if (error)
    return NotFound("PATH_NOT_FOUND", "There is nothing at {}. Check the path.", start_path);
  const bool is_folder = fs::is_directory(start, error);

  ASSAY_ASSIGN_OR_RETURN(const git::Repository repository,
                         OpenRepository(is_folder ? start : start.parent_path()));
  ASSAY_ASSIGN_OR_RETURN(const git::Reference head, Head(repository.get()));
  CodeInfo info;
  ASSAY_ASSIGN_OR_RETURN(info.repository_url, RepositoryUrl(repository.get()));
  if (git_reference_is_branch(head.get())) info.branch = git_reference_shorthand(head.get());
  if (!is_folder) info.entry_point = EntryPoint(repository.get(), start);

  git::Object commit;
  ASSAY_RETURN_IF_ERROR(
      git::Check(git_reference_peel(git::Out(commit), head.get(), GIT_OBJECT_COMMIT)));
  char hex[GIT_OID_HEXSZ + 1];
  info.commit = git_oid_tostr(hex, sizeof(hex), git_object_id(commit.get()));
  git::Object tree;
  ASSAY_RETURN_IF_ERROR(git::Check(git_object_peel(git::Out(tree), commit.get(), GIT_OBJECT_TREE)));
  ASSAY_RETURN_IF_ERROR(git::CapturePatch(repository.get(), reinterpret_cast<git_tree*>(tree.get()),
                                          options.max_patch_bytes, &info));
  return info;
}

}  // namespace assay
