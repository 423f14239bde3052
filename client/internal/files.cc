#include "client/internal/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/errors.h"
#include "core/names.h"
#include "core/status_macros.h"

namespace assay {
namespace {

// Fits a core's second-level cache beside the digest's tables, and makes system calls cheap.
constexpr size_t kReadBytes = 256 << 10;

// Paths go to terminals and logs: what could garble them is shown as '?'.
std::string Printable(std::string path) {
  const bool utf8 = IsUtf8(path);
  for (char& c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte > 0x7f && !utf8)) c = '?';
  }
  return path;
}

absl::Status FromErrno(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return NotFound("PATH_NOT_FOUND", "There is nothing at {}. Check the path.", Printable(path));
    case EACCES:
    case EPERM:
      return MakeError(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
                       fmt::format("{} can't be read: no permission. Give this user read access.",
                                   Printable(path)));
    case ELOOP:
      return FailedPrecondition("SYMLINK_REFUSED",
                                "{} is a symbolic link, and a digest covers no links. Use what it "
                                "points to, or replace it by a copy.",
                                Printable(path));
    default:
      return MakeError(absl::StatusCode::kUnavailable, "READ_FAILED",
                       fmt::format("{} can't be read: {}. Check the disk, and try again.",
                                   Printable(path), std::strerror(error)));
  }
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::StatusOr<std::vector<std::string>> ListNames(const std::string& folder) {
  const auto close = [](DIR* dir) { closedir(dir); };
  const std::unique_ptr<DIR, decltype(close)> dir(opendir(folder.c_str()));
  if (dir == nullptr) return FromErrno(folder, errno);
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(dir.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return FromErrno(folder, errno);
  return names;
}

absl::Status CheckPath(const std::string& root, const std::string& path) {
  const absl::Status status = ValidatePath(path);
  if (status.ok()) return status;
  return InvalidArgument(ErrorReason(status), "path", "{}/{}: {} Rename it.", Printable(root),
                         Printable(path), std::string(status.message()));
}

// The next bytes, from `buffer`; none at the end.
absl::StatusOr<std::string_view> ReadSome(int fd, const std::string& path, char* buffer) {
  while (true) {
    const ssize_t count = read(fd, buffer, kReadBytes);
    if (count >= 0) return std::string_view(buffer, static_cast<size_t>(count));
    if (errno != EINTR) return FromErrno(path, errno);
  }
}

absl::Status CheckState(int fd, const std::string& path, const FileState& expected) {
  struct stat info;
  if (fstat(fd, &info) != 0) return FromErrno(path, errno);
  return StateOf(info) == expected ? absl::OkStatus() : ContentChanged(path);
}

int64_t Nanos(const timespec& time) { return time.tv_sec * int64_t{1'000'000'000} + time.tv_nsec; }

}  // namespace

FileState StateOf(const struct stat& info) {
  return {static_cast<uint64_t>(info.st_dev), static_cast<uint64_t>(info.st_ino), info.st_size,
          Nanos(info.st_mtim), Nanos(info.st_ctim)};
}

absl::Status ContentChanged(const std::string& path) {
  return Aborted("CONTENT_CHANGED",
                 "{} changed while it was hashed. Try again when nothing writes to it.",
                 Printable(path));
}

absl::StatusOr<struct stat> StatContent(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return FromErrno(path, errno);
  if (S_ISLNK(info.st_mode)) return FromErrno(path, ELOOP);
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
    return FailedPrecondition(
        "SPECIAL_FILE_REFUSED",
        "{} is a device, a pipe or a socket, which has no content. Remove it.", Printable(path));
  }
  return info;
}

absl::StatusOr<std::vector<ListedFile>> ListFiles(const std::string& root) {
  std::vector<ListedFile> files;
  std::vector<std::string> folders = {""};  // each empty or with a '/' at its end
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListNames(root + "/" + folder));
    for (const std::string& name : names) {
      const std::string path = folder + name;
      ASSAY_RETURN_IF_ERROR(CheckPath(root, path));
      ASSAY_ASSIGN_OR_RETURN(const struct stat info, StatContent(root + "/" + path));
      if (S_ISDIR(info.st_mode)) {
        folders.push_back(path + "/");
      } else {
        files.push_back({path, StateOf(info)});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const ListedFile& a, const ListedFile& b) { return a.path < b.path; });
  return files;
}

absl::Status ReadUnchanged(const std::string& path, const FileState& expected,
                           const std::function<absl::Status(std::string_view)>& consume) {
  // Not blocking, in case that a pipe has taken the file's place.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0) {
    // It was a file when it was listed.
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return ContentChanged(path);
    return FromErrno(path, errno);
  }
  ASSAY_RETURN_IF_ERROR(CheckState(file.get(), path, expected));
  posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);

  thread_local const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
  int64_t size = 0;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string_view bytes, ReadSome(file.get(), path, buffer.get()));
    if (bytes.empty()) break;
    size += static_cast<int64_t>(bytes.size());
    if (size > expected.size) return ContentChanged(path);
    ASSAY_RETURN_IF_ERROR(consume(bytes));
  }
  if (size != expected.size) return ContentChanged(path);
  return CheckState(file.get(), path, expected);
}

}  // namespace assay
