// A copy of the database, made while others read and write.
#ifndef ASSAY_STORAGE_SQLITE_BACKUP_H_
#define ASSAY_STORAGE_SQLITE_BACKUP_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/sql/database.h"
#include "storage/sqlite/connection.h"

namespace assay::sql::sqlite {

// Begins to copy what `source` sees now into the new file `path`; see Database::BackUp. `running`,
// which outlives it, is one higher while the snapshot is held.
absl::StatusOr<std::unique_ptr<Backup>> StartBackup(std::unique_ptr<Connection> source,
                                                    const std::string& path,
                                                    std::atomic<int>& running);

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_BACKUP_H_
