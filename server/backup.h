// Copies of the database, for the stream that hands them out.
#ifndef ASSAY_SERVER_BACKUP_H_
#define ASSAY_SERVER_BACKUP_H_

#include <atomic>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/admin_service.pb.h"
#include "core/digest.h"
#include "server/server_env.h"
#include "storage/sql/database.h"

namespace assay::admin {

// One backup, message by message: first the copy is made in a file, then its bytes are read. Of
// each server there is one at a time, for it takes as much disk space as the database. Not
// thread-safe.
class BackupReader {
 public:
  // ResourceExhausted with reason BACKUP_RUNNING or DISK_FULL.
  static absl::StatusOr<std::unique_ptr<BackupReader>> Open(ServerEnv& env);
  // Nothing is left of the copy.
  ~BackupReader();

  // Whether the last message was made.
  bool AtEnd() const { return at_end_; }
  absl::Status ReadMessage(v1::BackUpResponse* response);

 private:
  explicit BackupReader(BackupPlace& place) : place_(place) {}
  absl::Status Copy();
  absl::Status ReadBytes(v1::BackUpResponse* response);

  BackupPlace& place_;
  std::unique_ptr<sql::Backup> copy_;  // while it is being made
  std::ifstream file_;                 // of the copy that is complete
  int64_t copied_ = 0;
  int64_t total_ = 0;
  int64_t read_ = 0;
  Sha256 digest_;
  bool at_end_ = false;
};

}  // namespace assay::admin

#endif  // ASSAY_SERVER_BACKUP_H_
