// AdminClient::BackUp.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "client/admin.h"
#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

absl::Status Unwritable(const std::string& path, int error) {
  return FailedPrecondition(
      "FILE_UNWRITABLE", "The file {} can't be written: {}. Check its folder, or choose another.",
      path, std::strerror(error));
}

absl::Status CheckFree(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
    return absl::OkStatus();
  }
  return AlreadyExists("FILE_EXISTS", "There is a file {} already. Choose another name.", path);
}

// Writes beside the file, which is there only when it is whole and on disk.
class BackupWriter {
 public:
  explicit BackupWriter(const std::string& path) : path_(path), part_(path + ".part") {}
  ~BackupWriter() {
    if (fd_ < 0) return;
    close(fd_);
    unlink(part_.c_str());
  }
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;

  absl::Status Open() {
    // Whoever can read it can read everything on the server.
    fd_ = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return fd_ < 0 ? Unwritable(part_, errno) : absl::OkStatus();
  }

  absl::Status Add(const v1::BackUpResponse& message) {
    for (std::string_view rest = message.data(); !rest.empty();) {
      const ssize_t size = write(fd_, rest.data(), rest.size());
      if (size < 0) return Unwritable(part_, errno);
      rest.remove_prefix(static_cast<size_t>(size));
    }
    digest_.Update(message.data());
    received_ += static_cast<int64_t>(message.data().size());
    total_ = message.total_bytes();
    expected_ = message.digest();
    return absl::OkStatus();
  }
  int64_t received() const { return received_; }

  absl::StatusOr<Backup> Finish() {
    const Backup backup = {received_, "sha256:" + digest_.FinishHex()};
    if (received_ != total_ || backup.digest != expected_) {
      return MakeError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                       fmt::format("What came is not the copy that the server made: {} of {} bytes "
                                   "with the digest {}. Take the backup again.",
                                   received_, total_, backup.digest));
    }
    if (fsync(fd_) != 0) return Unwritable(part_, errno);
    ASSAY_RETURN_IF_ERROR(CheckFree(path_));
    if (rename(part_.c_str(), path_.c_str()) != 0) return Unwritable(path_, errno);
    close(std::exchange(fd_, -1));
    SyncFolder();
    return backup;
  }

 private:
  // Some file systems can't; then it is theirs to keep the name.
  void SyncFolder() const {
    const std::string folder = std::filesystem::path(path_).parent_path();
    const int fd = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
  }

  const std::string path_;
  const std::string part_;
  int fd_ = -1;
  Sha256 digest_;
  int64_t received_ = 0;
  int64_t total_ = 0;
  std::string expected_;
};

}  // namespace

absl::StatusOr<Backup> AdminClient::BackUp(
    const std::string& path, const std::function<void(const BackupProgress&)>& progress) {
  ASSAY_RETURN_IF_ERROR(CheckFree(path));
  BackupWriter writer(path);
  ASSAY_RETURN_IF_ERROR(writer.Open());
  absl::Status written;
  ASSAY_RETURN_IF_ERROR(connection_->Stream<v1::BackUpResponse>(
      "AdminService/BackUp", v1::BackUpRequest(), [&](const v1::BackUpResponse& message) {
        written = writer.Add(message);
        if (progress) {
          progress({message.copied_bytes(), writer.received(), message.total_bytes()});
        }
        return written.ok();
      }));
  ASSAY_RETURN_IF_ERROR(written);
  return writer.Finish();
}

}  // namespace assay
