#include "client/internal/git_patch.h"

#include <filesystem>
#include <string_view>

#include "core/digest.h"
#include "core/status_macros.h"

namespace assay::git {
namespace {

// A data set that nobody told git to ignore must not make the start of a run slow.
constexpr int64_t kUntrackedFileBytes = 256 << 10;
constexpr int64_t kUntrackedBytes = 4 << 20;
// Larger tracked files count as binary.
constexpr int64_t kTrackedFileBytes = 8 << 20;

// Everything that the configuration could set is set here.
git_diff_options DiffOptions() {
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
                  GIT_DIFF_SHOW_UNTRACKED_CONTENT | GIT_DIFF_INCLUDE_TYPECHANGE;
  options.context_lines = 3;
  options.interhunk_lines = 0;
  options.id_abbrev = GIT_OID_HEXSZ;
  options.max_size = kTrackedFileBytes;
  options.old_prefix = "a";
  options.new_prefix = "b";
  return options;
}

// Takes text in pieces: digests all of it, keeps it while it is short enough.
class Text {
 public:
  explicit Text(int64_t max_bytes) : max_bytes_(max_bytes) {}

  void Append(std::string_view piece) {
    sha_.Update(piece);
    size_ += static_cast<int64_t>(piece.size());
    if (size_ <= max_bytes_) {
      text_.append(piece);
    } else {
      text_ = std::string();
    }
  }

  void Finish(CodeInfo* info) {
    info->patch_digest = "sha256:" + sha_.FinishHex();
    info->patch_size = size_;
    info->patch_omitted = size_ > max_bytes_;
    info->patch = std::move(text_);
  }

 private:
  const int64_t max_bytes_;
  int64_t size_ = 0;
  Sha256 sha_;
  std::string text_;
};

class PatchWriter {
 public:
  PatchWriter(git_repository* repository, int64_t max_bytes)
      : work_tree_(git_repository_workdir(repository)), repository_(repository), text_(max_bytes) {}

  absl::Status Write(git_diff* diff, size_t index) {
    const git_diff_delta* delta = git_diff_get_delta(diff, index);
    const std::string path = delta->new_file.path;
    if (delta->status == GIT_DELTA_UNTRACKED && !AdmitUntracked(path)) return absl::OkStatus();
    if (delta->status == GIT_DELTA_CONFLICTED) return MentionById(*delta, "conflict");

    Patch patch;
    ASSAY_RETURN_IF_ERROR(Check(git_patch_from_diff(Out(patch), diff, index)));
    if (patch == nullptr) {
      Mention(path, "changed");
      return absl::OkStatus();
    }
    // The flag is known only once the contents were looked at.
    delta = git_patch_get_delta(patch.get());
    if ((delta->flags & GIT_DIFF_FLAG_BINARY) != 0) return MentionById(*delta, "binary");
    git_buf buffer = GIT_BUF_INIT;
    ASSAY_RETURN_IF_ERROR(Check(git_patch_to_buf(&buffer, patch.get())));
    text_.Append({buffer.ptr, buffer.size});
    git_buf_dispose(&buffer);
    return absl::OkStatus();
  }

  void Finish(CodeInfo* info) {
    text_.Finish(info);
    info->patch_complete = complete_;
  }

 private:
  // Whether the contents of an untracked file shall stand in the patch; mentions the file if not.
  bool AdmitUntracked(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(work_tree_ + path, error);
    const bool regular = std::filesystem::is_regular_file(status);
    const int64_t size =
        regular ? static_cast<int64_t>(std::filesystem::file_size(work_tree_ + path, error)) : 0;
    if (error || (!regular && !std::filesystem::is_symlink(status))) {
      // A repository within this one, for example.
      Mention(path, "untracked, not a file");
      return false;
    }
    if (size > kUntrackedFileBytes || untracked_bytes_ + size > kUntrackedBytes) {
      Mention(path, fmt::format("untracked, {} bytes", size));
      return false;
    }
    untracked_bytes_ += size;
    return true;
  }

  // A file by the id of what stands in the work tree.
  absl::Status MentionById(const git_diff_delta& delta, std::string_view what) {
    git_oid id = delta.new_file.id;
    const std::string path = work_tree_ + delta.new_file.path;
    std::error_code error;
    if (git_oid_is_zero(&id) && std::filesystem::exists(path, error)) {
      ASSAY_RETURN_IF_ERROR(Check(git_repository_hashfile(&id, repository_, path.c_str(),
                                                          GIT_OBJECT_BLOB, delta.new_file.path)));
    }
    char hex[GIT_OID_HEXSZ + 1];
    Mention(delta.new_file.path,
            fmt::format("{}, now {}", what, git_oid_tostr(hex, sizeof(hex), &id)));
    return absl::OkStatus();
  }

  // `git apply` skips lines like this one.
  void Mention(std::string_view path, std::string_view what) {
    complete_ = false;
    text_.Append(fmt::format("# {} ({})\n", path, what));
  }

  const std::string work_tree_;  // ends with '/'
  git_repository* const repository_;
  Text text_;
  int64_t untracked_bytes_ = 0;
  bool complete_ = true;
};

}  // namespace

absl::Status CapturePatch(git_repository* repository, git_tree* head, int64_t max_patch_bytes,
                          CodeInfo* info) {
  const git_diff_options options = DiffOptions();
  Diff diff;
  ASSAY_RETURN_IF_ERROR(
      Check(git_diff_tree_to_workdir_with_index(Out(diff), repository, head, &options)));
  const size_t count = git_diff_num_deltas(diff.get());
  info->dirty = count > 0;
  if (!info->dirty) return absl::OkStatus();
  PatchWriter writer(repository, max_patch_bytes);
  for (size_t i = 0; i < count; ++i) ASSAY_RETURN_IF_ERROR(writer.Write(diff.get(), i));
  writer.Finish(info);
  return absl::OkStatus();
}

}  // namespace assay::git
