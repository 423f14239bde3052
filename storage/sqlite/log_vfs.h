// The VFS (https://www.sqlite.org/vfs.html) of SQLite's connections: one that keeps the database to
// this process, and another over it that writes the write-ahead log in one piece for each commit.
#ifndef ASSAY_STORAGE_SQLITE_LOG_VFS_H_
#define ASSAY_STORAGE_SQLITE_LOG_VFS_H_

namespace assay::sql::sqlite {

// SQLite's own for databases that one process has to itself: it locks the file once and for all, so
// that other processes find it busy, and what its connections lock among themselves is in memory.
// No transaction calls the system for a lock then.
inline constexpr char kExclusiveVfs[] = "unix-excl";

// The name of a VFS for the connection that writes: kExclusiveVfs, but that it keeps what is
// written to a write-ahead log, one piece behind the other, until anything else is asked of the
// file. SQLite makes two writes for each page and then one sync, so a commit becomes one write and
// one sync. Other connections may read a commit only when it was synced: the connection must have
// synchronous = FULL. Thread-safe.
const char* LogVfs();

}  // namespace assay::sql::sqlite

#endif  // ASSAY_STORAGE_SQLITE_LOG_VFS_H_
