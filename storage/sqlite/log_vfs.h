// Writes SQLite's write-ahead log in one piece for each commit.
#ifndef ASSAY_STORAGE_SQLITE_LOG_VFS_H_
#define ASSAY_STORAGE_SQLITE_LOG_VFS_H_

namespace assay::sql::sqlite {

// The name of a VFS (https://www.sqlite.org/vfs.html) for the connection that writes: the system's
// own, but that it keeps what is written to a write-ahead log, one piece behind the other, until
// anything else is asked of the file. SQLite makes two writes for each page and then one sync, so
// a commit becomes one write and one sync. Other connections may read a commit only when it was
// synced: the connection must have synchronous = FULL. Thread-safe.
const char* LogVfs();

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_LOG_VFS_H_
