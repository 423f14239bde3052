// A writer's batches on disk: a folder for each writer, with files of records.
//
// A record is its length (4 bytes, little-endian), the CRC-32 of the batch (4 bytes), and the batch, a
// serialised LogBatchRequest. A file is "<first sequence, 20 digits>.spool". What a crash cut off in the
// middle is recognised by its length or CRC. The folder has a file "lock", which the live writer holds.
#ifndef ASSAY_CLIENT_INTERNAL_SPOOL_FILE_H_
#define ASSAY_CLIENT_INTERNAL_SPOOL_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/tracking_service.pb.h"

namespace assay {

// An open file; closed when it is destroyed.
class FileHandle {
 public:
  explicit FileHandle(int fd = -1) : fd_(fd) {}
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileHandle& operator=(FileHandle&& other) noexcept;
  int get() const { return fd_; }

 private:
  int fd_;
};

// The folder of a writer, locked. FailedPrecondition: SPOOL_UNUSABLE, or SPOOL_IN_USE when the program that
// writes it is still alive.
class SpoolFolder {
 public:
  static absl::StatusOr<SpoolFolder> Open(const std::string& path);
  const std::string& path() const { return path_; }
  // Deletes the folder and all that is in it.
  absl::Status Remove();

 private:
  SpoolFolder(std::string path, FileHandle lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  FileHandle lock_;
};

// Where a record lies.
struct SpoolPlace {
  std::string file;
  int64_t offset = 0;  // of the batch, behind the header
  int64_t size = 0;    // of the batch
};

// Appends batches. Not thread-safe.
class SpoolWriter {
 public:
  explicit SpoolWriter(std::string folder) : folder_(std::move(folder)) {}
  // ResourceExhausted (SPOOL_FULL) when the disk is.
  absl::StatusOr<SpoolPlace> Append(const v1::LogBatchRequest& batch);
  // The file that is written to; empty before the first batch.
  const std::string& file() const { return file_; }

 private:
  absl::Status StartFile(int64_t first_sequence);

  std::string folder_;
  std::string file_;
  FileHandle fd_;
  int64_t size_ = 0;
};

absl::StatusOr<v1::LogBatchRequest> ReadSpooled(const SpoolPlace& place);

struct SpoolContents {
  int64_t batches = 0;
  int64_t bytes = 0;
  int64_t torn_bytes = 0;  // behind the last whole record
};
// Calls `on_batch` for every whole record of a folder, in order of sequences, until it returns an error.
absl::StatusOr<SpoolContents> ReadSpool(
    const std::string& folder, const std::function<absl::Status(v1::LogBatchRequest)>& on_batch);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_SPOOL_FILE_H_
