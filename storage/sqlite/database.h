// SQLite behind the seam: one writer thread with group commit, and a pool of readers.
#ifndef ASSAY_STORAGE_SQLITE_DATABASE_H_
#define ASSAY_STORAGE_SQLITE_DATABASE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/sql/database.h"
#include "storage/sql/migrator.h"

namespace assay::sql::sqlite {

struct Options {
  std::string path;
  int readers = 32;  // at most; opened when they are needed
  int64_t writer_cache_kib = 32 << 10;
  int64_t reader_cache_kib = 4 << 10;
  // Of the file, from its beginning, that readers map into memory; 0 for none. SQLite takes 2 GiB
  // less a page at most. What they read then counts as the server's resident memory, which the
  // kernel takes back when it is needed.
  int64_t reader_mapped_bytes = 0x7fff0000;
  size_t max_waiting_writes = 4'096;
  // After so many pages of 4 KiB the write-ahead log is copied into the database.
  int checkpoint_pages = 3'072;
};

// Opens the database. It stays open until destroyed; writes that wait then are refused with
// Unavailable.
absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options);

// SQLite's names of the types.
const Dialect& SqliteDialect();

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_DATABASE_H_
