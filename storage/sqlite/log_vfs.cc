#include "storage/sqlite/log_vfs.h"

#include <sqlite3.h>

#include <memory>
#include <string>

namespace assay::sql::sqlite {
namespace {

constexpr char kName[] = "assay-log";
// What is kept at most. A longer commit takes several writes: of 128 KiB and more in one, the
// system's xWrite takes a full disk for granted.
constexpr size_t kMostKept = 120 << 10;

// What SQLite takes for a file, with the system's file behind it in the same memory.
struct LogFile {
  sqlite3_file base;
  std::string* kept;    // not written yet
  sqlite3_int64 begin;  // where in the file it belongs
};

LogFile* Log(sqlite3_file* file) { return reinterpret_cast<LogFile*>(file); }
sqlite3_file* SystemFile(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(Log(file) + 1);
}

int Flush(sqlite3_file* file) {
  std::string& kept = *Log(file)->kept;
  if (kept.empty()) return SQLITE_OK;
  sqlite3_file* const system = SystemFile(file);
  const int code = system->pMethods->xWrite(system, kept.data(), static_cast<int>(kept.size()),
                                            Log(file)->begin);
  kept.clear();
  return code;
}

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  LogFile& log = *Log(file);
  const auto end = log.begin + static_cast<sqlite3_int64>(log.kept->size());
  if (offset != end || log.kept->size() + static_cast<size_t>(size) > kMostKept) {
    if (const int code = Flush(file); code != SQLITE_OK) return code;
    log.begin = offset;
  }
  log.kept->append(static_cast<const char*>(data), static_cast<size_t>(size));
  return SQLITE_OK;
}

// A method of the system's file, after what is kept was written.
template <auto kMethod, typename... Arguments>
int Forward(sqlite3_file* file, Arguments... arguments) {
  if (const int code = Flush(file); code != SQLITE_OK) return code;
  sqlite3_file* const system = SystemFile(file);
  return (system->pMethods->*kMethod)(system, arguments...);
}

int Close(sqlite3_file* file) {
  const int flushed = Flush(file);
  sqlite3_file* const system = SystemFile(file);
  const int closed = system->pMethods->xClose(system);
  delete Log(file)->kept;
  return flushed == SQLITE_OK ? closed : flushed;
}

// Version 1: a log is not mapped, and what is shared of it is with the database's file.
sqlite3_io_methods MakeMethods() {
  sqlite3_io_methods methods = {};
  methods.iVersion = 1;
  methods.xClose = Close;
  methods.xRead = Forward<&sqlite3_io_methods::xRead>;
  methods.xWrite = Write;
  methods.xTruncate = Forward<&sqlite3_io_methods::xTruncate>;
  methods.xSync = Forward<&sqlite3_io_methods::xSync>;
  methods.xFileSize = Forward<&sqlite3_io_methods::xFileSize>;
  methods.xLock = Forward<&sqlite3_io_methods::xLock>;
  methods.xUnlock = Forward<&sqlite3_io_methods::xUnlock>;
  methods.xCheckReservedLock = Forward<&sqlite3_io_methods::xCheckReservedLock>;
  methods.xFileControl = Forward<&sqlite3_io_methods::xFileControl>;
  methods.xSectorSize = Forward<&sqlite3_io_methods::xSectorSize>;
  methods.xDeviceCharacteristics = Forward<&sqlite3_io_methods::xDeviceCharacteristics>;
  return methods;
}

sqlite3_vfs* System(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_WAL) == 0) {
    return System(vfs)->xOpen(System(vfs), path, file, flags, out_flags);
  }
  file->pMethods = nullptr;
  sqlite3_file* const system = SystemFile(file);
  const int code = System(vfs)->xOpen(System(vfs), path, system, flags, out_flags);
  if (code != SQLITE_OK) {
    if (system->pMethods != nullptr) system->pMethods->xClose(system);
    return code;
  }
  static const sqlite3_io_methods methods = MakeMethods();
  *Log(file) = {.base = {.pMethods = &methods}, .kept = new std::string, .begin = 0};
  return SQLITE_OK;
}

// All but opening is the system's, which wants to be called with itself.
sqlite3_vfs MakeVfs() {
  sqlite3_vfs* const system = sqlite3_vfs_find(kExclusiveVfs);
  sqlite3_vfs vfs = *system;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + system->szOsFile;
  vfs.pNext = nullptr;
  vfs.zName = kName;
  vfs.pAppData = system;
  vfs.xOpen = Open;
  vfs.xDelete = [](sqlite3_vfs* self, const char* path, int sync) {
    return System(self)->xDelete(System(self), path, sync);
  };
  vfs.xAccess = [](sqlite3_vfs* self, const char* path, int flags, int* out) {
    return System(self)->xAccess(System(self), path, flags, out);
  };
  vfs.xFullPathname = [](sqlite3_vfs* self, const char* path, int size, char* out) {
    return System(self)->xFullPathname(System(self), path, size, out);
  };
  vfs.xRandomness = [](sqlite3_vfs* self, int size, char* out) {
    return System(self)->xRandomness(System(self), size, out);
  };
  vfs.xSleep = [](sqlite3_vfs* self, int micros) {
    return System(self)->xSleep(System(self), micros);
  };
  vfs.xCurrentTime = [](sqlite3_vfs* self, double* out) {
    return System(self)->xCurrentTime(System(self), out);
  };
  vfs.xGetLastError = [](sqlite3_vfs* self, int size, char* out) {
    return System(self)->xGetLastError(System(self), size, out);
  };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs* self, sqlite3_int64* out) {
    return System(self)->xCurrentTimeInt64(System(self), out);
  };
  return vfs;
}

}  // namespace

const char* LogVfs() {
  static sqlite3_vfs vfs = MakeVfs();
  [[maybe_unused]] static const int registered = sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
  return kName;
}

}  // namespace assay::sql::sqlite
