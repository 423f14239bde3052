// A writer's batches on disk: a folder for each writer, with files of records.
//
// A record is its length (4 bytes, little-endian), the CRC-32 of the batch (4 bytes), and the
// batch, a serialised LogBatchRequest. A file is "<first sequence, 20 digits>.spool". What a crash
// cut off in the middle is recognised by its length or CRC. The folder has a file "lock", which
// whoever writes or delivers the spool holds.
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

// The folder of a writer, locked for as long as this object lives. One process or thread has it at
// a time.
class SpoolFolder {
 public:
  // Makes the folder; nobody finds it before it is locked. FailedPrecondition (SPOOL_UNUSABLE).
  static absl::StatusOr<SpoolFolder> Create(const std::string& path);
  // Locks one that is there. NotFound (SPOOL_NOT_FOUND), or FailedPrecondition (SPOOL_IN_USE).
  static absl::StatusOr<SpoolFolder> Lock(const std::string& path);
  // Whether somebody has locked it. Asking does not disturb anybody.
  static bool InUse(const std::string& path);

  const std::string& path() const { return path_; }
  // Deletes it.
  absl::Status Remove();

 private:
  SpoolFolder(std::string path, FileHandle lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  FileHandle lock_;
};

// The ids of the writers that have a folder in `dir`, in order. None when `dir` is not there.
absl::StatusOr<std::vector<std::string>> ListSpoolWriters(const std::string& dir);

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
  int64_t torn_bytes = 0;  // of no whole record: cut off by a crash, or damaged
};
// Calls `on_batch` for every whole record of a folder, in order of sequences, until it returns an
// error. A damaged record is left out: the server then finds a gap in the sequences, unless it has
// the batch already.
absl::StatusOr<SpoolContents> ReadSpool(
    const std::string& folder, const std::function<absl::Status(v1::LogBatchRequest)>& on_batch);

}  // namespace assay

#endif  // ASSAY_CLIENT_INTERNAL_SPOOL_FILE_H_
