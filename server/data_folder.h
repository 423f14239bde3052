// The data folder: made when it is missing, and locked so that one server has it.
#ifndef ASSAY_SERVER_DATA_FOLDER_H_
#define ASSAY_SERVER_DATA_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

// Holds the lock until it is destroyed; the system releases it when the process dies.
class DataFolder {
 public:
  // FailedPrecondition: DATA_FOLDER_UNUSABLE, or DATA_FOLDER_LOCKED with the pid of the server that
  // has it.
  static absl::StatusOr<std::unique_ptr<DataFolder>> Open(const std::string& path);
  ~DataFolder();

  std::string DatabasePath() const { return path_ + "/assay.db"; }
  // Of the copy that is made for a backup. What a server left there that was killed is removed.
  std::string BackupPath() const { return path_ + "/backup.tmp"; }
  // The private key that signs checkpoints of the audit log.
  std::string AuditKeyPath() const { return path_ + "/audit.key"; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_DATA_FOLDER_H_
