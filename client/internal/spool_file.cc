#include "client/internal/spool_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "core/ids.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kMaxFileBytes = 64 << 20;
constexpr int64_t kMaxRecordBytes = 64 << 20;
constexpr size_t kHeaderBytes = 8;

uint32_t Crc(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

void PutUint32(uint32_t value, char* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(value >> (8 * i));
}

uint32_t GetUint32(const char* from) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i)
    value |= static_cast<uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  return value;
}

absl::Status FileError(const std::string& path) {
  if (errno == ENOSPC || errno == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "SPOOL_FULL",
                     fmt::format("The disk of the spool {} is full. Free some space.", path));
  }
  return FailedPrecondition(
      "SPOOL_UNUSABLE",
      "The spool {} can't be used: {}. Check its owner and permissions, or choose "
      "another folder.",
      path, std::strerror(errno));
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

// Reads exactly `size` bytes, or fewer at the end of the file.
absl::StatusOr<std::string> ReadAt(int fd, int64_t offset, int64_t size, const std::string& path) {
  std::string bytes(static_cast<size_t>(size), '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        pread(fd, bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError(path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

// The paths in `dir` for which `wanted` holds, sorted. None when `dir` is not there.
absl::StatusOr<std::vector<std::filesystem::path>> ListFolder(
    const std::string& dir, bool (*wanted)(const std::filesystem::directory_entry&)) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    if (wanted(*it)) paths.push_back(it->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    errno = error.value();
    return FileError(dir);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Reads one record; advances `offset` behind it. `whole` is false for a damaged one. Returns false
// at the end of what can be read.
absl::StatusOr<bool> ReadRecord(int fd, const std::string& path, int64_t file_size, int64_t* offset,
                                v1::LogBatchRequest* batch, bool* whole) {
  ASSAY_ASSIGN_OR_RETURN(const std::string header, ReadAt(fd, *offset, kHeaderBytes, path));
  if (header.size() < kHeaderBytes) return false;
  const int64_t size = GetUint32(header.data());
  const int64_t begin = *offset + static_cast<int64_t>(kHeaderBytes);
  // A power failure may leave zeros at the end; no batch is empty.
  if (size == 0 || size > kMaxRecordBytes || begin + size > file_size) return false;
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadAt(fd, begin, size, path));
  *whole = Crc(bytes) == GetUint32(header.data() + 4) && batch->ParseFromString(bytes);
  *offset = begin + size;
  return true;
}

absl::Status ReadFile(const std::string& path, SpoolContents* contents,
                      const std::function<absl::Status(v1::LogBatchRequest)>& on_batch) {
  const FileHandle fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  // A live writer deletes what is delivered.
  if (fd.get() < 0 && errno == ENOENT) return absl::OkStatus();
  struct stat info;
  if (fd.get() < 0 || fstat(fd.get(), &info) != 0) return FileError(path);
  int64_t offset = 0;
  while (offset < info.st_size) {
    const int64_t begin = offset;
    v1::LogBatchRequest batch;
    bool whole = false;
    ASSAY_ASSIGN_OR_RETURN(const bool more,
                           ReadRecord(fd.get(), path, info.st_size, &offset, &batch, &whole));
    if (!more) break;
    if (!whole) {
      contents->torn_bytes += offset - begin;
      continue;
    }
    ASSAY_RETURN_IF_ERROR(on_batch(std::move(batch)));
    ++contents->batches;
    contents->bytes += offset - begin;
  }
  contents->torn_bytes += info.st_size - offset;
  return absl::OkStatus();
}

bool IsSpoolFile(const std::filesystem::directory_entry& entry) {
  return entry.path().extension() == ".spool";
}

struct flock WholeFile() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

std::string LockFile(const std::string& folder) { return folder + "/lock"; }

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) close(fd_);
}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

absl::StatusOr<SpoolFolder> SpoolFolder::Create(const std::string& path) {
  // Under a name that is no writer's id, so that nobody who looks for spools takes it for a dead
  // one.
  const std::filesystem::path final_path(path);
  const std::filesystem::path made =
      final_path.parent_path() / ("new-" + final_path.filename().string());
  std::error_code error;
  std::filesystem::create_directories(made, error);
  if (error) {
    errno = error.value();
    return FileError(path);
  }
  FileHandle lock(open(LockFile(made).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  struct flock whole = WholeFile();
  if (lock.get() < 0 || fcntl(lock.get(), F_OFD_SETLK, &whole) != 0 ||
      rename(made.c_str(), path.c_str()) != 0) {
    absl::Status status = FileError(path);
    std::filesystem::remove_all(made, error);
    return status;
  }
  return SpoolFolder(path, std::move(lock));
}

absl::StatusOr<SpoolFolder> SpoolFolder::Lock(const std::string& path) {
  const auto gone = [&path] {
    return NotFound("SPOOL_NOT_FOUND", "There is no spool {}: it was delivered, or never there.",
                    path);
  };
  FileHandle lock(open(LockFile(path).c_str(), O_RDWR | O_CLOEXEC));
  if (lock.get() < 0 && errno == ENOENT) return gone();
  if (lock.get() < 0) return FileError(path);
  struct flock whole = WholeFile();
  if (fcntl(lock.get(), F_OFD_SETLK, &whole) != 0) {
    if (errno != EAGAIN && errno != EACCES) return FileError(path);
    return FailedPrecondition(
        "SPOOL_IN_USE",
        "The spool {} is in use: its program is still running, or another one delivers "
        "it.",
        path);
  }
  // Whoever had it before may have delivered and deleted it.
  struct stat info;
  if (fstat(lock.get(), &info) != 0 || info.st_nlink == 0) return gone();
  return SpoolFolder(path, std::move(lock));
}

bool SpoolFolder::InUse(const std::string& path) {
  const FileHandle lock(open(LockFile(path).c_str(), O_RDWR | O_CLOEXEC));
  struct flock whole = WholeFile();
  return lock.get() >= 0 && fcntl(lock.get(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

absl::Status SpoolFolder::Remove() {
  // The lock goes last: as long as there is something to find, it is found locked.
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files,
                         ListFolder(path_, IsSpoolFile));
  for (const std::filesystem::path& file : files) {
    if (unlink(file.c_str()) != 0 && errno != ENOENT) return FileError(path_);
  }
  if (unlink(LockFile(path_).c_str()) != 0) return FileError(path_);
  // A folder without a lock is no spool; what else somebody put there is theirs.
  (void)rmdir(path_.c_str());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ListSpoolWriters(const std::string& dir) {
  const auto is_spool = [](const std::filesystem::directory_entry& entry) {
    std::error_code ignored;
    return IsId(entry.path().filename().string()) &&
           std::filesystem::exists(LockFile(entry.path().string()), ignored);
  };
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> folders,
                         ListFolder(dir, is_spool));
  std::vector<std::string> writers;
  for (const std::filesystem::path& folder : folders) writers.push_back(folder.filename().string());
  return writers;
}

absl::Status SpoolWriter::StartFile(int64_t first_sequence) {
  file_ = fmt::format("{}/{:020d}.spool", folder_, first_sequence);
  // Append: after a record was cut off for want of space, the next one begins where that one did.
  fd_ = FileHandle(open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
  size_ = 0;
  return fd_.get() < 0 ? FileError(file_) : absl::OkStatus();
}

absl::StatusOr<SpoolPlace> SpoolWriter::Append(const v1::LogBatchRequest& batch) {
  if (fd_.get() < 0) {
    ASSAY_RETURN_IF_ERROR(StartFile(batch.sequence()));
  }
  std::string record(kHeaderBytes, '\0');
  if (!batch.AppendToString(&record)) return absl::InternalError("A batch can't be serialised.");
  const std::string_view bytes = std::string_view(record).substr(kHeaderBytes);
  PutUint32(static_cast<uint32_t>(bytes.size()), record.data());
  PutUint32(Crc(bytes), record.data() + 4);
  if (absl::Status status = WriteAll(fd_.get(), record, file_); !status.ok()) {
    // Half a record must not stand before a whole one.
    if (ftruncate(fd_.get(), size_) != 0) fd_ = FileHandle();
    return status;
  }
  SpoolPlace place{file_, size_ + static_cast<int64_t>(kHeaderBytes),
                   static_cast<int64_t>(bytes.size())};
  size_ += static_cast<int64_t>(record.size());
  if (size_ >= kMaxFileBytes) {
    // Full: it is nobody's to write to any more, so the acknowledgement of its last batch removes
    // it.
    fd_ = FileHandle();
    file_.clear();
  }
  return place;
}

absl::StatusOr<v1::LogBatchRequest> ReadSpooled(const SpoolPlace& place) {
  const FileHandle fd(open(place.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return FileError(place.file);
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes,
                         ReadAt(fd.get(), place.offset, place.size, place.file));
  v1::LogBatchRequest batch;
  if (static_cast<int64_t>(bytes.size()) != place.size || !batch.ParseFromString(bytes)) {
    return MakeError(absl::StatusCode::kDataLoss, "SPOOL_CORRUPT",
                     fmt::format("The spool's file {} was changed from outside.", place.file));
  }
  return batch;
}

absl::StatusOr<SpoolContents> ReadSpool(
    const std::string& folder, const std::function<absl::Status(v1::LogBatchRequest)>& on_batch) {
  // The names have leading zeros, so their order is that of the sequences.
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files,
                         ListFolder(folder, IsSpoolFile));
  SpoolContents contents;
  for (const std::filesystem::path& file : files) {
    ASSAY_RETURN_IF_ERROR(ReadFile(file.string(), &contents, on_batch));
  }
  return contents;
}

}  // namespace assay
