#include "client/hash.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

#include "client/digest_cache.h"
#include "client/internal/files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/mutex.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// Hashes listed files on several threads, the largest first, so that no thread is left alone with a
// large one at the end.
class Hasher {
 public:
  using OnBytes = std::function<void(std::string_view)>;

  // `on_bytes` is for a single file.
  Hasher(std::string root, const std::vector<ListedFile>& files, const HashOptions& options,
         OnBytes on_bytes = {})
      : root_(std::move(root)),
        files_(files),
        options_(options),
        on_bytes_(std::move(on_bytes)),
        order_(files.size()) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    std::sort(order_.begin(), order_.end(),
              [this](size_t a, size_t b) { return files_[a].state.size > files_[b].state.size; });
    progress_.files_total = static_cast<int64_t>(files.size());
    for (const ListedFile& file : files) progress_.bytes_total += file.state.size;
  }

  // Fills the digests, in the order of the files.
  absl::Status Run(std::vector<FileEntry>* entries) {
    entries->resize(files_.size());
    {
      std::vector<std::jthread> workers;
      for (size_t i = 1; i < ThreadCount(); ++i) {
        workers.emplace_back([this, entries] { Work(entries); });
      }
      Work(entries);
    }
    MutexLock lock(mutex_);
    return status_;
  }

  int64_t files_from_cache() const { return from_cache_; }

 private:
  size_t ThreadCount() const {
    const size_t wanted = options_.threads > 0 ? static_cast<size_t>(options_.threads)
                                               : std::thread::hardware_concurrency();
    return std::clamp<size_t>(files_.size(), 1, std::max<size_t>(wanted, 1));
  }

  void Work(std::vector<FileEntry>* entries) {
    while (!failed_) {
      const size_t next = next_++;
      if (next >= order_.size()) return;
      const absl::Status status = HashOne(files_[order_[next]], &(*entries)[order_[next]]);
      if (!status.ok()) Fail(status);
    }
  }

  absl::Status HashOne(const ListedFile& file, FileEntry* entry) {
    const std::string path = file.path.empty() ? root_ : root_ + "/" + file.path;
    *entry = {file.path, KnownDigest(path, file.state), file.state.size};
    if (!entry->digest.empty()) {
      Advance(file.state.size, 1);
    } else {
      ASSAY_RETURN_IF_ERROR(ReadOne(path, file.state, &entry->digest));
      Advance(0, 1);
    }
    return options_.cancel.stop_requested() ? Cancelled() : absl::OkStatus();
  }

  std::string KnownDigest(const std::string& path, const FileState& state) {
    if (options_.cache == nullptr || on_bytes_) return "";
    std::string digest = options_.cache->Find(path, state);
    if (!digest.empty()) ++from_cache_;
    return digest;
  }

  absl::Status ReadOne(const std::string& path, const FileState& state, std::string* digest) {
    // Asked before the file is read: what is written later shall not count as read.
    const bool settled = options_.cache != nullptr && options_.cache->IsSettled(state);
    Sha256 sha;
    ASSAY_RETURN_IF_ERROR(ReadUnchanged(path, state, [&](std::string_view bytes) {
      if (failed_ || options_.cancel.stop_requested()) return Cancelled();
      sha.Update(bytes);
      if (on_bytes_) on_bytes_(bytes);
      Advance(static_cast<int64_t>(bytes.size()), 0);
      return absl::OkStatus();
    }));
    *digest = "sha256:" + sha.FinishHex();
    if (settled) options_.cache->Add(path, state, *digest);
    return absl::OkStatus();
  }

  static absl::Status Cancelled() {
    return MakeError(absl::StatusCode::kCancelled, "HASH_CANCELLED", "The hashing was cancelled.");
  }

  void Advance(int64_t bytes, int64_t files) {
    if (!options_.progress) return;
    MutexLock lock(mutex_);
    progress_.bytes_done += bytes;
    progress_.files_done += files;
    options_.progress(progress_);
  }

  // Keeps the first error; the others stop because of it.
  void Fail(const absl::Status& status) {
    MutexLock lock(mutex_);
    if (status_.ok()) status_ = status;
    failed_ = true;
  }

  const std::string root_;
  const std::vector<ListedFile>& files_;
  const HashOptions& options_;
  const OnBytes on_bytes_;
  std::vector<size_t> order_;
  std::atomic<size_t> next_{0};
  std::atomic<int64_t> from_cache_{0};
  std::atomic<bool> failed_{false};
  Mutex mutex_;
  HashProgress progress_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<FileDigest> HashRegularFile(const std::string& path, const struct stat& before,
                                           const HashOptions& options,
                                           const Hasher::OnBytes& on_bytes = {}) {
  const std::vector<ListedFile> files = {{"", StateOf(before)}};
  std::vector<FileEntry> entries;
  Hasher hasher(path, files, options, on_bytes);
  ASSAY_RETURN_IF_ERROR(hasher.Run(&entries));
  // Another file may have been renamed to this path, which the open one does not show.
  const absl::StatusOr<struct stat> after = StatContent(path);
  if (!after.ok() || StateOf(*after) != files[0].state) return ContentChanged(path);
  return FileDigest{entries[0].digest, entries[0].size, hasher.files_from_cache() > 0};
}

}  // namespace

absl::StatusOr<FileDigest> HashFile(const std::string& path, const HashOptions& options,
                                    const std::function<void(std::string_view)>& on_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const struct stat info, StatContent(path));
  if (!S_ISREG(info.st_mode)) {
    return FailedPrecondition("NOT_A_FILE", "{} is a directory. Hash it as one.", path);
  }
  return HashRegularFile(path, info, options, on_bytes);
}

absl::StatusOr<DirectoryDigest> HashDirectory(const std::string& path, const HashOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const struct stat info, StatContent(path));
  if (!S_ISDIR(info.st_mode)) {
    return FailedPrecondition("NOT_A_DIRECTORY", "{} is a file. Hash it as one.", path);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ListedFile> files, ListFiles(path));
  DirectoryDigest directory;
  Hasher hasher(path, files, options);
  ASSAY_RETURN_IF_ERROR(hasher.Run(&directory.files));
  directory.files_from_cache = hasher.files_from_cache();
  // Files that came, went or changed after their turn.
  const absl::StatusOr<std::vector<ListedFile>> after = ListFiles(path);
  if (!after.ok() || *after != files) return ContentChanged(path);
  for (const FileEntry& file : directory.files) directory.size += file.size;
  directory.digest = Sha256Digest(directory.Manifest());
  return directory;
}

absl::StatusOr<PathDigest> HashPath(const std::string& path, const HashOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const struct stat info, StatContent(path));
  if (S_ISREG(info.st_mode)) {
    ASSAY_ASSIGN_OR_RETURN(FileDigest file, HashRegularFile(path, info, options));
    return PathDigest{false, std::move(file.digest), file.size, {}, file.from_cache};
  }
  ASSAY_ASSIGN_OR_RETURN(DirectoryDigest directory, HashDirectory(path, options));
  return PathDigest{true, std::move(directory.digest), directory.size, std::move(directory.files),
                    directory.files_from_cache};
}

}  // namespace assay
