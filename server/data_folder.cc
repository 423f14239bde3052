#include "server/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/errors.h"

namespace assay {
namespace {

absl::Status Unusable(const std::string& path, const char* why) {
  return FailedPrecondition(
      "DATA_FOLDER_UNUSABLE",
      "The data folder {} can't be used: {}. Check its owner and permissions, or "
      "choose another with --data.",
      path, why);
}

std::string ReadPid(int fd) {
  char text[32] = {};
  const ssize_t size = pread(fd, text, sizeof(text) - 1, 0);
  std::string pid(text, size > 0 ? static_cast<size_t>(size) : 0);
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid.empty() ? "unknown" : pid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataFolder>> DataFolder::Open(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Unusable(path, error.message().c_str());
  const std::string lock_path = path + "/assayd.lock";
  const int fd = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return Unusable(path, std::strerror(errno));
  std::unique_ptr<DataFolder> folder(new DataFolder(path, fd));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return FailedPrecondition(
        "DATA_FOLDER_LOCKED",
        "The data folder {} is in use by the server with pid {}. Stop that server, or "
        "choose another folder with --data.",
        path, ReadPid(fd));
  }
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd, 0) != 0 || pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    return Unusable(path, std::strerror(errno));
  }
  unlink(folder->BackupPath().c_str());
  return folder;
}

DataFolder::~DataFolder() { close(lock_); }

}  // namespace assay
