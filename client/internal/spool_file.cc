#include "client/internal/spool_file.h"

#include <fcntl.h>
#include <sys/file.h>
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
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kMaxFileBytes = 64 << 20;
constexpr int64_t kMaxRecordBytes = 64 << 20;
constexpr size_t kHeaderBytes = 8;

uint32_t Crc(std::string_view bytes) {
  return static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

void PutUint32(uint32_t value, char* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(value >> (8 * i));
}

uint32_t GetUint32(const char* from) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= static_cast<uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  return value;
}

absl::Status FileError(const std::string& path) {
  if (errno == ENOSPC || errno == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "SPOOL_FULL",
                     fmt::format("The disk of the spool {} is full. Free some space.", path));
  }
  return FailedPrecondition("SPOOL_UNUSABLE",
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
    const ssize_t got = pread(fd, bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError(path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

absl::StatusOr<std::vector<std::string>> SpoolFiles(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".spool") files.push_back(it->path().string());
  }
  if (error) {
    errno = error.value();
    return FileError(folder);
  }
  // The names have leading zeros, so their order is that of the sequences.
  std::sort(files.begin(), files.end());
  return files;
}

// Reads one file; stops without an error at a record that is not whole.
absl::Status ReadFile(const std::string& path, SpoolContents* contents,
                      const std::function<absl::Status(v1::LogBatchRequest)>& on_batch) {
  const FileHandle fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info;
  if (fd.get() < 0 || fstat(fd.get(), &info) != 0) return FileError(path);
  int64_t offset = 0;
  while (offset < info.st_size) {
    ASSAY_ASSIGN_OR_RETURN(const std::string header, ReadAt(fd.get(), offset, kHeaderBytes, path));
    if (header.size() < kHeaderBytes) break;
    const int64_t size = GetUint32(header.data());
    const int64_t begin = offset + static_cast<int64_t>(kHeaderBytes);
    if (size > kMaxRecordBytes || begin + size > info.st_size) break;
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadAt(fd.get(), begin, size, path));
    v1::LogBatchRequest batch;
    if (Crc(bytes) != GetUint32(header.data() + 4) || !batch.ParseFromString(bytes)) break;
    ASSAY_RETURN_IF_ERROR(on_batch(std::move(batch)));
    ++contents->batches;
    contents->bytes += size;
    offset = begin + size;
  }
  contents->torn_bytes += info.st_size - offset;
  return absl::OkStatus();
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) close(fd_);
}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

absl::StatusOr<SpoolFolder> SpoolFolder::Open(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    errno = error.value();
    return FileError(path);
  }
  FileHandle lock(open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return FileError(path);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return FailedPrecondition("SPOOL_IN_USE",
                              "The spool {} is in use: its program is still running, or another one delivers "
                              "it.",
                              path);
  }
  return SpoolFolder(path, std::move(lock));
}

absl::Status SpoolFolder::Remove() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (!error) return absl::OkStatus();
  errno = error.value();
  return FileError(path_);
}

absl::Status SpoolWriter::StartFile(int64_t first_sequence) {
  file_ = fmt::format("{}/{:020d}.spool", folder_, first_sequence);
  fd_ = FileHandle(open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  size_ = 0;
  return fd_.get() < 0 ? FileError(file_) : absl::OkStatus();
}

absl::StatusOr<SpoolPlace> SpoolWriter::Append(const v1::LogBatchRequest& batch) {
  if (fd_.get() < 0 || size_ >= kMaxFileBytes) {
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
  SpoolPlace place{file_, size_ + static_cast<int64_t>(kHeaderBytes), static_cast<int64_t>(bytes.size())};
  size_ += static_cast<int64_t>(record.size());
  return place;
}

absl::StatusOr<v1::LogBatchRequest> ReadSpooled(const SpoolPlace& place) {
  const FileHandle fd(open(place.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return FileError(place.file);
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadAt(fd.get(), place.offset, place.size, place.file));
  v1::LogBatchRequest batch;
  if (static_cast<int64_t>(bytes.size()) != place.size || !batch.ParseFromString(bytes)) {
    return MakeError(absl::StatusCode::kDataLoss, "SPOOL_CORRUPT",
                     fmt::format("The spool's file {} was changed from outside.", place.file));
  }
  return batch;
}

absl::StatusOr<SpoolContents> ReadSpool(
    const std::string& folder, const std::function<absl::Status(v1::LogBatchRequest)>& on_batch) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> files, SpoolFiles(folder));
  SpoolContents contents;
  for (const std::string& file : files) {
    ASSAY_RETURN_IF_ERROR(ReadFile(file, &contents, on_batch));
  }
  return contents;
}

}  // namespace assay
